"""What a real Airflow calls when a run fails or is late, and a batch that is held: operators get one mail of each, whatever tasks tried."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest

from include.rasid.stages.stage_articles import stage_articles
from tests.dags.airflow_up import Running, airflow_up, until
from tests.factories import make_article
from tests.warehouse.loading import execute, rows
from tests.warehouse.test_validate import MEETING, REST, STUB

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.full, pytest.mark.airflow, pytest.mark.postgres]

OPERATOR = "ops@desk.example"
ATTEMPTS = 4  # the first and three retries
ATTEMPTS_OF = "select coalesce(max(try_number), 0) as n from task_instance where dag_id = '{dag}' and run_id = '{run}'"
WAITS = "select 1 from task_instance where dag_id = '{dag}' and run_id = '{run}' and state = 'up_for_retry'"
OF_RUN = "where dagrun_id = (select id from dag_run where dag_id = '{dag}' and run_id = '{run}')"
PAST = f"update deadline set deadline_time = now() - interval '1 minute' {OF_RUN}"
TOLD = f"select 1 from callback where state = 'success' and id in (select callback_id from deadline {OF_RUN})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run of a DAG that was started by hand."""

    airflow: Running
    dag: str
    run: str

    def finds(self, query: str) -> bool:
        """Tell whether Airflow's own database has a row for a query on this run."""
        return bool(rows(self.airflow.metadata, query.format(dag=self.dag, run=self.run)))

    def pass_deadline(self) -> None:
        """Move its deadline to a minute ago: nobody waits for the three quarters of an hour that it has."""
        execute(self.airflow.metadata, PAST.format(dag=self.dag, run=self.run))

    def ended(self) -> tuple[str, int]:
        """Return the state in which it ended, and how many attempts one of its tasks took at most."""
        state = self.airflow.ended(self.dag, self.run)
        return state, rows(self.airflow.metadata, ATTEMPTS_OF.format(dag=self.dag, run=self.run))[0].n


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An Airflow in which nothing runs by itself and retries follow within seconds."""
    with airflow_up(tmp_path_factory.mktemp("failures"), RASID_SCHEDULE="manual", RASID_OPS_MAIL=OPERATOR) as found:
        yield found


def start(running: Running, dag: str) -> Run:
    return Run(airflow=running, dag=dag, run=running.start(dag))


def kinds(running: Running) -> list[str]:
    """Return of what operators are told."""
    return [row.kind for row in rows(running.settings, "select kind from ops.notice order by kind")]


def stage_bad_batch(running: Running) -> None:
    """Leave a batch in staging of which too much fails validation."""
    texts = [MEETING + REST] * 20 + [STUB] * 6
    articles = [
        make_article(text, id=f"a{n}", on="2023-03-02", url=f"https://sada.test/{n}") for n, text in enumerate(texts)
    ]
    stage_articles("load", articles, settings=running.settings)


def test_each_trouble_is_one_mail(running: Running) -> None:
    """One mail of a deadline that passes while a task is tried again, of each run that fails for good, of a held batch; none of an attempt.

    A run that has failed is not called late when its deadline passes after that.
    """
    stage_bad_batch(running)
    execute(running.settings, "alter table raw.feed_poll rename to away", "alter table staging.batch rename to away")
    late, failing = start(running, "collect_news"), start(running, "detect_contacts")
    until(lambda: late.finds(WAITS))
    assert kinds(running) == []
    late.pass_deadline()
    until(lambda: kinds(running) == ["deadline_missed"])
    assert late.ended() == failing.ended() == ("failed", ATTEMPTS)
    until(lambda: kinds(running) == ["deadline_missed", "run_failed", "run_failed"])

    failing.pass_deadline()
    until(lambda: failing.finds(TOLD))
    holding = start(running, "detect_contacts")
    until(lambda: holding.finds(WAITS))
    execute(running.settings, "alter table raw.away rename to feed_poll", "alter table staging.away rename to batch")
    assert holding.ended() == ("success", 2)
    for _ in range(2):  # the second one has nothing to tell
        assert running.ended("deliver_alerts", running.start("deliver_alerts")) == "success"

    assert running.post.received == [OPERATOR] * 4
    mails = [message_from_bytes(content, policy=policy.default) for content in running.post.contents]
    assert sorted(str(mail["Subject"]).partition(" | ")[2] for mail in mails) == [
        "Rasid: a run of collect_news failed",
        "Rasid: a run of collect_news is late",
        "Rasid: a run of detect_contacts failed",
        "Rasid: batch 1 is held",
    ]
    assert kinds(running) == ["batch_held", "deadline_missed", "run_failed", "run_failed"]
