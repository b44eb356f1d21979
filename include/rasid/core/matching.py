"""Every form of the lexicon found in one pass over a folded text, with Arabic clitics and word boundaries."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import ahocorasick_rs

from include.rasid.core.fold import fold_word
from include.rasid.core.lexicon import FormKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from include.rasid.core.lexicon import Lexicon

_CLITICS = frozenset({"", "و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل", "فك"})
_ARTICLES = frozenset({"ال", "وال", "بال", "فال", "كال", "وبال", "وكال", "فبال", "لل", "ولل", "فلل"})
_WITH_ARTICLE = _CLITICS | _ARTICLES
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
_LONGEST_PREFIX = 4
# The press writes g and k of foreign names with any of these; a spelling made this way counts only when no entry owns it.
_VELARS = "كجغق"
_SHORTEST_VARIANT = 5


class Entry(NamedTuple):
    """What a form stands for."""

    kind: FormKind
    key: str


class Hit(NamedTuple):
    """A form in a folded text: ``[start, end)`` without its clitics, which are ``prefix``."""

    start: int
    end: int
    prefix: str
    entries: tuple[Entry, ...]


class FormMatcher:
    """The automaton over all forms of a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Compile the forms."""
        forms = _forms(lexicon)
        for form, entries in _velar_variants(forms).items():
            forms.setdefault(form, entries)
        for form in [f for f in forms if f.startswith("ال")]:
            forms.setdefault("لل" + form[2:], forms[form])  # ل + ال loses its alef in writing
        self._entries = [tuple(sorted(e)) for e in forms.values()]
        self._takes_article = [any(e.kind in _TAKES_ARTICLE for e in es) for es in self._entries]
        self._contracted = [f.startswith("لل") for f in forms]
        self._automaton = ahocorasick_rs.AhoCorasick(list(forms), store_patterns=False)

    def find(self, folded: str) -> tuple[list[Hit], list[Hit]]:
        """Return the hits of names and those of topics, each in reading order and without overlap.

        Of overlapping hits the leftmost counts, then the longest. Topics are apart because their terms hold names.
        """
        names: list[Hit] = []
        topics: list[Hit] = []
        for hit in sorted(self._whole_words(folded), key=lambda h: (h.start, -h.end)):
            for kept, entries in (
                (names, tuple(e for e in hit.entries if e.kind is not FormKind.TOPIC)),
                (topics, tuple(e for e in hit.entries if e.kind is FormKind.TOPIC)),
            ):
                if entries and (not kept or hit.start >= kept[-1].end):
                    kept.append(hit._replace(entries=entries))
        return names, topics

    def _whole_words(self, folded: str) -> Iterator[Hit]:
        size = len(folded)
        for form, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            if end < size and _is_letter(folded[end]):
                continue
            prefix = _prefix(folded, start)
            if prefix is None:
                continue
            allowed = _WITH_ARTICLE if self._takes_article[form] else _CLITICS
            if prefix in allowed:
                if self._contracted[form] and not prefix.endswith("ل"):
                    yield Hit(start, end, prefix + "لل", self._entries[form])
                else:
                    yield Hit(start, end, prefix, self._entries[form])


def _is_letter(letter: str) -> bool:
    return "ء" <= letter <= "ي" or letter.isalpha()


def _prefix(folded: str, start: int) -> str | None:
    """Return the letters between the beginning of the word and ``start``; None when they are no clitics."""
    first = start
    while first > 0 and start - first <= _LONGEST_PREFIX and _is_letter(folded[first - 1]):
        first -= 1
    prefix = folded[first:start]
    return prefix if prefix in _WITH_ARTICLE else None


def _forms(lexicon: Lexicon) -> dict[str, set[Entry]]:
    forms: dict[str, set[Entry]] = {}

    def add(kind: FormKind, key: str, names: Iterable[str]) -> None:
        for name in names:
            form = fold_word(name)
            if form:
                forms.setdefault(form, set()).add(Entry(kind, key))

    for person in lexicon.people.values():
        add(FormKind.FULL_NAME, person.key, person.full_names)
        add(FormKind.FAMILY_NAME, person.key, person.family_names)
    for country in lexicon.countries.values():
        add(FormKind.COUNTRY, country.key, country.names)
        add(FormKind.CAPITAL, country.key, country.capitals)
        add(FormKind.SEAT, country.key, country.seats)
        add(FormKind.ADJECTIVE, country.key, country.adjectives)
        add(FormKind.PEOPLE, country.key, country.people)
    for role in lexicon.roles.values():
        add(FormKind.ROLE, role.key, role.singular)
        add(FormKind.ROLE_DUAL, role.key, role.dual)
        add(FormKind.ROLE_PLURAL, role.key, role.plural)
    for place in lexicon.places.values():
        add(FormKind.PLACE, place.key, place.names)
    for body in lexicon.bodies.values():
        add(FormKind.BODY, body.key, body.names)
    for topic in lexicon.topics.values():
        add(FormKind.TOPIC, topic.key, topic.terms)
    return forms


def _velar_variants(forms: dict[str, set[Entry]]) -> dict[str, set[Entry]]:
    """Return spellings of people's names with one velar letter exchanged for another: بلينجن for بلينكن."""
    variants: dict[str, set[Entry]] = {}
    for form, entries in forms.items():
        names = {e for e in entries if e.kind in (FormKind.FULL_NAME, FormKind.FAMILY_NAME)}
        if not names or len(form) < _SHORTEST_VARIANT:
            continue
        for position, letter in enumerate(form):
            if letter in _VELARS and position > 0:
                for other in _VELARS.replace(letter, ""):
                    variants.setdefault(form[:position] + other + form[position + 1 :], set()).update(names)
    return variants
