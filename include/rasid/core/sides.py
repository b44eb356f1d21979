"""Which officials of which side a contact is between, and on what level."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from include.rasid.core.references import Ref, RefKind
from include.rasid.core.scopes import lowest
from include.rasid.model import Scope

if TYPE_CHECKING:
    from datetime import date

    from include.rasid.core.claims import Claimant
    from include.rasid.core.offices import Person
    from include.rasid.core.watch import Side


_RISE = timedelta(days=8 * 365)
# Whoever comes to one of these was an official of the same state for years; ministers and legislators come from anywhere.
_OF_CAREER = frozenset(
    {
        "deputy_foreign_minister", "under_secretary_of_state", "assistant_secretary_of_state", "ambassador",
        "deputy_defence_minister", "chief_of_general_staff", "military_commander", "intelligence_director",
        "deputy_national_security_adviser", "deputy_security_council_secretary", "un_ambassador",
    }
)  # fmt: skip


def held_by(ref: Ref, day: date, by: Claimant) -> Ref:
    """Return the office with its holder on the day of the contact: «آخر محادثة بين وزيري دفاع البلدين في أغسطس 2014»."""
    holder = by.lexicon.holder(ref.role, ref.country, day) if ref.kind is RefKind.OFFICE else None
    return ref if holder is None else ref._replace(key=holder.key)


Sides = tuple[tuple[str, tuple[str, ...]], ...]  # key of each side with those who act for it


def sides_of(refs: tuple[Ref, ...], by: Claimant, day: date) -> tuple[Sides, Scope | None]:
    """Return the two sides with the officials among ``refs`` in office on ``day``, and the level; nothing and None for fewer sides."""
    people: dict[str, set[str]] = {}
    delegations: set[Side] = set()
    scopes: dict[str, list[Scope]] = {}
    for ref in refs:
        side = by.watch.side_of(ref.country)
        if side is None:
            continue
        if not ref.key:
            delegations.add(side)
            continue
        scope = _scope(by.lexicon.people[ref.key], by, day)
        if scope is not None:
            people.setdefault(side.key, set()).add(ref.key)
            scopes.setdefault(side.key, []).append(scope)
    for side in delegations:
        people.setdefault(side.key, {side.delegation})
        scopes.setdefault(side.key, [Scope.DELEGATION])
    if len(people) < 2:
        return (), None
    level = lowest(min(s, key=list(Scope).index) for s in scopes.values())
    return tuple((k, tuple(sorted(v))) for k, v in sorted(people.items())), level


def _scope(person: Person, by: Claimant, day: date) -> Scope | None:
    """Return the level of the offices held on the day; somebody who rose later in the service was in it before, less high."""
    scope = by.lexicon.scope_of(person, day)
    first = min(person.offices, key=lambda o: o.first, default=None)
    if scope is not None or first is None or first.role not in _OF_CAREER or not day < first.first <= day + _RISE:
        return scope
    return lowest((by.lexicon.scope_of(person, first.first) or Scope.MINOR, Scope.SENIOR))


def sides_of_old(parties: tuple[Ref, ...], by: Claimant) -> tuple[Sides, Scope | None]:
    """Return the sides on the last day on which all parties held an office; none where some of the named still do.

    «عندما سافر برايدنستاين واجتمع مع روغوزين», told years later, is a contact of that time.
    """
    people = [by.lexicon.people[r.key] for r in parties if r.key]
    if not people or any(p.offices_on(by.published) for p in people):
        return (), None
    ends = {o.last for p in people for o in p.offices if o.last is not None and o.last < by.published}
    day = next((d for d in sorted(ends, reverse=True) if all(p.offices_on(d) for p in people)), None)
    return ((), None) if day is None else sides_of(parties, by, day)


def others(refs: tuple[Ref, ...], by: Claimant) -> set[str]:
    """Return the officials of third countries, as ``other:key``."""
    return {f"other:{r.key}" for r in refs if r.key and by.watch.side_of(r.country) is None}
