"""Keep that a run failed or is late, for a mail to whoever runs Rasid: one of each run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.rasid.core.alert_facts import plain_text
from include.rasid.io.warehouse import as_json, run, transaction
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from include.rasid.settings import Settings

_MOST_CHARS = 300  # of an error: the log has the rest


def note_failed_run(dag_id: str, run_id: str, task_id: str, error: str, *, settings: Settings | None = None) -> bool:
    """Write the notice of a failed run; False: it has one, of whichever of its tasks failed first."""
    facts: dict[str, object] = {
        "dag_id": dag_id,
        "run_id": run_id,
        "task_id": task_id,
        "error": plain_text(error, _MOST_CHARS),
    }
    return _note("run_failed", dag_id, run_id, facts, settings)


def note_late_run(dag_id: str, run_id: str, minutes: int, *, settings: Settings | None = None) -> bool:
    """Write the notice of a run that has missed its deadline; False: it has one."""
    facts: dict[str, object] = {"dag_id": dag_id, "run_id": run_id, "minutes": minutes}
    return _note("deadline_missed", dag_id, run_id, facts, settings)


def _note(kind: str, dag_id: str, run_id: str, facts: dict[str, object], settings: Settings | None) -> bool:
    chosen = settings or process_settings()
    values = {"kind": kind, "notice_key": f"{dag_id}/{run_id}", "facts": as_json(facts)}
    with transaction(chosen.warehouse_dsn) as cursor:
        return bool(run(cursor, "insert_notice_once", values))
