"""Check in the database that a run's polls add up: a task that says success is not proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.rasid.errors import ReconciliationError
from include.rasid.io.warehouse import record_run, run, transaction
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from include.rasid.settings import Settings


def reconcile_collection(run_id: str, *, settings: Settings | None = None) -> dict[str, int]:
    """Return how many polls of the run were checked.

    Raises:
        ReconciliationError: A poll's entries are not all stored or rejected, or a stored entry has no page.
    """
    chosen = settings or process_settings()
    with transaction(chosen.warehouse_dsn) as cursor:
        wrong = run(cursor, "unreconciled_polls", {"run_id": run_id})
        if wrong:
            polls = ", ".join(f"{row.feed_key} (poll {row.poll_id})" for row in wrong[:10])
            raise ReconciliationError(f"{len(wrong)} polls do not add up: {polls}")
        counts = {"polls": run(cursor, "count_polls", {"run_id": run_id})[0].polls}
        record_run(cursor, run_id=run_id, stage="reconcile", counts=counts)
    return counts
