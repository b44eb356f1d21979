"""A run of collect_news with nothing new: 40 feeds that all answer 304, in a process of its own, imports included.

What Airflow adds to each task is not in it; the wall clock and the CPU seconds of the stages are.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from include.rasid.io.migrations import migrate
from include.rasid.io.warehouse import connect
from include.rasid.settings import PROJECT
from tests.warehouse.collecting import rows, settings_for, site

if TYPE_CHECKING:
    from tests.warehouse.collecting import Site

FEEDS = 40
_ENTRIES = 50
_RUN = """
import json, resource, time
begun = time.monotonic()
from include.rasid.stages.extract import extract_articles
from include.rasid.stages.fetch import fetch_pages
from include.rasid.stages.poll import poll_feeds
from include.rasid.stages.reconcile import reconcile_collection
counts = {}
for stage in (poll_feeds, fetch_pages, reconcile_collection, extract_articles):
    counts.update(stage("quiet"))
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"seconds": time.monotonic() - begun, "cpu_seconds": used.ru_utime + used.ru_stime, "counts": counts}))
"""


def measure(dsn: str) -> dict[str, float]:
    """Return seconds of the wall clock and of the CPU, and how many feeds answered 304."""
    connection = connect(dsn)
    migrate(connection)
    connection.close()
    with site() as served, TemporaryDirectory() as folder:
        home = Path(folder)
        settings = settings_for(home, dsn, RASID_ALLOW_PRIVATE=urlsplit(served.base).netloc)
        settings.feeds_file.write_text(_feeds_yaml(served), "utf-8")
        environment = os.environ | {
            "PYTHONPATH": str(PROJECT),
            "WAREHOUSE_DSN": dsn,
            "RASID_HOME": str(home),
            "RASID_FEEDS": str(settings.feeds_file),
            "RASID_ALLOW_PRIVATE": urlsplit(served.base).netloc,
        }
        found: dict[str, float] = {}
        for _ in range(2):  # the first run fills the warehouse
            done = subprocess.run(
                [sys.executable, "-c", _RUN], env=environment, check=True, capture_output=True, text=True, cwd=PROJECT
            )
            answer = json.loads(done.stdout.splitlines()[-1])
            found = {**answer, "not_modified": answer.pop("counts").get("feeds_not_modified", 0)}
            rows(settings, "update raw.feed set next_due_at = now()")
            rows(
                settings, "update raw.page set state = 'failed', next_attempt_at = now()"
            )  # there are no pages behind the feeds
            time.sleep(0.1)
    return found


def _feeds_yaml(served: Site) -> str:
    lines = ["version: 1", "publishers:", "  - {key: sada, name: {ar: صدى, en: Sada}}", "feeds:"]
    for number in range(FEEDS):
        served.feed("".join(served.item(number * 100 + n) for n in range(_ENTRIES)), etag=f'"{number}"')
        served.answers[f"/feed/{number}"] = served.answers["/rss"]
        lines.append(f'  - {{key: f{number}, publisher: sada, url: "{served.base}/feed/{number}"}}')
    return "\n".join(lines)
