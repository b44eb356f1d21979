"""The words under which a search finds an article: as written and without clitics, whom names mean, and the week."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from include.rasid.core.fold import fold, fold_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from include.rasid.core.lexicon import Lexicon

# Letters and digits of folded text; core.search_words in SQL has the same ranges, a test compares the two.
WORD = re.compile(
    "[0-9a-z\u00df-\u00f6\u00f8-\u024f\u0370-\u052f\u0621-\u063f\u0641-\u064a\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c7]+"
)
_MOST_CHARS = 60  # longer "words" are addresses and hashes
_LEAST_LETTERS = 3  # that a clitic must leave
SEARCHED = frozenset({"person", "country", "place", "organisation"})  # kinds of entities that have a lexeme
IN_TITLE, WITHOUT_CLITICS, ENTITY, WEEK = "^", "~", "@", "#"


def search_lexemes(
    title: str, text: str, entities: Iterable[tuple[str, str, str]], published_at: datetime
) -> list[str]:
    """Return the lexemes of an article, sorted.

    A word stands as it is, ``~`` marks a form without clitics, ``@kind:key`` an entity; ``^`` before them says that it is in the title.
    ``#`` and the number of its week since 1970 lets a search begin with the newest. Entities are (part, kind, key).
    """
    found = {f"{WEEK}{week_number(published_at)}"}
    for word in set(WORD.findall(fold(title).text)):
        forms = _forms(word)
        found.update(forms)
        found.update(IN_TITLE + form for form in forms)
    for word in set(WORD.findall(fold(text).text)):
        found.update(_forms(word))
    for part, kind, key in entities:
        found.add(f"{ENTITY}{kind}:{key}")
        if part == "title":
            found.add(f"{IN_TITLE}{ENTITY}{kind}:{key}")
    return sorted(found)


def as_document(lexemes: Iterable[str]) -> str:
    """Return lexemes as PostgreSQL reads a tsvector without positions; whatever is in them is quoted."""
    lines = "\n".join(lexemes)  # which are words, and have no line breaks
    return "'" + lines.replace("\\", "\\\\").replace("'", "''").replace("\n", "' '") + "'" if lines else ""


def week_number(at: datetime) -> int:
    """Return the number of whole weeks of 7 days since 1970-01-01 UTC."""
    return int(at.timestamp() // 604_800)


@lru_cache(maxsize=200_000)
def _forms(word: str) -> tuple[str, ...]:
    if len(word) > _MOST_CHARS:
        return ()
    return (word, *(WITHOUT_CLITICS + form for form in sorted(without_clitics(word))))


def without_clitics(word: str) -> set[str]:
    """Return every form that may be under the clitics of a folded word: the conjunction, a preposition or س, the article.

    Letters that belong to the word are taken off, too, where they look like clitics: that finds too much rather than too little, and
    such forms rank below words as they are written.
    """
    bases = {word, word[1:]} if word[0] in "وف" and len(word) > _LEAST_LETTERS else {word}
    found = set(bases)
    for base in bases:
        head, rest = base[:1], base[1:]
        if base.startswith(("ال", "لل")):
            found.add(base[2:])
        if head in "بكل" and rest.startswith("ال"):
            found.update((rest, rest[2:]))
        if head in "بكلس":
            found.add(rest)
    return {form for form in found if len(form) >= _LEAST_LETTERS and form != word}


def name_forms(lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Yield each folded name of people, countries, places and bodies with the lexeme of what it means."""
    named = (
        *(("person", p.key, (*p.full_names, *p.family_names)) for p in lexicon.people.values()),
        *(("country", c.key, c.names) for c in lexicon.countries.values()),
        *(("place", p.key, p.names) for p in lexicon.places.values()),
        *(("organisation", b.key, b.names) for b in lexicon.bodies.values()),
    )
    for kind, key, names in named:
        for form in fold_words(names):
            words = WORD.findall(form)
            if words:
                yield " ".join(words), f"{ENTITY}{kind}:{key}"
