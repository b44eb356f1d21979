"""What is believed of a contact, from all its mentions; kept up mention by mention, for a summit has thousands."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from include.rasid.core.merging import STATUS_CLASS
from include.rasid.core.scopes import SCOPE_ORDER
from include.rasid.model import CONTEXT_DAY, Contact, Mode, Role, Scope, Setting, Status, When

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from include.rasid.model import ContactMention, StoredMention

Value = TypeVar("Value", bound=str)

_CONTEXT_WEIGHT = 0.02  # each further article makes a contact a little surer
_UNNAMED = "_delegation"


def believe(group: Iterable[StoredMention]) -> Contact:
    """Return the contact that a group of mentions supports; the group is in order of publication and not empty."""
    belief = Belief()
    for stored in group:
        belief.add(stored)
    return belief.contact()


@dataclass(slots=True)
class _Told:
    """Dates, and how often each day among them was told."""

    _days: Counter[date] = field(default_factory=Counter)
    _first: dict[date, When] = field(default_factory=dict)  # as each day was told first
    _range: When | None = None  # the shortest, the earliest of equals

    def add(self, when: When) -> None:
        if when.is_day:
            self._days[when.first] += 1
            self._first.setdefault(when.first, when)
        elif self._range is None or _span(when) < _span(self._range):
            self._range = when

    def best(self) -> When | None:
        """Return the day told most often, the latest of equals; a range where there is no day."""
        if not self._days:
            return self._range
        return self._first[max(self._days, key=lambda d: (self._days[d], d))]


@dataclass(slots=True)
class _Dates:
    """The dates that count: all, or those from the last article on that puts the contact off to a day."""

    _told: list[tuple[datetime, When]] = field(default_factory=list)
    _own: _Told = field(default_factory=_Told)
    _near: _Told = field(default_factory=_Told)  # also days that only stand near the contact

    def add(self, stored: StoredMention) -> None:
        when = stored.mention.when
        if when is None:
            return
        self._told.append((stored.published_at, when))
        if stored.mention.status is Status.POSTPONED and when.is_day:
            self._told = [(at, w) for at, w in self._told if at >= stored.published_at]
            self._own, self._near = _Told(), _Told()
            for _, counted in self._told:
                self._count(counted)
        else:
            self._count(when)

    def best(self) -> When | None:
        """Return the best-supported date; a day that only stands near the contact counts where the texts name no other."""
        return self._own.best() or self._near.best()

    def _count(self, when: When) -> None:
        self._near.add(when)
        if when.basis != CONTEXT_DAY:
            self._own.add(when)


@dataclass(slots=True)
class Belief:
    """What the mentions so far support; what is asked again and again is kept as they come."""

    _people: set[str] = field(default_factory=set)  # by name
    _unnamed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # by side
    _sides_named: set[str] = field(default_factory=set)
    _status: Status | None = None
    _surest: dict[str, float] = field(default_factory=dict)  # confidence by class of status
    _articles: set[str] = field(default_factory=set)
    _modes: Counter[Mode] = field(default_factory=Counter)
    _settings: Counter[Setting] = field(default_factory=Counter)
    _places: Counter[str] = field(default_factory=Counter)
    _newest_place: dict[str, int] = field(
        default_factory=dict
    )  # how many mentions had named a place when it was named last
    _dates: _Dates = field(default_factory=_Dates)
    _scopes: set[Scope] = field(default_factory=set)
    _is_new: bool = False
    _reported_at: list[datetime] = field(default_factory=list)

    def add(self, stored: StoredMention) -> None:
        """Take in a mention that was published after the others."""
        mention = stored.mention
        self._add_people(mention)
        self._status = _after(self._status, mention.status)
        kind = STATUS_CLASS[mention.status]
        self._surest[kind] = max(self._surest.get(kind, 0.0), mention.confidence)
        self._articles.add(stored.article_key)
        if mention.mode is not Mode.UNKNOWN:
            self._modes[mention.mode] += 1
        if mention.setting is not Setting.UNKNOWN:
            self._settings[mention.setting] += 1
        if mention.place:
            self._places[mention.place] += 1
            self._newest_place[mention.place] = self._places.total()
        self._dates.add(stored)
        self._scopes.add(mention.scope)
        self._is_new = self._is_new or mention.role is Role.NEW
        self._reported_at.append(stored.published_at)

    def contact(self) -> Contact:
        """Return the contact; there must be a mention."""
        status = self._status or Status.POSSIBLE
        surest = self._surest.get(STATUS_CLASS[status], max(self._surest.values()))
        unnamed = {p for side, people in self._unnamed.items() if side not in self._sides_named for p in people}
        return Contact(
            participants=tuple(sorted(self._people | unnamed)),
            mode=_most(self._modes) or Mode.UNKNOWN,
            setting=_most(self._settings) or Setting.UNKNOWN,
            status=status,
            when=self._dates.best(),
            place=self._place(status),
            scope=min(self._scopes, key=SCOPE_ORDER.index),
            confidence=round(min(0.99, surest + _CONTEXT_WEIGHT * (len(self._articles) - 1)), 3),
            role=Role.NEW if self._is_new else Role.BACKGROUND,
            first_reported_at=self._reported_at[0],
            last_reported_at=self._reported_at[-1],
        )

    def _add_people(self, mention: ContactMention) -> None:
        self._people.update(p for p in mention.participants if not p.endswith(_UNNAMED))
        for side, people in mention.sides:
            unnamed = {p for p in people if p.endswith(_UNNAMED)}
            self._unnamed[side] |= unnamed
            if len(unnamed) < len(people):
                self._sides_named.add(side)

    def _place(self, status: Status) -> str | None:
        """Return the place told most often; of equals, as a plan may be moved, the one that was told last of a plan."""
        if status not in (Status.PLANNED, Status.POSTPONED):
            return _most(self._places)
        return max(self._places, key=lambda p: (self._places[p], self._newest_place[p]), default=None)


def _span(when: When) -> tuple[object, ...]:
    return (when.last - when.first, when.first)


def _after(before: Status | None, told: Status) -> Status:
    """Return the status that a contact has after one more mention."""
    if before is None or before in (Status.POSSIBLE, Status.NOT_HELD, Status.DENIED):
        return told if before is None or told not in (Status.POSSIBLE, Status.NOT_HELD) else before
    if before in (Status.HELD, Status.ONGOING):
        return Status.HELD if told is Status.HELD else before
    if told in (Status.POSSIBLE, Status.NOT_HELD):
        return before
    if told is Status.DENIED and before in (Status.CANCELLED, Status.POSTPONED):
        return before
    return told


def _most(counts: Counter[Value]) -> Value | None:
    return max(counts, key=lambda v: (counts[v], str(v))) if counts else None
