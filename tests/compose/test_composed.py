"""The production shape at work: CeleryExecutor, Redis, two workers, roles of the database, one worker killed."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, Any

import httpx
import psutil
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from include.rasid.desk.metrics import METRICS
from include.rasid.local.processes import check_alive
from include.rasid.local.round import CHAIN, finish_run, start_run, wait_for_dags
from include.rasid.settings import PROJECT
from tests.compose.stack import WORKERS
from tests.faults.scenes import wait_until

if TYPE_CHECKING:
    from include.rasid.io.postgres import EmbeddedPostgres
    from include.rasid.local.rest import DagRun
    from tests.compose.conftest import Running
    from tests.faults.scenes import Scene

pytestmark = [pytest.mark.full, pytest.mark.airflow, pytest.mark.postgres]


def worker_that_waits(composed: Running) -> str:
    """Return the worker whose task waits for the lock that we hold."""
    ((port,),) = composed.scene.ask(
        "select client_port from pg_stat_activity where datname = 'rasid' and application_name = 'rasid' and wait_event_type = 'Lock'"
    )
    pids = {c.pid for c in psutil.net_connections("tcp") if c.laddr and c.laddr.port == port and c.pid is not None}
    (found,) = [name for name in WORKERS if pids & composed.stack.pids(name)]
    return found


@pytest.fixture(scope="module")
def done(composed: Running) -> dict[str, dict[str, Any]]:
    """Run the three DAGs, one worker killed in the middle of a batch; return their tasks by name."""
    api, children = composed.stack.api, composed.stack.children
    wait_for_dags(api, lambda: check_alive(list(children.values())))
    run: DagRun | None = None
    tasks: dict[str, dict[str, Any]] = {}
    for dag_id in CHAIN:
        if dag_id == "detect_contacts":
            continue
        with composed.scene.held("lock table staging.batch in share row exclusive mode"):
            run = start_run(api, run, dag_id, lambda: None)
            finish_run(api, run, lambda _: None)
            if dag_id == "collect_news":
                tasks |= tasks_of(composed, run)
                detect = start_run(api, run, "detect_contacts", lambda: None)
                wait_until(composed.scene.waiting)
                composed.stack.kill(worker_that_waits(composed))
        if dag_id == "collect_news":
            finish_run(api, detect, lambda _: check_alive(list(children.values())))
            tasks |= tasks_of(composed, detect)
            run = detect
        else:
            tasks |= tasks_of(composed, run)
    return tasks


def tasks_of(composed: Running, run: DagRun) -> dict[str, dict[str, Any]]:
    """Return the tasks of a run by name."""
    rows = composed.stack.api._get(f"dags/{run.dag_id}/dagRuns/{run.run_id}/taskInstances")["task_instances"]
    return {row["task_id"]: row for row in rows}


def test_a_killed_worker_costs_a_retry_and_nothing_else(done: dict[str, dict[str, Any]]) -> None:
    """The task whose worker died in the middle of its batch ran again on the other; every other task ran once."""
    assert {task["state"] for task in done.values()} == {"success"}
    assert {name for name, task in done.items() if task["try_number"] != 1} == {"extract_articles"}
    assert done["extract_articles"]["try_number"] == 2


def test_the_same_warehouse_as_without_workers(
    done: dict[str, dict[str, Any]], composed: Running, undisturbed: Scene
) -> None:
    """Tables, views and mails are those of the stages run one after the other in one process."""
    assert done
    composed.scene.is_like(undisturbed)


def test_the_same_warehouse_as_on_local_executor(
    done: dict[str, dict[str, Any]], composed: Running, local: Scene
) -> None:
    """Two workers of Celery, one of them killed, and LocalExecutor as in ``make run``: tables, views and mails are the same."""
    assert done
    composed.scene.is_like(local)


def test_tasks_work_as_the_roles_they_are_given(done: dict[str, dict[str, Any]], composed: Running) -> None:
    """The tables are the owner's, and what workers wrote they wrote as loader and sender, who may not change a table."""
    assert done
    owners = composed.scene.ask("select distinct tableowner from pg_tables where schemaname in ('raw', 'core', 'ops')")
    rights = composed.scene.ask("select has_schema_privilege('rasid_loader', 'core', 'create')")
    assert (owners, rights) == ([("rasid_owner",)], [(False,)])


