"""Publish what a replay found: today's reading of some articles replaces the earlier one, and nobody is mailed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.rasid.io.warehouse import copy_rows, record_run, run, transaction
from include.rasid.stages.publish import publish_batches
from include.rasid.stages.resolve import resolve_contacts
from include.rasid.stages.validate import validate_batches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from include.rasid.settings import Settings

_RUN = "replay"


def publish_replay(article_keys: Sequence[str], scratch_dsn: str, *, settings: Settings) -> dict[str, int]:
    """Take these articles, as the scratch warehouse read them, through validation to the contacts; return counts of all stages.

    They go the way of all batches, so that a run of detect_contacts may take over at any point: the batch is marked as read again, its
    articles replace what core has of them, and each step of a contact that comes of it is an alert in state ``suppressed``, reason
    ``replay``. Articles that the scratch warehouse did not publish stay as they are and count as ``left``.
    """
    with transaction(scratch_dsn) as cursor:
        found = run(cursor, "replay_found", {"article_keys": list(article_keys)})
    counts = {"staged": len(found), "left": len(article_keys) - len(found)}
    if not found:
        return counts
    with transaction(settings.warehouse_dsn) as cursor:
        batch_id = run(cursor, "open_batch", {"run_id": _RUN, "is_backfill": False})[0].batch_id
        copy_rows(cursor, "staging.article", ("batch_id", *found[0]._fields), ((batch_id, *row) for row in found))
        run(cursor, "mark_batch_reread", {"batch_id": batch_id})
        run(cursor, "mark_batch_detected", {"batch_id": batch_id})
        record_run(cursor, run_id=_RUN, stage="stage", counts=counts, batch_id=batch_id)
    for stage in (validate_batches, publish_batches, resolve_contacts):
        counts |= stage(_RUN, settings=settings)
    return counts
