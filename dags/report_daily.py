"""
### Report daily

Audit the day before, write the heartbeat, on Mondays the weekly digest, too, and send out the canary of today.

* **Runs** daily at `RASID_REPORT_AT` in `RASID_ZONE`, 07:00 when nothing is set. Days are UTC days.
* **Reads** `core`, `raw`, `ops`; **writes** `ops.quality_result`, `ops.notice`, `ops.canary`, a page of the archive, the folder of Data Docs.
* **A check that fails** does not fail the task: `deliver_alerts` mails it to `RASID_OPS_MAIL`, and the report names the rows.
  Unusual volumes only warn.
* **Reports** are mailed by `deliver_alerts`, to `RASID_REPORT_MAIL`; each is written once, however often the task is cleared.
* **The canary** is a synthetic article with a watch of its own; its mail goes to `RASID_CANARY_MAIL` alone, and the next heartbeat says how long it took.
* **When it fails**, the expectations cannot be read or the warehouse or the archive cannot be reached: clear the task once that is mended.
"""

from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow.sdk import dag, task

from include.rasid import dagkit


@dag(
    schedule=dagkit.at_report_time(),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    deadline=dagkit.deadline("report_daily", timedelta(minutes=45)),
    on_failure_callback=dagkit.tell_failed_run,
    default_args=dagkit.DEFAULT_ARGS,
    doc_md=__doc__,
    tags=["rasid", "quality"],
)
def report_daily() -> None:
    audited = task(dagkit.stage("audit.audit_warehouse"))()
    reported = task(trigger_rule="all_done")(dagkit.stage("report.write_reports"))()
    planted = task(outlets=[dagkit.RAW_PAGE])(dagkit.stage("canary.plant_canary"))()

    audited >> reported >> planted


report_daily()
