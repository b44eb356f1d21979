"""When a feed is polled next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from include.rasid.core.schedule import FeedWishes, Pace, next_due, next_interval

HALF_HOUR = timedelta(minutes=30)
AT = datetime(2026, 11, 20, 22, 40, tzinfo=UTC)  # a Friday
CALM = Pace(configured=HALF_HOUR, current=HALF_HOUR, failures=0, known_share=0.5, is_quiet=False)


def minutes(pace: Pace, jitter: float = 0.0) -> float:
    """Return the minutes from a poll to the next."""
    return (next_due(pace, AT, jitter) - AT) / timedelta(minutes=1)


@pytest.mark.parametrize(
    ("current", "known_share", "is_quiet", "expected"),
    [
        (30, 0.0, False, 15),
        (30, 0.2, False, 22.5),
        (30, 0.5, False, 30),
        (20, 0.5, False, 20),
        (20, 0.9, False, 25),
        (20, None, True, 25),
        (28, 1.0, True, 30),
        (30, 1.0, True, 30),
        (12, 0.0, False, 10),
        (30, None, False, 30),
    ],
)
def test_the_interval_follows_the_share_of_known_entries(
    current: float, known_share: float | None, is_quiet: bool, expected: float
) -> None:
    """Half when nothing was known, back by a quarter when most was, between ten minutes and what feeds.yml says."""
    pace = replace(CALM, current=timedelta(minutes=current), known_share=known_share, is_quiet=is_quiet)

    assert next_interval(pace) == timedelta(minutes=expected)


def test_a_feed_configured_below_ten_minutes_keeps_that() -> None:
    """The floor is no longer than what a person asked for."""
    pace = replace(CALM, configured=timedelta(minutes=2), current=timedelta(minutes=2), known_share=0.0)

    assert next_interval(pace) == timedelta(minutes=2)


def test_failures_double_the_wait_and_never_end_it() -> None:
    """Up to half a day, give or take a quarter, however often it failed; the interval itself stays."""
    waits = [minutes(replace(CALM, failures=n, known_share=None), 0.5) for n in (1, 2, 3, 4, 5, 50, 5000)]

    assert waits == [60, 120, 240, 480, 720, 720, 720]
    assert minutes(replace(CALM, failures=1), 0.0) == 45
    assert minutes(replace(CALM, failures=1), 0.999) == pytest.approx(75, abs=0.1)


def test_polls_that_were_together_part() -> None:
    """Jitter adds up to a tenth of the interval."""
    assert [minutes(CALM, jitter) for jitter in (0.0, 0.5, 0.999)] == pytest.approx([30, 31.5, 33], abs=0.01)


@pytest.mark.parametrize(
    ("wishes", "max_age", "known_share", "expected"),
    [
        (60, None, 0.5, 60),
        (5, None, 0.5, 30),
        (1440, None, 0.5, 120),
        (60, None, 0.2, 22.5),
        (60, None, 0.0, 15),
        (None, 45, 0.5, 45),
        (None, 45, 0.0, 45),
        (None, 100_000, 0.5, 120),
    ],
)
def test_what_feed_and_server_ask_for_is_kept(
    wishes: int | None, max_age: int | None, known_share: float, expected: float
) -> None:
    """Up to two hours; a feed that loses entries at its own ttl is asked sooner, but not while a cache would answer."""
    pace = replace(
        CALM,
        wishes=FeedWishes(interval=timedelta(minutes=wishes) if wishes else None),
        max_age=timedelta(minutes=max_age) if max_age else None,
        known_share=known_share,
    )

    assert minutes(pace) == expected


@pytest.mark.parametrize(("failures", "asked", "expected"), [(1, 3, 180), (0, 3, 180), (1, 48, 1440), (6, 1, 540)])
def test_retry_after_is_kept_up_to_a_day(failures: int, asked: int, expected: float) -> None:
    """It makes a wait longer, never shorter."""
    assert minutes(replace(CALM, failures=failures, retry_after=timedelta(hours=asked))) == expected


@pytest.mark.parametrize(
    ("hours", "days", "expected"),
    [
        ({23}, set(), datetime(2026, 11, 21, 0, tzinfo=UTC)),
        ({23, 0, 1}, set(), datetime(2026, 11, 21, 2, tzinfo=UTC)),
        ({22}, set(), AT + HALF_HOUR),
        (set(), {4, 5}, datetime(2026, 11, 22, tzinfo=UTC)),
        (set(range(24)), set(), AT + HALF_HOUR),
        (set(), set(range(7)), AT + HALF_HOUR),
    ],
)
def test_hours_and_days_to_skip_are_skipped(hours: set[int], days: set[int], expected: datetime) -> None:
    """In UTC; a feed that skips everything is polled all the same."""
    wishes = FeedWishes(skip_hours=frozenset(hours), skip_days=frozenset(days))

    assert next_due(replace(CALM, wishes=wishes), AT, 0.0) == expected
