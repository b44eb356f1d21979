"""Write the daily heartbeat and the weekly digest; the outbox of notices mails them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from include.rasid.io.report_rows import Span, read_report
from include.rasid.io.warehouse import as_json, record_run, run, transaction
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor

    from include.rasid.settings import Settings


def write_reports(
    run_id: str, *, settings: Settings | None = None, now: datetime | None = None, day: date | None = None
) -> dict[str, int]:
    """Write the heartbeat of a UTC day, the day before this one for None, and the digest of the last whole week; return how many of which.

    Each is written once, whoever asks for it how often: one that is written already is counted as known. A week of which no digest was
    written, because nothing ran on its Monday, gets it on the next day. Where nobody is to get reports, none is written.
    """
    chosen = settings or process_settings()
    moment = now or datetime.now(UTC)
    told = day or moment.astimezone(UTC).date() - timedelta(days=1)
    monday = told + timedelta(days=1)
    monday -= timedelta(days=monday.weekday())
    week = Span(first=monday - timedelta(days=7), last=monday - timedelta(days=1))
    if not (chosen.reports.mail or chosen.ops_mail):
        return {"nobody_to_tell": 1}
    with transaction(chosen.warehouse_dsn) as cursor:
        heartbeat = _write(cursor, "heartbeat", Span(first=told, last=told), (chosen, moment))
        weekly = _write(cursor, "weekly", week, (chosen, moment))
        counts = {"heartbeats": heartbeat, "weekly": weekly, "known": 2 - heartbeat - weekly}
        record_run(cursor, run_id=run_id, stage="reports", counts=counts)
    return {outcome: n for outcome, n in counts.items() if n}


def preview_report(kind: str, day: date, *, settings: Settings, now: datetime | None = None) -> dict[str, Any]:
    """Return the facts of the heartbeat of a day, or of the digest of the seven days that end with it; nothing is written."""
    span = Span(first=day if kind == "heartbeat" else day - timedelta(days=6), last=day)
    with transaction(settings.warehouse_dsn) as cursor:
        return read_report(cursor, span, settings, now or datetime.now(UTC))


def _write(cursor: Cursor, kind: str, span: Span, scene: tuple[Settings, datetime]) -> int:
    settings, now = scene
    key = span.last.isoformat()
    if run(cursor, "has_notice", {"kind": kind, "notice_key": key}):
        return 0
    facts = as_json(read_report(cursor, span, settings, now))
    return len(run(cursor, "insert_notice_once", {"kind": kind, "notice_key": key, "facts": facts}))
