"""
### Report daily

Audit the day before: what was published, its references, the polls, and the volumes of the sources.

* **Runs** daily at 00:30 UTC.
* **Reads** `core`, `raw`, `ops.quarantine`; **writes** `ops.quality_result`, `ops.notice`, the folder of Data Docs.
* **A check that fails** does not fail the task: `deliver_alerts` mails it to `RASID_OPS_MAIL`, and the report names the rows.
  Unusual volumes only warn.
* **When it fails**, the expectations cannot be read or the warehouse cannot be reached: clear the task once that is mended.
"""

from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow.sdk import dag, task

from include.rasid import dagkit


@dag(
    schedule=dagkit.every("30 0 * * *"),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    default_args=dagkit.DEFAULT_ARGS,
    doc_md=__doc__,
    tags=["rasid", "quality"],
)
def report_daily() -> None:
    task(dagkit.stage("audit.audit_warehouse"))()


report_daily()
