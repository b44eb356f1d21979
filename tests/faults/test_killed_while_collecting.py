"""A run that is killed at the worst moment loses nothing: what it fetched and did not store comes again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from include.rasid.io.warehouse import connect
from include.rasid.settings import PROJECT
from include.rasid.stages.fetch import fetch_pages
from include.rasid.stages.poll import poll_feeds
from include.rasid.stages.reconcile import reconcile_collection
from tests.warehouse.collecting import poll, rows, values

if TYPE_CHECKING:
    from collections.abc import Callable

    from include.rasid.settings import Settings
    from tests.warehouse.collecting import Site

pytestmark = pytest.mark.postgres

_SECONDS = 60.0
_RUN = "import sys; from include.rasid.stages.{0} import {1} as stage; stage('killed')"


def kill_while_it_waits(settings: Settings, stage: str, held: str) -> None:
    """Run a stage in a process of its own, kill it while it waits for rows that we hold, and let them go.

    It has its answers from the network by then, and nothing of them is committed.
    """
    module, function = stage.split(".")
    connection = connect(settings.warehouse_dsn)
    with connection, connection.cursor() as cursor:
        cursor.execute(held)
        process = subprocess.Popen(
            [sys.executable, "-c", _RUN.format(module, function)], cwd=PROJECT, env=_env(settings)
        )
        try:
            _wait_until(lambda: bool(_waiting(settings)), process)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
        connection.rollback()
    connection.close()
    _wait_until(lambda: not _waiting(settings), None)


def _waiting(settings: Settings) -> list[object]:
    return values(
        settings,
        "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and application_name = 'rasid'",
    )


def _wait_until(is_so: Callable[[], bool], process: subprocess.Popen[bytes] | None) -> None:
    limit = time.monotonic() + _SECONDS
    while not is_so():
        assert process is None or process.poll() is None, "the stage ended by itself"
        assert time.monotonic() < limit
        time.sleep(0.05)


def _env(settings: Settings) -> dict[str, str]:
    return os.environ | {
        "PYTHONPATH": str(PROJECT),
        "RASID_HOME": str(settings.home),
        "RASID_FEEDS": str(settings.feeds_file),
        "WAREHOUSE_DSN": settings.warehouse_dsn,
        "RASID_ALLOW_PRIVATE": ",".join(settings.allowed_private),
    }


def test_a_poll_killed_between_answer_and_commit_loses_no_item_to_a_304(source: tuple[Site, Settings]) -> None:
    """The validators of a body that was not stored are not stored either, so the next poll gets the body again."""
    served, settings = source
    served.publish(1, etag='"one"')
    poll(settings)
    served.publish(1, 2, 3, etag='"two"')
    rows(settings, "update raw.feed set next_due_at = now()")
    served.asked.clear()

    kill_while_it_waits(settings, "poll.poll_feeds", "lock table raw.feed_poll in exclusive mode")

    assert served.asked_for("/rss") == 1
    assert values(settings, "select etag from raw.feed") == ['"one"']
    assert values(settings, "select count(*) from raw.feed_entry") == [1]
    assert {k: v for k, v in poll_feeds("next", settings=settings).items() if v} == {
        "feeds_ok": 1,
        "entries_new": 2,
        "entries_known": 1,
    }
    assert reconcile_collection("next", settings=settings)["polls"] == 1
    assert values(settings, "select count(*) from raw.page") == [3]


def test_a_fetch_killed_before_its_commit_fetches_again(source: tuple[Site, Settings]) -> None:
    """No page is marked as fetched whose body is not known to the warehouse; bodies that were archived are archived once."""
    served, settings = source
    served.publish(*range(1, 8))
    poll(settings)

    kill_while_it_waits(settings, "fetch.fetch_pages", "select 1 from raw.page for update")

    assert served.asked_for("/7") == 1
    assert values(settings, "select distinct state from raw.page") == ["pending"]
    files = len(list((settings.home / "archive").rglob("*.zst")))
    assert fetch_pages("next", settings=settings) == {"fetched": 7}
    assert len(list((settings.home / "archive").rglob("*.zst"))) == files
    assert values(settings, "select count(*) from raw.page_body") == [7]
