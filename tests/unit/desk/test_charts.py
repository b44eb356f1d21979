"""Charts of the desk stay small however long a history is."""

from __future__ import annotations

from datetime import date, timedelta

from include.rasid.desk.charts import MOST_GAPS, gaps_between

FIRST = date(2009, 1, 1)


def test_the_newest_gaps_are_drawn() -> None:
    """Four hundred contacts of a pair would be 400 KB of bars that nobody can tell apart."""
    days = [FIRST + timedelta(days=n * (n + 1) // 2) for n in range(400)]

    chart = gaps_between(days[::-1], "days")

    assert len(chart.labels) == MOST_GAPS
    assert chart.labels[-1] == days[-1].isoformat()
    assert chart.series["days"] == tuple(range(400 - MOST_GAPS, 400))


def test_one_contact_has_no_gap() -> None:
    """Nothing is drawn where there is nothing between."""
    assert gaps_between([FIRST], "days").series == {}
