"""Every form of the lexicon found in one pass over a folded text, with Arabic clitics and word boundaries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import ahocorasick_rs

from include.rasid.core.fold import fold_words
from include.rasid.core.lexicon import FormKind
from include.rasid.core.near_names import NearName, NearNames

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from include.rasid.core.lexicon import Context, Lexicon

_CLITICS = frozenset({"", "و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل", "فك"})
_ARTICLES = frozenset({"ال", "وال", "بال", "فال", "كال", "وبال", "وكال", "فبال", "لل", "ولل", "فلل"})
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
_LONG_WORD = re.compile(r"[ء-ي]{4,}")
_WORD_BEFORE = re.compile(r"([ء-ي]+)[^ء-ي\n]{1,3}\Z")
_WORD_AFTER = re.compile(r"[^ء-ي\n]{1,3}([ء-ي]+)")
_NEIGHBOUR = 24  # letters looked at for the word before
_APART = frozenset({FormKind.TOPIC, FormKind.INSTITUTION, FormKind.INSTITUTION_OF})
_MOST_WORDS_KEPT = 500_000
# The press writes g and k of foreign names with any of these; a spelling made this way counts only when no entry owns it.
_VELARS = "كجغق"
_SHORTEST_VARIANT = 5


class Entry(NamedTuple):
    """What a form stands for."""

    kind: FormKind
    key: str


class Hit(NamedTuple):
    """A form in a folded text: ``[start, end)`` without its clitics, which are ``prefix``; its word begins at ``first``."""

    start: int
    end: int
    prefix: str
    entries: tuple[Entry, ...]
    keys: dict[FormKind, tuple[str, ...]]  # the entries by kind; shared by all hits of the form
    first: int


class WordHit(NamedTuple):
    """A function word or phrase in a folded text, with its clitics."""

    start: int
    end: int
    groups: frozenset[str]


class InstitutionHit(NamedTuple):
    """A noun that names a body together with the state or place behind it; ``key`` is that of the institution."""

    start: int
    end: int
    key: str


class Found(NamedTuple):
    """What a folded text holds, each in reading order."""

    names: list[Hit]
    topics: list[Hit]
    words: list[WordHit]
    institutions: list[InstitutionHit]


class FormMatcher:
    """The automaton over all forms of a lexicon, and over the function words that titles need."""

    def __init__(self, lexicon: Lexicon, words: Mapping[str, frozenset[str]] | None = None) -> None:
        """Compile the forms; ``words`` are folded function words with the groups they belong to."""
        forms = _forms(lexicon)
        for form, entries in _velar_variants(forms, lexicon).items():
            forms.setdefault(form, entries)
        self._words = dict(words or {})
        for word in self._words:
            forms.setdefault(word, set())
        for form in [f for f in forms if f.startswith("ال")]:
            contracted = "لل" + form[2:]  # ل + ال loses its alef in writing
            forms.setdefault(contracted, forms[form])
            if form in self._words:
                self._words.setdefault(contracted, self._words[form])
        self._lexicon = lexicon
        self._forms = list(forms.items())
        self._patterns: list[_Pattern | None] = [None] * len(forms)  # made when a form is first met
        self.near = NearNames(lexicon, forms.keys())
        self._not_names = lexicon.not_names
        self._plain: set[str] = set()  # words already seen that are near no name
        self._spelled: dict[str, NearName] = {}
        self._automaton = ahocorasick_rs.AhoCorasick(list(forms), store_patterns=False)
        titles = fold_words([t for r in lexicon.roles.values() for t in (*r.singular, *r.dual, *r.plural)])
        self.inside_titles = self._bodies_inside(titles)

    def find(self, folded: str) -> Found:
        """Return names, topics and function words, the first two without overlap.

        Of overlapping hits the leftmost counts, then the longest. Topics are apart because their terms hold names.
        """
        names: list[Hit] = []
        topics: list[Hit] = []
        words: list[WordHit] = []
        institutions: list[InstitutionHit] = []
        names_end = topics_end = 0
        for start, end_negative, form, prefix in sorted(self._whole_words(folded)):
            pattern = self._patterns[form] or self._pattern(form)
            bare, with_article, groups, terms, contracted, context, institution = pattern
            end = -end_negative
            first = start - len(prefix)
            if groups and end >= names_end:
                words.append(WordHit(first, end, groups))
            if terms and start >= topics_end:
                topics.append(Hit(start, end, prefix, terms, _NO_KEYS, first))
                topics_end = end
            if institution:
                institutions.append(InstitutionHit(start, end, institution))
            entries, keys = with_article if prefix in _ARTICLES else bare
            if not entries or start < names_end:
                continue
            if (context and _is_ordinary(folded, first, end, context)) or (
                prefix and folded[first:end] in self._not_names
            ):
                continue
            if contracted and not prefix.endswith("ل"):
                prefix += "لل"  # noqa: PLW2901 - the ل of the contraction is a clitic too
            names.append(Hit(start, end, prefix, entries, keys, first))
            names_end = end
        unlisted = self._unlisted(folded, names)
        if unlisted:
            names = sorted([*names, *unlisted])
        return Found(names, topics, words, institutions)

    def _pattern(self, form: int) -> _Pattern:
        name, entries = self._forms[form]
        made = self._patterns[form] = _pattern(name, entries, self._words, self._lexicon)
        return made

    def _bodies_inside(self, titles: list[str]) -> dict[str, list[tuple[int, int, str]]]:
        """Return the listed bodies that stand inside titles, by title: «المتحدث باسم الكرملين»."""
        inside: dict[str, list[tuple[int, int, str]]] = {}
        for title in titles:
            for start, end, form, prefix in self._whole_words(title):
                keys = self._pattern(form).bare[1]
                if not prefix and start > 0 and FormKind.BODY in keys:
                    inside.setdefault(title, []).append((start, -end, keys[FormKind.BODY][0]))
        return inside

    def _unlisted(self, folded: str, names: list[Hit]) -> list[Hit]:
        """Return the names in spellings that no entry lists; every other word is looked at once in the life of a process."""
        fresh = set(_LONG_WORD.findall(folded))
        fresh -= self._plain
        if not fresh:
            return []
        if len(self._plain) > _MOST_WORDS_KEPT:
            self._plain.clear()
        for word in fresh - self._spelled.keys():
            near = self.near.open(word)
            if near is None:
                self._plain.add(word)
            else:
                self._spelled[word] = near
        found: list[Hit] = []
        for word in fresh & self._spelled.keys():
            found.extend(_near_hits(folded, word, self._spelled[word], self.near, names))
        return found

    def _whole_words(self, folded: str) -> list[tuple[int, int, int, str]]:
        size, patterns = len(folded), self._patterns
        found: list[tuple[int, int, int, str]] = []
        for form, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            if end < size and folded[end].isalpha():
                continue
            if start == 0 or not folded[start - 1].isalpha():
                found.append((start, -end, form, ""))
                continue
            prefix = _prefix(folded, start)
            if prefix in _CLITICS or (prefix in _ARTICLES and _takes_article(patterns[form] or self._pattern(form))):
                found.append((start, -end, form, prefix))
        return found


def _near_hits(folded: str, word: str, near: NearName, names: NearNames, taken: list[Hit]) -> Iterator[Hit]:
    owners = names.owners(near.form)
    for match in re.finditer(rf"(?<![ء-ي]){word}(?![ء-ي])", folded):
        start = match.start() + len(near.prefix)
        if any(h.first < match.end() and match.start() < h.end for h in taken):
            continue
        entries = tuple(Entry(FormKind.FAMILY_NAME, key) for key in sorted(owners))
        keys = {FormKind.FAMILY_NAME: tuple(sorted(owners)), FormKind.NEAR_NAME: (near.form,)}
        yield Hit(start, match.end(), near.prefix, entries, keys, match.start())


_Named = tuple[tuple[Entry, ...], dict[FormKind, tuple[str, ...]]]
_NO_KEYS: dict[FormKind, tuple[str, ...]] = {}


class _Pattern(NamedTuple):
    bare: _Named
    with_article: _Named
    groups: frozenset[str]
    topics: tuple[Entry, ...]
    contracted: bool
    context: Context | None
    institution: str


def _pattern(form: str, entries: set[Entry], words: Mapping[str, frozenset[str]], lexicon: Lexicon) -> _Pattern:
    names = sorted(e for e in entries if e.kind not in _APART)
    institutions = [e.key for e in entries if e.kind in (FormKind.INSTITUTION, FormKind.INSTITUTION_OF)]
    return _Pattern(
        bare=_named(names),
        with_article=_named([e for e in names if e.kind in _TAKES_ARTICLE]),
        groups=words.get(form, frozenset()),
        topics=tuple(sorted(e for e in entries if e.kind is FormKind.TOPIC)),
        contracted=form.startswith("لل"),
        context=lexicon.contexts.get(form),
        institution=institutions[0] if institutions else "",
    )


def _takes_article(pattern: _Pattern) -> bool:
    return bool(pattern.with_article[0] or pattern.topics)


def _named(entries: list[Entry]) -> _Named:
    keys: dict[FormKind, tuple[str, ...]] = {}
    for entry in entries:
        keys[entry.kind] = (*keys.get(entry.kind, ()), entry.key)
    return tuple(entries), keys


def _is_ordinary(folded: str, first: int, end: int, context: Context) -> bool:
    """Tell whether the word before or behind makes the form an ordinary word."""
    before, after = _WORD_BEFORE.search(folded, max(0, first - _NEIGHBOUR), first), _WORD_AFTER.match(folded, end)
    return bool(
        (before and not _clitic_readings(before[1]).isdisjoint(context.before))
        or (after and not _clitic_readings(after[1]).isdisjoint(context.after))
    )


def _clitic_readings(word: str) -> set[str]:
    return {word, *(word[len(c) :] for c in _CLITICS if c and word.startswith(c))}


def _prefix(folded: str, start: int) -> str:
    """Return the letters between the beginning of the word and ``start``, or a few more than clitics can be."""
    first = start
    while first > 0 and start - first <= _LONGEST_PREFIX and folded[first - 1].isalpha():
        first -= 1
    return folded[first:start]


def _forms(lexicon: Lexicon) -> dict[str, set[Entry]]:
    named = list(_names(lexicon))
    folded = fold_words([name for _, name in named])
    forms: dict[str, set[Entry]] = {}
    for (entry, _), form in zip(named, folded, strict=True):
        if form in forms:
            forms[form].add(entry)
        elif form:
            forms[form] = {entry}
    return forms


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
    """Return spellings of people's names with one velar letter exchanged for another: بلينجن for بلينكن."""
    variants: dict[str, set[Entry]] = {}
    for form, entries in forms.items():
        names = {
            e
            for e in entries
            if e.kind in (FormKind.FULL_NAME, FormKind.FAMILY_NAME)
            and lexicon.people[e.key].country not in lexicon.native_countries
        }
        if not names or len(form) < _SHORTEST_VARIANT:
            continue
        for position, letter in enumerate(form):
            if letter in _VELARS and position > 0:
                for other in _VELARS.replace(letter, ""):
                    variants.setdefault(form[:position] + other + form[position + 1 :], set()).update(names)
    return variants
