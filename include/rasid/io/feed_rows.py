"""One poll of a feed as rows: entries, pages, gaps, notices and the feed's state commit together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from include.rasid.core.feeds import ParsedFeed
from include.rasid.core.identity import KnownEntries, KnownEntry, distinct, listing_sha256
from include.rasid.core.outcomes import GOOD_POLLS, FetchOutcome, PollOutcome
from include.rasid.core.schedule import FeedWishes, Pace, next_due, next_interval
from include.rasid.io.warehouse import insert_rows, run

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from psycopg2.extensions import cursor as Cursor

    from include.rasid.model import FeedEntry, Page

_NOTHING = ParsedFeed(entries=(), rejected=())
_UNDERSTOOD = frozenset({PollOutcome.OK, PollOutcome.UNCHANGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a feed's server answered."""

    feed: Any  # the row of due_feeds
    polled_at: datetime
    duration_ms: int
    outcome: PollOutcome | FetchOutcome
    page: Page | None = None  # None: no body came
    status: int | None = None  # None: no HTTP answer came
    detail: str | None = None  # None: nothing went wrong
    moved_to: str | None = None  # None: the feed did not say that it has moved for good
    max_age: timedelta | None = None  # None: not said
    retry_after: timedelta | None = None  # None: not said


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the body of an answer holds."""

    outcome: PollOutcome | FetchOutcome
    parsed: ParsedFeed = _NOTHING
    digest: str | None = None  # None: no body came
    uri: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PollPlan:
    """What a poll is stored with besides what was read."""

    run_id: str
    configured: timedelta  # the feed's interval in feeds.yml
    jitter: float  # in [0, 1)


@dataclass(frozen=True, slots=True)
class _Sorted:
    """The entries of a body against those of the warehouse."""

    new: list[FeedEntry]
    known: list[tuple[FeedEntry, KnownEntry]]
    again: int  # further items of this body for one of those above

    @property
    def edited(self) -> list[tuple[FeedEntry, KnownEntry]]:
        return [(e, k) for e, k in self.known if k.listing_sha256 not in {None, listing_sha256(e)}]


def store_poll(cursor: Cursor, answer: Answer, reading: Reading, plan: PollPlan) -> dict[str, int]:
    """Write a poll and everything it brought; return its counts.

    Items are counted where the body is parsed and again where each is sorted: raw.feed_poll takes no row in which the two differ.
    """
    feed = run(cursor, "lock_feed", {"feed_key": answer.feed.feed_key})[0]
    found = _sort(cursor, feed.feed_key, reading.parsed)
    counts = {
        "entries_new": len(found.new),
        "entries_known": len(found.known) + found.again,
        "entries_rejected": len(reading.parsed.rejected),
    }
    is_gap = bool(found.new) and not found.known and feed.has_entries
    poll = {
        "run_id": plan.run_id,
        "feed_key": feed.feed_key,
        "polled_at": answer.polled_at,
        "outcome": reading.outcome,
        "http_status": answer.status,
        "body_sha256": reading.digest,
        "archive_uri": reading.uri,
        "entries_seen": reading.parsed.listed,
        "entries_edited": len(found.edited),
        "is_coverage_gap": is_gap,
        "duration_ms": answer.duration_ms,
        "detail": reading.detail,
        "moved_to": answer.moved_to,
        **counts,
    }
    poll_id = run(cursor, "insert_feed_poll", poll)[0].poll_id
    if is_gap:
        run(cursor, "insert_coverage_gap", {"poll_id": poll_id})
    _store_entries(cursor, answer, poll_id, found)
    rejections = [(plan.run_id, "poll", r.reason, feed.feed_key, poll_id, r.reference) for r in reading.parsed.rejected]
    insert_rows(cursor, "insert_entry_rejections", rejections)
    has_lied = _has_lied(feed, answer, reading, found)
    _store_notices(cursor, answer, reading, has_lied=has_lied)
    run(cursor, "update_feed_state", _state(feed, answer, reading, plan, found) | {"has_lied": has_lied})
    return {f"feeds_{reading.outcome}": 1, **counts, "entries_edited": len(found.edited)}


def _sort(cursor: Cursor, feed_key: str, parsed: ParsedFeed) -> _Sorted:
    entries = distinct(parsed.entries)
    parameters = {
        "feed_key": feed_key,
        "identities": [e.identity for e in entries],
        "canonical_urls": [e.canonical_url for e in entries],
        "published": [e.published_at for e in entries if e.published_at],
    }
    rows = run(cursor, "known_entries", parameters) if entries else []
    known = KnownEntries(KnownEntry(**row._asdict()) for row in rows)
    new: list[FeedEntry] = []
    matched: dict[int, tuple[FeedEntry, KnownEntry]] = {}
    again = len(parsed.entries) - len(entries)
    for entry in entries:
        match = known.find(entry)
        if match is None:
            new.append(known.named(entry))
        elif match.entry_id in matched:
            again += 1
        else:
            matched[match.entry_id] = (entry, match)
    return _Sorted(new=new, known=list(matched.values()), again=again)


def _store_entries(cursor: Cursor, answer: Answer, poll_id: int, found: _Sorted) -> None:
    feed_key, seen_at = answer.feed.feed_key, answer.polled_at
    rows = [_entry_row(e, feed_key, poll_id, seen_at) for e in found.new]
    stored = insert_rows(cursor, "insert_feed_entries", rows, fetch=True)
    insert_rows(cursor, "insert_pages", [(r.canonical_url, r.entry_id, r.url) for r in stored])
    edits = [(k.entry_id, poll_id, e.url, e.title, e.summary, e.published_at, seen_at) for e, k in found.edited]
    insert_rows(cursor, "insert_entry_edits", edits)
    insert_rows(cursor, "revisit_edited_pages", [(k.entry_id, e.url) for e, k in found.edited])
    listed = [(k.entry_id, listing_sha256(e)) for e, k in found.known if k.listing_sha256 != listing_sha256(e)]
    insert_rows(cursor, "update_listings", listed)


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
        listing_sha256(entry),
    )


def _has_lied(feed: Any, answer: Answer, reading: Reading, found: _Sorted) -> bool:
    """Tell whether the server gave a body with other entries the validators of the one before."""
    page = answer.page
    if page is None or reading.outcome is not PollOutcome.OK or not (found.new or found.edited):
        return False
    if feed.etag or page.etag:
        return bool(feed.etag == page.etag)
    return bool(feed.last_modified and feed.last_modified == page.last_modified)


def _store_notices(cursor: Cursor, answer: Answer, reading: Reading, *, has_lied: bool) -> None:
    feed_key = answer.feed.feed_key
    noted: list[tuple[str, str]] = []
    if answer.moved_to is not None:
        noted.append(("moved", answer.moved_to))
    if reading.outcome is FetchOutcome.GONE:
        noted.append(("gone", reading.detail or ""))
    if has_lied and answer.page is not None:
        noted.append(("validators_lie", f"{answer.page.etag or answer.page.last_modified}"))
    insert_rows(cursor, "note_feeds", [(feed_key, kind, detail, answer.polled_at) for kind, detail in noted])
    if reading.outcome in GOOD_POLLS:
        over = sorted({"moved", "gone"} - {kind for kind, _ in noted})
        run(cursor, "end_notices", {"feed_key": feed_key, "kinds": over, "ended_at": answer.polled_at})


def _state(feed: Any, answer: Answer, reading: Reading, plan: PollPlan, found: _Sorted) -> dict[str, Any]:
    """Return the feed's new state; validators belong to the body whose entries are stored and move only with one that was understood."""
    understood, is_good = reading.outcome in _UNDERSTOOD, reading.outcome in GOOD_POLLS
    page = answer.page if understood else None
    known_wishes = FeedWishes(
        interval=feed.asked_interval, skip_hours=frozenset(feed.skip_hours), skip_days=frozenset(feed.skip_days)
    )
    wishes = reading.parsed.wishes if reading.outcome is PollOutcome.OK else known_wishes
    listed = len(found.new) + len(found.known)
    share = len(found.known) / listed if listed and feed.has_entries else None
    pace = Pace(
        configured=plan.configured,
        current=feed.poll_interval,
        failures=0 if is_good else feed.failures + 1,
        known_share=share,
        is_quiet=is_good and not found.new,
        wishes=wishes,
        max_age=answer.max_age,
        retry_after=answer.retry_after,
    )
    return {
        "feed_key": feed.feed_key,
        "polled_at": answer.polled_at,
        "is_good": is_good,
        "is_understood": understood,
        "is_not_modified": reading.outcome is PollOutcome.NOT_MODIFIED,
        "etag": page.etag if page else None,
        "last_modified": page.last_modified if page else None,
        "body_sha256": reading.digest if understood else None,
        "failures": pace.failures,
        "known_share": share,
        "poll_interval": next_interval(pace),
        "next_due_at": next_due(pace, answer.polled_at, plan.jitter),
        "asked_interval": wishes.interval,
        "skip_hours": sorted(wishes.skip_hours),
        "skip_days": sorted(wishes.skip_days),
    }
