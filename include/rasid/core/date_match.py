"""A run of date words that fits a rule, and what a rule reads from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import re
    from datetime import date

    from include.rasid.core.date_runs import Token
    from include.rasid.core.days import Days, Tense


class Found(NamedTuple):
    """What a rule read."""

    days: Days
    basis: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A run of tokens that fits a rule, and the day and tense to read it by."""

    run: tuple[Token, ...]
    groups: re.Match[str]
    reference: date
    tense: Tense
    previous: date | None = None  # the last date named before

    def has(self, group: str) -> bool:
        """Tell whether a group of the rule took part."""
        return self.groups.groupdict().get(group) is not None

    def tokens(self, group: str) -> tuple[Token, ...]:
        """Return the tokens of a group; none where it took no part."""
        return self.run[self.groups.start(group) : self.groups.end(group)] if self.has(group) else ()

    def value(self, group: str) -> int:
        """Return the sum of a group's values: ordinals and counts of several words add up."""
        return sum(t.value for t in self.tokens(group))

    def text(self, group: str) -> str:
        """Return the symbols of a group, empty where it took no part."""
        return self.groups.group(group) or "" if self.has(group) else ""

    @property
    def before(self) -> str:
        """The symbol before the match, empty at the beginning of a run."""
        start = self.groups.start()
        return self.run[start - 1].symbol if start else ""

    @property
    def modifier(self) -> str:
        """Last (L), next (X) or this (C) beside the date, else "since" where منذ stands before it, else nothing."""
        start = self.groups.start()
        is_since = start > 0 and self.run[start - 1].symbol == "Q" and self.run[start - 1].value == 1
        return self.text("mod") or ("since" if is_since else "")

    def months(self, group: str = "month") -> tuple[int, int]:
        """Return the first and last month of a double name: they differ in a range such as مايو/يونيو."""
        values = [t.value for t in self.tokens(group) if t.symbol in "Mm"]
        return values[0], values[-1]

    def stated_year(self, suffix: str = "") -> int | None:
        """Return the year that the words give; None: they give none."""
        if self.has(f"year{suffix}"):
            return self.value(f"year{suffix}")
        if self.has(f"that{suffix}"):
            if self.text(f"that{suffix}")[-1] == "~":
                return self.previous.year if self.previous else None
            return self.reference.year + {"L": -1, "X": 1}.get(self.text(f"that{suffix}")[-1], 0)
        return None
