"""Findings on the lexicon files that a schema cannot see: shared forms, overlapping offices, labels in the wrong script."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from include.rasid.core.date_words import compile_dates
from include.rasid.core.fold import fold_word
from include.rasid.core.role_groups import PRIVATE_ROLES
from include.rasid.core.tenses import compile_tenses
from include.rasid.errors import BadInputError
from include.rasid.io.lexicons import load_lexicon
from include.rasid.io.yaml_file import read_text, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from include.rasid.core.lexicon import Lexicon
    from include.rasid.core.offices import OfficeTerm, Person

_KEY = re.compile(r"\bkey: ([a-zA-Z][\w:-]*)")
_ARABIC, _LATIN = re.compile("[ء-ي]"), re.compile("[a-zA-Z]")
_HANDOVER = timedelta(days=31)  # two terms that overlap by less are a change of office told twice
_SHORTEST_FORM = 2


class Finding(NamedTuple):
    """Something to look at, with the place of the entry to change. ``level`` is "error" or "note"."""

    path: Path
    line: int
    level: str
    text: str


class _Sources:
    """Where the entries of each collection are declared."""

    def __init__(self, folder: Path) -> None:
        self._lines: dict[tuple[str, str], tuple[Path, int]] = {}
        for path in sorted(folder.glob("*.yml")):
            collection = path.stem.split("_")[0]
            for number, line in enumerate(read_text(path).splitlines(), 1):
                found = _KEY.search(line)
                if found:
                    self._lines.setdefault((collection, found[1]), (path, number))
        self.folder = folder

    def finding(self, collection: str, key: str, level: str, text: str) -> Finding:
        path, line = self._lines.get((collection, key), (self.folder / f"{collection}.yml", 1))
        return Finding(path, line, level, text)


def check_lexicon(folder: Path) -> list[Finding]:
    """Return what is wrong ("error") or worth a look ("note") in the lexicon of ``folder``, by file and line.

    Raises:
        BadInputError: A file breaks its schema, or a key stands twice; the message names file and line.
    """
    lexicon, sources = load_lexicon(folder), _Sources(folder)
    _check_dates(folder / "dates.yml")
    findings = [
        *_shared_forms(lexicon, sources),
        *_people_and_places(lexicon, sources),
        *_offices(lexicon, sources),
        *_labels(lexicon, sources),
        *_references(lexicon, sources),
        *_rules(lexicon, sources),
    ]
    return sorted(set(findings), key=lambda f: (f.level, f.path, f.line, f.text))


def _check_dates(path: Path) -> None:
    """Raise a ``BadInputError`` that names the file where the words of dates cannot be read."""
    raw = read_yaml(path)
    try:
        compile_dates(raw)
        compile_tenses(raw)
    except BadInputError as error:
        raise BadInputError(str(error), path=path) from error


def _shared_forms(lexicon: Lexicon, sources: _Sources) -> Iterator[Finding]:
    """A form of two entries of one collection is ambiguous: an error where nothing tells them apart."""
    people = lexicon.people.values()
    groups: tuple[tuple[str, str, Iterable[tuple[str, Iterable[str]]]], ...] = (
        ("people", "the full name", ((p.key, p.full_names) for p in people)),
        ("people", "the family name alone", ((p.key, p.family_names) for p in people if p.alone)),
        ("places", "the name", ((p.key, p.names) for p in lexicon.places.values())),
        ("bodies", "the name", ((b.key, b.names) for b in lexicon.bodies.values())),
        ("countries", "the name", ((c.key, c.names) for c in lexicon.countries.values())),
        ("topics", "the term", ((t.key, t.terms) for t in lexicon.topics.values())),
    )
    for collection, what, entries in groups:
        owners: dict[str, list[str]] = defaultdict(list)
        for key, names in entries:
            for form in {fold_word(name) for name in names}:
                owners[form].append(key)
                if len(form) < _SHORTEST_FORM:
                    yield sources.finding(collection, key, "error", f"{what} «{form}» is a single letter")
        for form, keys in owners.items():
            if len(keys) > 1:
                level = "note" if what == "the family name alone" or _differ_by_country(keys, lexicon) else "error"
                yield sources.finding(collection, keys[-1], level, f"{what} «{form}» belongs to {', '.join(keys)}")


def _differ_by_country(keys: list[str], lexicon: Lexicon) -> bool:
    """Namesakes of different states are told apart by what stands around them."""
    countries = [lexicon.people[k].country for k in keys if k in lexicon.people]
    return len(countries) == len(keys) == len(set(countries))


def _people_and_places(lexicon: Lexicon, sources: _Sources) -> Iterator[Finding]:
    """A place without cue that is an official's family name hides the official, or the other way round."""
    families: dict[str, str] = {}
    for person in lexicon.people.values():
        if person.alone:
            families.update(dict.fromkeys(map(fold_word, person.family_names), person.key))
    for place in lexicon.places.values():
        for form in map(fold_word, place.names):
            if form in families and not place.needs_cue:
                text = f"«{form}» is also the family name of {families[form]}: set needs_cue"
                yield sources.finding("places", place.key, "error", text)


