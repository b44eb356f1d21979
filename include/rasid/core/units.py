"""People, offices and governments in a sentence: names with their titles, duals, counterparts, pairs."""

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

_COUNTRY_KINDS = (FormKind.COUNTRY, FormKind.CAPITAL, FormKind.SEAT, FormKind.PEOPLE)
_FILLER_LIMIT = 6
# Bare titles that a name follows as employer: مستشار ترامب, مبعوث بوتين.
_EMPLOYED_ROLES = frozenset({"chancellor", "special_envoy", "presidential_envoy", "presidential_aide", "official"})
_POSTED_ROLES = frozenset({"ambassador", "special_envoy", "presidential_envoy", "un_ambassador"})


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


def find_units(items: list[Item], reading: Reading) -> list[Unit]:
    """Return the units of a sentence in order; the people found are added to ``reading``."""
    units: list[Unit] = []
    position = 0
    while position < len(items):
        unit = _unit_at(items, position, reading)
        if unit is None:
            position += 1
            continue
        units.append(unit)
        reading.recent.extend(r for r in unit.refs if r.kind is not RefKind.PAIR)
        position = max(unit.last, position + 1)
    return units


def _unit_at(items: list[Item], position: int, reading: Reading) -> Unit | None:
    item = items[position]
    if "counterpart" in item.words:
        return _counterpart(items, position, reading)
    if item.has(FormKind.ROLE, FormKind.ROLE_DUAL, FormKind.ROLE_PLURAL):
        titled = _Title(items, position, reading).unit()
        if titled is not None or "pair" not in item.words:
            return titled
    if "pair" in item.words:
        return Unit(first=position, last=position + 1, prefix=_prefix_of(item), refs=(Ref(kind=RefKind.PAIR),))
    if item.has(FormKind.FULL_NAME, FormKind.FAMILY_NAME):
        person = pick_person(item, reading)
        if person is None:
            return None
        ref = Ref(kind=RefKind.PERSON, country=person.country, key=person.key)
        return Unit(first=position, last=position + 1, prefix=item.prefix, refs=(ref,))
    if item.has(*_COUNTRY_KINDS):
        ref = Ref(kind=RefKind.COUNTRY, country=_country_of(item))
        return Unit(first=position, last=position + 1, prefix=item.prefix, refs=(ref,))
    return None


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


def _country_of(item: Item) -> str:
    for kind in (*_COUNTRY_KINDS, FormKind.ADJECTIVE):
        if kind in item.keys:
            return item.keys[kind][0]
    return ""


def _prefix_of(item: Item) -> str:
    """Return the clitics of a function word, which the items keep inside its text."""
    for prefix in ("وب", "ول", "و", "ب", "ل", "ف"):
        if not item.prefix and item.text.startswith(prefix + "ن"):  # نظير…
            return prefix
    return item.prefix


def _counterpart(items: list[Item], position: int, reading: Reading) -> Unit | None:
    country, last = "", position + 1
    if last < len(items) and items[last].has(FormKind.ADJECTIVE):
        country, last = _country_of(items[last]), last + 1
    person = None
    if last < len(items) and items[last].person_keys:
        person = pick_person(items[last], reading, country=country, titled=True)
        last += person is not None
    if person is not None:
        ref = Ref(kind=RefKind.PERSON, country=person.country, key=person.key)
    elif country:
        role = reading.last_role(country)
        holder = reading.lexicon.holder(role, country, reading.day) if role else None
        ref = Ref(kind=RefKind.OFFICE, country=country, key=holder.key if holder else "", role=role)
    else:
        return None
    return Unit(first=position, last=last, prefix=_prefix_of(items[position]), refs=(ref,))


