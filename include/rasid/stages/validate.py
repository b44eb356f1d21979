"""Validate detected batches; what fails goes to quarantine, and a batch that fails too much is held whole."""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from include.rasid.core.staged import article_rows, contact_rows, row_facts
from include.rasid.io.knowns import load_knowns, rules_sha256
from include.rasid.io.quality import check_rows, paused_collector, result_row
from include.rasid.io.warehouse import as_json, insert_rows, record_run, run, transaction
from include.rasid.settings import PROJECT, settings as process_settings

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor

    from include.rasid.core.staged import Knowns
    from include.rasid.io.quality import CheckResult
    from include.rasid.settings import Settings

log = logging.getLogger(__name__)

SUITES = PROJECT / "include" / "expectations"
# A batch is held whole when more than this share of it fails, and more rows than a bad day of one small source.
_HELD_SHARE = 0.2
_HELD_ROWS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    """What the results mean for the rows of one batch."""

    failing: frozenset[str]  # keys of the rows that are held back
    blocking: tuple[str, ...]  # expectations that concern the batch as a whole
    failures: tuple[tuple[CheckResult, str, str | None], ...]  # expectation, key and value, where a row is held back

    def holds(self, rows: int) -> bool:
        """Tell whether the batch waits for somebody."""
        return bool(self.blocking) or len(self.failing) > max(_HELD_ROWS, _HELD_SHARE * rows)


def validate_batches(run_id: str, *, settings: Settings | None = None) -> dict[str, int]:
    """Validate every batch that detection has finished; return counts of rows and batches by outcome.

    passed + quarantined + held are the rows that were looked at; ``warnings`` counts findings, not rows. A batch
    that was held is looked at again when the expectations have changed since.

    Raises:
        BadInputError: A suite cannot be run; the batch stays as it was.
    """
    chosen = settings or process_settings()
    totals: Counter[str] = Counter()
    suites = {"suites_sha256": _suites_sha256()}
    with transaction(chosen.warehouse_dsn) as cursor:
        batches = [row.batch_id for row in run(cursor, "detected_batches", suites)]
    for batch_id in batches:
        with transaction(chosen.warehouse_dsn) as cursor:
            locked = run(cursor, "lock_detected_batch", {"batch_id": batch_id, **suites})
            if locked:
                totals.update(_validate(cursor, locked[0], run_id, chosen))
    return dict(totals)


def _suites_sha256() -> str:
    return hashlib.sha256(
        b"".join((SUITES / f"{name}.yml").read_bytes() for name in ("articles", "contacts"))
    ).hexdigest()


@paused_collector()  # a large batch is millions of small values, none of them garbage
def _validate(cursor: Cursor, batch: Any, run_id: str, settings: Settings) -> Counter[str]:
    batch_id = batch.batch_id
    rows = run(cursor, "staged_for_validation", {"batch_id": batch_id, "facts_of": rules_sha256(settings.lexicons)})
    known = load_knowns(cursor, rows, settings)
    facts = _facts(cursor, batch_id, rows, known)
    suites = {
        "articles": check_rows(SUITES / "articles.yml", article_rows(rows, known, facts)),
        "contacts": check_rows(SUITES / "contacts.yml", contact_rows(rows, known, facts)),
    }
    results = [(suite, result) for suite, found in suites.items() for result in found]
    insert_rows(cursor, "insert_quality_results", [result_row(r, suite, run_id, batch_id) for suite, r in results])
    verdict = _judge(rows, [result for _, result in results], is_waived=batch.is_waived)
    counts: Counter[str] = Counter()
    if verdict.holds(len(rows)) and not batch.is_waived:
        _hold(cursor, batch_id, rows, verdict)
        counts.update({"batches_held": 1, "held": len(rows)})
    else:
        insert_rows(cursor, "insert_quarantine", _quarantine_rows(cursor, batch_id, verdict))
        run(cursor, "delete_quarantined", {"batch_id": batch_id})
        run(cursor, "mark_batch_validated", {"batch_id": batch_id})
        failing = len(verdict.failing)
        counts.update({"batches_validated": 1, "passed": len(rows) - failing, "quarantined": failing})
    counts["warnings"] = sum(len(r.failures) for _, r in results if r.severity == "warn")
    record_run(cursor, run_id=run_id, stage="validate", counts=counts, batch_id=batch_id)
    return counts


def _facts(cursor: Cursor, batch_id: int, rows: list[Any], known: Knowns) -> list[dict[str, Any]]:
    """Return what depends on each row alone: what detection left beside it, measured anew where that is void or of other rules."""
    bare = [row.article_key for row in rows if row.facts is None]
    anew = {row.article_key: row_facts(row, known) for row in _whole(cursor, batch_id, bare)}
    return [anew[row.article_key] if row.facts is None else row.facts for row in rows]


def _whole(cursor: Cursor, batch_id: int, keys: list[str]) -> list[Any]:
    """Return rows with their texts and mentions."""
    return run(cursor, "staged_whole", {"batch_id": batch_id, "keys": keys}) if keys else []


def _judge(rows: list[Any], results: list[CheckResult], *, is_waived: bool) -> _Verdict:
    """Tell what holds rows back: in a released batch what would have blocked it holds back its rows, too."""
    waived = {row.article_key: frozenset(row.waived) for row in rows}
    severities = {"quarantine", "block"} if is_waived else {"quarantine"}
    failures = tuple(
        (result, failure.article_key, failure.value)
        for result in results
        if result.severity in severities
        for failure in result.failures
        if result.is_lasting or result.key not in waived[failure.article_key]
    )
    blocking = tuple(r.key for r in results if r.severity == "block" and not r.success)
    return _Verdict(failing=frozenset(key for _, key, _ in failures), blocking=blocking, failures=failures)


def _hold(cursor: Cursor, batch_id: int, rows: list[Any], verdict: _Verdict) -> None:
    """Hold a batch, and leave word for whoever runs Rasid."""
    log.warning(
        "batch %d held: %d of %d rows fail, blocked by %s", batch_id, len(verdict.failing), len(rows), verdict.blocking
    )
    run(cursor, "mark_batch_held", {"batch_id": batch_id, "suites_sha256": _suites_sha256()})
    expectations = Counter(result.key for result, _, _ in verdict.failures)
    facts = {
        "batch_id": batch_id,
        "rows": len(rows),
        "failing": len(verdict.failing),
        "blocking": list(verdict.blocking),
        "expectations": dict(expectations.most_common()),
        "publishers": dict(Counter(r.publisher_key for r in rows if r.article_key in verdict.failing).most_common(10)),
    }
    run(cursor, "insert_notice", {"kind": "batch_held", "facts": as_json(facts)})


def _quarantine_rows(cursor: Cursor, batch_id: int, verdict: _Verdict) -> list[tuple[Any, ...]]:
    """Return a row of ops.quarantine for each article and expectation it fails, with the first failing value."""
    whole = _whole(cursor, batch_id, sorted(verdict.failing))
    articles = {row.article_key: as_json(row._asdict()) for row in whole}
    quarantined: dict[tuple[str, str], tuple[Any, ...]] = {}
    for result, key, value in verdict.failures:
        quarantined.setdefault((key, result.key), (batch_id, key, result.key, result.why, value, articles[key]))
    return list(quarantined.values())
