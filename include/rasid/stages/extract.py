"""Turn fetched pages into articles of one new batch."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from include.rasid.core.html import ExtractedPage, KnownOfPage, extract_page
from include.rasid.core.measures import measure
from include.rasid.core.outcomes import PageOutcome
from include.rasid.io.archive import Archive
from include.rasid.io.boilerplate import load_boilerplate
from include.rasid.io.warehouse import insert_rows, record_run, run, transaction
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from include.rasid.core.cleaner import Boilerplate
    from include.rasid.settings import Settings

log = logging.getLogger(__name__)
_MOST_PAGES = 2000  # of one batch; the rest waits for the next run


@dataclass(frozen=True, slots=True)
class _Read:
    """A page and what extraction made of it."""

    row: Any
    outcome: PageOutcome
    article: ExtractedPage | None = None  # None: there is no article


def extract_articles(run_id: str, *, settings: Settings | None = None) -> dict[str, int]:
    """Extract what is fetched and not extracted; return pages by outcome.

    The articles and the mark on their pages commit together, so that a page is never lost and never staged twice.
    """
    chosen = settings or process_settings()
    boilerplate = load_boilerplate(chosen.lexicons)
    archive = Archive(chosen.archive_url)
    with transaction(chosen.warehouse_dsn) as cursor:
        pages = run(cursor, "pages_to_extract", {"most": _MOST_PAGES})  # locked until the commit
        read = [_extract(row, archive, boilerplate) for row in pages]
        articles = [r for r in read if r.article is not None]
        counts = Counter(str(r.outcome) for r in read)
        batch_id = None
        if articles:
            batch_id = run(cursor, "open_batch", {"run_id": run_id})[0].batch_id
            insert_rows(cursor, "insert_staged_articles", [_row(batch_id, r, chosen) for r in articles])
        insert_rows(cursor, "mark_pages_extracted", [(r.row.page_id, str(r.outcome)) for r in read])
        rejections = [(run_id, "extract", str(r.outcome), r.row.page_id, r.row.url) for r in read if r.article is None]
        insert_rows(cursor, "insert_page_rejections", rejections)
        if read:
            record_run(cursor, run_id=run_id, stage="extract", counts=counts, batch_id=batch_id)
    return dict(counts)


def _extract(row: Any, archive: Archive, boilerplate: Boilerplate) -> _Read:
    try:
        found = extract_page(
            archive.get(row.archive_uri, row.body_sha256),
            boilerplate,
            KnownOfPage(
                charset=row.charset,
                media_type=row.media_type or "",
                title=row.title,
                needs_date=row.published_at is None,
                newest_on=row.first_seen_at.date(),
            ),
        )
    except Exception as error:  # noqa: BLE001 - the one guard per item: a bad page never stops a batch
        log.warning("extraction failed for page %s: %r", row.page_id, error)
        return _Read(row, PageOutcome.EXTRACTOR_LOST)
    if isinstance(found, PageOutcome):
        return _Read(row, found)
    return _Read(row, PageOutcome.EXTRACTED, found)


def _row(batch_id: int, read: _Read, settings: Settings) -> tuple[Any, ...]:
    row, article = read.row, read.article
    if article is None:
        msg = "only extracted pages are staged"
        raise ValueError(msg)
    dates = (("feed", row.published_at), ("page", article.published_at), ("seen", row.first_seen_at))
    basis, published_at = next((b, d) for b, d in dates if d is not None)
    figures = measure(article.title, article.text)
    return (
        batch_id,
        row.canonical_url,
        row.page_id,
        row.publisher_key,
        row.url,
        article.title,
        article.text,
        published_at,
        basis,
        published_at if settings.as_of_publication else row.first_seen_at,
        figures.text_chars,
        figures.arabic_letter_ratio,
        figures.replacement_chars,
        figures.duplicate_paragraphs,
    )
