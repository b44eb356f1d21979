"""The forms of a lexicon: every name folded, with what it stands for, and the spellings that rules make of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from include.rasid.core.fold import fold_words
from include.rasid.core.lexicon import FormKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from include.rasid.core.lexicon import Context, Lexicon

CLITICS = frozenset({"", "و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل", "فك"})
_TAKES_ARTICLE = frozenset(
    {
        FormKind.ADJECTIVE,
        FormKind.PEOPLE,
        FormKind.ROLE,
        FormKind.ROLE_DUAL,
        FormKind.ROLE_PLURAL,
        FormKind.BODY,
        FormKind.TOPIC,
    }
)
_APART = frozenset({FormKind.TOPIC, FormKind.INSTITUTION, FormKind.INSTITUTION_OF})
# The press writes g and k of foreign names with any of these; a spelling made this way counts only when no entry owns it.
_VELARS = frozenset("كجغق")
_OTHER_VELARS = {letter: sorted(_VELARS - {letter}) for letter in _VELARS}
_SHORTEST_VARIANT = 5
_NO_LETTER_BUT_LINE = re.compile(r"[^\w \n]|_")
_SHORTEST_START = 3  # letters: with شي or ان alone as a start, the ends of a fifth of all words would be looked at


class Entry(NamedTuple):
    """What a form stands for."""

    kind: FormKind
    key: str


Named = tuple[tuple[Entry, ...], dict[FormKind, tuple[str, ...]]]
NO_KEYS: dict[FormKind, tuple[str, ...]] = {}
Forms = dict[str, tuple[Entry, ...]]


class Pattern(NamedTuple):
    """What a form stands for, ready for look-up: without and with the article, as a function word, a topic, an institution."""

    bare: Named
    with_article: Named
    groups: frozenset[str]
    topics: tuple[Entry, ...]
    contracted: bool
    context: Context | None
    institution: str
    several: bool  # words
    family_only: bool  # a family name that is nothing else
    doubtful: bool  # with some clitic, or without, it is spelt like a word that is never a name


def make_pattern(
    form: str, entries: Collection[Entry], words: Mapping[str, frozenset[str]], lexicon: Lexicon
) -> Pattern:
    """Return the pattern of a form; ``words`` are function words with their groups."""
    names = sorted(e for e in entries if e.kind not in _APART)
    institutions = [e.key for e in entries if e.kind in (FormKind.INSTITUTION, FormKind.INSTITUTION_OF)]
    return Pattern(
        bare=_named(names),
        with_article=_named([e for e in names if e.kind in _TAKES_ARTICLE]),
        groups=words.get(form, frozenset()),
        topics=tuple(sorted(e for e in entries if e.kind is FormKind.TOPIC)),
        contracted=form.startswith("لل"),
        context=lexicon.contexts.get(form),
        institution=institutions[0] if institutions else "",
        several=" " in form,
        doubtful=any(clitic + form in lexicon.not_names for clitic in CLITICS),
        family_only=bool(names) and all(e.kind is FormKind.FAMILY_NAME for e in names),
    )


def takes_article(pattern: Pattern) -> bool:
    """Tell whether the form may stand behind ال."""
    return bool(pattern.with_article[0] or pattern.topics)


def _named(entries: list[Entry]) -> Named:
    keys: dict[FormKind, tuple[str, ...]] = {}
    for entry in entries:
        keys[entry.kind] = (*keys.get(entry.kind, ()), entry.key)
    people = [e.key for kind in (FormKind.FULL_NAME, FormKind.FAMILY_NAME) for e in entries if e.kind is kind]
    if people:
        keys[FormKind.PERSON] = tuple(dict.fromkeys(people))
    return tuple(entries), keys


class FormIndex:
    """Every form of a lexicon under its start: its first word, and the next one too where the first is very short.

    A full name is any first name of a person with any family name of his. They are a third of all forms, so that they are
    made only when a text has their start.
    """

    def __init__(self, lexicon: Lexicon, words: Mapping[str, frozenset[str]]) -> None:
        """Index the forms; ``words`` are further folded words, which stand for no entry."""
        self._lexicon = lexicon
        self._leading = _officials_near(lexicon) & lexicon.prominent
        self._first_names: dict[str, list[str]] = {}
        self._forms = _listed_forms(lexicon)
        self._index_first_names()
        _add_adjectives(self._forms)
        self._variants = _velar_variants(self._forms, lexicon)
        for word in words:
            if word not in self._variants:
                self._forms.setdefault(word, ())
        self._by_start: dict[str, list[str]] = {}
        listed = [*self._forms, *self._variants]
        for form, parted in zip(listed, part_forms(listed), strict=True):
            self._by_start.setdefault(_start_of(parted), []).append(form)

    def starts(self) -> list[str]:
        """Return every start, once."""
        starts = self._by_start.keys() | self._first_names.keys()
        return sorted(starts | {_contracted(start) for start in starts if start.startswith("ال")})

    def single_words(self) -> Iterator[str]:
        """Yield the forms of one word."""
        for form in (*self._forms, *self._variants):
            if " " not in form:
                yield form
                if form.startswith("ال"):
                    yield _contracted(form)

    def forms_at(self, start: str) -> list[tuple[str, str, tuple[Entry, ...]]]:
        """Return the forms with a start, parted, folded, and with what they stand for."""
        forms = self._all_at(start)
        parted = zip(part_forms(forms), forms.items(), strict=True)
        return [(its, form, entries) for its, (form, entries) in parted if _start_of(its) == start]

    def _all_at(self, start: str) -> Forms:
        """Return the forms of the lexicon, then spellings made by rule that it does not have itself; and a few with other starts."""
        forms: Forms = {}
        variants: Forms = {}
        for form in self._by_start.get(start, ()):
            known = self._forms.get(form)
            if known is not None:
                forms[form] = known
            else:
                variants[form] = self._variants[form]
        for first in self._first_names.get(start, ()):
            self._add_full_names(first, forms, variants)
        for form, entries in variants.items():
            forms.setdefault(form, entries)
        if start.startswith("لل"):
            for form, entries in self._all_at("ال" + start[2:]).items():
                forms.setdefault(_contracted(form), entries)
        return forms

    def _index_first_names(self) -> None:
        """Note where full names start; those that start with one short word are listed like any other form."""
        bearers, names = self._lexicon.bearers, self._lexicon.folded_names
        for first, start in zip(bearers, map(_start_of, part_forms(bearers)), strict=True):
            if len(start) >= _SHORTEST_START:
                self._first_names.setdefault(start, []).append(first)
                continue
            for key in bearers[first]:
                for family in names[key].family:
                    _add(self._forms, f"{first} {family}", Entry(FormKind.FULL_NAME, key))
        for first in sorted({first for key in self._leading for first in names[key].first}):
            for start in map(_start_of, part_forms(list(_exchanged(first)))):
                self._first_names.setdefault(start, []).append(first)

    def _add_full_names(self, first: str, forms: Forms, variants: Forms) -> None:
        for key in self._lexicon.bearers[first]:
            entry = Entry(FormKind.FULL_NAME, key)
            for family in self._lexicon.folded_names[key].family:
                full = f"{first} {family}"
                _add(forms, full, entry)
                for variant in _exchanged(full) if key in self._leading else ():
                    _add(variants, variant, entry)


def part_forms(forms: Collection[str]) -> list[str]:
    """Return the forms with a blank for whatever is no letter; one without letters (2+2) is left as it is and so never found."""
    parted = _NO_LETTER_BUT_LINE.sub(" ", "\n".join(forms)).split("\n") if forms else []
    return [p if p.strip() else form for p, form in zip(parted, forms, strict=True)]


def _start_of(parted: str) -> str:
    first, _, rest = parted.partition(" ")
    return f"{first} {rest.partition(' ')[0]}" if rest and len(first) < _SHORTEST_START else first


def _contracted(form: str) -> str:
    """ل + ال loses its alef in writing."""
    return "لل" + form[2:]


def _add(forms: Forms, form: str, entry: Entry) -> None:
    known = forms.get(form)
    if known is None:
        forms[form] = (entry,)
    elif entry not in known:
        forms[form] = (*known, entry)


def _listed_forms(lexicon: Lexicon) -> Forms:
    forms: Forms = {}
    for person in lexicon.people.values():
        entry = Entry(FormKind.FAMILY_NAME, person.key)
        for family in lexicon.folded_names[person.key].family:
            _add(forms, family, entry)
    named = list(_names(lexicon))
    folded = fold_words([name for _, name in named])
    for (entry, _), form in zip(named, folded, strict=True):
        if form:
            _add(forms, form, entry)
    return forms


def _add_adjectives(forms: Forms) -> None:
    """«السوداني» is a family name and an adjective: a family name with the article gets the readings of the adjective too."""
    for form, entries in forms.items():
        if form.startswith("ال") and any(e.kind is FormKind.FAMILY_NAME for e in entries):
            adjectives = (e for e in forms.get(form[2:], ()) if e.kind in (FormKind.ADJECTIVE, FormKind.PEOPLE))
            forms[form] = tuple(dict.fromkeys((*entries, *adjectives)))


def _names(lexicon: Lexicon) -> Iterator[tuple[Entry, str]]:
    """Yield every name of the lexicon with what it stands for, but first and family names."""
    for kind, key, names in _name_groups(lexicon):
        entry = Entry(kind, key)
        for name in names:
            yield entry, name


def _name_groups(lexicon: Lexicon) -> Iterator[tuple[FormKind, str, Iterable[str]]]:
    for person in lexicon.people.values():
        yield FormKind.FULL_NAME, person.key, (person.name_ar, *person.aliases)
    for country in lexicon.countries.values():
        yield FormKind.COUNTRY, country.key, country.names
        yield FormKind.CAPITAL, country.key, country.capitals
        yield FormKind.SEAT, country.key, country.seats
        yield FormKind.ADJECTIVE, country.key, country.adjectives
        yield FormKind.PEOPLE, country.key, country.people
    for role in lexicon.roles.values():
        yield FormKind.ROLE, role.key, role.singular
        yield FormKind.ROLE_DUAL, role.key, role.dual
        yield FormKind.ROLE_PLURAL, role.key, role.plural
    for place in lexicon.places.values():
        yield FormKind.PLACE, place.key, place.names
    for body in lexicon.bodies.values():
        yield FormKind.BODY, body.key, body.names
    for institution in lexicon.institutions.values():
        kind = FormKind.INSTITUTION_OF if institution.of_places else FormKind.INSTITUTION
        yield kind, institution.key, institution.nouns
    for topic in lexicon.topics.values():
        yield FormKind.TOPIC, topic.key, topic.terms


def _officials_near(lexicon: Lexicon) -> set[str]:
    return {p.key for p in lexicon.people.values() if p.country in lexicon.near_countries}


def _velar_variants(forms: Forms, lexicon: Lexicon) -> Forms:
    """Return further spellings of people's names with one velar letter exchanged for another: بلينجن for بلينكن.

    Family names of the officials that near names are for, and of other foreign leaders; full names of the former at the highest level.
    """
    near = _officials_near(lexicon)
    native = lexicon.native_countries
    of_whom = {
        FormKind.FAMILY_NAME: near | {key for key in lexicon.prominent if lexicon.people[key].country not in native},
        FormKind.FULL_NAME: near & lexicon.prominent,
    }
    variants: Forms = {}
    for form, entries in forms.items():
        if len(form) < _SHORTEST_VARIANT or _VELARS.isdisjoint(form):
            continue
        for entry in entries:
            if entry.key in of_whom.get(entry.kind, ()):
                for variant in _exchanged(form):
                    if variant not in forms:
                        _add(variants, variant, entry)
    return variants


def _exchanged(form: str) -> Iterator[str]:
    for position, letter in enumerate(form):
        if letter in _VELARS and position > 0:
            for other in _OTHER_VELARS[letter]:
                yield form[:position] + other + form[position + 1 :]
