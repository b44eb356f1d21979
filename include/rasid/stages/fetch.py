"""Fetch the pages that feed entries named, and archive their bodies."""

from __future__ import annotations

import asyncio
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

_BATCH = 100  # pages between two commits: what a killed run fetches again at most
_MOST_PAGES = 5000  # of one run; the rest waits for the next
_RETRIED_STATUS = frozenset({408, 425, 429})


def fetch_pages(run_id: str, *, settings: Settings | None = None) -> dict[str, int]:
    """Fetch what is pending; return pages by outcome. A page that fails for now is tried again later, five times."""
    chosen = settings or process_settings()
    counts: Counter[str] = Counter()
    for _ in range(_MOST_PAGES // _BATCH):
        with transaction(chosen.warehouse_dsn) as cursor:
            pending = run(cursor, "pending_pages", {"most": _BATCH})
        if not pending:
            break
        fetched = asyncio.run(_fetch_all(pending, chosen))
        with transaction(chosen.warehouse_dsn) as cursor:
            insert_rows(cursor, "update_pages", fetched)
            batch = Counter(str(row[2]) for row in fetched)
            record_run(cursor, run_id=run_id, stage="fetch", counts=batch)
        counts.update(batch)
    return dict(counts)


async def _fetch_all(pending: list[Any], settings: Settings) -> list[tuple[Any, ...]]:
    archive = Archive(settings.archive_url)
    async with open_web(settings) as web:
        return await asyncio.gather(*(_fetch(web, archive, page) for page in pending))


async def _fetch(web: Web, archive: Archive, row: Any) -> tuple[Any, ...]:
    begun = time.monotonic()
    try:
        page = await web.fetch(row.url)
    except ForbiddenUrlError:
        return _failed(row, FetchOutcome.FORBIDDEN_ADDRESS, None, begun)
    except FetchError as error:
        return _failed(row, FetchOutcome(error.outcome), error.status, begun)
    digest, uri = archive.put(page.body)
    spent = round((time.monotonic() - begun) * 1000)
    return (row.page_id, "fetched", "fetched", page.status, page.url, page.media_type, page.charset, digest, uri, spent)


def _failed(row: Any, outcome: FetchOutcome, status: int | None, begun: float) -> tuple[Any, ...]:
    again = outcome in TRANSIENT or (status is not None and (status >= 500 or status in _RETRIED_STATUS))
    state = "pending" if again else "failed"
    spent = round((time.monotonic() - begun) * 1000)
    return (row.page_id, state, str(outcome), status, None, None, None, None, None, spent)
