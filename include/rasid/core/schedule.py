"""When a feed is polled next: its own pace, what it and its server ask for, failures; never sooner than polite, never "not any more"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# Bounds of Media Cloud's rss-fetcher: it polls sooner below 33 % known entries, later above 67 % (research/peers.md).
FEW_KNOWN = 1 / 3
MANY_KNOWN = 2 / 3
SHORTEST = timedelta(minutes=10)  # collect_news runs no more often
_LONGEST_ASKED = timedelta(hours=2)  # "ttl 1440" on a feed of 20 items would lose some
_LONGEST_WAIT = timedelta(hours=12)  # between two tries of a feed that fails, however often it has failed
_LONGEST_RETRY_AFTER = timedelta(days=1)
_DOUBLINGS = 6
_JITTER = 0.1  # of the interval: feeds that came due together part (miniflux#3130)
_FAILURE_JITTER = 0.5  # of the wait: feeds that failed together do not come back together


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedWishes:
    """What a feed says of how often it wants to be polled."""

    interval: timedelta | None = None  # the longest of RSS ttl and sy:updatePeriod; None: it does not say
    skip_hours: frozenset[int] = frozenset()  # UTC hours, 0 to 23
    skip_days: frozenset[int] = frozenset()  # weekdays, Monday is 0


NO_WISHES = FeedWishes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What decides on the next poll of a feed."""

    configured: timedelta  # of feeds.yml: the first interval, and the longest that Rasid chooses by itself
    current: timedelta
    failures: int  # failed polls in a row, this one included
    known_share: float | None  # of the entries of this poll; None: it listed none, failed, or was the first
    is_quiet: bool  # a good poll that brought nothing new
    wishes: FeedWishes = NO_WISHES
    max_age: timedelta | None = None  # how long a cache may keep this answer; None: the server does not say
    retry_after: timedelta | None = None  # None: the server does not say


def next_interval(pace: Pace) -> timedelta:
    """Return the interval of a feed after a poll: half when nothing was known, shorter when little was, back to the configured one."""
    if pace.failures:
        return pace.current
    factor = 1.0
    if pace.is_quiet or (pace.known_share is not None and pace.known_share > MANY_KNOWN):
        factor = 1.25
    elif pace.known_share == 0:
        factor = 0.5
    elif pace.known_share is not None and pace.known_share < FEW_KNOWN:
        factor = 0.75
    floor = min(SHORTEST, pace.configured)
    return max(floor, min(pace.current * factor, pace.configured))


def next_due(pace: Pace, polled_at: datetime, jitter: float) -> datetime:
    """Return when the feed is due; ``jitter`` is a random number in [0, 1).

    A failing feed waits twice as long each time, up to half a day. What the feed asks for makes the wait longer, up to two hours,
    unless so few entries were known that some may have been missed. Retry-After is kept up to a day.
    """
    interval = next_interval(pace)
    if pace.failures:
        wait = min(interval * 2 ** min(pace.failures, _DOUBLINGS), max(interval, _LONGEST_WAIT))
        wait *= 1 - _FAILURE_JITTER / 2 + _FAILURE_JITTER * jitter
    else:
        is_losing = pace.known_share is not None and pace.known_share < FEW_KNOWN
        asked = timedelta() if is_losing else pace.wishes.interval or timedelta()
        asked = max(asked, pace.max_age or timedelta())  # a cache would give the same body until then
        wait = max(interval, min(asked, _LONGEST_ASKED))
        wait += interval * _JITTER * jitter
    wait = max(wait, min(pace.retry_after or timedelta(), _LONGEST_RETRY_AFTER))
    return _outside_skipped(polled_at + wait, pace.wishes)


def _outside_skipped(due: datetime, wishes: FeedWishes) -> datetime:
    """Return the first moment from ``due`` on that the feed does not ask to skip; ``due`` itself where it skips all of a week."""
    moment = due.astimezone(UTC)
    for _ in range(7 * 24):
        if moment.hour not in wishes.skip_hours and moment.weekday() not in wishes.skip_days:
            return moment
        moment = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return due
