"""The gazetteer in memory: people with dated offices, countries, places, bodies, topics, titles."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from include.rasid.core.fold import fold_word, fold_words
from include.rasid.core.role_groups import DUAL_ROLES, PRIVATE_ROLES, QUOTED_ROLES
from include.rasid.core.scopes import SCOPE_ORDER
from include.rasid.core.venues import cities_of_venues
from include.rasid.model import Scope

if TYPE_CHECKING:
    from datetime import date

    from include.rasid.core.name_heads import NameHeads
    from include.rasid.core.offices import OfficeTerm, Person


class FormKind(StrEnum):
    """What a form stands for."""

    FULL_NAME = "full_name"
    FAMILY_NAME = "family_name"
    PERSON = "person"  # stands beside full_name and family_name: the people of both, once
    NEAR_NAME = "near_name"  # a spelling that no entry lists; stands beside family_name
    COUNTRY = "country"
    CAPITAL = "capital"
    SEAT = "seat"
    ADJECTIVE = "adjective"
    PEOPLE = "people"
    ROLE = "role"
    ROLE_DUAL = "role_dual"
    ROLE_PLURAL = "role_plural"
    PLACE = "place"
    BODY = "body"
    TOPIC = "topic"
    INSTITUTION = "institution"  # names a body with the adjective of a state behind it
    INSTITUTION_OF = "institution_of"  # names a body with the place behind it


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A state, or a body that acts like one."""

    key: str
    label_ar: str
    label_en: str
    qid: str | None
    names: tuple[str, ...]
    capitals: tuple[str, ...]
    seats: tuple[str, ...]
    adjectives: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A city, region or venue."""

    key: str
    label_ar: str
    label_en: str
    kind: str
    country: str | None
    latitude: float
    longitude: float
    qid: str | None
    names: tuple[str, ...]
    needs_cue: bool  # the form is also an ordinary word: it counts only behind a locative


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A ministry, alliance, forum or other organisation."""

    key: str
    label_ar: str
    label_en: str
    kind: str
    country: str | None
    qid: str | None
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """An entry of the taxonomy of keywords."""

    key: str
    label_ar: str
    label_en: str
    parent: str | None
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleTitle:
    """A role and the titles by which texts call its holders."""

    key: str
    scope: Scope
    single: bool  # one holder at a time
    singular: tuple[str, ...]
    dual: tuple[str, ...]
    plural: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """A kind of body that every state, or every place, may have."""

    key: str
    label_ar: str
    label_en: str
    nouns: tuple[str, ...]
    of_places: bool
    bare: frozenset[str] = frozenset()  # folded nouns that name a body by themselves too


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Folded neighbours that make a name an ordinary word."""

    before: frozenset[str]
    after: frozenset[str]


class FoldedNames(NamedTuple):
    """The names of a person, folded, each once."""

    first: tuple[str, ...]
    family: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """Everything that names are resolved against. Keys are unique in each collection."""

    people: dict[str, Person]
    countries: dict[str, Country]
    places: dict[str, Place]
    bodies: dict[str, Body]
    topics: dict[str, Topic]
    roles: dict[str, RoleTitle]
    institutions: dict[str, Institution] = field(default_factory=dict)
    not_names: frozenset[str] = frozenset()  # folded words, with clitics, that are never a name
    name_heads: frozenset[str] = frozenset()  # folded nouns behind which a family name is no person's
    contexts: dict[str, Context] = field(default_factory=dict)  # by folded form
    native_countries: frozenset[str] = frozenset()  # whose names are Arabic: no letter of theirs wavers
    not_first_names: frozenset[str] = frozenset()  # folded first names that are ordinary words too
    other_first_names: frozenset[str] = frozenset()  # folded given names of whoever is not in the lexicon
    near_countries: frozenset[str] = frozenset()  # whose officials are found in spellings that no entry lists
    near_leaders: frozenset[str] = frozenset()  # the same of those at the highest level only
    look_alikes: frozenset[str] = frozenset()  # folded words that look like such a spelling and are none
    head_words: NameHeads | None = None  # None: only listed names are found

    @cached_property
    def folded_names(self) -> dict[str, FoldedNames]:
        """First and family names of each person, by key."""
        people = self.people.values()
        folded = iter(fold_words([name for p in people for name in (*p.first_names, *p.family_names)]))

        def folded_once(names: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(dict.fromkeys(islice(folded, len(names))))

        return {p.key: FoldedNames(folded_once(p.first_names), folded_once(p.family_names)) for p in people}

    @cached_property
    def venue_cities(self) -> dict[str, str]:
        """Key of the city that each venue stands in, by the venue's key."""
        return cities_of_venues(self.places, self.countries)

    @cached_property
    def place_labels(self) -> dict[str, str]:
        """Arabic label by English label, of places before countries."""
        places = {p.label_en: p.label_ar for p in reversed(self.places.values())}
        return {c.label_en: c.label_ar for c in self.countries.values()} | places

    @cached_property
    def bearers(self) -> dict[str, list[str]]:
        """Keys of the people who have each folded first name."""
        bearers: dict[str, list[str]] = {}
        for key, names in self.folded_names.items():
            for first in names.first:
                bearers.setdefault(first, []).append(key)
        return bearers

    @cached_property
    def body_forms(self) -> dict[str, str]:
        """Keys of the bodies by folded name."""
        named = [(key, name) for key, body in self.bodies.items() for name in body.names]
        return dict(zip(fold_words([name for _, name in named]), [key for key, _ in named], strict=True))

    @cached_property
    def body_beginnings(self) -> frozenset[str]:
        """Whole words with which the folded name of a body of several words begins."""
        return frozenset(form[:at] for form in self.body_forms for at, c in enumerate(form) if c == " ")

    @cached_property
    def prominent(self) -> frozenset[str]:
        """Keys of those who ever held an office of the highest level."""
        return frozenset(
            p.key
            for p in self.people.values()
            if any(o.role in self.roles and self.roles[o.role].scope is Scope.PRINCIPAL for o in p.offices)
        )

    @cached_property
    def holders(self) -> dict[tuple[str, str], tuple[tuple[OfficeTerm, Person], ...]]:
        """Holders of each (role, country), newest first."""
        table: dict[tuple[str, str], list[tuple[OfficeTerm, Person]]] = {}
        for person in self.people.values():
            for office in person.offices:
                table.setdefault((office.role, office.country), []).append((office, person))
        return {k: tuple(sorted(v, key=lambda pair: pair[0].first, reverse=True)) for k, v in table.items()}

    @cached_property
    def title_countries(self) -> dict[str, str]:
        """Country of each folded title that carries a seat of government: المتحدث باسم الكرملين."""
        seats = [(fold_word(s), c.key) for c in self.countries.values() for s in c.seats]
        titles = {fold_word(t) for r in self.roles.values() for t in r.singular}
        return {t: c for t in titles for s, c in seats if s in t.replace(" لل", " ال")}

    def holder(self, role: str, country: str, day: date) -> Person | None:
        """Return who held a single office on ``day``; the regular holder before an acting one, None if not known."""
        title = self.roles.get(role)
        if title is None or not title.single:
            return None
        held = [(o, p) for o, p in self.holders.get((role, country), ()) if o.covers(day)]
        return min(held, key=lambda pair: pair[0].acting)[1] if held else None

    def is_single(self, role: str) -> bool:
        """Tell whether a role has one holder at a time."""
        return role in self.roles and self.roles[role].single

    def scope_of(self, person: Person, day: date) -> Scope | None:
        """Return the highest level of the offices that ``person`` held around ``day``; None: held none."""
        held = [o for o in person.offices_on(day) if o.role not in PRIVATE_ROLES]
        scopes = [self.roles[o.role].scope if o.role in self.roles else Scope.MINOR for o in held]
        return min(scopes, key=SCOPE_ORDER.index) if scopes else None

    def speaks_for_others(self, person: Person, day: date) -> bool:
        """Tell whether the person is quoted on other people's contacts: spokespeople and aides."""
        held = person.offices_on(day)
        return bool(held) and all(o.role.startswith("spokesperson") or o.role in QUOTED_ROLES for o in held)

    def fits_role(self, person: Person, role: str, day: date) -> bool:
        """Tell whether a dual title such as الرئيسان or الوزيران may mean the person on ``day``."""
        allowed = DUAL_ROLES.get(role, frozenset({role}))
        return role == "official" or any(o.role in allowed for o in person.offices_on(day))

    def is_of_several(self, role: str) -> bool:
        """Tell whether a title such as وزير or مبعوث may mean holders of several offices."""
        return role in DUAL_ROLES
