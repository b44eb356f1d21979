"""
### Collect news

Poll the feeds that are due, fetch the pages of new and edited entries, archive their bodies.

* **Runs** every 10 minutes; each feed has its own interval, so most runs poll only some of them.
* **Reads** `feeds.yml`, the web; **writes** polls, entries, edits, pages, gaps and notices in `raw`, and the archive.
* **Coverage**: when more than `RASID_DEGRADED_PERCENT` of the feeds fail, `deliver_alerts` mails that once, and once when it is over.
* **Updates** `raw.page` after each fetch, also when nothing new came: rows that an earlier run left behind
  are then taken up again, and `detect_contacts` costs next to nothing when there are none.
* **When it fails**, look at the red task's last log line. `poll_feeds` and `fetch_pages` count a bad feed or page
  and go on, so red means the warehouse, the archive or `feeds.yml`; `reconcile_collection` is red when the
  warehouse does not add up. Clear the task once that is mended: nothing is stored twice.
"""

from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow.sdk import dag, task

from include.rasid import dagkit


@dag(
    schedule=dagkit.every("*/10 * * * *"),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    deadline=dagkit.deadline("collect_news", timedelta(minutes=45)),
    on_failure_callback=dagkit.tell_failed_run,
    default_args=dagkit.DEFAULT_ARGS,
    doc_md=__doc__,
    tags=["rasid", "news"],
)
def collect_news() -> None:
    polled = task(dagkit.stage("poll.poll_feeds"))()
    watched = task(dagkit.stage("coverage.watch_coverage"))()
    fetched = task(outlets=[dagkit.RAW_PAGE])(dagkit.stage("fetch.fetch_pages"))()
    reconciled = task(dagkit.stage("reconcile.reconcile_collection"))()

    polled >> watched >> fetched >> reconciled


collect_news()
