"""Turn fetched pages into articles of one new batch."""

from __future__ import annotations

import logging
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from include.rasid.core.html import ExtractedPage, KnownOfPage
from include.rasid.core.measures import content_sha256, measure
from include.rasid.core.outcomes import PageOutcome
from include.rasid.core.urls import is_fit_to_show
from include.rasid.errors import ArchiveDownError, ArchiveError, WorkerLostError
from include.rasid.io.archive import Archive
from include.rasid.io.boilerplate import load_boilerplate
from include.rasid.io.page_worker import PageWorker
from include.rasid.io.warehouse import insert_rows, record_run, run, transaction
from include.rasid.io.worker import Workers
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from include.rasid.core.cleaner import Boilerplate
    from include.rasid.settings import Settings

log = logging.getLogger(__name__)
_MOST_PAGES = 2000  # of one batch: what a killed run extracts again at most
_MOST_SECONDS = 480.0  # after which no batch is begun; the task may take 20 minutes
_FEED_AHEAD = timedelta(days=1)  # a feed that dates an item later than this after it was seen has a broken clock


@dataclass(frozen=True, slots=True)
class _Read:
    """A page and what extraction made of it."""

    row: Any
    found: ExtractedPage | PageOutcome

    @property
    def outcome(self) -> PageOutcome:
        """The outcome of the page."""
        if not isinstance(self.found, ExtractedPage):
            return self.found
        is_known = content_sha256(self.found.title, self.found.text) == self.row.known_sha256
        return PageOutcome.SAME_ARTICLE if is_known else PageOutcome.EXTRACTED


def extract_articles(run_id: str, *, settings: Settings | None = None) -> dict[str, int]:
    """Extract what is fetched and not extracted, batch by batch; return pages by outcome.

    The articles of a batch and the mark on their pages commit together, so that a page is never lost and never staged twice. A page that was
    fetched again and gives the article that core has is done; one that gives another text is staged under its old key: a revision.
    A page whose body the archive has lost is fetched again; one whose body cannot be read now waits for the next run.

    Raises:
        ArchiveDownError: No body could be read: the archive is down, and nothing was marked.
    """
    chosen = settings or process_settings()
    totals: Counter[str] = Counter()
    begun = time.monotonic()
    with Workers(PageWorker, chosen.processes) as workers:
        while time.monotonic() - begun < _MOST_SECONDS:
            with transaction(chosen.warehouse_dsn) as cursor:
                pages = run(cursor, "pages_to_extract", {"most": _MOST_PAGES})
            read = _extract_all(pages, chosen, workers)
            totals.update(_store(run_id, read, chosen) if read else {})
            if len(pages) < _MOST_PAGES or not read:
                break
    return dict(totals)


def _store(run_id: str, read: list[_Read], settings: Settings) -> Counter[str]:
    with transaction(settings.warehouse_dsn) as cursor:
        marked = insert_rows(cursor, "mark_pages_extracted", [_mark(r) for r in read], fetch=True)
        ours = {row.page_id for row in marked}  # another run may have been faster
        mine = [r for r in read if r.row.page_id in ours]
        changed = [r for r in mine if r.outcome is PageOutcome.EXTRACTED]
        articles = [_row(r.row, r.found, settings) for r in changed if isinstance(r.found, ExtractedPage)]
        batch_id = _stage(cursor, run_id, articles)
        rejected = [r for r in mine if not isinstance(r.found, ExtractedPage)]
        rejections = [(run_id, "extract", str(r.outcome), r.row.page_id, r.row.url) for r in rejected]
        insert_rows(cursor, "insert_page_rejections", rejections)
        counts = Counter(str(r.outcome) for r in mine)
        record_run(cursor, run_id=run_id, stage="extract", counts=counts, batch_id=batch_id)
    return counts


def _mark(read: _Read) -> tuple[Any, ...]:
    dated_at = read.found.published_at if isinstance(read.found, ExtractedPage) else None
    return (read.row.page_id, read.row.body_sha256, str(read.outcome), dated_at)


def _extract_all(pages: list[Any], settings: Settings, workers: Workers[PageWorker]) -> list[_Read]:
    boilerplate = load_boilerplate(settings.lexicons)
    archive = Archive(settings.archive_url)
    found = workers.map(lambda row, worker: _extract(row, archive, boilerplate, worker), pages)
    read = [_Read(row, page) for row, page in zip(pages, found, strict=True) if page is not None]
    if pages and not read:
        raise ArchiveDownError(f"none of {len(pages)} bodies can be read in {settings.archive_url}")
    return read


def _extract(
    row: Any, archive: Archive, boilerplate: Boilerplate, worker: PageWorker
) -> ExtractedPage | PageOutcome | None:
    """Return the article, or why there is none; None where the archive does not answer now."""
    known = KnownOfPage(
        charset=row.charset,
        media_type=row.media_type or "",
        title=row.title,
        needs_date=_feed_time(row) is None,
        newest_on=row.first_seen_at.date(),
    )
    try:
        return worker.extract(archive.get(row.archive_uri, row.body_sha256), boilerplate, known)
    except ArchiveDownError as error:
        log.warning("page %s waits: %s", row.page_id, error)
        return None
    except ArchiveError as error:
        log.warning("page %s: %s", row.page_id, error)
        return PageOutcome.BODY_LOST
    except WorkerLostError as error:
        log.warning("page %s: %s", row.page_id, error)
        return PageOutcome.EXTRACTOR_LOST


def _stage(cursor: Any, run_id: str, rows: list[tuple[Any, ...]]) -> int | None:
    """Write the articles to a new batch; None where there are none."""
    if not rows:
        return None
    batch_id: int = run(cursor, "open_batch", {"run_id": run_id, "is_backfill": False})[0].batch_id
    insert_rows(cursor, "insert_staged_articles", [(batch_id, *row) for row in rows])
    return batch_id


def _feed_time(row: Any) -> datetime | None:
    """The publication time that the feed gives; None where it gives none, or one that cannot be."""
    given: datetime | None = row.published_at
    return given if given is not None and given <= row.first_seen_at + _FEED_AHEAD else None


def _link(row: Any) -> str:
    """Return the address for readers: where the page was in the end, else what the feed gave, else, where neither can be shown, the canonical one."""
    for url in (row.final_url, row.url):
        if url and is_fit_to_show(url):
            return str(url)
    return str(row.canonical_url)


def _row(row: Any, article: ExtractedPage, settings: Settings) -> tuple[Any, ...]:
    on_page = min(article.published_at, row.first_seen_at) if article.published_at else None
    dates = (("feed", _feed_time(row)), ("page", on_page), ("seen", row.first_seen_at))
    basis, published_at = next((basis, instant) for basis, instant in dates if instant is not None)
    figures = measure(article.title, article.text)
    return (
        row.canonical_url,
        row.page_id,
        row.publisher_key,
        _link(row),
        article.title,
        article.text,
        published_at,
        basis,
        published_at if settings.as_of_publication else datetime.now(UTC),
        figures.text_chars,
        figures.arabic_letter_ratio,
        figures.replacement_chars,
        figures.duplicate_paragraphs,
        content_sha256(article.title, article.text),
    )
