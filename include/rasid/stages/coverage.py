"""Tell once when more than a set share of the feeds fails, and once when that is over."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from include.rasid.io.report_rows import active_feeds
from include.rasid.io.warehouse import as_json, record_run, run, transaction
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from include.rasid.settings import Settings

_MOST_NAMED = 20
_CALM = 0.5  # of the allowed share: an episode ends there, so that a feed that comes and goes does not open one after another


def watch_coverage(run_id: str, *, settings: Settings | None = None, now: datetime | None = None) -> dict[str, int]:
    """Open or close the episode of degraded coverage; return feeds by outcome: answering, failing, and degraded or restored.

    A feed fails when its last polls in a row did. An episode opens when more than RASID_DEGRADED_PERCENT of the active feeds fail, and ends
    when at most half of that do; each writes one notice in the transaction that keeps it, however many runs look at once.
    """
    chosen = settings or process_settings()
    moment = now or datetime.now(UTC)
    with transaction(chosen.warehouse_dsn) as cursor:
        rows, feeds = active_feeds(cursor, chosen)
        if not feeds:
            return {}
        failing = [row for row in rows if row.is_failing]
        counts = {"answering": feeds - len(failing), "failing": len(failing)}
        share, allowed = len(failing) / feeds, chosen.reports.degraded_share
        values = {"now": moment, "failing": len(failing), "feeds": feeds, "is_over": share <= allowed * _CALM}
        known = run(cursor, "update_coverage_episode", values)
        if known and values["is_over"]:
            _tell(cursor, "coverage_restored", known[0], {"failing": len(failing), "feeds": feeds})
            counts["restored"] = 1
        elif not known and share > allowed:
            opened = run(cursor, "open_coverage_episode", values)
            if opened:
                facts = {
                    "failing": len(failing),
                    "feeds": feeds,
                    "allowed": f"{allowed:.0%}",
                    "listed": _listed(failing),
                }
                _tell(cursor, "coverage_degraded", opened[0], facts)
                counts["degraded"] = 1
        record_run(cursor, run_id=run_id, stage="coverage", counts=counts)
    return counts


def _listed(failing: list[Any]) -> list[str]:
    """Return a line for each feed that fails, the longest silent first."""
    in_order = sorted(failing, key=lambda row: (row.last_ok_at is not None, row.last_ok_at or row.last_polled_at))
    lines = [
        f"{row.feed_key}: {row.outcome}, {f'{row.last_ok_at:%Y-%m-%d %H:%M} UTC' if row.last_ok_at else '-'}"
        for row in in_order[:_MOST_NAMED]
    ]
    return lines + (["…"] if len(in_order) > _MOST_NAMED else [])


def _tell(cursor: Any, kind: str, episode: Any, facts: dict[str, Any]) -> None:
    told = {**facts, "since": f"{episode.began_at:%Y-%m-%d %H:%M} UTC", "most_failing": episode.most_failing}
    run(
        cursor,
        "insert_notice_once",
        {"kind": kind, "notice_key": str(episode.episode_id), "facts": as_json(told)},
    )
