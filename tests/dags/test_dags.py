"""The DAG files, parsed as Airflow parses them, in a process of their own with a metadata database of their own."""

from __future__ import annotations

import importlib
import inspect
import itertools
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from include.rasid.local.processes import child_environment
from include.rasid.settings import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.airflow

DAGS = PROJECT / "dags"
HEAVY = ("great_expectations", "pandas", "trafilatura", "feedparser", "aiohttp", "lxml", "psycopg2")

PARSE = """
import json, sys
import airflow.sdk, airflow.dag_processing.dagbag
from airflow.serialization.serialized_objects import DagSerialization

before = set(sys.modules)
bag = airflow.dag_processing.dagbag.DagBag(sys.argv[1], bundle_path=sys.argv[1], bundle_name="dags")
loaded = sorted(set(sys.modules) - before)

from include.rasid import dagkit, errors

def action(error):
    return dagkit.RETRY_POLICY.evaluate(error, try_number=1, max_tries=3).action.value

def fact(dag):
    return {
        "doc": dag.doc_md, "tags": sorted(dag.tags), "catchup": dag.catchup, "max_active_runs": dag.max_active_runs,
        "dagrun_timeout": dag.dagrun_timeout and dag.dagrun_timeout.total_seconds(), "has_deadline": bool(dag.deadline), "notifies": bool(dag.on_failure_callback),
        "schedule": DagSerialization.to_dict(dag)["dag"]["timetable"],
        "tasks": {t.task_id: {
            "owner": t.owner, "retries": t.retries, "timeout": t.execution_timeout and t.execution_timeout.total_seconds(),
            "downstream": sorted(t.downstream_task_ids), "outlets": [o.name for o in t.outlets],
            "stage": getattr(getattr(t, "python_callable", None), "__doc__", None), "notifies": bool(t.on_failure_callback), "has_policy": t.retry_policy is not None,
        } for t in dag.tasks},
    }

print(json.dumps({
    "errors": bag.import_errors, "loaded": loaded,
    "actions": {"permanent": action(errors.BadInputError("x")), "transient": action(errors.MailServerError("x"))},
    "dags": {dag_id: fact(dag) for dag_id, dag in bag.dags.items()},
}))
"""


