"""What a real Airflow calls when a run fails or is late: operators get one mail of each run, whatever its tasks tried."""

from __future__ import annotations

from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest

from tests.dags.airflow_up import Running, airflow_up, until
from tests.warehouse.loading import execute, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.full, pytest.mark.airflow, pytest.mark.postgres]

OPERATOR = "ops@desk.example"
ATTEMPTS = 4  # the first and three retries
ATTEMPTS_OF = "select max(try_number) as n from task_instance where dag_id = 'collect_news' and run_id = '{run}'"
PAST = "update deadline set deadline_time = now() - interval '1 minute' where dagrun_id = (select id from dag_run where run_id = '{run}')"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An Airflow in which nothing runs by itself and retries follow within seconds."""
    with airflow_up(tmp_path_factory.mktemp("failures"), RASID_SCHEDULE="manual", RASID_OPS_MAIL=OPERATOR) as found:
        yield found


def kinds(running: Running) -> list[str]:
    """Return of what operators are told."""
    return [row.kind for row in rows(running.settings, "select kind from ops.notice order by kind")]


def test_a_late_run_that_fails_is_mailed_once_each(running: Running) -> None:
    """A run that passes its deadline while its task is tried again is told as late; then it fails for good and is told as failed."""
    execute(running.settings, "alter table raw.feed_poll rename to feed_poll_away")
    run = running.start("collect_news")
    until(lambda: rows(running.metadata, ATTEMPTS_OF.format(run=run))[0].n)
    assert kinds(running) == []
    execute(running.metadata, PAST.format(run=run))

    until(lambda: kinds(running) == ["deadline_missed"])
    assert running.ended("collect_news", run) == "failed"
    until(lambda: kinds(running) == ["deadline_missed", "run_failed"])
    assert rows(running.metadata, ATTEMPTS_OF.format(run=run))[0].n == ATTEMPTS

    execute(running.settings, "alter table raw.feed_poll_away rename to feed_poll")
    for _ in range(2):  # the second one has nothing to tell
        assert running.ended("deliver_alerts", running.start("deliver_alerts")) == "success"
    assert running.post.received == [OPERATOR] * 2
    mails = [message_from_bytes(content, policy=policy.default) for content in running.post.contents]
    assert all("collect_news" in str(mail["Subject"]) or "collect_news" in mail.as_string() for mail in mails)
    assert kinds(running) == ["deadline_missed", "run_failed"]
