"""
### Detect contacts

Turn fetched pages into articles, find contacts between the watched countries in them, and write an alert
for each change of a contact.

* **Runs** when `collect_news` updates `raw.page`.
* **Reads** `raw.page`, the archive, the lexicons; **writes** `staging`, `core`, `ops.quarantine`, `ops.alert`.
* **Write, audit, publish**: nothing reaches `core` before its batch has passed `validate_batches`; rows that fail
  wait in `ops.quarantine` with the reason. A batch in which too much fails is held whole: `deliver_alerts` tells
  `RASID_OPS_MAIL`, `./rasid quarantine` shows, releases or drops it.
* **When it fails**, clear the red task: each takes up the rows that are not done, in the state the last one left.
"""

from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow.sdk import dag, task

from include.rasid import dagkit


@dag(
    schedule=[dagkit.RAW_PAGE],
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    deadline=dagkit.deadline("detect_contacts", timedelta(minutes=45)),
    on_failure_callback=dagkit.tell_failed_run,
    default_args=dagkit.DEFAULT_ARGS,
    doc_md=__doc__,
    tags=["rasid", "contacts"],
)
def detect_contacts() -> None:
    extracted = task(dagkit.stage("extract.extract_articles"))()
    detected = task(dagkit.stage("detect.detect_contacts"))()
    validated = task(dagkit.stage("validate.validate_batches"))()
    published = task(dagkit.stage("publish.publish_batches"))()
    resolved = task(outlets=[dagkit.OPS_ALERT])(dagkit.stage("resolve.resolve_contacts"))()

    extracted >> detected >> validated >> published >> resolved


detect_contacts()
