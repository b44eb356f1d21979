"""Poll the feeds that are due; entries, pages to fetch and validators commit together, feed by feed."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from include.rasid.core.feeds import ParsedFeed, distinct
from include.rasid.core.outcomes import GOOD_POLLS, FetchOutcome, PollOutcome
from include.rasid.errors import FeedFormatError, FetchError, ForbiddenUrlError, WorkerLostError
from include.rasid.io.archive import Archive
from include.rasid.io.feed_worker import FeedWorker
from include.rasid.io.feeds_file import load_feeds
from include.rasid.io.warehouse import insert_rows, record_run, run, transaction
from include.rasid.io.web import MOST_FEED_BYTES, Web, open_web
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor

    from include.rasid.io.feeds_file import FeedsFile
    from include.rasid.model import FeedEntry, Page
    from include.rasid.settings import Settings

log = logging.getLogger(__name__)
_NOTHING = ParsedFeed(entries=(), rejected=())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What a feed's server answered."""

    feed: Any
    polled_at: datetime
    duration_ms: int
    outcome: PollOutcome | FetchOutcome
    page: Page | None = None  # None: no body came
    status: int | None = None  # None: no HTTP answer came
    detail: str | None = None  # None: nothing went wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What the body of an answer holds."""

    outcome: PollOutcome | FetchOutcome
    parsed: ParsedFeed = _NOTHING
    digest: str | None = None  # None: no body came
    uri: str | None = None
    detail: str | None = None


def poll_feeds(run_id: str, *, settings: Settings | None = None) -> dict[str, int]:
    """Poll every active feed that is due; return polls by outcome and entries new, known and rejected."""
    chosen = settings or process_settings()
    feeds = load_feeds(chosen.feeds_file)
    with transaction(chosen.warehouse_dsn) as cursor:
        _sync(cursor, feeds)
        due = run(cursor, "due_feeds", {"feed_keys": [f.key for f in feeds.feeds if f.active]})
    answers = asyncio.run(_poll_all(due, chosen))
    intervals = {f.key: f"{f.interval_minutes} minutes" for f in feeds.feeds}
    archive = Archive(chosen.archive_url)
    counts: Counter[str] = Counter()
    with FeedWorker() as worker:
        for answer in answers:
            reading = _read(answer, archive, worker)
            with transaction(chosen.warehouse_dsn) as cursor:
                counted = _store(cursor, answer, reading, run_id, intervals[answer.feed.feed_key])
                record_run(cursor, run_id=run_id, stage="poll", counts=counted)
            counts.update(counted)
    return dict(counts)


def _sync(cursor: Cursor, feeds: FeedsFile) -> None:
    publishers = [(p.key, p.name.ar, p.name.en, p.country) for p in feeds.publishers]
    insert_rows(cursor, "upsert_publishers", publishers)
    rows = [(f.key, f.publisher, f.url, f"{f.interval_minutes} minutes") for f in feeds.feeds]
    insert_rows(cursor, "upsert_feeds", rows)


async def _poll_all(due: list[Any], settings: Settings) -> list[_Answer]:
    async with open_web(settings) as web:
        return await asyncio.gather(*(_poll(web, feed) for feed in due))


async def _poll(web: Web, feed: Any) -> _Answer:
    headers = {"If-None-Match": feed.etag, "If-Modified-Since": feed.last_modified}
    polled_at, begun = datetime.now(UTC), time.monotonic()

    def answer(outcome: PollOutcome | FetchOutcome, **fields: Any) -> _Answer:
        spent = round((time.monotonic() - begun) * 1000)
        return _Answer(feed=feed, polled_at=polled_at, duration_ms=spent, outcome=outcome, **fields)

    try:
        page = await web.fetch(feed.url, {k: v for k, v in headers.items() if v}, most_bytes=MOST_FEED_BYTES)
    except ForbiddenUrlError as error:
        return answer(FetchOutcome.FORBIDDEN_ADDRESS, detail=str(error))
    except FetchError as error:
        return answer(FetchOutcome(error.outcome), status=error.status, detail=str(error))
    except Exception as error:  # noqa: BLE001 - the one guard per item: a strange server never stops the others
        log.warning("poll of %s failed: %r", feed.feed_key, error)
        return answer(FetchOutcome.BAD_ANSWER, detail=repr(error))
    if page.status == 304:
        return answer(PollOutcome.NOT_MODIFIED, status=page.status)
    return answer(PollOutcome.OK, page=page, status=page.status)


