"""
### Deliver alerts

Mail the alerts that wait in the outbox, one mail for each alert and reader, and tell channels beyond mail.

* **Runs** when `detect_contacts` updates `ops.alert`, and every 5 minutes for what had to wait.
* **Reads** `ops.alert`, `ops.subscriber`, `ops.notice`; **writes** `ops.delivery`, `ops.notice_delivery`, `ops.bounce`.
* **Then** `tell_operators` mails reports to `RASID_REPORT_MAIL`, and failed runs, missed deadlines, held batches, failed audits and degraded
  coverage to `RASID_OPS_MAIL`.
* **Last** `read_bounces` reads the mails that came back (`RASID_BOUNCES`) into `ops.bounce`; a reader whose mails keep coming back is paused.
* **A mail server that is down** fails nothing: deliveries stay pending and are tried again.
* **Late**: a run that has not ended 15 minutes after it was queued logs a line that begins with `LATE`, and is mailed.
* **When it fails**, clear the red task. A delivery whose fate is unknown is never sent again on its own.
"""

from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow.sdk import dag, task

from include.rasid import dagkit


@dag(
    schedule=dagkit.on_asset_or_every(dagkit.OPS_ALERT, "*/5 * * * *"),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(minutes=30),
    deadline=dagkit.deadline("deliver_alerts", timedelta(minutes=15)),
    on_failure_callback=dagkit.tell_failed_run,
    default_args=dagkit.DEFAULT_ARGS,
    doc_md=__doc__,
    tags=["rasid", "alerts"],
)
def deliver_alerts() -> None:
    delivered = task(dagkit.stage("deliver.deliver_alerts"))()
    told = task(dagkit.stage("notices.tell_operators"))()
    bounced = task(dagkit.stage("bounces.read_bounces"))()

    delivered >> told >> bounced


deliver_alerts()