def dumped(server: EmbeddedPostgres, database: str, composed: Running) -> str:
    """Return everything that a database holds, as text."""
    command = ["pg_dump", "--no-owner", server.dsn(database)]
    environment = composed.stack.composed.environment("warehouse-db")
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


def test_no_secret_is_in_logs_or_databases(done: dict[str, dict[str, Any]], composed: Running) -> None:
    """No password or key is in a log of a service or a task, in rendered templates, XCom, Airflow's database or the warehouse."""
    assert done
    folder = composed.stack.composed.folder
    written = {str(p.relative_to(folder)): p.read_text("utf-8", errors="replace") for p in folder.rglob("*.log")}
    written["airflow-db"] = dumped(composed.stack.airflow_db, "airflow", composed)
    written["warehouse-db"] = dumped(composed.stack.warehouse, "rasid", composed)
    found = [
        (name, place)
        for place, text in written.items()
        for name, secret in composed.stack.composed.secrets.items()
        if secret in text
    ]

    assert found == []
    assert sum("task_id=" in place for place in written) >= len(done)
    assert {"scheduler/scheduler.log", "worker-1/worker-1.log", "init/init.log"} <= written.keys()
    assert "rendered_task_instance_fields" in written["airflow-db"]
    assert any("resolve_contacts: " in text for text in written.values())


def token(url: str, name: str, password: str) -> dict[str, str]:
    """Return the header that says who asks."""
    answer = httpx.post(f"{url}/auth/token", json={"username": name, "password": password}, timeout=60)
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


@pytest.mark.parametrize(("role", "may_change"), [("Viewer", False), ("Op", True)])
def test_roles_of_airflows_users(composed: Running, role: str, may_change: bool) -> None:
    """A viewer looks and changes nothing, an operator may; who is not logged in sees nothing."""
    stack = composed.stack
    url, name = stack.api.url, f"a-{role.lower()}"
    admin = token(url, "admin", stack.composed.secrets["AIRFLOW_ADMIN_PASSWORD"])
    user = {
        "username": name,
        "email": f"{name}@desk.example",
        "first_name": "A",
        "last_name": role,
        "password": "of-no-worth-1",
    }
    made = httpx.post(f"{url}/auth/fab/v1/users", json=user | {"roles": [{"name": role}]}, headers=admin, timeout=60)
    assert made.is_success, made.text
    theirs = token(url, name, "of-no-worth-1")
    pause = httpx.patch(f"{url}/api/v2/dags/replay_archive", json={"is_paused": True}, headers=theirs, timeout=60)

    assert httpx.get(f"{url}/api/v2/dags", timeout=60).status_code == 401
    assert httpx.get(f"{url}/api/v2/dags", headers=theirs, timeout=60).status_code == 200
    assert pause.status_code == (200 if may_change else 403)
    assert httpx.get(f"{url}/api/v2/connections", headers=theirs, timeout=60).status_code == (
        200 if may_change else 403
    )


def test_logs_name_run_and_task(done: dict[str, dict[str, Any]], composed: Running) -> None:
    """A task's log is JSON; the line on what was stored has run, stage and batch as keys. Services write JSON, too."""
    folder = composed.stack.composed.folder
    logs = [path for path in folder.rglob("attempt=*.log") if "task_id=publish_batches" in str(path)]
    lines = [json.loads(line) for path in logs for line in path.read_text("utf-8").splitlines()]
    stored = [line for line in lines if line.get("stage") == "publish"]
    ((batch_id,),) = composed.scene.ask("select batch_id from staging.batch")

    assert [(line["run_id"], line["batch_id"]) for line in stored] == [
        (done["publish_batches"]["dag_run_id"], batch_id)
    ]
    for name in ("scheduler", "dag-processor", "triggerer", "api-server"):
        written = (folder / name / f"{name}.log").read_text("utf-8").splitlines()
        assert sum(line.startswith("{") and line.endswith("}") for line in written) > len(written) / 2, name


MAPPINGS = yaml.safe_load((PROJECT / "include" / "monitoring" / "statsd.yml").read_text("utf-8"))["mappings"]


