"""The production shape at work: CeleryExecutor, Redis, two workers, roles of the database, one worker killed."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import httpx
import psutil
import pytest

from include.rasid.local.processes import check_alive
from include.rasid.local.round import CHAIN, finish_run, start_run, wait_for_dags
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
