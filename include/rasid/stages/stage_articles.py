"""Stage articles that were given as values, not fetched: for replays and tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from include.rasid.core.measures import measure
from include.rasid.io.warehouse import insert_rows, record_run, run, transaction
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from include.rasid.model import Article
    from include.rasid.settings import Settings


def stage_articles(run_id: str, articles: Sequence[Article], *, settings: Settings | None = None) -> dict[str, int]:
    """Write the articles to a new batch; their id is their key and "now" is their publication time."""
    chosen = settings or process_settings()
    if not articles:
        return {"staged": 0}
    with transaction(chosen.warehouse_dsn) as cursor:
        batch_id = run(cursor, "open_batch", {"run_id": run_id})[0].batch_id
        insert_rows(cursor, "insert_staged_articles", [_row(batch_id, a) for a in articles])
        counts = {"staged": len(articles)}
        record_run(cursor, run_id=run_id, stage="stage", counts=counts, batch_id=batch_id)
    return counts


def _row(batch_id: int, article: Article) -> tuple[Any, ...]:
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
