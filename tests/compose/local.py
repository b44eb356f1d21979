"""The same newsroom through the Airflow of ``make run``: LocalExecutor, one machine, the owner's rights."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from include.rasid.local.airflow import airflow_for, migrate_metadata
from include.rasid.local.installation import Databases, Installation, kept_port, sole_use
from include.rasid.local.run import _round

if TYPE_CHECKING:
    from pathlib import Path

    from tests.faults.scenes import Scene


def run_on_local_executor(scene: Scene, airflow_dsn: str, folder: Path) -> None:
    """Let ``make run``'s own round of the three DAGs fill a scene's warehouse.

    Its newsroom, databases and mail server are those of the test, so that addresses are the same as in other scenes.
    """
    installation = Installation(home=folder)
    databases = Databases(warehouse_dsn=scene.dsn, airflow_dsn=airflow_dsn)
    given = {"WAREHOUSE_DSN", "RASID_HOME"}  # of the installation
    extra = {k: v for k, v in scene.environment.items() if k not in given} | {"RASID_SCHEDULE": "manual"}
    with sole_use(installation), ExitStack() as stack:
        airflow = airflow_for(installation, databases, kept_port(installation, "airflow"), extra)
        migrate_metadata(airflow, databases)
        assert airflow.environment["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"
        _round(stack, airflow, databases)
