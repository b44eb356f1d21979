"""Every form of the lexicon found in one pass over a folded text, with Arabic clitics and word boundaries."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import compress
from typing import TYPE_CHECKING, NamedTuple

from include.rasid.core.code_page import part_words
from include.rasid.core.fold import fold_words
from include.rasid.core.forms import (
    CLITICS,
    NO_KEYS,
    Entry,
    FormIndex,
    Pattern,
    make_pattern,
    takes_article,
)
from include.rasid.core.lexicon import FormKind
from include.rasid.core.near_names import NearName, NearNames
from include.rasid.core.word_readings import Begun, Reading, Readings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from include.rasid.core.lexicon import Context, Lexicon

_ARTICLES = frozenset({"ال", "وال", "بال", "فال", "كال", "وبال", "وكال", "فبال", "لل", "ولل", "فلل"})
_PREFIXES = sorted(CLITICS | _ARTICLES, key=len)
_FIRST_OF_PREFIX = frozenset(prefix[0] for prefix in _PREFIXES if prefix)
_LONG_WORD = re.compile(r"[ء-ي]{4,}")
_WORD_BEFORE = re.compile(r"([ء-ي]+)[^ء-ي\n]{1,3}\Z")
_WORD_AFTER = re.compile(r"[^ء-ي\n]{1,3}([ء-ي]+)")
_QUOTES = "\"«“'"
_JOINS = f" {_QUOTES}"
_NEIGHBOUR = 24  # letters looked at for the word before


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
    """Finds the forms of a lexicon and function words; what a word begins is found out once in a process, then looked up."""

    def __init__(
        self,
        lexicon: Lexicon,
        words: Mapping[str, frozenset[str]] | None = None,
        leads: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        """Index the forms.

        Args:
            lexicon: The entries.
            words: Folded function words with the groups they belong to; found everywhere.
            leads: The same for words that matter only right before a place, such as prepositions; not searched for.
        """
        self.leads = {clitic + word: groups for word, groups in (leads or {}).items() for clitic in CLITICS}
        self._words = dict(words or {})
        self._index = FormIndex(lexicon, self._words)
        for word in [w for w in self._words if w.startswith("ال")]:
            self._words.setdefault("لل" + word[2:], self._words[word])  # ل + ال loses its alef in writing
        self._lexicon = lexicon
        self._begun: dict[str, Begun | None] = {}  # by first word
        self._readings = Readings(self._read)
        self._forms: list[tuple[str, tuple[Entry, ...]]] = []
        self._patterns: list[Pattern | None] = []  # made when a form is first met
        self.near = NearNames(lexicon, self._index.owns)
        self._heads = {clitic + head for head in lexicon.name_heads for clitic in (*CLITICS, *_ARTICLES)}
        self._not_names = lexicon.not_names

    def find(self, folded: str) -> Found:
        """Return names, topics and function words, the first two without overlap.

        Of overlapping hits the leftmost counts, then the longest. Topics are apart because their terms hold names.
        """
        names: list[Hit] = []
        topics: list[Hit] = []
        words: list[WordHit] = []
        institutions: list[InstitutionHit] = []
        names_end = topics_end = 0
        hits, near = self._whole_words(part_words(folded))
        for start, end_negative, form, prefix in sorted(hits):
            pattern = self._patterns[form] or self._pattern(form)
            bare, with_article, groups, terms, contracted, context, noun, several, family_only, doubtful = pattern
            end = -end_negative
            if several and folded.find("\n", start, end) >= 0:
                continue  # the words of a name stand on one line
            first = start - len(prefix)
            if groups and end >= names_end:
                words.append(WordHit(first, end, groups))
            if terms and start >= topics_end:
                topics.append(Hit(start, end, prefix, terms, NO_KEYS, first))
                topics_end = end
            if noun:
                institutions.append(InstitutionHit(start, end, noun))
            entries, keys = with_article if prefix in _ARTICLES else bare
            if not entries or start < names_end:
                continue
            if (context or family_only or doubtful) and not self._is_name(folded, (first, start, end), pattern):
                continue
            if contracted and not prefix.endswith("ل"):
                prefix += "لل"  # noqa: PLW2901 - the ل of the contraction is a clitic too
            names.append(Hit(start, end, prefix, entries, keys, first))
            names_end = end
        if near:
            unlisted = [h for word, name in near.items() for h in _near_hits(folded, word, name, self.near, names)]
            names = sorted([*names, *unlisted])
        return Found(names, topics, words, institutions)

    def _is_name(self, folded: str, where: tuple[int, int, int], pattern: Pattern) -> bool:
        """Tell whether a form is a name where it stands: no ordinary word, and no family name of a company or street.

        ``where`` is the beginning of the word, of the form, and its end.
        """
        first, start, end = where
        if not self._not_names.isdisjoint((folded[first:end], folded[start:end])):
            return False
        if pattern.context is not None and _is_ordinary(folded, first, end, pattern.context):
            return False
        if not pattern.family_only:
            return True
        if first < 2 or folded[first - 1] not in _JOINS:
            return True
        last = first - 2 if folded[first - 1] in _QUOTES else first - 1
        return folded[folded.rfind(" ", 0, last) + 1 : last] not in self._heads

    def _pattern(self, form: int) -> Pattern:
        name, entries = self._forms[form]
        made = self._patterns[form] = make_pattern(name, entries, self._words, self._lexicon)
        return made

    @cached_property
    def inside_titles(self) -> dict[str, list[tuple[int, int, str]]]:
        """The listed bodies that stand inside titles, by title: «المتحدث باسم الكرملين»."""
        roles = self._lexicon.roles.values()
        inside: dict[str, list[tuple[int, int, str]]] = {}
        for title in fold_words([t for r in roles for t in (*r.singular, *r.dual, *r.plural)]):
            last = 0
            for start, end, form, prefix in sorted(self._whole_words(part_words(title))[0]):
                keys = self._pattern(form).bare[1]
                if not prefix and start > last and FormKind.BODY in keys:
                    inside.setdefault(title, []).append((start, -end, keys[FormKind.BODY][0]))
                    last = -end
        return inside

    def _read(self, word: str) -> Reading | None:
        prefixes = [p for p in _PREFIXES if word.startswith(p)] if word[:1] in _FIRST_OF_PREFIX else [""]
        begun = tuple((p, b) for p in prefixes if (b := self._begin(word[len(p) :])))
        near = self.near.open(word) if _LONG_WORD.fullmatch(word) else None
        is_alone = near is not None or any(b.whole for _, b in begun)
        second = None if is_alone else frozenset(w for _, b in begun for w in b.longer)
        return Reading(begun, near, second) if begun or near else None

    def _begin(self, word: str) -> Begun | None:
        """Return the forms that begin with a word; None: there are none."""
        if word in self._begun or not self._index.is_first_word(word):
            return self._begun.get(word)
        begun = Begun([], {})
        for parted, form, entries in self._index.forms_of(word):
            rest = f"{parted} "[len(word) + 1 :]
            alike = begun.longer.setdefault(rest.split(" ", 1)[0], []) if rest else begun.whole
            alike.append((rest, len(self._forms)))
            self._forms.append((form, entries))
            self._patterns.append(None)
        return self._begun.setdefault(word, begun if begun.whole or begun.longer else None)

    def _whole_words(self, parted: str) -> tuple[list[tuple[int, int, int, str]], dict[str, NearName]]:
        """Return (start, -end, form, prefix) of the forms behind clitics at most, and the words near to a form."""
        words = parted.split(" ")
        readings = list(map(self._readings.__getitem__, words))
        hits: list[tuple[int, int, int, str]] = []
        near: dict[str, NearName] = {}
        around, end = f" {parted} ", 0
        for at in compress(range(len(words)), readings):
            begun, name, second = readings[at]  # type: ignore[misc] # compress leaves None out
            if second is not None and words[at + 1] not in second:
                continue  # two thirds of the words that begin something
            word, following = words[at], words[at + 1]
            if name:
                near[word] = name
            # of equal pairs of words all come so far or none: the next is this one, and nobody has to count letters
            start = around.index(f" {word} {following} ", end)
            end = start + len(word) + 1  # of the blank behind it
            for prefix, (whole, longer) in begun:
                further = longer.get(following)
                if further:
                    forms = [*whole, *(form for form in further if parted.startswith(form[0], end))]
                elif whole:
                    forms = whole
                else:
                    continue
                if prefix in _ARTICLES:
                    forms = [f for f in forms if takes_article(self._patterns[f[1]] or self._pattern(f[1]))]
                hits += [(start + len(prefix), 1 - end - len(rest), form, prefix) for rest, form in forms]
        return hits, near


def _near_hits(folded: str, word: str, near: NearName, names: NearNames, taken: list[Hit]) -> Iterator[Hit]:
    owners = names.owners(near.form)
    for match in re.finditer(rf"(?<![ء-ي]){word}(?![ء-ي])", folded):
        free = [
            (first, start)
            for first, start in _beginnings(folded, match, near, names)
            if not any(h.first < match.end() and first < h.end for h in taken)
        ]
        if not free:
            continue
        first, start = free[0]
        entries = tuple(Entry(FormKind.FAMILY_NAME, key) for key in sorted(owners))
        keys = {FormKind.FAMILY_NAME: tuple(sorted(owners)), FormKind.NEAR_NAME: (near.form,)}
        keys[FormKind.PERSON] = keys[FormKind.FAMILY_NAME]
        yield Hit(start, match.end(), folded[first:start], entries, keys, first)


def _beginnings(folded: str, word: re.Match[str], near: NearName, names: NearNames) -> Iterator[tuple[int, int]]:
    """Yield where a name may begin, with and without its clitics: at a first name of its bearer, else at the word."""
    first = word.start()
    before = None if near.prefix else _WORD_BEFORE.search(folded, max(0, first - _NEIGHBOUR), first)
    if before:
        owners = names.owners(near.form)
        for reading in _clitic_readings(before[1]):
            if not names.bearers(reading).isdisjoint(owners):
                yield before.start(1), before.end(1) - len(reading)
    yield first, first + len(near.prefix)


def _is_ordinary(folded: str, first: int, end: int, context: Context) -> bool:
    """Tell whether the word before or behind makes the form an ordinary word."""
    before, after = _WORD_BEFORE.search(folded, max(0, first - _NEIGHBOUR), first), _WORD_AFTER.match(folded, end)
    return bool(
        (before and not _clitic_readings(before[1]).isdisjoint(context.before))
        or (after and not _clitic_readings(after[1]).isdisjoint(context.after))
    )


def _clitic_readings(word: str) -> set[str]:
    return {word, *(word[len(c) :] for c in CLITICS if c and word.startswith(c))}