def parse(home: Path, **environment: str) -> dict[str, Any]:
    """Return the facts of the DAG files as the environment makes them."""
    more = {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR",
    }
    done = subprocess.run(
        [sys.executable, "-P", "-c", PARSE, str(DAGS)],
        env=child_environment(**more, **environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    facts: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return facts


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the facts as in ``make up``."""
    return parse(tmp_path_factory.mktemp("airflow"), RASID_SCHEDULE="")


def tasks(facts: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return every task by ``dag.task``."""
    return {f"{d}.{t}": task for d, dag in facts["dags"].items() for t, task in dag["tasks"].items()}


def test_dags_parse(facts: dict[str, Any]) -> None:
    """No DAG file fails to import."""
    assert facts["errors"] == {}


def test_dag_is_named_after_its_file(facts: dict[str, Any]) -> None:
    """One DAG a file, and the file's name finds it."""
    assert sorted(facts["dags"]) == sorted(path.stem for path in DAGS.glob("*.py"))
    assert {"collect_news", "detect_contacts", "deliver_alerts"} <= set(facts["dags"])


def test_dag_explains_itself(facts: dict[str, Any]) -> None:
    """The UI shows what each DAG does, when, and what to do when it fails."""
    for dag_id, dag in facts["dags"].items():
        assert "**Runs**" in dag["doc"], dag_id
        assert "**When it fails**" in dag["doc"], dag_id
        assert "rasid" in dag["tags"], dag_id


def test_dag_runs_one_at_a_time_and_ends(facts: dict[str, Any]) -> None:
    """Runs do not pile up: one at a time, no catching up, each with a time limit above that of its tasks.

    But one that waits for people must not keep the next from asking what is new.
    """
    for dag_id, dag in facts["dags"].items():
        assert dag["max_active_runs"] == (50 if dag_id == "review_contacts" else 1), dag_id
        assert not dag["catchup"], dag_id
        assert dag["dagrun_timeout"] > max(t["timeout"] for t in dag["tasks"].values()), dag_id


def test_task_is_retried_limited_and_told_of(facts: dict[str, Any]) -> None:
    """Each task has an owner, at least two retries, the retry policy, a time limit and a failure notifier."""
    for name, task in tasks(facts).items():
        assert task["owner"] == "newsroom-ops", name
        assert task["retries"] >= 2, name
        assert task["timeout"] > 0, name
        assert task["notifies"], name
        assert task["has_policy"], name


def test_permanent_errors_are_not_retried(facts: dict[str, Any]) -> None:
    """An error that would come again fails the task at once; one that may pass is left to the retries."""
    assert facts["actions"] == {"permanent": "fail", "transient": "default"}


def test_stages_run_in_order(facts: dict[str, Any]) -> None:
    """Each DAG is a chain of stages."""
    chains = {
        "collect_news": ["poll_feeds", "watch_coverage", "fetch_pages", "reconcile_collection"],
        "detect_contacts": [
            "extract_articles",
            "detect_contacts",
            "validate_batches",
            "publish_batches",
            "resolve_contacts",
        ],
        "deliver_alerts": ["deliver_alerts", "tell_operators", "read_bounces"],
        "report_daily": ["audit_warehouse", "write_reports", "plant_canary"],
        "maintain_warehouse": ["expire_texts"],
        "replay_archive": ["replay_archive"],
    }
    for dag_id, chain in chains.items():
        edges = {task: facts["dags"][dag_id]["tasks"][task]["downstream"] for task in chain}
        assert edges == {a: [b] for a, b in itertools.pairwise(chain)} | {chain[-1]: []}
        assert set(facts["dags"][dag_id]["tasks"]) == set(chain)


def test_each_question_is_answered_on_its_own(facts: dict[str, Any]) -> None:
    """What one person answers is taken at once, however long other questions wait."""
    edges = {name: task["downstream"] for name, task in facts["dags"]["review_contacts"]["tasks"].items()}
    assert edges == {
        "queue_questions": ["review.ask", "review.take_answer"],
        "review.ask": ["review.take_answer"],
        "review.take_answer": [],
    }


def test_assets_join_the_dags(facts: dict[str, Any]) -> None:
    """Fetching and the canary start detection, resolving and people's answers start delivery; nothing else updates those assets."""
    outlets = {name: task["outlets"] for name, task in tasks(facts).items() if task["outlets"]}
    assert outlets == {
        "collect_news.fetch_pages": ["raw.page"],
        "report_daily.plant_canary": ["raw.page"],
        "detect_contacts.resolve_contacts": ["ops.alert"],
        "review_contacts.review.take_answer": ["ops.alert"],
    }
    assert '"raw.page"' in json.dumps(facts["dags"]["detect_contacts"]["schedule"])
    assert '"ops.alert"' in json.dumps(facts["dags"]["deliver_alerts"]["schedule"])


def test_clocks(facts: dict[str, Any], tmp_path: Path) -> None:
    """News is collected every 10 minutes, mail is tried every 5, reports leave when the settings say; ``make run`` switches the clocks off."""
    by_clock = {dag_id: json.dumps(dag["schedule"]) for dag_id, dag in facts["dags"].items()}
    assert "*/10 * * * *" in by_clock["collect_news"]
    assert "*/5 * * * *" in by_clock["deliver_alerts"]
    assert "0 7 * * *" in by_clock["report_daily"]
    assert "Asia/Riyadh" in by_clock["report_daily"]
    by_hand = {d: json.dumps(dag["schedule"]) for d, dag in parse(tmp_path, RASID_SCHEDULE="manual")["dags"].items()}
    assert all("* * *" not in schedule for schedule in by_hand.values())
    assert '"ops.alert"' in by_hand["deliver_alerts"]


def test_late_and_failed_runs_are_told(facts: dict[str, Any]) -> None:
    """Lateness matters where readers wait; of a run whose task was killed the DAG itself tells."""
    late = {dag_id for dag_id, dag in facts["dags"].items() if dag["has_deadline"]}
    assert late == {"collect_news", "detect_contacts", "deliver_alerts", "report_daily"}
    assert {dag_id for dag_id, dag in facts["dags"].items() if not dag["notifies"]} == set()


def test_reports_leave_when_the_settings_say(tmp_path: Path) -> None:
    """Hour and zone of the heartbeat are settings; a wrong hour is an error of that DAG alone."""
    set_so = parse(tmp_path, RASID_SCHEDULE="", RASID_REPORT_AT="06:45", RASID_ZONE="Europe/Moscow")
    schedule = json.dumps(set_so["dags"]["report_daily"]["schedule"])
    assert "45 6 * * *" in schedule
    assert "Europe/Moscow" in schedule
    wrong = parse(tmp_path, RASID_SCHEDULE="", RASID_REPORT_AT="7 o'clock")
    assert [path.rsplit("/", 1)[-1] for path in wrong["errors"]] == ["report_daily.py"]


def test_dag_files_import_nothing_heavy(facts: dict[str, Any]) -> None:
    """Parsing must take well under a second: it imports no stage and none of the libraries that stages need."""
    heavy = [
        m
        for m in facts["loaded"]
        if m.split(".")[0] in HEAVY or m.startswith(("include.rasid.stages", "include.rasid.io"))
    ]
    assert heavy == []


def test_stages_exist(facts: dict[str, Any]) -> None:
    """Every stage that a task names is there and takes the id of the run: it is imported only when the task runs."""
    for name, task in tasks(facts).items():
        if task["stage"] is None:  # an operator of Airflow's own
            assert name == "review_contacts.review.ask"
            continue
        module, function = task["stage"].rstrip(".").rsplit(" ", 1)[1].rsplit(".", 1)
        parameters = list(inspect.signature(getattr(importlib.import_module(module), function)).parameters)
        assert parameters[0] == "run_id", name
        assert function == name.rpartition(".")[2]
