"""A feed's own habit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from include.rasid.core.habit import Silence, find_silence, has_fewer

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def arrivals(count: int, every_hours: float, last_hours_ago: float) -> list[datetime]:
    """Return the times of polls with new entries."""
    last = NOW - timedelta(hours=last_hours_ago)
    return [last - timedelta(hours=every_hours) * n for n in reversed(range(count))]


@pytest.mark.parametrize(
    ("count", "every", "ago", "expected_a_day", "is_silent"),
    [
        (200, 0.5, 5, None, False),
        (200, 0.5, 7, None, True),
        (60, 8, 20, None, False),
        (60, 8, 25, None, True),
        (12, 40, 100, None, False),
        (12, 40, 130, None, True),
        (12, 120, 170, None, True),
        (3, 1, 30, 48, True),
        (3, 1, 30, 1, False),
        (3, 1, 80, 1, True),
        (3, 1, 160, None, False),
        (3, 1, 170, None, True),
    ],
)
def test_silence_is_measured_by_the_feeds_own_habit(
    count: int, every: float, ago: float, expected_a_day: float | None, is_silent: bool
) -> None:
    """Three times the gap that is usual, at least six hours, at most a week; feeds.yml counts while there is no habit."""
    times = arrivals(count, every, ago)

    found = find_silence(times, NOW, expected_a_day)

    assert (found is not None) is is_silent
    if found is not None:
        assert found.since == times[-1]
        assert timedelta(hours=6) <= found.usual <= timedelta(days=7)


def test_a_night_is_no_silence() -> None:
    """A feed that rests eight hours each night is not silent in the morning."""
    times = [NOW - timedelta(days=day, hours=hour) for day in reversed(range(20)) for hour in reversed(range(8, 24, 2))]

    assert find_silence(times, NOW, 60) is None


def test_a_feed_that_never_had_anything_is_not_judged() -> None:
    """Its polls show that already."""
    assert find_silence([], NOW, 50) is None


def test_the_finding_says_since_when() -> None:
    """And after how long it was overdue."""
    times = arrivals(100, 1, 48)

    assert find_silence(times, NOW, None) == Silence(since=times[-1], usual=timedelta(hours=6))


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([50, 60, 40, 50, 55, 10], (10, 50.0)),
        ([50, 60, 40, 50, 55, 13], None),
        ([50, 60, 40, 50, 55, 0], (0, 50.0)),
        ([5, 6, 4, 5, 5, 0], None),
        ([50, 50, 0], None),
        ([], None),
    ],
)
def test_far_fewer_entries_than_usual_are_noticed(counts: list[int], expected: tuple[int, float] | None) -> None:
    """Below a quarter of the median day, for feeds with enough entries and days to tell."""
    assert has_fewer(counts) == expected
