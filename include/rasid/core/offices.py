"""Who the lexicon's people are, and which offices they held when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

OFFICE_SLACK = timedelta(days=75)  # a president-elect or a minister just replaced still acts for the state


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeTerm:
    """An office that a person held; ``last`` is None while it is held."""

    role: str
    country: str
    first: date
    last: date | None
    detail: str = ""  # post, body or subject
    acting: bool = False

    def covers(self, day: date, slack: timedelta = timedelta(0)) -> bool:
        """Tell whether the office was held on ``day``, give or take ``slack``."""
        return self.first - slack <= day and (self.last is None or day <= self.last + slack)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody whom texts name."""

    key: str
    country: str
    name_ar: str
    name_en: str
    qid: str | None
    aliases: tuple[str, ...]  # full names beside ``name_ar`` and those that first and family names make
    family_names: tuple[str, ...]
    first_names: tuple[str, ...]
    alone: bool  # the family name alone points to this person
    offices: tuple[OfficeTerm, ...]

    @property
    def full_names(self) -> tuple[str, ...]:
        """Every first name with every family name, ``name_ar`` and the aliases; made anew at each call, in order."""
        made = {f"{first} {family}" for first in self.first_names for family in self.family_names}
        return tuple(sorted(made | {self.name_ar, *self.aliases}))

    def offices_on(self, day: date) -> tuple[OfficeTerm, ...]:
        """Return the offices held on ``day``, or within the slack around it."""
        exact = tuple(o for o in self.offices if o.covers(day))
        return exact or tuple(o for o in self.offices if o.covers(day, OFFICE_SLACK))
