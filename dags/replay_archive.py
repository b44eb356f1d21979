"""### Replay the archive

Rebuild everything after the archive for some days with today's rules, and log what they read otherwise.

* **Runs** by hand only, with the first and the last day.
* **Reads** `raw.page`, the archive, given articles, the lexicons; **writes** a scratch warehouse that is dropped at the end. With `publish`
  articles whose text or claims differ go through validation into `core`; nobody is mailed: alerts that come of it are suppressed.
* **The log** has a line for each difference, `-` for what only the warehouse has, `+` for what is new, and the sums.
* **When it fails**, a day is wrong, a body is missing in the archive, or the warehouse cannot be reached: clear the task once that is mended.
"""

from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow.sdk import Param, dag, task

from include.rasid import dagkit


@dag(
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=13),
    on_failure_callback=dagkit.tell_failed_run,
    default_args=dagkit.DEFAULT_ARGS,
    params={
        "first": Param(type="string", format="date", description="First day of publication (UTC)."),
        "last": Param(type="string", format="date", description="Last day."),
        "publish": Param(default=False, type="boolean", description="Put today's reading into the warehouse."),
    },
    doc_md=__doc__,
    tags=["rasid", "maintenance"],
)
def replay_archive() -> None:
    task(execution_timeout=timedelta(hours=12))(dagkit.by_hand("replayed.replay_archive"))()


replay_archive()
