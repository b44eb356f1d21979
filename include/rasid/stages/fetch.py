"""Fetch the pages that feed entries named, and archive their bodies; some are fetched again to see whether they were edited."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from include.rasid.core.outcomes import TRANSIENT, FetchOutcome
from include.rasid.errors import ArchiveDownError, FetchError, ForbiddenUrlError
from include.rasid.io.archive import Archive
from include.rasid.io.warehouse import insert_rows, record_run, run, transaction
from include.rasid.io.web import Web, open_web
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from datetime import timedelta

    from include.rasid.model import Page
    from include.rasid.settings import Settings

log = logging.getLogger(__name__)
_BATCH = 200  # pages between two commits: what a killed run fetches again at most
_MOST_OF_HOST = (
    20  # of one batch: a host that asks for 30 s between two requests keeps a run for ten minutes, not for hours
)
_MOST_PAGES = 20_000  # of one run; the rest waits for the next
_MOST_SECONDS = 480.0  # after which no batch is begun; the task may take 20 minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fetched:
    """What a request for a page gave."""

    row: Any
    outcome: FetchOutcome
    duration_ms: int
    page: Page | None = None  # None: no answer that can be used
    digest: str | None = None  # None: no body came
    uri: str | None = None
    status: int | None = None  # None: no HTTP answer came
    retry_after: timedelta | None = None  # None: not said


def fetch_pages(run_id: str, *, settings: Settings | None = None) -> dict[str, int]:
    """Fetch what is pending or to be seen again; return pages by outcome, those of the second kind as ``again_OUTCOME``.

    A page that fails for now is tried again after 10 minutes, then 30, 90, 270, or when its server asks for it, and fails for good at
    the fifth attempt; one that fails for ever does so at once. A fetched page is seen again after three hours and, up to six times,
    when its feed lists it with another headline, summary, address or time; another body, or one that the archive had lost, makes
    it ready for extraction again.

    Raises:
        ArchiveDownError: The archive cannot be written now; what it took of the batch is stored, the rest stays pending without an attempt.
    """
    return asyncio.run(_fetch_batches(run_id, settings or process_settings()))


async def _fetch_batches(run_id: str, settings: Settings) -> dict[str, int]:
    archive = Archive(settings.archive_url)
    counts: Counter[str] = Counter()
    begun = time.monotonic()
    async with open_web(settings) as web:
        for _ in range(_MOST_PAGES // _BATCH):
            with transaction(settings.warehouse_dsn) as cursor:
                pending = run(cursor, "pending_pages", {"most": _BATCH, "most_of_host": _MOST_OF_HOST})
            if not pending or time.monotonic() - begun > _MOST_SECONDS:
                break
            answers = await asyncio.gather(*(_fetch(web, archive, page) for page in pending))
            counts.update(_store(run_id, [a for a in answers if isinstance(a, _Fetched)], settings))
            for error in (a for a in answers if isinstance(a, ArchiveDownError)):
                raise error
    return dict(counts)


def _store(run_id: str, fetched: list[_Fetched], settings: Settings) -> Counter[str]:
    first = [_values(f) for f in fetched if not f.row.is_revisit]
    again = [_values(f) for f in fetched if f.row.is_revisit]
    with transaction(settings.warehouse_dsn) as cursor:
        updated = insert_rows(cursor, "update_pages", first, fetch=True)
        failed = [(run_id, "fetch", r.outcome, r.page_id, r.url) for r in updated if r.state == "failed"]
        insert_rows(cursor, "insert_page_rejections", failed)
        seen_again = insert_rows(cursor, "update_revisited_pages", again, fetch=True)
        with_body = [(r.page_id,) for r in updated if r.state == "fetched"]
        with_body += [(r.page_id,) for r in seen_again if r.has_body]
        insert_rows(cursor, "insert_page_bodies", with_body)
        counts = Counter(str(row.outcome) for row in updated)
        counts.update(f"again_{row.outcome}" for row in seen_again)
        record_run(cursor, run_id=run_id, stage="fetch", counts=counts)
    return counts


async def _fetch(web: Web, archive: Archive, row: Any) -> _Fetched | ArchiveDownError:
    """Return what a request gave, or why its body could not be kept: that says nothing of the page."""
    begun = time.monotonic()

    def fetched(outcome: FetchOutcome, **fields: Any) -> _Fetched:
        return _Fetched(row=row, outcome=outcome, duration_ms=round((time.monotonic() - begun) * 1000), **fields)

    validators = {"If-None-Match": row.etag, "If-Modified-Since": row.last_modified} if row.is_revisit else {}
    try:
        page = await web.fetch(row.url, {name: value for name, value in validators.items() if value})
    except ForbiddenUrlError:
        return fetched(FetchOutcome.FORBIDDEN_ADDRESS)
    except FetchError as error:
        return fetched(FetchOutcome(error.outcome), status=error.status, retry_after=error.retry_after)
    except Exception as error:  # noqa: BLE001 - the one guard per item: a strange server never stops the others
        log.warning("page %s cannot be fetched: %r", row.page_id, error)
        return fetched(FetchOutcome.BAD_ANSWER)
    if page.status == 304:  # nobody asked a first time for less than a body
        outcome = FetchOutcome.NOT_MODIFIED if row.is_revisit else FetchOutcome.BAD_ANSWER
        return fetched(outcome, status=page.status)
    try:
        digest, uri = await asyncio.to_thread(archive.put, page.body)
    except ArchiveDownError as error:
        return error
    return fetched(FetchOutcome.FETCHED, page=page, status=page.status, digest=digest, uri=uri)


def _values(fetched: _Fetched) -> tuple[Any, ...]:
    page = fetched.page
    state = "pending" if fetched.outcome in TRANSIENT else "failed"
    return (
        fetched.row.page_id,
        "fetched" if page else state,
        str(fetched.outcome),
        fetched.status,
        page.url if page else None,
        page.media_type if page else None,
        page.charset if page else None,
        fetched.digest,
        fetched.uri,
        page.etag if page else None,
        page.last_modified if page else None,
        fetched.duration_ms,
        fetched.retry_after,
    )
