"""What a real Airflow tells whoever runs Rasid: one mail of a run that failed, of a deadline that was missed, of a batch that is held."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

import psycopg2
import pytest

from include.rasid.io.warehouse import connect
from include.rasid.stages.stage_articles import stage_articles
from tests.dags.airflow_up import Running, airflow_up, until
from tests.factories import make_article
from tests.warehouse.loading import execute, rows
from tests.warehouse.test_validate import MEETING, REST, STUB

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.full, pytest.mark.airflow, pytest.mark.postgres]

OPERATOR = "ops@desk.example"
RETRIES = 3  # of every task, dagkit.DEFAULT_ARGS
WAITING = "from pg_stat_activity where datname = 'rasid' and application_name = 'rasid' and wait_event_type = 'Lock'"
OF_RUN = "where dagrun_id = (select id from dag_run where run_id = %s)"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Start Airflow with its clocks off, so that only this test starts runs; that no feed answers is no news here."""
    more = {"RASID_SCHEDULE": "manual", "RASID_OPS_MAIL": OPERATOR, "RASID_DEGRADED_PERCENT": "100"}
    with airflow_up(tmp_path_factory.mktemp("ops"), 18300, **more) as found:
        yield found


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of the runs that were started, and what was mailed in the end."""

    runs: dict[str, str]  # states by DAG
    attempts: dict[str, int]  # by task
    mails: list[str]  # subjects


@pytest.fixture(scope="module")
def told(running: Running) -> Told:
    """Let one run fail for good, one be late and lose its first attempt, the next hold its batch; then deliver twice."""
    stage_bad_batch(running)
    execute(running.settings, "alter table staging.batch rename to away")
    runs = {"detect_contacts": running.trigger("detect_contacts"), "collect_news": late(running)}
    states = {dag_id: running.ended(dag_id, run_id) for dag_id, run_id in runs.items()}
    execute(running.settings, "alter table staging.away rename to batch")
    pass_deadline(running, runs["detect_contacts"])
    until(lambda: callback_state(running, runs["detect_contacts"]) == "success")
    until(
        lambda: rows(running.settings, "select 1 from staging.batch where state = 'held'")
    )  # by the run that collect_news started
    for _ in range(2):
        assert running.ended("deliver_alerts", running.trigger("deliver_alerts")) == "success"
    parsed = [message_from_bytes(content, policy=policy.default) for content in running.post.contents]
    assert {str(mail["To"]) for mail in parsed} <= {OPERATOR}
    return Told(
        runs=states,
        attempts={t: n for dag_id, run_id in runs.items() for t, n in attempts(running, dag_id, run_id).items()},
        mails=[str(mail["Subject"]) for mail in parsed],
    )


def stage_bad_batch(running: Running) -> None:
    """Leave a batch in staging of which too much fails validation."""
    texts = [MEETING + REST] * 20 + [STUB] * 6
    articles = [
        make_article(text, id=f"a{n}", on="2023-03-02", url=f"https://sada.test/{n}") for n, text in enumerate(texts)
    ]
    stage_articles("load", articles, settings=running.settings)


def late(running: Running) -> str:
    """Start a run of collect_news that waits for a lock past its deadline; end its first attempt, and return its id."""
    holder = connect(running.settings.warehouse_dsn)
    try:
        with holder.cursor() as cursor:
            cursor.execute("lock table raw.feed in access exclusive mode")
        run_id = running.trigger("collect_news")
        until(lambda: rows(running.settings, f"select 1 {WAITING}"))
        pass_deadline(running, run_id)
        until(lambda: callback_state(running, run_id) == "success")
        assert rows(running.settings, f"select pg_terminate_backend(pid) {WAITING}")
    finally:
        holder.close()
    return run_id


def pass_deadline(running: Running, run_id: str) -> None:
    """Move the deadline of a run to now: nobody waits for the three quarters of an hour that it has."""
    moved = in_airflow(running, f"update deadline set deadline_time = now() {OF_RUN} returning missed", run_id)
    assert moved == [(False,)]


def callback_state(running: Running, run_id: str) -> str:
    """Return how far Airflow is with telling that a run has missed its deadline."""
    ((state,),) = in_airflow(
        running, f"select state from callback where id = (select callback_id from deadline {OF_RUN})", run_id
    )
    return str(state)


def in_airflow(running: Running, statement: str, run_id: str) -> list[tuple[Any, ...]]:
    """Return the rows of a statement in Airflow's own database."""
    connection = psycopg2.connect(running.airflow_dsn)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement, (run_id,))
            return cursor.fetchall()
    finally:
        connection.close()


def attempts(running: Running, dag_id: str, run_id: str) -> dict[str, int]:
    """Return how often each task of a run was tried."""
    found = running.call("GET", f"dags/{dag_id}/dagRuns/{run_id}/taskInstances")["task_instances"]
    return {f"{dag_id}.{row['task_id']}": row["try_number"] for row in found}


def test_each_trouble_is_one_mail(told: Told) -> None:
    """A run that failed after all its attempts, a missed deadline, a held batch: one mail each; none of an attempt, none twice.

    A run that has failed is not called late when its deadline passes.
    """
    assert told.runs == {"detect_contacts": "failed", "collect_news": "success"}
    assert told.attempts["detect_contacts.detect_contacts"] == 1 + RETRIES
    assert told.attempts["collect_news.poll_feeds"] == 2
    assert sorted(subject.partition(" | ")[2] or subject for subject in told.mails) == [
        "Rasid: a run of collect_news is late",
        "Rasid: a run of detect_contacts failed",
        "Rasid: batch 1 is held",
    ]
