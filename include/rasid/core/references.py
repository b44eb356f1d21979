"""What a reference in a text leads to, and what is known of the article so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from include.rasid.core.lexicon import FormKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from include.rasid.core.items import Item
    from include.rasid.core.lexicon import Lexicon
    from include.rasid.core.near_names import NearNames
    from include.rasid.core.offices import Person
    from include.rasid.model import When

COUNTRY_KINDS = (FormKind.COUNTRY, FormKind.CAPITAL, FormKind.SEAT, FormKind.PEOPLE)

_COUNTRY_AND_ADJECTIVE = (*COUNTRY_KINDS, FormKind.ADJECTIVE)


class RefKind(StrEnum):
    """What a reference leads to."""

    PERSON = "person"
    OFFICE = "office"  # an official known by title; key is the holder, empty when not known
    COUNTRY = "country"  # a government, its people or unnamed officials
    PAIR = "pair"  # two parties that the text has named before


class Ref(NamedTuple):
    """One party."""

    kind: RefKind
    country: str = ""
    key: str = ""
    role: str = ""


class Unit(NamedTuple):
    """Items ``[first, last)`` that name one party, or several at once."""

    first: int
    last: int
    prefix: str
    refs: tuple[Ref, ...]
    is_counterpart: bool = False  # نظيره: points back at the other party

    @property
    def clitic(self) -> str:
        """The clitics before it without the article: ب of «بالرئيس»."""
        return self.prefix.removesuffix("ال")


class TalkedPair(NamedTuple):
    """Two officials whom the text brought together, and where: what «الرجلان» points back to."""

    refs: tuple[Ref, Ref]
    paragraph: int
    is_watched: bool  # one of each side of the watch
    is_news: bool  # told as held or sure to come, and not long ago


@dataclass(slots=True, kw_only=True)
class Reading:
    """What is known of the article while its sentences are read in order."""

    lexicon: Lexicon
    day: date
    named: set[str] = field(default_factory=set)  # people named in full somewhere in the article
    recent: list[Ref] = field(default_factory=list)  # people and offices in reading order
    pairs: list[TalkedPair] = field(default_factory=list)  # whom the contacts so far were between, in reading order
    sides: tuple[frozenset[str], frozenset[str]] | None = None  # countries of the watch; None: no watch is read for
    paragraph: int = 0  # the one that is being read
    loose_dates: list[When] = field(default_factory=list)  # days of meetings whose parties stand elsewhere
    days: list[tuple[int, When]] = field(default_factory=list)  # all days told, with the sentence's place in the text
    subjects: list[Ref] = field(default_factory=list)  # whom the sentences so far were about
    near: NearNames | None = None  # None: spellings that no entry lists are left alone
    suggestions: list[tuple[Item, str, bool]] = field(default_factory=list)  # word, person, whether it was taken as him
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

    def meant_by_pair(self, role: str, local: Sequence[Ref] = ()) -> tuple[Ref, ...]:
        """Return the two people or offices that a dual of ``role`` (empty: any) may mean; nothing where there are none.

        Two that the sentence itself names before it (``local``), else the pair that a contact brought together last, else
        the two named last of different countries, those of the watch first, else the holders of the office on both sides.
        """
        return (
            self._last_two(local, role)
            or self._pair_told(role)
            or self._last_two([r for r in self.recent if self.side_of(r)], role)
            or self._last_two(self.recent, role)
            or self._holders(role)
        )

    def named_before(self, ref: Ref) -> Ref:
        """Return whom an official called by post and country alone is, where the text has named one: «المسؤول الروسي»."""
        if ref.key or not ref.role or ref.role == "delegation":
            return ref
        # A state without such an office: «المستشار الأميركي» is whoever advises.
        is_held = self.lexicon.holders.get((ref.role, ref.country)) or self.lexicon.is_of_several(ref.role)
        role = ref.role if is_held else "official"
        fitting: list[Ref] = []
        for known in reversed(self.recent):
            person = self.lexicon.people.get(known.key)
            if person is None or known.country != ref.country or self.lexicon.speaks_for_others(person, self.day):
                continue
            if self.lexicon.fits_role(person, role, self.day):
                fitting.append(known)
        if role == "official":  # nobody calls a head of state «المسؤول الأميركي» or his guest
            fitting.sort(key=lambda r: self.lexicon.fits_role(self.lexicon.people[r.key], "president", self.day))
        return fitting[0] if fitting else ref

    def other_side(self) -> str:
        """Return the country of the watch's other side that was named last, seen from the official named last; empty: none."""
        sides = [(self.side_of(r), r) for r in self.recent]
        here = next((s for s, r in reversed(sides) if r.kind is not RefKind.COUNTRY), 0)
        return next((r.country for s, r in reversed(sides) if here and s == 3 - here), "")

    def side_of(self, ref: Ref) -> int:
        """Return 1 or 2 for the side of the watch that ``ref`` acts for; 0: a third party, or no watch."""
        if self.sides is None:
            return 0
        return next((n for n, side in enumerate(self.sides, 1) if ref.country in side), 0)

    def leads_a_state(self, ref: Ref) -> bool:
        """Whether the official is a head of state or government."""
        person = self.lexicon.people.get(ref.key)
        return person is not None and any(
            self.lexicon.fits_role(person, r, self.day) for r in ("president", "prime_minister")
        )

    def expanded(self, refs: Sequence[Ref]) -> tuple[Ref, ...]:
        """Return the parties with the two whom a dual among them means, and officials by the names told before."""
        named: list[Ref] = []
        for ref in refs:
            pair = self.meant_by_pair(ref.role) if ref.kind is RefKind.PAIR else ()
            named.extend(pair or (self.named_before(ref),))
        return tuple(dict.fromkeys(named))

    def told(self, refs: Sequence[Ref], *, is_news: bool) -> None:
        """Remember whom a contact was between."""
        people = [r for r in refs if r.kind in (RefKind.PERSON, RefKind.OFFICE)]
        countries = list(dict.fromkeys(r.country for r in people))
        if len(countries) < 2:
            return
        first = [next(r for r in people if r.country == c) for c in countries]
        watched = {side: r for r in reversed(first) if (side := self.side_of(r))}
        pair = (watched[1], watched[2]) if len(watched) == 2 else (first[0], first[1])
        self.pairs.append(TalkedPair(pair, self.paragraph, is_watched=len(watched) == 2, is_news=is_news))

    def _pair_told(self, role: str) -> tuple[Ref, ...]:
        """The last one that is news; one of third countries gives way to one of the watch once its paragraph is over."""
        fitting = [p for p in reversed(self.pairs) if not role or all(self._fits(r, role) for r in p.refs)]
        lasting = [p for p in fitting if p.is_watched or p.paragraph == self.paragraph]
        here = [p for p in lasting if p.paragraph == self.paragraph and all(r.key for r in p.refs)]
        news = [p for p in lasting if p.is_news]
        return next((p.refs for p in here or news or lasting or fitting), ())

    def _last_two(self, refs: Sequence[Ref], role: str) -> tuple[Ref, ...]:
        pair: list[Ref] = []
        for ref in reversed(refs):
            if ref.kind not in (RefKind.PERSON, RefKind.OFFICE) or ref.country in {r.country for r in pair}:
                continue
            if not self._fits(ref, role):
                continue
            pair.insert(0, ref)
            if len(pair) == 2:
                return tuple(pair)
        return ()

    def _fits(self, ref: Ref, role: str) -> bool:
        person = self.lexicon.people.get(ref.key)
        if person is None:
            return not role or role in (ref.role, "official")
        if role:
            return self.lexicon.fits_role(person, role, self.day)
        return not self.lexicon.speaks_for_others(person, self.day)

    def _holders(self, role: str) -> tuple[Ref, ...]:
        if self.sides is None or not self.lexicon.is_single(role):
            return ()
        found: list[Ref] = []
        for side in self.sides:
            country = next((r.country for r in reversed(self.recent) if r.country in side), "")
            holder = self.lexicon.holder(role, country, self.day) if country else None
            if holder is None:
                return ()
            found.append(Ref(RefKind.OFFICE, country, holder.key, role))
        return tuple(found)

    def country_pair(self) -> tuple[str, ...]:
        """Return the last two different countries named, oldest first: what البلدين refers to."""
        watched = {side: r.country for r in self.recent if (side := self.side_of(r))}
        if len(watched) == 2 and not (self.pairs and not self.pairs[-1].is_watched):
            return watched[1], watched[2]
        pair: list[str] = []
        for ref in reversed(self.recent):
            if ref.country and ref.country not in pair:
                pair.insert(0, ref.country)
            if len(pair) == 2:
                break
        return tuple(pair)


def country_of(item: Item) -> str:
    """Return the country that a hit names, empty for none: as a name, a capital, a seat, a people or an adjective."""
    keys = item.keys
    for kind in _COUNTRY_AND_ADJECTIVE:
        if kind in keys:
            return keys[kind][0]
    return ""
