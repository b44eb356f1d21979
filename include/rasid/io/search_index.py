"""The rows that search looks through: lexemes of articles, names of the lexicon."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from include.rasid.core.search_words import name_forms, search_lexemes
from include.rasid.io.warehouse import insert_rows, run, transaction

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor

    from include.rasid.core.lexicon import Lexicon

_MOST = 2_000  # articles in one transaction


def index_batch(cursor: Cursor, batch_id: int) -> None:
    """Make the articles of a batch findable, in the transaction that publishes them: by what detection left beside them, else by their words."""
    run(cursor, "publish_search", {"batch_id": batch_id})
    _index(cursor, run(cursor, "articles_to_index", {"batch_id": batch_id}))


def index_missing(dsn: str) -> int:
    """Make articles findable that an older version has published; return how many."""
    total = 0
    while True:
        with transaction(dsn) as cursor:
            rows = run(cursor, "articles_not_indexed", {"most": _MOST})
            _index(cursor, rows)
        total += len(rows)
        if len(rows) < _MOST:
            return total


def store_search_names(cursor: Cursor, lexicon: Lexicon) -> None:
    """Write the names of the lexicon and what they mean, where they have changed."""
    names = sorted(set(name_forms(lexicon)))
    digest = hashlib.sha256("\n".join(f"{form}\t{lexeme}" for form, lexeme in names).encode()).hexdigest()
    if [row.names_sha256 for row in run(cursor, "search_state")] == [digest]:
        return
    run(cursor, "clear_search_names", {"names_sha256": digest})
    insert_rows(cursor, "insert_search_names", names)


def _index(cursor: Cursor, rows: list[Any]) -> None:
    values = [
        (
            row.article_id,
            row.published_at,
            search_lexemes(row.title, row.text, (_entity(e) for e in row.entities), row.published_at),
        )
        for row in rows
    ]
    insert_rows(cursor, "upsert_article_search", values)


def _entity(named: str) -> tuple[str, str, str]:
    part, kind, key = named.split(" ", 2)
    return part, kind, key
