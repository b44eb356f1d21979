"""The process behind ``make up``: starts the databases and Airflow, starts again what ends, stops all at SIGTERM."""

from __future__ import annotations

import json
import logging
import os
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import psutil

from include.rasid.io.secret_store import write_private
from include.rasid.local.airflow import airflow_for, migrate_metadata
from include.rasid.local.installation import databases, sole_use
from include.rasid.local.processes import start, stop, wait_until
from include.rasid.local.rest import AirflowApi

if TYPE_CHECKING:
    from include.rasid.local.airflow import Airflow
    from include.rasid.local.installation import Installation
    from include.rasid.local.processes import Child

RUNNING = "running"
_COMPONENTS = ("scheduler", "dag-processor", "triggerer")
_API_SECONDS = 180.0
_GRACE_SECONDS = 15.0  # a task that runs may end
_LOOK_SECONDS = 1.0
_PAUSE_SECONDS = 5.0  # before a service that ended is started again

log = logging.getLogger("rasid.supervisor")


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisorState:
    """What the supervisor says of itself, for the programs that start and stop it."""

    pid: int
    created: float  # start of that process: pids are used again
    step: str


def read_state(installation: Installation) -> SupervisorState | None:
    """Return the last words of the installation's supervisor; None: it never ran, or it ended in order."""
    path = installation.home / "supervisor.json"
    return SupervisorState(**json.loads(path.read_text("utf-8"))) if path.exists() else None


def supervise(installation: Installation, port: int) -> None:
    """Run Airflow with its UI on ``port`` until a signal ends us.

    Raises:
        SetupError: Something cannot be started, or another program runs this installation.
    """
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO)
    with sole_use(installation), ExitStack() as stack:
        stack.callback((installation.home / "supervisor.json").unlink)
        _write_state(installation, "starting the databases")
        chosen = stack.enter_context(databases(installation))
        _write_state(installation, "preparing Airflow's own database")
        airflow = airflow_for(installation, chosen, port, {})
        migrate_metadata(airflow, chosen)
        _write_state(installation, "starting Airflow")
        children = _start_airflow(stack, airflow)
        _write_state(installation, RUNNING)
        _keep_alive(children)


def _start_airflow(stack: ExitStack, airflow: Airflow) -> list[Child]:
    """Start the API server and, once it answers, the rest: a task that starts before it fails."""
    children: list[Child] = []
    stack.callback(stop, children)  # the list as it will be then
    children.append(start(airflow.service("api-server", grace_seconds=_GRACE_SECONDS)))
    api = AirflowApi(installation=airflow.installation, url=airflow.url)
    wait_until(lambda: "metadatabase" in api.health(), children[0], seconds=_API_SECONDS)
    children.extend(start(airflow.service(name, grace_seconds=_GRACE_SECONDS)) for name in _COMPONENTS)
    return children


def _keep_alive(children: list[Child]) -> None:
    while True:
        time.sleep(_LOOK_SECONDS)
        for place, child in enumerate(children):
            code = child.exit_code()
            if code is not None:
                log.warning("%s ended with code %s, starting it again", child.service.name, code)
                time.sleep(_PAUSE_SECONDS)
                children[place] = start(child.service)


def _write_state(installation: Installation, step: str) -> None:
    pid = os.getpid()
    state = SupervisorState(pid=pid, created=psutil.Process(pid).create_time(), step=step)
    write_private(installation.home / "supervisor.json", json.dumps(asdict(state)))
