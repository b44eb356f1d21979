"""The forms of a lexicon: every name folded, with what it stands for, and the spellings that rules make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from include.rasid.core.fold import fold_words
from include.rasid.core.lexicon import FormKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

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
_SHORTEST_VARIANT = 5


class Entry(NamedTuple):
    """What a form stands for."""

    kind: FormKind
    key: str


Named = tuple[tuple[Entry, ...], dict[FormKind, tuple[str, ...]]]
NO_KEYS: dict[FormKind, tuple[str, ...]] = {}


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


def make_pattern(form: str, entries: set[Entry], words: Mapping[str, frozenset[str]], lexicon: Lexicon) -> Pattern:
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


def collect_forms(lexicon: Lexicon) -> dict[str, set[Entry]]:
    """Return every form of the lexicon, and the spellings of foreign names with one velar letter for another."""
    named = list(_names(lexicon))
    folded = fold_words([name for _, name in named])
    forms: dict[str, set[Entry]] = {}
    for (entry, _), form in zip(named, folded, strict=True):
        if form in forms:
            forms[form].add(entry)
        elif form:
            forms[form] = {entry}
    _add_adjectives(forms)
    for form, entries in _velar_variants(forms, lexicon).items():
        forms.setdefault(form, entries)
    return forms


def _add_adjectives(forms: dict[str, set[Entry]]) -> None:
    """«السوداني» is a family name and an adjective: a family name with the article gets the readings of the adjective too."""
    for form, entries in forms.items():
        if form.startswith("ال") and any(e.kind is FormKind.FAMILY_NAME for e in entries):
            entries |= {e for e in forms.get(form[2:], ()) if e.kind in (FormKind.ADJECTIVE, FormKind.PEOPLE)}


def _names(lexicon: Lexicon) -> Iterator[tuple[Entry, str]]:
    """Yield every name of the lexicon with what it stands for."""
    for kind, key, names in _name_groups(lexicon):
        entry = Entry(kind, key)
        for name in names:
            yield entry, name


def _name_groups(lexicon: Lexicon) -> Iterator[tuple[FormKind, str, Iterable[str]]]:
    for person in lexicon.people.values():
        yield FormKind.FULL_NAME, person.key, person.full_names
        yield FormKind.FAMILY_NAME, person.key, person.family_names
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


def _velar_variants(forms: dict[str, set[Entry]], lexicon: Lexicon) -> dict[str, set[Entry]]:
    """Return spellings of people's names with one velar letter exchanged for another: بلينجن for بلينكن.

    Family names of the officials that near names are for, and of other foreign leaders; full names of the former at the highest level.
    """
    people = lexicon.people.values()
    near = {p.key for p in people if p.country in lexicon.near_countries}
    foreign = near | {p.key for p in people if p.country not in lexicon.native_countries} & lexicon.prominent
    leading = near & lexicon.prominent
    variants: dict[str, set[Entry]] = {}
    for form, entries in forms.items():
        if len(form) < _SHORTEST_VARIANT or _VELARS.isdisjoint(form):
            continue
        for entry in entries:
            of_whom = {FormKind.FAMILY_NAME: foreign, FormKind.FULL_NAME: leading}.get(entry.kind, ())
            if entry.key in of_whom:
                for variant in _exchanged(form):
                    variants.setdefault(variant, set()).add(entry)
    return variants


def _exchanged(form: str) -> Iterator[str]:
    for position, letter in enumerate(form):
        if letter in _VELARS and position > 0:
            for other in _VELARS - {letter}:
                yield form[:position] + other + form[position + 1 :]
