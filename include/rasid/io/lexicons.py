"""The lexicon files under ``include/lexicons``, checked and turned into a ``Lexicon``."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from include.rasid.core.fold import fold_words
from include.rasid.core.lexicon import Body, Context, Country, Institution, Lexicon, Place, RoleTitle, Topic
from include.rasid.core.offices import OfficeTerm, Person
from include.rasid.errors import BadInputError
from include.rasid.io.lexicon_schema import (
    BodiesFile,
    CountriesFile,
    HomographsFile,
    InstitutionsFile,
    NearNamesFile,
    PeopleFile,
    PlacesFile,
    RawBody,
    RawContext,
    RawCountry,
    RawInstitution,
    RawOffice,
    RawPerson,
    RawPlace,
    RawRole,
    RawTopic,
    RolesFile,
    TopicsFile,
)
from include.rasid.io.name_heads import load_name_heads
from include.rasid.io.yaml_file import StrictModel, load_yaml_model

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@cache
def load_lexicon(folder: Path) -> Lexicon:
    """Return the lexicon of ``folder``; read once a process.

    Raises:
        BadInputError: A file is missing or breaks its schema, or a key stands twice.
    """
    near = load_yaml_model(folder / "near_names.yml", NearNamesFile, keep_parsed=True)
    homographs = load_yaml_model(folder / "homographs.yml", HomographsFile, keep_parsed=True)
    institutions = load_yaml_model(folder / "institutions.yml", InstitutionsFile, keep_parsed=True)
    return Lexicon(
        institutions={
            i.key: _institution(i, of_places=of_places)
            for of_places, group in ((False, institutions.institutions), (True, institutions.of_places))
            for i in group
        },
        not_names=frozenset(fold_words(homographs.words)),
        name_heads=frozenset(fold_words(homographs.heads)),
        contexts=_contexts(homographs.contexts),
        native_countries=frozenset(near.native),
        head_words=load_name_heads(folder),
        other_first_names=frozenset(fold_words(near.other_first_names)),
        not_first_names=frozenset(fold_words(near.not_first_names)),
        near_countries=frozenset(near.countries),
        near_leaders=frozenset(near.leaders_of),
        look_alikes=frozenset(fold_words(near.ordinary)),
        people={p.key: _person(p) for p in _entries(folder, PeopleFile, "people")},
        countries={c.key: _country(c) for c in _entries(folder, CountriesFile, "countries")},
        places={p.key: _place(p) for p in _entries(folder, PlacesFile, "places")},
        bodies={b.key: _body(b) for b in _entries(folder, BodiesFile, "bodies")},
        topics={t.key: _topic(t) for t in _entries(folder, TopicsFile, "topics")},
        roles={r.key: _role(r) for r in _entries(folder, RolesFile, "roles")},
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


def _person(raw: RawPerson) -> Person:
    return Person(
        key=raw.key,
        country=raw.country,
        name_ar=raw.name.ar,
        name_en=raw.name.en,
        qid=raw.qid,
        aliases=raw.aliases,
        family_names=raw.family,
        first_names=raw.first,
        alone=raw.alone,
        offices=tuple(_office(o, raw.country) for o in raw.offices),
    )


def _office(raw: RawOffice, country: str) -> OfficeTerm:
    return OfficeTerm(
        role=raw.role,
        country=raw.country or country,
        first=raw.from_,
        last=raw.to,
        detail=raw.post or raw.body or raw.for_ or "",
        acting=raw.acting,
    )


def _accusative(adjectives: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    """«وفدا أميركيا»: but «روسيا» is the state's own name, and taken as that."""
    return tuple(form for a in adjectives if (form := f"{a}ا") not in names)


def _country(raw: RawCountry) -> Country:
    adjective = raw.adjective
    return Country(
        key=raw.key,
        label_ar=raw.label.ar,
        label_en=raw.label.en,
        qid=raw.qid,
        names=raw.names,
        capitals=raw.capitals,
        seats=raw.seats,
        adjectives=(
            *adjective.masculine,
            *_accusative(adjective.masculine, raw.names),
            *adjective.feminine,
            *adjective.dual,
        ),
        people=adjective.plural,
    )


def _place(raw: RawPlace) -> Place:
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


def _body(raw: RawBody) -> Body:
    return Body(
        key=raw.key,
        label_ar=raw.label.ar,
        label_en=raw.label.en,
        kind=raw.kind,
        country=raw.country,
        qid=raw.qid,
        names=raw.names,
    )


def _topic(raw: RawTopic) -> Topic:
    return Topic(key=raw.key, label_ar=raw.label.ar, label_en=raw.label.en, parent=raw.parent, terms=raw.terms)


def _institution(raw: RawInstitution, *, of_places: bool) -> Institution:
    return Institution(
        key=raw.key,
        label_ar=raw.label.ar,
        label_en=raw.label.en,
        nouns=raw.nouns,
        of_places=of_places,
        bare=frozenset(fold_words(raw.bare)),
    )


def _contexts(raw: Iterable[RawContext]) -> dict[str, Context]:
    found: dict[str, Context] = {}
    for context in raw:
        before, after = (frozenset(fold_words(words)) for words in (context.before, context.after))
        for form in fold_words(context.forms):
            known = found.get(form, Context(before=frozenset(), after=frozenset()))
            found[form] = Context(before=known.before | before, after=known.after | after)
    return found


def _role(raw: RawRole) -> RoleTitle:
    return RoleTitle(
        key=raw.key, scope=raw.scope, single=raw.single, singular=raw.singular, dual=raw.dual, plural=raw.plural
    )
