"""Validate detected batches; what fails goes to quarantine, and a batch that fails too much is held whole."""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING, Any

from include.rasid.core.staged import article_columns, contact_columns
from include.rasid.io.quality import check_rows
from include.rasid.io.warehouse import as_json, insert_rows, record_run, run, transaction
from include.rasid.settings import PROJECT, settings as process_settings

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor

    from include.rasid.io.quality import CheckResult
    from include.rasid.settings import Settings

log = logging.getLogger(__name__)

SUITES = PROJECT / "include" / "expectations"
# A batch is held whole when more than this share of it fails, and more rows than a bad day of one small source.
_HELD_SHARE = 0.2
_HELD_ROWS = 5


def validate_batches(run_id: str, *, settings: Settings | None = None) -> dict[str, int]:
    """Validate every batch that detection has finished; return counts of rows and batches by outcome.

    passed + quarantined + held are the rows that were looked at; ``warnings`` counts findings, not rows.

    Raises:
        BadInputError: A suite cannot be run; the batch stays as it was.
    """
    chosen = settings or process_settings()
    totals: Counter[str] = Counter()
    with transaction(chosen.warehouse_dsn) as cursor:
        batches = [row.batch_id for row in run(cursor, "detected_batches")]
    for batch_id in batches:
        with transaction(chosen.warehouse_dsn) as cursor:
            if run(cursor, "lock_detected_batch", {"batch_id": batch_id}):
                totals.update(_validate(cursor, batch_id, run_id))
    return dict(totals)


def _validate(cursor: Cursor, batch_id: int, run_id: str) -> Counter[str]:
    rows = run(cursor, "staged_for_validation", {"batch_id": batch_id})
    results = [
        *check_rows(SUITES / "articles.yml", [article_columns(r) for r in rows]),
        *check_rows(SUITES / "contacts.yml", [c for r in rows for c in contact_columns(r)]),
    ]
    insert_rows(cursor, "insert_quality_results", [_result_row(batch_id, r) for r in results])
    failing = {f.article_key for r in results if r.severity == "quarantine" for f in r.failures}
    blocking = [r.key for r in results if r.severity == "block" and not r.success]
    counts: Counter[str] = Counter()
    if blocking or len(failing) > max(_HELD_ROWS, _HELD_SHARE * len(rows)):
        log.warning("batch %d held: %d of %d rows fail, blocked by %s", batch_id, len(failing), len(rows), blocking)
        run(cursor, "mark_batch_held", {"batch_id": batch_id})
        counts.update({"batches_held": 1, "held": len(rows)})
    else:
        insert_rows(cursor, "insert_quarantine", _quarantine_rows(batch_id, rows, results))
        run(cursor, "delete_quarantined", {"batch_id": batch_id})
        run(cursor, "mark_batch_validated", {"batch_id": batch_id})
        counts.update({"batches_validated": 1, "passed": len(rows) - len(failing), "quarantined": len(failing)})
    counts["warnings"] = sum(len(r.failures) for r in results if r.severity == "warn")
    record_run(cursor, run_id=run_id, stage="validate", counts=counts, batch_id=batch_id)
    return counts


def _quarantine_rows(batch_id: int, rows: list[Any], results: list[CheckResult]) -> list[tuple[Any, ...]]:
    """Return a row of ops.quarantine for each article and expectation it fails, with the first failing value."""
    articles = {row.article_key: as_json(row._asdict()) for row in rows}
    quarantined: dict[tuple[str, str], tuple[Any, ...]] = {}
    for result in results:
        if result.severity != "quarantine":
            continue
        for failure in result.failures:
            key = failure.article_key
            row = (batch_id, key, result.key, result.why, failure.value, articles[key])
            quarantined.setdefault((key, result.key), row)
    return list(quarantined.values())


def _result_row(batch_id: int, result: CheckResult) -> tuple[Any, ...]:
    unexpected = len(result.failures)
    return (
        batch_id,
        result.key,
        result.column or None,
        result.severity,
        result.success,
        result.elements,
        unexpected,
        result.why,
    )
