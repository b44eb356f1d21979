"""Stage articles that were given as values, not fetched: for replays and tests."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, Any

from include.rasid.core.measures import content_sha256, measure
from include.rasid.io.warehouse import copy_rows, record_run, run, transaction
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from include.rasid.model import Article
    from include.rasid.settings import Settings

_MOST_ROWS = 10_000  # of a batch that is staged ahead
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
    "content_sha256",
)


def stage_articles(
    run_id: str, articles: Sequence[Article], *, settings: Settings | None = None, is_backfill: bool = False
) -> dict[str, int]:
    """Write the articles to a new batch; their id is their key and "now" is their publication time.

    Those that core has with the same title and text are counted as known and left alone; a key that stands twice counts once, the last time.
    With ``is_backfill`` they are history: the alerts that they lead to are suppressed.
    """
    by_key = {article.id: article for article in articles}
    if not by_key:
        return {"staged": 0}
    return _stage(_digested(by_key.values()), run_id, settings or process_settings(), is_backfill)


def staged_ahead(
    run_id: str, articles: Sequence[Article], *, settings: Settings, is_backfill: bool = False
) -> Iterator[dict[str, int]]:
    """Stage the articles as ``stage_articles`` does, but in batches; yield the counts of each batch that was committed.

    The next batch is staged while the caller works on the one before, so that neither the database nor this process waits for the other, and
    a load of any size is never in one transaction. Whoever stops early keeps what was staged, with the batch that was under way.
    """
    remaining = iter({article.id: article for article in articles}.values())
    with ThreadPoolExecutor(1) as ahead:
        under_way: Future[dict[str, int]] | None = None
        while chunk := _digested(islice(remaining, _MOST_ROWS)):
            counts = under_way.result() if under_way else None
            under_way = ahead.submit(_stage, chunk, run_id, settings, is_backfill)
            if counts is not None:
                yield counts
        if under_way:
            yield under_way.result()


def _digested(articles: Iterable[Article]) -> list[tuple[Article, str]]:
    return [(article, content_sha256(article.title, article.text)) for article in articles]


def _stage(articles: list[tuple[Article, str]], run_id: str, settings: Settings, is_backfill: bool) -> dict[str, int]:
    """Write articles of distinct keys, each with its digest, to a new batch, but for those that core has."""
    asked = {"article_keys": [article.id for article, _ in articles], "digests": [digest for _, digest in articles]}
    with transaction(settings.warehouse_dsn) as cursor:
        known = {row.article_key for row in run(cursor, "unchanged_articles", asked)}
        wanted = [(article, digest) for article, digest in articles if article.id not in known]
        counts = {"staged": len(wanted)} | ({"known": len(known)} if known else {})
        batch_id = (
            run(cursor, "open_batch", {"run_id": run_id, "is_backfill": is_backfill})[0].batch_id if wanted else None
        )
        copy_rows(cursor, "staging.article", _COLUMNS, (_row(batch_id, *one) for one in wanted))
        record_run(cursor, run_id=run_id, stage="stage", counts=counts, batch_id=batch_id)
    return counts


def _row(batch_id: int | None, article: Article, digest: str) -> tuple[Any, ...]:
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
        digest,
    )
