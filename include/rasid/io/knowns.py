"""What staged rows are held against: the gazetteer, the feeds, wordings, and addresses that core has."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING, Any

from include.rasid.core.dates import compile_dates, find_dates
from include.rasid.core.smells import compile_smell
from include.rasid.core.staged import Knowns
from include.rasid.errors import BadInputError
from include.rasid.io.feeds_file import load_feeds
from include.rasid.io.lexicons import load_lexicon
from include.rasid.io.warehouse import run
from include.rasid.io.yaml_file import StrictModel, load_yaml_model, read_yaml
from include.rasid.model import EntityKind
from include.rasid.settings import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from psycopg2.extensions import cursor as Cursor

    from include.rasid.core.lexicon import Lexicon
    from include.rasid.model import When
    from include.rasid.settings import Settings

SMELLS = PROJECT / "include" / "expectations" / "smells.yml"
_OLDEST_DAYS = (
    730  # embassies and think tanks list items of last year; older ones are an archive put on a feed by mistake
)


class _Smells(StrictModel):
    version: int
    source: str
    translated: tuple[str, ...]


def load_knowns(cursor: Cursor, rows: Sequence[Any], settings: Settings) -> Knowns:
    """Return what the rows of one batch are held against."""
    urls = [row.url for row in rows if row.url and row.page_id]
    published = run(cursor, "articles_at_urls", {"urls": urls}) if urls else []
    words = compile_dates(read_yaml(settings.lexicons / "dates.yml", keep_parsed=True))

    def read_dates(folded: str, reference: date) -> Iterable[tuple[str, When]]:
        return ((hit.when.basis, hit.when) for hit in find_dates(folded, words, reference=reference))

    lexicon = load_lexicon(settings.lexicons)
    return Knowns(
        keys=_keys(lexicon),
        made_kinds=lexicon.head_words.kinds if lexicon.head_words else frozenset(),
        oldest_days=_oldest_days(settings),
        oldest_days_else=_OLDEST_DAYS,
        smell=compile_smell(load_yaml_model(SMELLS, _Smells).translated),
        read_dates=read_dates,
        published_urls={row.url: row.article_key for row in published},
    )


@cache
def rules_sha256(lexicons: Path) -> str:
    """Return by what facts of a row are made, as ``row_facts`` makes them: one digest of the core's code and of the lexicons.

    Read once a process, as lexicons are. Facts with another digest are made anew.
    """
    code = PROJECT / "include" / "rasid"
    files = (*sorted((code / "core").glob("*.py")), code / "model.py", code / "io" / "knowns.py", SMELLS)
    digest = hashlib.sha256()
    for file in (*files, *sorted(lexicons.glob("*.yml"))):
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _keys(lexicon: Lexicon) -> dict[str, frozenset[str]]:
    countries = frozenset(lexicon.countries)
    return {
        EntityKind.PERSON: frozenset(lexicon.people),
        EntityKind.COUNTRY: countries,
        EntityKind.PLACE: frozenset(lexicon.places) | {f"country:{c}" for c in countries},
        EntityKind.ORGANISATION: frozenset(lexicon.bodies) | frozenset(lexicon.institutions),
        EntityKind.OFFICE: frozenset(lexicon.roles),
    }


def _oldest_days(settings: Settings) -> dict[str, int]:
    """Return the longest age that one of a publisher's feeds allows, for publishers that say so."""
    try:
        feeds = load_feeds(settings.feeds_file).feeds
    except BadInputError:
        return {}  # polling says so; articles that are staged are judged by the general bound
    ages: dict[str, int] = {}
    for feed in feeds:
        if feed.oldest_days is not None:
            ages[feed.publisher] = max(ages.get(feed.publisher, 0), feed.oldest_days)
    return ages
