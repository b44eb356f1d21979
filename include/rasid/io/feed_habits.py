"""Notices on feeds that broke with their own habit: silent for too long, or far fewer entries than usual."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from include.rasid.core.habit import WINDOW, find_silence, has_fewer
from include.rasid.io.warehouse import insert_rows, run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from psycopg2.extensions import cursor as Cursor

_DAY = timedelta(days=1)


def note_habits(cursor: Cursor, run_id: str, expected_a_day: Mapping[str, float | None], now: datetime) -> int:
    """Open and end the notices ``silent`` and ``fewer`` of the feeds that a run polled; return how many feeds have one.

    A feed that never had an entry is left out: its polls say what is wrong.
    """
    noted: list[tuple[Any, ...]] = []
    ended: list[tuple[str, str]] = []
    rows = run(cursor, "arrivals_of_polled", {"run_id": run_id, "since": now - WINDOW})
    for feed_key, group in groupby(rows, key=lambda row: row.feed_key):
        arrivals = [(row.first_seen_at, row.entries) for row in group]
        findings = _findings(arrivals, expected_a_day.get(feed_key), now)
        noted += [(feed_key, kind, detail, now) for kind, detail in findings.items() if detail]
        ended += [(feed_key, kind) for kind, detail in findings.items() if not detail]
    for feed_key, kind in ended:
        run(cursor, "end_notices", {"feed_key": feed_key, "kinds": [kind], "ended_at": now})
    insert_rows(cursor, "note_feeds", noted)
    return len({row[0] for row in noted})


def _findings(arrivals: list[tuple[datetime, int]], expected_a_day: float | None, now: datetime) -> dict[str, str]:
    """Return for each kind of notice its words; empty where the feed keeps its habit."""
    silence = find_silence([moment for moment, _ in arrivals], now, expected_a_day)
    fewer = has_fewer(_by_day(arrivals, now))
    return {
        "silent": f"since {silence.since:%Y-%m-%d %H:%M} UTC; overdue after {silence.usual}" if silence else "",
        "fewer": f"{fewer[0]} entries in 24 hours; usual {fewer[1]:g}" if fewer and not silence else "",
    }


def _by_day(arrivals: list[tuple[datetime, int]], now: datetime) -> list[int]:
    """Return new entries by spans of 24 hours, oldest first, the last one ending now; the span of the first poll is left out."""
    days = (now - arrivals[0][0]) // _DAY
    counts = [0] * days
    for moment, entries in arrivals:
        age = (now - moment) // _DAY
        if age < days:
            counts[days - 1 - age] += entries
    return counts
