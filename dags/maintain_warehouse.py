"""
### Maintain the warehouse

Remove bodies and full texts that are older than `RASID_RETENTION_DAYS`.

* **Runs** weekly, on Sunday at 03:00 UTC.
* **Reads and writes** `core.article`, `core.earlier_revision`, `raw.page`, `raw.feed_poll`, `staging.article`, `ops.quarantine`, the archive.
* **What stays**: title, link, hash, names, keywords, contacts and the sentences that prove them.
* **When it fails**, the archive cannot be written or the warehouse cannot be reached: clear the task once that is mended.
"""

from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow.sdk import dag, task

from include.rasid import dagkit


@dag(
    schedule=dagkit.every("0 3 * * 0"),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=6),
    on_failure_callback=dagkit.tell_failed_run,
    default_args=dagkit.DEFAULT_ARGS,
    doc_md=__doc__,
    tags=["rasid", "maintenance"],
)
def maintain_warehouse() -> None:
    task(execution_timeout=timedelta(hours=5))(dagkit.stage("expire.expire_texts"))()


maintain_warehouse()
