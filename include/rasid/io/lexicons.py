"""The lexicon files under ``include/lexicons``, checked and turned into a ``Lexicon``."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator, Field

from include.rasid.core.fold import fold_word
from include.rasid.core.lexicon import Body, Context, Country, Institution, Lexicon, OfficeTerm, Person, Place, RoleTitle, Topic
from include.rasid.errors import BadInputError
from include.rasid.io.yaml_file import StrictModel, load_yaml_model
from include.rasid.model import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Text = Annotated[str, Field(min_length=1)]
LooseDate = Annotated[str, BeforeValidator(str), Field(pattern=r"^\d{4}(-\d\d){0,2}$")]


class _Label(StrictModel):
    en: Text
    ar: Text


class _Office(StrictModel):
    role: Text
    from_: LooseDate = Field(alias="from")
    to: LooseDate | None = None
    country: str | None = None
    post: str | None = None
    body: str | None = None
    for_: str | None = Field(default=None, alias="for")
    acting: bool = False
    note: str | None = None


class _Person(StrictModel):
    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: _Label
    country: Text
    qid: str | None = Field(default=None, pattern=r"^Q\d+$")
    first: tuple[Text, ...] = ()
    family: tuple[Text, ...] = ()
    alone: bool = True
    aliases: tuple[Text, ...] = ()
    offices: tuple[_Office, ...] = ()


class _PeopleFile(StrictModel):
    version: int
    source: Text
    people: tuple[_Person, ...]


class _Adjective(StrictModel):
    masculine: tuple[str, ...] = ()
    feminine: tuple[str, ...] = ()
    dual: tuple[str, ...] = ()
    plural: tuple[str, ...] = ()


class _Country(StrictModel):
    key: Text
    label: _Label
    qid: str | None = Field(default=None, pattern=r"^Q\d+$")
    names: tuple[Text, ...]
    capitals: tuple[Text, ...] = ()
    seats: tuple[Text, ...] = ()
    adjective: _Adjective = _Adjective()


class _CountriesFile(StrictModel):
    version: int
    source: Text
    countries: tuple[_Country, ...]


class _Place(StrictModel):
    key: Text
    label: _Label
    kind: str = Field(pattern="^(city|region|venue)$")
    country: str | None = None
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    qid: str | None = Field(default=None, pattern=r"^Q\d+$")
    names: tuple[Text, ...]
    needs_cue: bool = False


class _PlacesFile(StrictModel):
    version: int
    source: Text
    places: tuple[_Place, ...]


class _Body(StrictModel):
    key: Text
    label: _Label
    kind: Text
    country: str | None = None
    qid: str | None = Field(default=None, pattern=r"^Q\d+$")
    names: tuple[Text, ...]


class _BodiesFile(StrictModel):
    version: int
    source: Text
    bodies: tuple[_Body, ...]


class _Topic(StrictModel):
    key: Text
    label: _Label
    parent: str | None = None
    terms: tuple[Text, ...] = ()


class _TopicsFile(StrictModel):
    version: int
    source: Text
    topics: tuple[_Topic, ...]


class _NearNamesFile(StrictModel):
    version: int
    source: str
    countries: tuple[Text, ...]
    native: tuple[Text, ...]
    not_first_names: tuple[Text, ...]
    other_first_names: tuple[Text, ...]
    ordinary: tuple[Text, ...]


class _Institution(StrictModel):
    key: Text
    label: _Label
    nouns: tuple[Text, ...] = Field(min_length=1)


class _InstitutionsFile(StrictModel):
    version: int
    source: Text
    institutions: tuple[_Institution, ...]
    of_places: tuple[_Institution, ...]


class _Context(StrictModel):
    forms: tuple[Text, ...] = Field(min_length=1)
    before: tuple[Text, ...] = ()
    after: tuple[Text, ...] = ()


class _HomographsFile(StrictModel):
    version: int
    source: Text
    words: tuple[Text, ...]
    contexts: tuple[_Context, ...]


class _Role(StrictModel):
    key: Text
    scope: Scope
    single: bool
    label: _Label
    singular: tuple[Text, ...]
    dual: tuple[Text, ...] = ()
    plural: tuple[Text, ...] = ()


class _RolesFile(StrictModel):
    version: int
    source: Text
    roles: tuple[_Role, ...]


@cache
def load_lexicon(folder: Path) -> Lexicon:
    """Return the lexicon of ``folder``; read once a process.

    Raises:
        BadInputError: A file is missing or breaks its schema, or a key stands twice.
    """
    near = load_yaml_model(folder / "near_names.yml", _NearNamesFile)
    homographs = load_yaml_model(folder / "homographs.yml", _HomographsFile)
    institutions = load_yaml_model(folder / "institutions.yml", _InstitutionsFile)
    return Lexicon(
        institutions={
            i.key: _institution(i, of_places=of_places)
            for of_places, group in ((False, institutions.institutions), (True, institutions.of_places))
            for i in group
        },
        not_names=frozenset(map(fold_word, homographs.words)),
        contexts=_contexts(homographs.contexts),
        native_countries=frozenset(near.native),
        other_first_names=frozenset(map(fold_word, near.other_first_names)),
        not_first_names=frozenset(map(fold_word, near.not_first_names)),
        near_countries=frozenset(near.countries),
        look_alikes=frozenset(map(fold_word, near.ordinary)),
        people={p.key: _person(p) for p in _entries(folder, _PeopleFile, "people")},
        countries={c.key: _country(c) for c in _entries(folder, _CountriesFile, "countries")},
        places={p.key: _place(p) for p in _entries(folder, _PlacesFile, "places")},
        bodies={b.key: _body(b) for b in _entries(folder, _BodiesFile, "bodies")},
        topics={t.key: _topic(t) for t in _entries(folder, _TopicsFile, "topics")},
        roles={r.key: _role(r) for r in _entries(folder, _RolesFile, "roles")},
    )


def _entries(folder: Path, model: type[StrictModel], field: str) -> list:  # type: ignore[type-arg] # one of the entry models above
    """Return the entries of ``field.yml`` and of every ``field_….yml``: a collection may be spread over files."""
    paths = sorted([*folder.glob(f"{field}.yml"), *folder.glob(f"{field}_*.yml")])
    if not paths:
        raise BadInputError("the file is missing", path=folder / f"{field}.yml")
    return _unique(
        (path, entry) for path in paths for entry in getattr(load_yaml_model(path, model, keep_parsed=True), field)
    )


def _unique(entries: Iterable[tuple[Path, object]]) -> list:  # type: ignore[type-arg] # one of the entry models above
    seen: dict[str, object] = {}
    for path, entry in entries:
        key = str(vars(entry)["key"])
        if key in seen:
            line = _line_of_key(path, key)
            raise BadInputError(f"key {key!r} stands twice", path=path, line=line)
        seen[key] = entry
    return list(seen.values())


def _line_of_key(path: Path, key: str) -> int:
    """Return the last line that declares ``key``."""
    found = [n for n, line in enumerate(path.read_text("utf-8").splitlines(), 1) if re.search(rf"\bkey: {key}\b", line)]
    return found[-1] if found else 1


def _person(raw: _Person) -> Person:
    full = {f"{first} {family}" for first in raw.first for family in raw.family} | {raw.name.ar, *raw.aliases}
    return Person(
        key=raw.key,
        country=raw.country,
        name_ar=raw.name.ar,
        name_en=raw.name.en,
        qid=raw.qid,
        full_names=tuple(sorted(full)),
        family_names=raw.family,
        first_names=raw.first,
        alone=raw.alone,
        offices=tuple(_office(o, raw.country) for o in raw.offices),
    )


def _office(raw: _Office, country: str) -> OfficeTerm:
    return OfficeTerm(
        role=raw.role,
        country=raw.country or country,
        first=_first_day(raw.from_),
        last=_last_day(raw.to) if raw.to else None,
        detail=raw.post or raw.body or raw.for_ or "",
        acting=raw.acting,
    )


def _first_day(text: str) -> date:
    return date.fromisoformat(f"{text}-01-01"[:10])


def _last_day(text: str) -> date:
    if len(text) == 4:
        return date(int(text), 12, 31)
    if len(text) == 7:
        return (date.fromisoformat(f"{text}-01") + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return date.fromisoformat(text)


def _country(raw: _Country) -> Country:
    adjective = raw.adjective
    return Country(
        key=raw.key,
        label_ar=raw.label.ar,
        label_en=raw.label.en,
        qid=raw.qid,
        names=raw.names,
        capitals=raw.capitals,
        seats=raw.seats,
        adjectives=(*adjective.masculine, *adjective.feminine, *adjective.dual),
        people=adjective.plural,
    )


def _place(raw: _Place) -> Place:
    return Place(
        key=raw.key,
        label_ar=raw.label.ar,
        label_en=raw.label.en,
        kind=raw.kind,
        country=raw.country,
        latitude=raw.lat,
        longitude=raw.lon,
        qid=raw.qid,
        names=raw.names,
        needs_cue=raw.needs_cue,
    )


def _body(raw: _Body) -> Body:
    return Body(
        key=raw.key,
        label_ar=raw.label.ar,
        label_en=raw.label.en,
        kind=raw.kind,
        country=raw.country,
        qid=raw.qid,
        names=raw.names,
    )


def _topic(raw: _Topic) -> Topic:
    return Topic(key=raw.key, label_ar=raw.label.ar, label_en=raw.label.en, parent=raw.parent, terms=raw.terms)


def _institution(raw: _Institution, *, of_places: bool) -> Institution:
    return Institution(
        key=raw.key, label_ar=raw.label.ar, label_en=raw.label.en, nouns=raw.nouns, of_places=of_places
    )


def _contexts(raw: Iterable[_Context]) -> dict[str, Context]:
    found: dict[str, Context] = {}
    for context in raw:
        before, after = (frozenset(map(fold_word, words)) for words in (context.before, context.after))
        for form in map(fold_word, context.forms):
            known = found.get(form, Context(before=frozenset(), after=frozenset()))
            found[form] = Context(before=known.before | before, after=known.after | after)
    return found


def _role(raw: _Role) -> RoleTitle:
    return RoleTitle(
        key=raw.key, scope=raw.scope, single=raw.single, singular=raw.singular, dual=raw.dual, plural=raw.plural
    )
