"""Stage articles that were given as values, not fetched: for replays and tests."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from include.rasid.core.measures import measure
from include.rasid.io.warehouse import copy_rows, insert_rows, record_run, run, transaction
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from include.rasid.model import Article
    from include.rasid.settings import Settings

_COLUMNS = (
    "batch_id",
    "article_key",
    "page_id",
    "publisher_key",
    "url",
    "title",
    "text",
    "published_at",
    "published_basis",
    "seen_at",
    "text_chars",
    "arabic_letter_ratio",
    "replacement_chars",
    "duplicate_paragraphs",
)


def stage_articles(
    run_id: str, articles: Sequence[Article], *, settings: Settings | None = None, is_backfill: bool = False
) -> dict[str, int]:
    """Write the articles to a new batch; their id is their key and "now" is their publication time.

    Those that core has with the same title and text are counted as known and left alone; a key that stands twice counts once, the last time.
    With ``is_backfill`` they are history: the alerts that they lead to are suppressed.
    """
    chosen = settings or process_settings()
    by_key = {article.id: article for article in articles}
    if not by_key:
        return {"staged": 0}
    with transaction(chosen.warehouse_dsn) as cursor:
        digests = [(a.id, hashlib.sha256(f"{a.title}\n{a.text}".encode()).hexdigest()) for a in by_key.values()]
        known = {row.article_key for row in insert_rows(cursor, "unchanged_articles", digests, fetch=True)}
        wanted = [article for key, article in by_key.items() if key not in known]
        counts = {"staged": len(wanted)} | ({"known": len(known)} if known else {})
        batch_id = (
            run(cursor, "open_batch", {"run_id": run_id, "is_backfill": is_backfill})[0].batch_id if wanted else None
        )
        copy_rows(cursor, "staging.article", _COLUMNS, (_row(batch_id, article) for article in wanted))
        record_run(cursor, run_id=run_id, stage="stage", counts=counts, batch_id=batch_id)
    return counts


def _row(batch_id: int | None, article: Article) -> tuple[Any, ...]:
    figures = measure(article.title, article.text)
    return (
        batch_id,
        article.id,
        None,
        article.publisher or "unknown",
        article.url,
        article.title,
        article.text,
        article.published_at,
        "given",
        article.published_at,
        figures.text_chars,
        figures.arabic_letter_ratio,
        figures.replacement_chars,
        figures.duplicate_paragraphs,
    )
