"""Fetch the pages that feed entries named, and archive their bodies."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

from include.rasid.core.outcomes import TRANSIENT, FetchOutcome
from include.rasid.errors import FetchError, ForbiddenUrlError
from include.rasid.io.archive import Archive
from include.rasid.io.warehouse import insert_rows, record_run, run, transaction
from include.rasid.io.web import Web, open_web
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from include.rasid.settings import Settings

log = logging.getLogger(__name__)
_BATCH = 200  # pages between two commits: what a killed run fetches again at most
_MOST_PAGES = 5000  # of one run; the rest waits for the next


def fetch_pages(run_id: str, *, settings: Settings | None = None) -> dict[str, int]:
    """Fetch what is pending; return pages by outcome.

    A page that fails for now is tried again after 10 minutes, then 30, 90, 270, and fails for good at the fifth attempt;
    one that fails for ever does so at once.
    """
    return asyncio.run(_fetch_batches(run_id, settings or process_settings()))


async def _fetch_batches(run_id: str, settings: Settings) -> dict[str, int]:
    archive = Archive(settings.archive_url)
    counts: Counter[str] = Counter()
    async with open_web(settings) as web:
        for _ in range(_MOST_PAGES // _BATCH):
            with transaction(settings.warehouse_dsn) as cursor:
                pending = run(cursor, "pending_pages", {"most": _BATCH})
            if not pending:
                break
            fetched = await asyncio.gather(*(_fetch(web, archive, page) for page in pending))
            counts.update(_store(run_id, fetched, settings))
    return dict(counts)


def _store(run_id: str, fetched: list[tuple[Any, ...]], settings: Settings) -> Counter[str]:
    with transaction(settings.warehouse_dsn) as cursor:
        updated = insert_rows(cursor, "update_pages", fetched, fetch=True)
        failed = [(run_id, "fetch", r.outcome, r.page_id, r.url) for r in updated if r.state == "failed"]
        insert_rows(cursor, "insert_page_rejections", failed)
        counts = Counter(str(row.outcome) for row in updated)
        record_run(cursor, run_id=run_id, stage="fetch", counts=counts)
    return counts


async def _fetch(web: Web, archive: Archive, row: Any) -> tuple[Any, ...]:
    begun = time.monotonic()
    try:
        page = await web.fetch(row.url)
    except ForbiddenUrlError:
        return _failed(row, FetchOutcome.FORBIDDEN_ADDRESS, None, begun)
    except FetchError as error:
        return _failed(row, FetchOutcome(error.outcome), error.status, begun)
    except Exception as error:  # noqa: BLE001 - the one guard per item: a strange server never stops the others
        log.warning("page %s cannot be fetched: %r", row.page_id, error)
        return _failed(row, FetchOutcome.BAD_ANSWER, None, begun)
    digest, uri = await asyncio.to_thread(archive.put, page.body)
    spent = round((time.monotonic() - begun) * 1000)
    outcome = str(FetchOutcome.FETCHED)
    return (row.page_id, "fetched", outcome, page.status, page.url, page.media_type, page.charset, digest, uri, spent)


def _failed(row: Any, outcome: FetchOutcome, status: int | None, begun: float) -> tuple[Any, ...]:
    state = "pending" if outcome in TRANSIENT else "failed"
    spent = round((time.monotonic() - begun) * 1000)
    return (row.page_id, state, str(outcome), status, None, None, None, None, None, spent)
