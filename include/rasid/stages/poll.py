"""Poll the feeds that are due; entries, pages to fetch and validators commit together, feed by feed."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from include.rasid.core.outcomes import FetchOutcome, PollOutcome
from include.rasid.core.urls import canonical_url
from include.rasid.errors import FeedFormatError, FetchError, ForbiddenUrlError, WorkerLostError
from include.rasid.io.archive import Archive
from include.rasid.io.feed_rows import Answer, PollPlan, Reading, store_poll
from include.rasid.io.feed_worker import FeedWorker
from include.rasid.io.feeds_file import load_feeds
from include.rasid.io.warehouse import insert_rows, record_run, run, transaction
from include.rasid.io.web import MOST_FEED_BYTES, Web, open_web
from include.rasid.io.worker import Workers
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor

    from include.rasid.io.feeds_file import FeedsFile
    from include.rasid.settings import Settings

log = logging.getLogger(__name__)
_MOST_NOT_MODIFIED = 12  # in a row; then a whole body is asked for, so that a validator that lies is found within hours


def poll_feeds(run_id: str, *, settings: Settings | None = None) -> dict[str, int]:
    """Poll every active feed that is due; return polls by outcome and entries new, known, edited (of the known) and rejected."""
    chosen = settings or process_settings()
    feeds = load_feeds(chosen.feeds_file)
    with transaction(chosen.warehouse_dsn) as cursor:
        _sync(cursor, feeds)
        due = run(cursor, "due_feeds", {"feed_keys": [f.key for f in feeds.feeds if f.active]})
    answers = asyncio.run(_poll_all(due, chosen))
    intervals = {f.key: timedelta(minutes=f.interval_minutes) for f in feeds.feeds}
    archive = Archive(chosen.archive_url)
    counts: Counter[str] = Counter()
    with Workers(FeedWorker, 1) as workers:  # the next feed is read while the one before is stored
        readings = workers.map(lambda answer, worker: _read(answer, archive, worker), answers)
        for answer, reading in zip(answers, readings, strict=True):
            jitter = random.random()  # noqa: S311 - no secret
            plan = PollPlan(run_id=run_id, configured=intervals[answer.feed.feed_key], jitter=jitter)
            with transaction(chosen.warehouse_dsn) as cursor:
                counted = store_poll(cursor, answer, reading, plan)
                record_run(cursor, run_id=run_id, stage="poll", counts=counted)
            counts.update(counted)
    return dict(counts)


def _sync(cursor: Cursor, feeds: FeedsFile) -> None:
    publishers = [(p.key, p.name.ar, p.name.en, p.country) for p in feeds.publishers]
    insert_rows(cursor, "upsert_publishers", publishers)
    rows = [(f.key, f.publisher, f.url, f"{f.interval_minutes} minutes") for f in feeds.feeds]
    insert_rows(cursor, "upsert_feeds", rows)


async def _poll_all(due: list[Any], settings: Settings) -> list[Answer]:
    async with open_web(settings) as web:
        return await asyncio.gather(*(_poll(web, feed) for feed in due))


def _validators(feed: Any) -> dict[str, str]:
    """Return the headers that ask for a body only if there is another one; none where validators lied, or for a check now and then."""
    if feed.validators_lie or feed.not_modified_in_row >= _MOST_NOT_MODIFIED:
        return {}
    headers = {"If-None-Match": feed.etag, "If-Modified-Since": feed.last_modified}
    return {name: value for name, value in headers.items() if value}


async def _poll(web: Web, feed: Any) -> Answer:
    polled_at, begun = datetime.now(UTC), time.monotonic()

    def answer(outcome: PollOutcome | FetchOutcome, **fields: Any) -> Answer:
        spent = round((time.monotonic() - begun) * 1000)
        return Answer(feed=feed, polled_at=polled_at, duration_ms=spent, outcome=outcome, **fields)

    try:
        page = await web.fetch(feed.url, _validators(feed), most_bytes=MOST_FEED_BYTES)
    except ForbiddenUrlError as error:
        return answer(FetchOutcome.FORBIDDEN_ADDRESS, detail=str(error))
    except FetchError as error:
        said = {"status": error.status, "detail": str(error), "retry_after": error.retry_after}
        return answer(FetchOutcome(error.outcome), **said)
    except Exception as error:  # noqa: BLE001 - the one guard per item: a strange server never stops the others
        log.warning("poll of %s failed: %r", feed.feed_key, error)
        return answer(FetchOutcome.BAD_ANSWER, detail=repr(error))
    said = {"status": page.status, "max_age": page.max_age, "moved_to": _moved_to(feed.url, page.moved_to)}
    if page.status == 304:
        return answer(PollOutcome.NOT_MODIFIED, **said)
    return answer(PollOutcome.OK, page=page, **said)


def _moved_to(url: str, target: str | None) -> str | None:
    """Return where a feed moved for good; None where that is another spelling of its address, such as https."""
    if target is None:
        return None
    try:
        return None if canonical_url(target) == canonical_url(url) else target
    except ValueError:
        return None


def _read(answer: Answer, archive: Archive, worker: FeedWorker) -> Reading:
    """Archive the body, then parse it unless it is the one whose entries are stored."""
    page = answer.page
    if page is None:
        return Reading(outcome=answer.outcome, detail=answer.detail)
    digest, uri = archive.put(page.body)
    if digest == answer.feed.body_sha256:
        return Reading(outcome=PollOutcome.UNCHANGED, digest=digest, uri=uri)
    try:
        parsed = worker.parse(page.body, url=page.url, declared=page.charset)
    except FeedFormatError as error:
        return Reading(outcome=PollOutcome.NOT_A_FEED, digest=digest, uri=uri, detail=str(error))
    except WorkerLostError as error:
        return Reading(outcome=PollOutcome.PARSER_LOST, digest=digest, uri=uri, detail=str(error))
    if parsed.is_too_complex:
        return Reading(outcome=PollOutcome.TOO_COMPLEX, digest=digest, uri=uri)
    return Reading(outcome=PollOutcome.OK, parsed=parsed, digest=digest, uri=uri)