def test_airflow_sends_the_figures_that_dashboards_ask_for(done: dict[str, dict[str, Any]], composed: Running) -> None:
    """What StatsD's exporter maps arrives: how long each run and each task took, and how each task ended."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for mapping in MAPPINGS:
        pattern = re.compile(re.escape(mapping["match"]).replace(r"\*", "([^.]+)"))  # as the exporter reads a glob
        matches = {m.groups() for m in map(pattern.fullmatch, composed.told.figures) if m}
        found.setdefault(mapping["name"], set()).update(matches)
    tasks = {(row["dag_id"], task) for task, row in done.items()}

    assert found["airflow_task_duration"] == tasks
    assert found["airflow_dagrun_duration"] == {(dag_id,) for dag_id in CHAIN}
    assert found["airflow_task_finished"] >= {(*task, "success") for task in tasks}


def test_prometheus_reads_what_the_run_did(done: dict[str, dict[str, Any]], composed: Running) -> None:
    """The api-server's figures after the run: polls, pages, outcomes, stages, queues, confidence, alerts, deliveries, coverage."""
    assert done
    ask = composed.scene.ask
    ((token_,),) = ask("insert into ops.feed_token (name) values ('prometheus') returning token::text")
    answer = httpx.get(f"{composed.stack.api.url}/desk/metrics", params={"token": str(token_)}, timeout=60)
    found = {
        family.name: {tuple(s.labels.values()): s.value for s in family.samples}
        for family in text_string_to_metric_families(answer.text)
    }
    counted = {
        "rasid_polls": "select outcome, count(*) from raw.feed_poll group by 1",
        "rasid_coverage_gaps": "select count(*) from raw.coverage_gap",
        "rasid_pages_waiting": "select count(*) from raw.page where state = 'pending'",
        "rasid_articles": "select count(*) from core.article",
        "rasid_batches": "select state, count(*) from staging.batch group by 1",
        "rasid_deliveries": "select state, count(*) from ops.delivery group by 1",
        "rasid_stage_runs": "select stage, count(*) from ops.run_ledger group by 1",
    }
    ((mentions, alerts),) = ask(
        "select (select count(*) from core.contact_mention) as mentions, (select count(*) from ops.alert) as alerts"
    )

    assert set(METRICS) - found.keys() == {"rasid_feed_notices", "rasid_checks_failed"}  # there is none to count
    for name, statement in counted.items():
        assert found[name] == {tuple(row[:-1]): row[-1] for row in ask(statement)}, name
    assert found["rasid_mention_confidence"]["1.0",] == mentions
    assert sum(found["rasid_alerts"].values()) == alerts
    assert found["rasid_stage_seconds"].keys() == found["rasid_stage_runs"].keys()
    assert (found["rasid_oldest_batch_seconds"], found["rasid_oldest_delivery_seconds"]) == ({(): 0}, {(): 0})


def test_one_can_follow_news_from_feed_to_mail_in_traces(done: dict[str, dict[str, Any]], composed: Running) -> None:
    """Each run is a trace with a span of each task and its counts; a run's tasks link to the task whose update started it."""
    names = {f"worker.{task}" for task in done}
    wait_until(lambda: names <= {span.name for span in composed.told.spans})
    spans = {span.name.removeprefix("worker."): span for span in composed.told.spans if span.name in names}
    traces = {dag_id: {spans[t].trace_id for t, row in done.items() if row["dag_id"] == dag_id} for dag_id in CHAIN}
    links = {dag_id: {spans[t].links for t, row in done.items() if row["dag_id"] == dag_id} for dag_id in CHAIN}
    cause = {name: frozenset({(spans[name].trace_id, spans[name].span_id)}) for name in spans}

    assert [len(ids) for ids in traces.values()] == [1, 1, 1]
    assert len(set.union(*traces.values())) == 3
    assert links == {
        "collect_news": {frozenset()},
        "detect_contacts": {cause["fetch_pages"]},
        "deliver_alerts": {cause["resolve_contacts"]},
    }
    assert spans["publish_batches"].facts["rasid.new"] == composed.scene.ask("select count(*) from core.article")[0][0]
