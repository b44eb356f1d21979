"""The services of docker-compose.yaml, started in its order, each by its own command."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import psutil
import psycopg2
from psycopg2 import sql

from include.rasid.local.installation import Installation
from include.rasid.local.processes import run_to_end, running, wait_until
from include.rasid.local.rest import AirflowApi
from include.rasid.settings import PROJECT
from tests.compose.composed import Composed, compose

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from include.rasid.io.postgres import EmbeddedPostgres
    from include.rasid.local.processes import Child, Service

SECONDS = 180.0
WORKERS = ("worker-1", "worker-2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """The services that run."""

    composed: Composed
    warehouse: EmbeddedPostgres
    airflow_db: EmbeddedPostgres
    children: dict[str, Child] = field(default_factory=dict)

    @property
    def api(self) -> AirflowApi:
        """Return a client as the first user."""
        home = Installation(home=self.composed.disk("api-server"))
        url = f"http://127.0.0.1:{self.composed.ports['api-server']}"
        return AirflowApi(installation=home, url=url, password=self.composed.secrets["AIRFLOW_ADMIN_PASSWORD"])

    def kill(self, container: str) -> None:
        """Kill a container's processes as a machine that loses its power does."""
        guardian = psutil.Process(self.children[container].guardian.pid)
        for process in guardian.children(recursive=True):
            os.kill(process.pid, signal.SIGKILL)
        self.children.pop(container).guardian.wait(SECONDS)

    def pids(self, container: str) -> frozenset[int]:
        """Return the processes of a container."""
        guardian = psutil.Process(self.children[container].guardian.pid)
        return frozenset(process.pid for process in guardian.children(recursive=True))


@contextmanager
def composed_stack(
    folder: Path, databases: Mapping[str, EmbeddedPostgres], settings: Mapping[str, str], more: Mapping[str, str]
) -> Iterator[Stack]:
    """Run everything but the databases, which run already.

    Args:
        folder: For the disks of the containers.
        databases: The servers by service.
        settings: What an operator writes into .env beside the secrets.
        more: What goes into the environment of Airflow's services only in this test.
    """
    ports = {name: int(server.dsn().rpartition(":")[2].partition("/")[0]) for name, server in databases.items()}
    composed = compose(folder, ports, settings)
    _prepare(composed, databases)
    stack = Stack(composed=composed, warehouse=databases["warehouse-db"], airflow_db=databases["airflow-db"])
    with ExitStack() as exits:

        def start(service: Service) -> Child:
            (child,) = exits.enter_context(running([service]))
            stack.children[service.name] = child
            return child

        redis = start(composed.service("redis", arguments=("--port", str(ports_of(composed, "redis")))))
        wait_until(lambda: _redis_answers(composed), redis, seconds=SECONDS)
        run_to_end(composed.service("init", more=more), seconds=SECONDS)
        roles = composed.service("warehouse-roles", more={"PGHOST": "127.0.0.1", "PGPORT": str(ports["warehouse-db"])})
        run_to_end(roles, seconds=SECONDS)
        api = start(composed.service("api-server", more={**_ports(composed, "api-server"), **more}))
        wait_until(lambda: composed.is_healthy("api-server"), api, seconds=SECONDS)
        for name in ("scheduler", "dag-processor", "triggerer"):
            start(composed.service(name, more={**_ports(composed, name), **more}))
        for name in WORKERS:
            named = ("--celery-hostname", f"celery@{name}")  # in a container that is its host's name
            start(composed.service("worker", name, {**_ports(composed, name), **more}, arguments=named))
        for name in ("scheduler", "dag-processor", "triggerer", *WORKERS):
            kind = "worker" if name in WORKERS else name
            wait_until(partial(composed.is_healthy, kind, name), stack.children[name], seconds=SECONDS)
        yield stack


def ports_of(composed: Composed, name: str) -> int:
    """Return the port of a service."""
    return composed.ports[name]


def _ports(composed: Composed, name: str) -> dict[str, str]:
    """Return the settings that keep apart what listens on the same port of several containers."""
    port = str(composed.ports.get(name, 0))
    return {
        "api-server": {"AIRFLOW__API__HOST": "127.0.0.1", "AIRFLOW__API__PORT": port},
        "scheduler": {"AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT": port},
        "triggerer": {"AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": port},
    }.get(name, {"AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": port} if name in WORKERS else {})


def _prepare(composed: Composed, databases: Mapping[str, EmbeddedPostgres]) -> None:
    """Do what the images of Postgres and Redis do at their first start."""
    secrets = composed.secrets
    _administer(databases["airflow-db"], "create role airflow login password {}", secrets["AIRFLOW_DB_PASSWORD"])
    _administer(databases["airflow-db"], "create database airflow owner airflow")
    admin = "create role postgres superuser login password {}"
    _administer(databases["warehouse-db"], admin, secrets["WAREHOUSE_ADMIN_PASSWORD"])
    environment = composed.environment("warehouse-db", "warehouse-roles")
    owner = str(PROJECT / "include" / "sql" / "roles" / "owner.sql")
    dsn = databases["warehouse-db"].dsn("postgres")
    command = ["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--file={owner}", dsn]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    data = composed.disk("redis")
    conf = composed.redis_conf.replace("dir /data", f"dir {data}") + "bind 127.0.0.1\n"
    (composed.folder / "redis.conf").write_text(conf, "utf-8")


def _administer(server: EmbeddedPostgres, statement: str, *literals: str) -> None:
    connection = psycopg2.connect(server.dsn("postgres"))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(*map(sql.Literal, literals)))
    connection.close()


def _redis_answers(composed: Composed) -> bool:
    """Run the service's own health check; its program would ask the port of Redis in a container."""
    environment = composed.environment("redis")
    test = composed.services["redis"]["healthcheck"]["test"][1].replace(
        "redis-cli", f"redis-cli -p {composed.ports['redis']}"
    )
    return subprocess.run(["sh", "-c", test], env=environment, check=False, capture_output=True).returncode == 0
