"""Ask feeds whether they answer, parse, are fresh, and can be polled politely: nothing is stored."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from include.rasid.core.outcomes import FetchOutcome, PollOutcome
from include.rasid.errors import FeedFormatError, FetchError, ForbiddenUrlError, WorkerLostError
from include.rasid.io.feed_worker import FeedWorker
from include.rasid.io.web import MOST_FEED_BYTES, Web, open_web

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from include.rasid.io.feeds_file import Feed
    from include.rasid.model import Page
    from include.rasid.settings import Settings

_ROBOTS = {FetchOutcome.ROBOTS_DENIED: "denied", FetchOutcome.ROBOTS_UNREADABLE: "unreadable"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFinding:
    """What one feed answered."""

    feed: Feed
    outcome: str  # ok, or why it cannot be used: a PollOutcome or FetchOutcome
    robots: str  # allowed | denied | unreadable | unknown
    duration_ms: int
    status: int | None = None  # None: no HTTP answer came
    charset: str = ""  # as the response declares it; empty: it does not
    items: int = 0
    rejected: int = 0
    newest_at: datetime | None = None  # None: no item is dated
    has_304: bool | None = None  # None: it gives no validators, or was not asked again
    moved_to: str | None = None  # None: it has not moved for good
    detail: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the feed can be polled as it is listed."""
        return self.outcome == PollOutcome.OK and self.items > 0


def check_feeds(feeds: Sequence[Feed], settings: Settings) -> list[FeedFinding]:
    """Return what each feed answers, in the order given."""
    answers = asyncio.run(_ask_all(feeds, settings))
    with FeedWorker() as worker:
        return [_with_items(finding, page, worker) for finding, page in answers]


async def _ask_all(feeds: Sequence[Feed], settings: Settings) -> list[tuple[FeedFinding, Page | None]]:
    async with open_web(settings) as web:
        return await asyncio.gather(*(_ask(web, feed) for feed in feeds))


async def _ask(web: Web, feed: Feed) -> tuple[FeedFinding, Page | None]:
    begun = time.monotonic()
    try:
        page = await web.fetch(feed.url, most_bytes=MOST_FEED_BYTES)
    except ForbiddenUrlError as error:
        found = _failed(feed, FetchOutcome.FORBIDDEN_ADDRESS, str(error), begun)
        return found, None
    except FetchError as error:
        found = _failed(feed, FetchOutcome(error.outcome), str(error), begun)
        return replace(found, status=error.status), None
    finding = FeedFinding(
        feed=feed,
        outcome=PollOutcome.OK,
        robots="allowed",
        duration_ms=_spent(begun),
        status=page.status,
        charset=page.charset or "",
        has_304=await _answers_304(web, feed, page),
        moved_to=page.moved_to,
    )
    return finding, page


async def _answers_304(web: Web, feed: Feed, page: Page) -> bool | None:
    """Tell whether the feed answers 304 to its own validators; None: it gives none, or fails this time."""
    headers = {"If-None-Match": page.etag, "If-Modified-Since": page.last_modified}
    given = {name: value for name, value in headers.items() if value}
    if not given:
        return None
    try:
        return (await web.fetch(feed.url, given, most_bytes=MOST_FEED_BYTES)).status == 304
    except (FetchError, ForbiddenUrlError):
        return None


def _with_items(finding: FeedFinding, page: Page | None, worker: FeedWorker) -> FeedFinding:
    if page is None:
        return finding
    try:
        parsed = worker.parse(page.body, url=page.url, declared=page.charset)
    except FeedFormatError as error:
        return replace(finding, outcome=PollOutcome.NOT_A_FEED, detail=str(error))
    except WorkerLostError as error:
        return replace(finding, outcome=PollOutcome.PARSER_LOST, detail=str(error))
    if parsed.is_too_complex:
        return replace(finding, outcome=PollOutcome.TOO_COMPLEX)
    newest_at = max((e.published_at for e in parsed.entries if e.published_at), default=None)
    return replace(finding, items=len(parsed.entries), rejected=len(parsed.rejected), newest_at=newest_at)


def _failed(feed: Feed, outcome: FetchOutcome, detail: str, begun: float) -> FeedFinding:
    robots = _ROBOTS.get(outcome, "unknown")
    return FeedFinding(feed=feed, outcome=outcome, robots=robots, duration_ms=_spent(begun), detail=detail)


def _spent(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)