def _offices(lexicon: Lexicon, sources: _Sources) -> Iterator[Finding]:
    for person in lexicon.people.values():
        for office in person.offices:
            if office.role not in lexicon.roles and office.role not in PRIVATE_ROLES:
                yield sources.finding("people", person.key, "error", f"there is no role {office.role}")
            if office.country not in lexicon.countries and not _is_body(office.country, lexicon):
                yield sources.finding("people", person.key, "error", f"there is no country {office.country}")
            if office.last is not None and office.last < office.first:
                text = f"{office.role} ends on {office.last}, before it begins on {office.first}"
                yield sources.finding("people", person.key, "error", text)
        for one, other in combinations(person.offices, 2):
            same = (one.role, one.country, one.detail) == (other.role, other.country, other.detail)
            if same and _overlap(one, other) > _HANDOVER:
                yield sources.finding("people", person.key, "error", f"two terms as {one.role} overlap")
    for (role, country), holders in lexicon.holders.items():
        if role in lexicon.roles and lexicon.roles[role].single:
            yield from _rivals(role, country, holders, sources)


def _rivals(
    role: str, country: str, holders: Iterable[tuple[OfficeTerm, Person]], sources: _Sources
) -> Iterator[Finding]:
    regular = [(office, person) for office, person in holders if not office.acting]
    for (one, first), (other, second) in combinations(regular, 2):
        overlap = _overlap(one, other)
        if first.key != second.key and one.detail == other.detail and overlap > _HANDOVER:
            text = f"{role} of {country}: {first.key} and {second.key} overlap by {overlap.days} days"
            yield sources.finding("people", first.key, "note", text)


def _overlap(one: OfficeTerm, other: OfficeTerm) -> timedelta:
    last = min(one.last or date.max, other.last or date.max)
    return max(last - max(one.first, other.first), timedelta(0))


def _labels(lexicon: Lexicon, sources: _Sources) -> Iterator[Finding]:
    labels = (
        *(("people", p.key, p.name_ar, p.name_en) for p in lexicon.people.values()),
        *(("countries", c.key, c.label_ar, c.label_en) for c in lexicon.countries.values()),
        *(("places", p.key, p.label_ar, p.label_en) for p in lexicon.places.values()),
        *(("bodies", b.key, b.label_ar, b.label_en) for b in lexicon.bodies.values()),
        *(("topics", t.key, t.label_ar, t.label_en) for t in lexicon.topics.values()),
        *(("institutions", i.key, i.label_ar, i.label_en) for i in lexicon.institutions.values()),
    )
    for collection, key, arabic, english in labels:
        if not _ARABIC.search(arabic):
            yield sources.finding(collection, key, "error", f"{key}: the Arabic label «{arabic}» has no Arabic letter")
        if not _LATIN.search(english):
            yield sources.finding(collection, key, "error", f"{key}: the English label “{english}” has no Latin letter")


def _references(lexicon: Lexicon, sources: _Sources) -> Iterator[Finding]:
    """Keys that lead to another file must lead somewhere."""
    for topic in lexicon.topics.values():
        if topic.parent is not None and topic.parent not in lexicon.topics:
            yield sources.finding("topics", topic.key, "error", f"there is no topic {topic.parent}")
        if not topic.terms and not any(t.parent == topic.key for t in lexicon.topics.values()):
            yield sources.finding("topics", topic.key, "error", f"{topic.key} has neither terms nor narrower topics")
    for collection, entries in (("places", lexicon.places), ("bodies", lexicon.bodies), ("people", lexicon.people)):
        for entry in entries.values():
            if entry.country and entry.country not in lexicon.countries and not _is_body(entry.country, lexicon):
                yield sources.finding(collection, entry.key, "error", f"there is no country {entry.country}")


def _is_body(code: str, lexicon: Lexicon) -> bool:
    """Tell whether a code is the key of a body or its last part: people may serve the IAEA, which is no state."""
    if code.split("-", 1)[0] in lexicon.countries:
        return True  # UN-GENEVA, a post at the United Nations
    wanted = code.lower()
    return any(wanted in (key.replace("_", ""), key.rsplit("_", 1)[-1]) for key in lexicon.bodies)


def _rules(lexicon: Lexicon, sources: _Sources) -> Iterator[Finding]:
    """Words that rules keep out must not be names, and contexts must speak of names."""
    families = {fold_word(f): p.key for p in lexicon.people.values() for f in p.family_names}
    for word in sorted(lexicon.look_alikes & families.keys()):
        text = f"«{word}» is ordinary here and a family name of {families[word]}"
        yield _at_word(sources.folder / "near_names.yml", word, text)
    forms = {fold_word(n) for p in lexicon.places.values() for n in p.names} | families.keys()
    forms |= {fold_word(n) for b in lexicon.bodies.values() for n in b.names}
    forms |= {fold_word(n) for c in lexicon.countries.values() for n in (*c.names, *c.capitals)}
    for form in sorted(lexicon.contexts.keys() - forms):
        yield _at_word(sources.folder / "homographs.yml", form, f"«{form}» is no name of the lexicon")
    heads = lexicon.head_words
    if heads is not None:
        meant = {
            *heads.vowelled.values(),
            *heads.city_states.values(),
            *heads.city_states,
            *heads.cued_states,
            *heads.cued_states.values(),
        }
        for key in sorted(meant - lexicon.places.keys() - lexicon.countries.keys()):
            yield _at_word(sources.folder / "name_heads.yml", key, f"«{key}» is no place and no state")


def _at_word(path: Path, folded: str, text: str) -> Finding:
    lines = read_text(path).splitlines()
    line = next((n for n, content in enumerate(lines, 1) if folded in fold_word(content)), 1)
    return Finding(path, line, "note", text)
