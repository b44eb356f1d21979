"""Poll the feeds that are due; entries, pages to fetch and validators commit together, feed by feed."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from include.rasid.core.feeds import ParsedFeed, distinct
from include.rasid.core.outcomes import GOOD_POLLS, FetchOutcome, PollOutcome
from include.rasid.errors import FeedFormatError, FetchError, ForbiddenUrlError
from include.rasid.io.archive import Archive
from include.rasid.io.feed_worker import ParserFailedError, parse_in_child
from include.rasid.io.feeds_file import load_feeds
from include.rasid.io.warehouse import insert_rows, record_run, run, transaction
from include.rasid.io.web import Web, open_web
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor

    from include.rasid.io.feeds_file import FeedsFile
    from include.rasid.model import FeedEntry, Page
    from include.rasid.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class _Polled:
    """One poll before it is stored."""

    feed: Any
    polled_at: datetime
    duration_ms: int
    outcome: PollOutcome | FetchOutcome
    page: Page | None = None  # None: no body came
    status: int | None = None
    detail: str | None = None


def poll_feeds(run_id: str, *, settings: Settings | None = None) -> dict[str, int]:
    """Poll every active feed that is due; return polls by outcome and entries new, known and rejected."""
    chosen = settings or process_settings()
    feeds = load_feeds(chosen.feeds_file)
    with transaction(chosen.warehouse_dsn) as cursor:
        _sync(cursor, feeds)
        due = run(cursor, "due_feeds", {"feed_keys": [f.key for f in feeds.feeds if f.active]})
    polled = asyncio.run(_poll_all(due, chosen))
    counts: Counter[str] = Counter()
    archive = Archive(chosen.archive_url)
    for poll in polled:
        counts.update(_store(poll, archive, run_id, chosen))
    with transaction(chosen.warehouse_dsn) as cursor:
        record_run(cursor, run_id=run_id, stage="poll", counts=counts)
    return dict(counts)


def _sync(cursor: Cursor, feeds: FeedsFile) -> None:
    publishers = [(p.key, p.name.ar, p.name.en, p.country) for p in feeds.publishers]
    insert_rows(cursor, "upsert_publishers", publishers)
    rows = [(f.key, f.publisher, f.url, f"{f.interval_minutes} minutes") for f in feeds.feeds]
    insert_rows(cursor, "upsert_feeds", rows)


async def _poll_all(due: list[Any], settings: Settings) -> list[_Polled]:
    async with open_web(settings) as web:
        return await asyncio.gather(*(_poll(web, feed) for feed in due))


async def _poll(web: Web, feed: Any) -> _Polled:
    headers = {}
    if feed.etag:
        headers["If-None-Match"] = feed.etag
    if feed.last_modified:
        headers["If-Modified-Since"] = feed.last_modified
    polled_at, begun = datetime.now(UTC), time.monotonic()

    def polled(outcome: PollOutcome | FetchOutcome, **fields: Any) -> _Polled:
        spent = round((time.monotonic() - begun) * 1000)
        return _Polled(feed=feed, polled_at=polled_at, duration_ms=spent, outcome=outcome, **fields)

    try:
        page = await web.fetch(feed.url, headers)
    except ForbiddenUrlError as error:
        return polled(FetchOutcome.FORBIDDEN_ADDRESS, detail=str(error))
    except FetchError as error:
        return polled(FetchOutcome(error.outcome), status=error.status, detail=str(error))
    outcome = PollOutcome.NOT_MODIFIED if page.status == 304 else PollOutcome.OK
    return polled(outcome, page=page, status=page.status)


def _store(poll: _Polled, archive: Archive, run_id: str, settings: Settings) -> Counter[str]:
    digest = uri = None
    outcome, detail, parsed = poll.outcome, poll.detail, ParsedFeed(entries=(), rejected=())
    if poll.page is not None and outcome is PollOutcome.OK:
        digest, uri = archive.put(poll.page.body)
        outcome, detail, parsed = _parse(poll, digest)
    entries = distinct(parsed.entries)
    with transaction(settings.warehouse_dsn) as cursor:
        run(cursor, "lock_feed", {"feed_key": poll.feed.feed_key})
        known = _known(cursor, poll, entries)
        new = [e for e in entries if e.identity not in known]
        poll_id = run(
            cursor,
            "insert_feed_poll",
            {
                "run_id": run_id,
                "feed_key": poll.feed.feed_key,
                "polled_at": poll.polled_at,
                "outcome": outcome,
                "http_status": poll.status,
                "body_sha256": digest,
                "archive_uri": uri,
                "entries_seen": len(parsed.entries) + len(parsed.rejected),
                "entries_new": len(new),
                "entries_known": len(parsed.entries) - len(new),
                "entries_rejected": len(parsed.rejected),
                "duration_ms": poll.duration_ms,
                "detail": detail,
            },
        )[0].poll_id
        _store_entries(cursor, poll, poll_id, new)
        rejections = [(run_id, "poll", r.reason, poll.feed.feed_key, poll_id, r.reference) for r in parsed.rejected]
        insert_rows(cursor, "insert_entry_rejections", rejections)
        run(cursor, "update_feed_state", _state(poll, outcome, digest))
    counts = {f"feeds_{outcome}": 1, "entries_new": len(new), "entries_known": len(parsed.entries) - len(new)}
    return Counter({**counts, "entries_rejected": len(parsed.rejected)})


def _parse(poll: _Polled, digest: str) -> tuple[PollOutcome, str | None, ParsedFeed]:
    nothing = ParsedFeed(entries=(), rejected=())
    if poll.page is None or digest == poll.feed.body_sha256:
        return PollOutcome.UNCHANGED, None, nothing
    try:
        parsed = parse_in_child(poll.page.body, url=poll.page.url, declared=poll.page.charset)
    except FeedFormatError as error:
        return PollOutcome.NOT_A_FEED, str(error), nothing
    except ParserFailedError as error:
        return PollOutcome.PARSER_LOST, str(error), nothing
    return PollOutcome.OK, None, parsed


def _known(cursor: Cursor, poll: _Polled, entries: tuple[FeedEntry, ...]) -> set[str]:
    parameters = {"feed_key": poll.feed.feed_key, "identities": [e.identity for e in entries]}
    return {row.identity for row in run(cursor, "known_identities", parameters)}


def _store_entries(cursor: Cursor, poll: _Polled, poll_id: int, new: list[FeedEntry]) -> None:
    rows = [
        (
            poll.feed.feed_key,
            poll_id,
            e.identity,
            e.url,
            e.canonical_url,
            e.title,
            e.summary,
            e.published_at,
            poll.polled_at,
        )
        for e in new
    ]
    stored = insert_rows(cursor, "insert_feed_entries", rows, fetch=True)
    insert_rows(cursor, "insert_pages", [(r.canonical_url, r.entry_id, r.url) for r in stored])


def _state(poll: _Polled, outcome: PollOutcome | FetchOutcome, digest: str | None) -> dict[str, Any]:
    """Validators belong to the body whose entries are stored: they move only with a feed that was understood."""
    understood = outcome is PollOutcome.OK and poll.page is not None
    return {
        "feed_key": poll.feed.feed_key,
        "polled_at": poll.polled_at,
        "is_good": outcome in GOOD_POLLS,
        "is_understood": understood,
        "etag": poll.page.etag if understood and poll.page else None,
        "last_modified": poll.page.last_modified if understood and poll.page else None,
        "body_sha256": digest if understood else None,
    }
