"""Audit one day of the warehouse: what was published, its references, the polls, the volumes of the sources."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from include.rasid.core.measures import measure
from include.rasid.core.staged import article_rows, contact_rows
from include.rasid.io.data_docs import data_docs
from include.rasid.io.knowns import load_knowns
from include.rasid.io.quality import paused_collector, result_row
from include.rasid.io.warehouse import as_json, insert_rows, record_run, run, transaction
from include.rasid.settings import settings as process_settings
from include.rasid.stages.validate import SUITES

if TYPE_CHECKING:
    from datetime import date

    from psycopg2.extensions import cursor as Cursor

    from include.rasid.io.quality import CheckResult
    from include.rasid.settings import Settings

_MOST_ARTICLES = 20_000  # of one day that are looked at again, the newest


def audit_warehouse(run_id: str, *, settings: Settings | None = None, day: date | None = None) -> dict[str, int]:
    """Check a UTC day, the day before this one for None; return checks by outcome: passed, warned, failed.

    Results are kept in ops.quality_result, pages in the folder of Data Docs. A check that fails and is no warning leaves a notice for
    whoever runs Rasid; it undoes nothing.

    Raises:
        BadInputError: A suite cannot be run; nothing is kept.
    """
    chosen = settings or process_settings()
    audited = day or (datetime.now(UTC) - timedelta(days=1)).date()
    with transaction(chosen.warehouse_dsn) as cursor:
        frames = _frames(cursor, audited, chosen)
        with data_docs(chosen.docs_folder, datetime.now(UTC)) as docs, paused_collector():
            results = [(name, r) for name, rows in frames.items() for r in docs.check(SUITES / f"{name}.yml", rows)]
        insert_rows(cursor, "insert_quality_results", [result_row(r, name, run_id, None) for name, r in results])
        counts = Counter(_outcome(r) for _, r in results)
        failed = {f"{name}.{r.key}": len(r.failures) for name, r in results if _outcome(r) == "failed"}
        if failed:
            facts = {"expectations": failed, "docs": str(chosen.docs_folder / "index.html")}
            run(cursor, "insert_notice", {"kind": "audit_failed", "facts": as_json(facts)})
        record_run(cursor, run_id=run_id, stage="audit", counts=counts)
    return dict(counts)


def _outcome(result: CheckResult) -> str:
    if result.success:
        return "passed"
    return "warned" if result.severity == "warn" else "failed"


def _frames(cursor: Cursor, day: date, settings: Settings) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each suite; the first column of a row names it."""
    values = {"day": day, "most": _MOST_ARTICLES}
    published = [_as_staged(row) for row in run(cursor, "published_on", values)]
    known = load_knowns(cursor, [], settings)
    return {
        "articles": article_rows(published, known),
        "contacts": contact_rows(published, known),
        "references": [row._asdict() for row in run(cursor, "audit_references", values)],
        "polls": [row._asdict() for row in run(cursor, "audit_polls", values)],
        "sources": [row._asdict() for row in run(cursor, "audit_sources", values)],
    }


def _as_staged(row: Any) -> SimpleNamespace:
    """Return a row of core with the figures that extraction stores of a staged one."""
    figures = measure(row.title, row.text)
    return SimpleNamespace(
        **row._asdict(),
        arabic_letter_ratio=figures.arabic_letter_ratio,
        replacement_chars=figures.replacement_chars,
        duplicate_paragraphs=figures.duplicate_paragraphs,
    )
