"""Fixtures of the tests of docker-compose.yaml in processes."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from include.rasid.io.catcher import mail_catcher
from include.rasid.io.postgres import EmbeddedPostgres, embedded_postgres
from tests.compose.local import run_on_local_executor
from tests.compose.stack import Stack, composed_stack
from tests.faults.conftest import stage, undisturbed
from tests.faults.scenes import Scene
from tests.telemetry_servers import Told, telemetry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.faults.scenes import Stage

__all__ = ["composed", "databases", "local", "stage", "undisturbed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """The stack over a newsroom, and the warehouse it fills as a scene."""

    stack: Stack
    scene: Scene
    told: Told  # figures and traces of Airflow's processes


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, EmbeddedPostgres]]:
    """The servers of Airflow's database and of the warehouse's."""
    made = {
        name: embedded_postgres(tmp_path_factory.mktemp(name, numbered=False))
        for name in ("airflow-db", "warehouse-db")
    }
    for server in made.values():
        server.start()
    yield made
    for server in made.values():
        server.stop()
        shutil.rmtree(server.base, ignore_errors=True)  # as root it lies outside pytest's folders


@pytest.fixture(scope="session")
def local(stage: Stage, databases: dict[str, EmbeddedPostgres], tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """The newsroom as ``make run`` reads it: by LocalExecutor. Airflow has ended, the warehouse is there."""
    folder = tmp_path_factory.mktemp("local", numbered=False)
    airflow_dsn = databases["airflow-db"].ensure_database("airflow_local")
    with stage.scene(folder) as scene:
        run_on_local_executor(scene, airflow_dsn, folder / "installation")
    return scene


@pytest.fixture(scope="session")
def composed(
    stage: Stage, databases: dict[str, EmbeddedPostgres], local: Scene, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """Every service of docker-compose.yaml over the newsroom; its schedules are off, so that only this test starts runs."""
    assert local.dsn  # its Airflow has ended: two at once are too many for two cores
    folder = tmp_path_factory.mktemp("composed", numbered=False)
    with ExitStack() as exits:
        told = exits.enter_context(telemetry())
        smtp_port = exits.enter_context(mail_catcher(folder / "mail"))
        settings = {
            "RASID_STATSD": "true",
            "RASID_TRACES": "true",
            "RASID_TRACES_URL": f"http://127.0.0.1:{told.traces_port}",
        }
        more = {
            "AIRFLOW__METRICS__STATSD_HOST": "127.0.0.1",
            "AIRFLOW__METRICS__STATSD_PORT": str(told.statsd_port),
            "RASID_ALLOW_PRIVATE": f"{stage.address},127.0.0.1:1",
            "RASID_AS_OF": "publication",
            "RASID_FEEDS": str(stage.folder / "feeds.yml"),
            "RASID_SCHEDULE": "manual",
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(smtp_port),
            "MAIL_FROM": "rasid@rasid.invalid",
            # a killed worker is missed after five minutes; this test has no five minutes
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "30",
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
            "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "3",
        }
        stack = exits.enter_context(composed_stack(folder / "containers", databases, settings, more))
        scene = Scene(environment={"WAREHOUSE_DSN": databases["warehouse-db"].dsn("rasid")}, folder=folder)
        yield Running(stack=stack, scene=scene, told=told)
