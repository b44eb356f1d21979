"""One round of the DAGs: collect, detect, deliver, each started by what the one before updated."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from include.rasid.errors import PermanentError, SetupError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from include.rasid.local.rest import AirflowApi, DagRun

CHAIN = ("collect_news", "detect_contacts", "deliver_alerts")
_POLL_SECONDS = 0.5
_PARSED_SECONDS = 120.0
_RUN_SECONDS = 1200.0  # of one DAG; each has a timeout of its own, this one is for a scheduler that died


def abandon_unfinished(api: AirflowApi) -> int:
    """Fail the runs that an interrupted program left, or they would block new ones; return how many."""
    known = api.dag_ids()
    left = [run for dag_id in CHAIN if dag_id in known for run in api.unfinished_runs(dag_id)]
    for run in left:
        api.fail(run)
    return len(left)


def wait_for_dags(api: AirflowApi, check: Callable[[], None]) -> None:
    """Return when Airflow has read the DAGs of the chain; ``check`` is called meanwhile and may raise.

    Raises:
        SetupError: A DAG file has an error, or the time is over.
    """
    deadline = time.monotonic() + _PARSED_SECONDS
    while not api.dag_ids().issuperset(CHAIN):
        check()
        broken = api.import_errors()
        if broken:
            raise SetupError(f"a DAG file has an error: {broken[0]}")
        if time.monotonic() > deadline:
            raise SetupError(f"Airflow has not read the DAGs after {_PARSED_SECONDS:.0f} s")
        time.sleep(_POLL_SECONDS)


def start_run(api: AirflowApi, before: DagRun | None, dag_id: str, check: Callable[[], None]) -> DagRun:
    """Return the run of ``dag_id`` that an asset update of ``before`` started; without ``before``, trigger it by hand.

    Raises:
        PermanentError: Nothing was started.
    """
    if before is None:
        return api.trigger(dag_id)
    deadline = time.monotonic() + _PARSED_SECONDS
    while time.monotonic() < deadline:
        started = api.triggered_by(before, dag_id)
        if started is not None:
            return started
        check()
        time.sleep(_POLL_SECONDS)
    raise PermanentError(f"{before.dag_id} has ended, but {dag_id} was not started after it")


def finish_run(api: AirflowApi, run: DagRun, watch: Callable[[DagRun], None]) -> None:
    """Return when a run has succeeded; ``watch`` sees each look at it and may raise.

    Raises:
        PermanentError: It failed, or did not end; the message names the log.
    """
    deadline = time.monotonic() + _RUN_SECONDS
    while not (now := api.run(run.dag_id, run.run_id)).is_finished:
        watch(now)
        if time.monotonic() > deadline:
            raise PermanentError(f"{run.dag_id} has not ended after {_RUN_SECONDS:.0f} s")
        time.sleep(_POLL_SECONDS)
    watch(now)
    if now.state == "failed":
        failed = [task for task, state in api.task_states(run).items() if state == "failed"]
        raise PermanentError(f"{run.dag_id} failed: see {where_to_look(api, run, failed)}")


def where_to_look(api: AirflowApi, run: DagRun, task_ids: Sequence[str]) -> str:
    """Return the logs of tasks that went wrong, or the scheduler's where they left none."""
    logs = [log for task in task_ids if (log := api.newest_log(run, task)) is not None]
    return ", ".join(map(str, logs or [api.installation.logs / "scheduler.log"]))
