"""Each of several hundred hostile feeds has its outcome in time, and the feed after it is read as if nothing had been."""

from __future__ import annotations

import time

import pytest

from include.rasid.core.feed_shape import MOST_ITEMS
from include.rasid.core.outcomes import EntryOutcome
from include.rasid.errors import FeedFormatError, WorkerLostError
from include.rasid.io.feed_worker import FeedWorker
from include.rasid.io.web import MOST_FEED_BYTES
from tests.faults.hostile_feeds import TITLE, HostileFeed, hostile_feeds, item, rss

FEEDS = [feed for feed in hostile_feeds() if len(feed.body) <= MOST_FEED_BYTES]
_SECONDS = 20.0
_PATIENCE_SECONDS = 3.0  # for starting another child, beyond the cap


def outcome(worker: FeedWorker, feed: HostileFeed) -> str:
    """Return what becomes of a feed; anything else than an outcome is raised."""
    try:
        parsed = worker.parse(feed.body, url="https://news.example/rss", declared=feed.declared)
    except FeedFormatError:
        return "not_a_feed"
    except WorkerLostError as error:
        return "parser_lost" if "took more" in str(error) or "died" in str(error) else f"raised: {error}"
    if parsed.is_too_complex:
        return "too_complex"
    for entry in parsed.entries:
        assert entry.canonical_url.startswith(("http://", "https://")), entry.canonical_url[:99]
        assert "<script" not in entry.title + entry.summary
        assert "\x00" not in repr(entry).encode("utf-8").decode("unicode_escape", "ignore")
    reasons = {rejected.reason for rejected in parsed.rejected}
    assert reasons <= set(EntryOutcome)
    assert len(parsed.entries) + len(parsed.rejected) <= MOST_ITEMS or EntryOutcome.OVER_CAP in reasons
    return "ok"


def test_there_are_more_than_two_hundred() -> None:
    """Each under a name of its own."""
    assert len(FEEDS) > 200
    assert len({feed.name for feed in FEEDS}) == len(FEEDS)


@pytest.mark.slow
def test_each_has_its_outcome_in_time() -> None:
    """No exception, no hang beyond the cap, nothing of the one in the next."""
    late: list[str] = []
    ends: dict[str, str] = {}
    good = HostileFeed("good", rss(item()).encode())
    with FeedWorker(seconds=_SECONDS) as worker:
        for feed in FEEDS:
            begun = time.monotonic()
            ends[feed.name] = outcome(worker, feed)
            if time.monotonic() - begun > _SECONDS + _PATIENCE_SECONDS:
                late.append(feed.name)
        assert outcome(worker, good) == "ok"
        assert worker.parse(good.body, url="https://news.example/rss").entries[0].title == TITLE
    assert late == []
    assert set(ends.values()) <= {"ok", "not_a_feed", "too_complex", "parser_lost"}, ends
    assert sum(end == "parser_lost" for end in ends.values()) == 0