def _read(answer: _Answer, archive: Archive, worker: FeedWorker) -> _Reading:
    """Archive the body, then parse it unless it is the one whose entries are stored."""
    page = answer.page
    if page is None:
        return _Reading(outcome=answer.outcome, detail=answer.detail)
    digest, uri = archive.put(page.body)
    if digest == answer.feed.body_sha256:
        return _Reading(outcome=PollOutcome.UNCHANGED, digest=digest, uri=uri)
    try:
        parsed = worker.parse(page.body, url=page.url, declared=page.charset)
    except FeedFormatError as error:
        return _Reading(outcome=PollOutcome.NOT_A_FEED, digest=digest, uri=uri, detail=str(error))
    except WorkerLostError as error:
        return _Reading(outcome=PollOutcome.PARSER_LOST, digest=digest, uri=uri, detail=str(error))
    return _Reading(outcome=PollOutcome.OK, parsed=parsed, digest=digest, uri=uri)


def _store(cursor: Cursor, answer: _Answer, reading: _Reading, run_id: str, interval: str) -> dict[str, int]:
    feed_key, parsed = answer.feed.feed_key, reading.parsed
    run(cursor, "lock_feed", {"feed_key": feed_key})
    new = _unknown(cursor, feed_key, distinct(parsed.entries))
    counts = {
        "entries_new": len(new),
        "entries_known": len(parsed.entries) - len(new),
        "entries_rejected": len(parsed.rejected),
    }
    poll = {
        "run_id": run_id,
        "feed_key": feed_key,
        "polled_at": answer.polled_at,
        "outcome": reading.outcome,
        "http_status": answer.status,
        "body_sha256": reading.digest,
        "archive_uri": reading.uri,
        "entries_seen": sum(counts.values()),
        "duration_ms": answer.duration_ms,
        "detail": reading.detail,
        **counts,
    }
    poll_id = run(cursor, "insert_feed_poll", poll)[0].poll_id
    rows = [_entry_row(e, feed_key, poll_id, answer.polled_at) for e in new]
    stored = insert_rows(cursor, "insert_feed_entries", rows, fetch=True)
    insert_rows(cursor, "insert_pages", [(r.canonical_url, r.entry_id, r.url) for r in stored])
    rejections = [(run_id, "poll", r.reason, feed_key, poll_id, r.reference) for r in parsed.rejected]
    insert_rows(cursor, "insert_entry_rejections", rejections)
    run(cursor, "update_feed_state", _state(answer, reading, interval) | {"poll_id": poll_id})
    return {f"feeds_{reading.outcome}": 1, **counts}


def _unknown(cursor: Cursor, feed_key: str, entries: tuple[FeedEntry, ...]) -> list[FeedEntry]:
    """Return the entries whose identity and page this feed has not had before."""
    parameters = {
        "feed_key": feed_key,
        "identities": [e.identity for e in entries],
        "canonical_urls": [e.canonical_url for e in entries],
    }
    known = run(cursor, "known_entries", parameters)
    identities, pages = {row.identity for row in known}, {row.canonical_url for row in known}
    return [e for e in entries if e.identity not in identities and e.canonical_url not in pages]


def _entry_row(entry: FeedEntry, feed_key: str, poll_id: int, seen_at: datetime) -> tuple[Any, ...]:
    return (
        feed_key,
        poll_id,
        entry.identity,
        entry.url,
        entry.canonical_url,
        entry.title,
        entry.summary,
        entry.published_at,
        seen_at,
    )


def _state(answer: _Answer, reading: _Reading, interval: str) -> dict[str, Any]:
    """Validators belong to the body whose entries are stored: they move only with a feed that was understood."""
    understood = reading.outcome in {PollOutcome.OK, PollOutcome.UNCHANGED}
    page = answer.page if understood else None
    return {
        "feed_key": answer.feed.feed_key,
        "polled_at": answer.polled_at,
        "is_good": reading.outcome in GOOD_POLLS,
        "is_understood": understood,
        "etag": page.etag if page else None,
        "last_modified": page.last_modified if page else None,
        "body_sha256": reading.digest if understood else None,
        "configured": interval,
    }
