"""Check in the database that a run's polls add up, and note feeds that broke with their habit: a task that says success is not proof."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from include.rasid.errors import ReconciliationError
from include.rasid.io.feed_habits import note_habits
from include.rasid.io.feeds_file import load_feeds
from include.rasid.io.warehouse import record_run, run, transaction
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from include.rasid.settings import Settings


def reconcile_collection(run_id: str, *, settings: Settings | None = None) -> dict[str, int]:
    """Return how many polls of the run were checked, and how many of their feeds are silent or list far fewer entries than usual.

    Raises:
        ReconciliationError: A poll's entries are not all stored or rejected, or a stored entry has no page.
    """
    chosen = settings or process_settings()
    with transaction(chosen.warehouse_dsn) as cursor:
        wrong = run(cursor, "unreconciled_polls", {"run_id": run_id})
        if wrong:
            polls = ", ".join(f"{row.feed_key} (poll {row.poll_id})" for row in wrong[:10])
            raise ReconciliationError(f"{len(wrong)} polls do not add up: {polls}")
        expected = {feed.key: feed.expected_a_day for feed in load_feeds(chosen.feeds_file).feeds}
        noted = note_habits(cursor, run_id, expected, datetime.now(UTC))
        counts = {"polls": run(cursor, "count_polls", {"run_id": run_id})[0].polls, "feeds_noted": noted}
        record_run(cursor, run_id=run_id, stage="reconcile", counts=counts)
    return counts
