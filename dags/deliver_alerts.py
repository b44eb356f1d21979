"""
### Deliver alerts

Mail the alerts that wait in the outbox, one mail for each alert and reader.

* **Runs** when `detect_contacts` updates `ops.alert`, and every 5 minutes for what had to wait.
* **Reads** `ops.alert`, `ops.subscriber`, `ops.notice`; **writes** `ops.delivery`.
* **Then** `tell_operators` mails held batches and failed audits to `RASID_OPS_MAIL`.
* **A mail server that is down** fails nothing: deliveries stay pending and are tried again.
* **Late**: a run that has not ended 15 minutes after it was queued logs a line that begins with `LATE`.
* **When it fails**, clear the red task. A delivery whose fate is unknown is never sent again on its own.
"""

from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow.sdk import (  # type: ignore[attr-defined] # the stub of 3.3.2 lacks DeadlineAlert and SyncCallback
    DeadlineAlert,
    DeadlineReference,
    SyncCallback,
    dag,
    task,
)

from include.rasid import dagkit


@dag(
    schedule=dagkit.on_asset_or_every(dagkit.OPS_ALERT, "*/5 * * * *"),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(minutes=30),
    deadline=DeadlineAlert(
        name="alerts delivered in time",
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=timedelta(minutes=15),
        callback=SyncCallback(dagkit.tell_lateness, kwargs={"dag_id": "deliver_alerts"}),
    ),
    default_args=dagkit.DEFAULT_ARGS,
    doc_md=__doc__,
    tags=["rasid", "alerts"],
)
def deliver_alerts() -> None:
    delivered = task(dagkit.stage("deliver.deliver_alerts"))()
    told = task(dagkit.stage("notices.tell_operators"))()

    delivered >> told


deliver_alerts()
