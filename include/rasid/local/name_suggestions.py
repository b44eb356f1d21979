"""Spellings near officials' names, counted over articles, for review by a person."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from psycopg2.errors import UndefinedTable

from include.rasid.core.fold import fold_word
from include.rasid.core.tag import tag_article
from include.rasid.errors import SetupError
from include.rasid.io.articles import read_articles
from include.rasid.io.detector import load_detectors
from include.rasid.io.lexicons import load_lexicon
from include.rasid.io.warehouse import run, transaction
from include.rasid.local.scratch import warehouse
from include.rasid.settings import settings

if TYPE_CHECKING:
    from pathlib import Path

    from include.rasid.model import NearName


class Suggestion(NamedTuple):
    """A spelling and whom it is near to."""

    surface: str
    person_key: str
    name_en: str
    was_taken: bool
    articles: int
    example: str


def suggestions_in(path: Path) -> list[Suggestion]:
    """Return the spellings in a file of articles, the most frequent first."""
    chosen = settings()
    detector = load_detectors(chosen.lexicons, chosen.watches_file)[0]
    seen: dict[tuple[str, str], list[NearName]] = defaultdict(list)
    for article in read_articles([path]):
        near = {
            (fold_word(n.surface), n.person): n
            for n in tag_article(article, detector.lexicon, detector.matcher).near_names
        }
        for key, name in near.items():
            seen[key].append(name)
    rows = [
        Suggestion(
            names[0].surface,
            person,
            detector.lexicon.people[person].name_en,
            any(n.was_taken for n in names),
            len(names),
            names[-1].example,
        )
        for (_, person), names in seen.items()
    ]
    return sorted(rows, key=lambda r: (-r.articles, r.surface))


def suggestions_of_warehouse() -> list[Suggestion]:
    """Return what the warehouse holds, without the spellings that the lexicon lists by now or calls ordinary.

    Raises:
        SetupError: The warehouse is older than this version.
    """
    chosen = settings()
    lexicon = load_lexicon(chosen.lexicons)
    listed = {fold_word(f) for p in lexicon.people.values() for f in (*p.family_names, *p.full_names)}
    try:
        with warehouse(chosen) as dsn, transaction(dsn) as cursor:
            rows = run(cursor, "name_suggestions")
    except UndefinedTable as error:
        raise SetupError("the warehouse is older than this version: run ./rasid migrate") from error
    return [
        Suggestion(r.surface, r.person_key, lexicon.people[r.person_key].name_en, r.was_taken, r.articles, r.example)
        for r in rows
        if r.form not in listed | lexicon.look_alikes and r.person_key in lexicon.people
    ]