class _Title:
    """Reads a title with what follows: nationality or country, fillers, names."""

    def __init__(self, items: list[Item], position: int, reading: Reading) -> None:
        self.items, self.first, self.reading = items, position, reading
        head = items[position]
        self.dual = FormKind.ROLE_DUAL in head.keys
        self.plural = FormKind.ROLE_PLURAL in head.keys and not self.dual
        kind = next(k for k in (FormKind.ROLE_DUAL, FormKind.ROLE, FormKind.ROLE_PLURAL) if k in head.keys)
        self.role = head.keys[kind][0]
        self.countries: list[str] = [c for c in (reading.lexicon.title_countries.get(head.text),) if c]
        self.seated = bool(self.countries)
        self.people: list[Person] = []
        self.former = self.both = False
        self.last = position + 1

    def unit(self) -> Unit | None:
        """Return the unit, or None when the title names nobody in particular."""
        self._read()
        refs = self._pair_refs() if self.dual and len(self._named_countries()) != 1 else self._single_refs()
        if not refs:
            return None
        return Unit(first=self.first, last=self.last, prefix=self.items[self.first].prefix, refs=refs)

    def _read(self) -> None:
        position, fillers = self.first + 1, 0
        while position < len(self.items) and fillers < _FILLER_LIMIT:
            step = self._take(position)
            if step == 0:
                if not self._is_filler(position):
                    return
                fillers += 1
                step = 1
            elif step > 0:
                self.last = position + step
            if (self.people and not self.dual) or len(self.people) == 2:
                return
            position += step

    def _take(self, position: int) -> int:
        """Take the item if it belongs to the title; return how many items were taken."""
        item = self.items[position]
        if self.countries and not self.dual and item.prefix.startswith("و"):
            return 0
        if item.has(FormKind.ADJECTIVE) and not item.has(*_COUNTRY_KINDS):
            return self._add_country(item)
        if item.person_keys:
            return self._add_person(item)
        if item.has(*_COUNTRY_KINDS) and (position == self.first + 1 or self.dual or item.prefix.endswith("ل")):
            return self._add_country(item)
        if self.dual and "countries_pair" in item.words:
            self.both = True
            return 1
        return 0

    def _add_country(self, item: Item) -> int:
        country = _country_of(item)
        if country in self.countries:
            return 1
        if len(self.countries) >= (2 if self.dual or self.plural else 1):
            return 0
        self.countries.append(country)
        return 1

    def _add_person(self, item: Item) -> int:
        if self._is_employer(item):
            return self._add_employer(item)
        wanted = self.countries[0] if len(self.countries) == 1 and not self.dual and not self.seated else ""
        person = pick_person(item, self.reading, country=wanted, titled=True)
        if person is None:
            return 0
        self.people.append(person)
        return 1

    def _is_employer(self, item: Item) -> bool:
        head = self.items[self.first]
        directly = self.items.index(item) == self.first + 1
        return directly and self.role in _EMPLOYED_ROLES and " " not in head.text and not head.prefix.endswith("ال")

    def _add_employer(self, item: Item) -> int:
        employer = pick_person(item, self.reading, titled=True)
        if employer is None:
            return 0
        self.countries.append(employer.country)
        self.role = "official"
        return 1

    def _is_filler(self, position: int) -> bool:
        item = self.items[position]
        if "former" in item.words:
            self.former = True
            return True
        if "title_fillers" in item.words:
            return True
        if item.is_punctuation:
            return self._comma_leads_to_name(position)
        return self.role in _POSTED_ROLES and (
            item.text in ("الي", "لدي", "ل", "في") or item.has(FormKind.PLACE, *_COUNTRY_KINDS)
        )

    def _comma_leads_to_name(self, position: int) -> bool:
        """A comma or bracket inside a title: «نائب وزير الخارجية الروسي، سيرغي ريابكوف»."""
        item = self.items[position]
        if item.text not in "،,(":
            return (
                item.text in "\"'”“«»)"
                and position + 1 < len(self.items)
                and bool(self.items[position + 1].person_keys)
            )
        nearby = self.items[position + 1 : position + 2]
        return any(n.person_keys and not n.prefix for n in nearby) and bool(self.countries)

    def _named_countries(self) -> list[str]:
        return list(dict.fromkeys([*self.countries, *(p.country for p in self.people)]))

    def _single_refs(self) -> tuple[Ref, ...]:
        if self.people:
            return tuple(Ref(kind=RefKind.PERSON, country=p.country, key=p.key) for p in self.people)
        if not self.countries or self.former:
            return ()
        if self.role == "official" or self.plural:
            return tuple(Ref(kind=RefKind.COUNTRY, country=c, role="official") for c in self.countries)
        return (self._office(self.countries[0]),)

    def _pair_refs(self) -> tuple[Ref, ...]:
        by_country = {p.country: p for p in self.people}
        countries = self._named_countries()
        if self.both:
            countries = list(self.reading.country_pair())
        if len(countries) < 2:
            return (Ref(kind=RefKind.PAIR, role=self.role),)
        if self.role == "official" and not self.people:
            return tuple(Ref(kind=RefKind.COUNTRY, country=c, role="official") for c in countries)
        return tuple(
            Ref(kind=RefKind.PERSON, country=c, key=by_country[c].key) if c in by_country else self._office(c)
            for c in countries
        )

    def _office(self, country: str) -> Ref:
        holder = self.reading.lexicon.holder(self.role, country, self.reading.day)
        return Ref(kind=RefKind.OFFICE, country=country, key=holder.key if holder else "", role=self.role)
