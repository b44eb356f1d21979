"""A feed's own habit: whether it has been silent for longer, or lists far fewer entries, than it used to."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WINDOW = timedelta(days=28)  # what a habit is taken from
_FEWEST_ARRIVALS = 10  # fewer show no habit
_LONGEST_OFTEN = 0.95  # the gap that this share of the gaps stays below
_TIMES_LONGER = 3.0
_SHORTEST_SILENCE = timedelta(hours=6)
_LONGEST_SILENCE = timedelta(days=7)  # after which any feed is silent
_FEWEST_DAYS = 5
_FEWEST_A_DAY = 8  # below it a day's count says little: 8 expected, 1 seen has p = .003 (Poisson)
_FAR_FEWER = 0.25  # of the median day


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A feed that is silent beyond its habit."""

    since: datetime
    usual: timedelta  # after which it was overdue


def find_silence(arrivals: Sequence[datetime], now: datetime, expected_a_day: float | None) -> Silence | None:
    """Return the silence of a feed; None: it keeps its habit.

    Args:
        arrivals: When polls with new entries were, oldest first, at most ``WINDOW`` back; the last one may be older.
        now: The time of the check.
        expected_a_day: New entries a day by feeds.yml, which count while there is no habit; None: not said.
    """
    if not arrivals:
        return None
    usual = _usual_gap(arrivals)
    if usual is None and expected_a_day:
        usual = timedelta(days=1) / expected_a_day
    longest = _LONGEST_SILENCE
    if usual is not None:
        longest = min(max(_SHORTEST_SILENCE, usual * _TIMES_LONGER), _LONGEST_SILENCE)
    return Silence(since=arrivals[-1], usual=longest) if now - arrivals[-1] > longest else None


def has_fewer(daily_counts: Sequence[int]) -> tuple[int, float] | None:
    """Return the last day's count and the median of the days before where it is far below; None: it is not, or nobody can tell.

    ``daily_counts`` are new entries by day, oldest first, the last one a whole day of 24 hours that ends now.
    """
    if len(daily_counts) <= _FEWEST_DAYS:
        return None
    usual = float(median(daily_counts[:-1]))
    last = daily_counts[-1]
    return (last, usual) if usual >= _FEWEST_A_DAY and last < _FAR_FEWER * usual else None


def _usual_gap(arrivals: Sequence[datetime]) -> timedelta | None:
    """Return the gap that nearly all gaps stay below; None: too few arrivals."""
    if len(arrivals) < _FEWEST_ARRIVALS:
        return None
    gaps = sorted(later - earlier for earlier, later in itertools.pairwise(arrivals))
    return gaps[int(_LONGEST_OFTEN * (len(gaps) - 1))]
