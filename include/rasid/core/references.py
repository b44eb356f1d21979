"""What a reference in a text leads to, and what is known of the article so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from include.rasid.core.lexicon import SCOPE_ORDER, FormKind

if TYPE_CHECKING:
    from datetime import date

    from include.rasid.core.items import Item
    from include.rasid.core.lexicon import Lexicon, Person
    from include.rasid.model import When

COUNTRY_KINDS = (FormKind.COUNTRY, FormKind.CAPITAL, FormKind.SEAT, FormKind.PEOPLE)


class RefKind(StrEnum):
    """What a reference leads to."""

    PERSON = "person"
    OFFICE = "office"  # an official known by title; key is the holder, empty when not known
    COUNTRY = "country"  # a government, its people or unnamed officials
    PAIR = "pair"  # two parties that the text has named before


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """One party."""

    kind: RefKind
    country: str = ""
    key: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Items ``[first, last)`` that name one party, or several at once."""

    first: int
    last: int
    prefix: str
    refs: tuple[Ref, ...]


@dataclass(slots=True, kw_only=True)
class Reading:
    """What is known of the article while its sentences are read in order."""

    lexicon: Lexicon
    day: date
    named: set[str] = field(default_factory=set)  # people named in full somewhere in the article
    recent: list[Ref] = field(default_factory=list)  # people and offices in reading order
    last_pair: tuple[Ref, ...] = ()  # the people of the last contact told: whom الرجلان means
    loose_dates: list[When] = field(default_factory=list)  # days of meetings whose parties stand elsewhere
    subjects: list[Ref] = field(default_factory=list)  # whom the sentences so far were about
    identified: list[tuple[Item, Person]] = field(default_factory=list)  # names and whom they name

    def last_role(self, other_than: str) -> str:
        """Return the role of the last party whose country is another one: what نظيره refers to."""
        for ref in reversed(self.recent):
            if ref.country != other_than:
                if ref.role:
                    return ref.role
                person = self.lexicon.people.get(ref.key)
                held = person.offices_on(self.day) if person else ()
                if held:
                    return held[-1].role
        return ""

    def country_pair(self) -> tuple[str, ...]:
        """Return the last two different countries named, oldest first: what البلدين refers to."""
        pair: list[str] = []
        for ref in reversed(self.recent):
            if ref.country and ref.country not in pair:
                pair.insert(0, ref.country)
            if len(pair) == 2:
                break
        return tuple(pair)


def pick_person(item: Item, reading: Reading, *, country: str = "", titled: bool = False) -> Person | None:
    """Return whom a name means here; None where the name alone says too little.

    Args:
        item: A hit with names.
        reading: The article so far.
        country: Country of the title beside the name; empty: none given.
        titled: A title stands beside the name.
    """
    people = [reading.lexicon.people[k] for k in dict.fromkeys(item.person_keys)]
    if country and any(p.country == country for p in people):
        people = [p for p in people if p.country == country]
    elif country:
        return None
    if not item.has(FormKind.FULL_NAME) and not titled:
        people = [p for p in people if p.alone or p.key in reading.named]
    if not people:
        return None

    def rank(person: Person) -> tuple[bool, bool, int]:
        scope = reading.lexicon.scope_of(person, reading.day)
        return (person.key not in reading.named, scope is None, SCOPE_ORDER.index(scope) if scope else 9)

    best = min(people, key=rank)
    if item.has(FormKind.FULL_NAME):
        reading.named.add(best.key)
    reading.identified.append((item, best))
    return best


def country_of(item: Item) -> str:
    """Return the country that a hit names, empty for none: as a name, a capital, a seat, a people or an adjective."""
    for kind in (*COUNTRY_KINDS, FormKind.ADJECTIVE):
        if kind in item.keys:
            return item.keys[kind][0]
    return ""
