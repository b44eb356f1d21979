"""Airflow on this machine: its environment, its metadata database and its services."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

import psycopg2
from psycopg2.extensions import parse_dsn
from sqlalchemy import URL

from include.rasid.io.secret_store import local_secret, write_private
from include.rasid.local.processes import Service, child_environment, module_command, run_to_end
from include.rasid.settings import PROJECT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from include.rasid.local.installation import Databases, Installation

USER = "admin"
_JWT_BYTES = 64  # fewer and Airflow warns
_MIGRATE_SECONDS = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Airflow:
    """How to run Airflow for one installation."""

    installation: Installation
    port: int  # of the API server, on 127.0.0.1
    password: str  # of USER
    environment: Mapping[str, str]

    @property
    def url(self) -> str:
        """Address of the UI and the REST API."""
        return f"http://127.0.0.1:{self.port}"

    def service(self, component: str, *, grace_seconds: float) -> Service:
        """Return a component as a service: api-server, scheduler, dag-processor or triggerer."""
        arguments = {
            "api-server": ("api-server", "--host", "127.0.0.1", "--port", str(self.port)),
            "scheduler": ("scheduler", "--skip-serve-logs"),  # it would listen on all addresses
            "dag-processor": ("dag-processor",),
            "triggerer": ("triggerer", "--skip-serve-logs"),
        }
        return Service(
            name=component,
            command=module_command("airflow", *arguments[component]),
            environment=self.environment,
            log=self.installation.logs / f"{component}.log",
            grace_seconds=grace_seconds,
        )


def airflow_for(installation: Installation, databases: Databases, port: int, extra: Mapping[str, str]) -> Airflow:
    """Return Airflow for an installation; ``extra`` goes into the environment of its services."""
    password = local_secret(installation.home, "airflow_admin", length_bytes=12)
    url = f"http://127.0.0.1:{port}"
    config = {
        "API__BASE_URL": url,
        "API__HOST": "127.0.0.1",
        "API__PORT": str(port),
        "API__SECRET_KEY": local_secret(installation.home, "airflow_api"),
        "API__WORKERS": "1",
        "API_AUTH__JWT_SECRET": local_secret(installation.home, "airflow_jwt", length_bytes=_JWT_BYTES),
        "CORE__AUTH_MANAGER": "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager",
        "CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
        "CORE__EXECUTOR": "LocalExecutor",
        "CORE__FERNET_KEY": _fernet_key(installation.home),
        "CORE__LOAD_EXAMPLES": "False",
        "CORE__PARALLELISM": "4",
        "CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
        "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(passwords_file(installation)),
        "CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
        "DATABASE__SQL_ALCHEMY_CONN": _sqlalchemy_url(databases.airflow_dsn),
        "LOGGING__COLORED_CONSOLE_LOG": "False",
        "WORKERS__EXECUTION_API_RETRIES": "10",  # the first answer takes long: research in DESIGN section 8
        "WORKERS__EXECUTION_API_TIMEOUT": "30",
    }
    write_private(passwords_file(installation), json.dumps({USER: password}))
    environment = child_environment(
        AIRFLOW_HOME=str(installation.airflow_home),
        RASID_HOME=str(installation.home),
        WAREHOUSE_DSN=databases.warehouse_dsn,
        **{f"AIRFLOW__{name}": value for name, value in config.items()},
        **extra,
    )
    return Airflow(installation=installation, port=port, password=password, environment=environment)


def passwords_file(installation: Installation) -> Path:
    """Return where Airflow's simple auth manager reads the passwords (mode 0600)."""
    return installation.home / "airflow-passwords.json"


def migrate_metadata(airflow: Airflow, databases: Databases) -> bool:
    """Bring Airflow's metadata database to the installed version; return whether there was something to do.

    Raises:
        SetupError: The migration failed.
    """
    stamp = airflow.installation.home / "airflow-migrated.json"
    revision = _revision(databases.airflow_dsn)
    wanted = {"airflow": version("apache-airflow-core"), "revision": revision}
    if revision is not None and stamp.exists() and json.loads(stamp.read_text("utf-8")) == wanted:
        return False
    migration = Service(
        name="airflow db migrate",
        command=module_command("airflow", "db", "migrate"),
        environment=airflow.environment,
        log=airflow.installation.logs / "airflow-migrate.log",
    )
    run_to_end(migration, seconds=_MIGRATE_SECONDS)
    stamp.write_text(json.dumps(wanted | {"revision": _revision(databases.airflow_dsn)}), "utf-8")
    return True


def _revision(dsn: str) -> str | None:
    """Return the revision of Airflow's schema in the database; None: there is none."""
    connection = psycopg2.connect(dsn)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("select to_regclass('alembic_version')")
            if cursor.fetchone() == (None,):
                return None
            cursor.execute("select version_num from alembic_version")
            row = cursor.fetchone()
            return row[0] if row else None
    finally:
        connection.close()


def _fernet_key(home: Path) -> str:
    """Return the key in Fernet's own form: 32 bytes in padded base64."""
    secret = local_secret(home, "airflow_fernet", length_bytes=32)
    return base64.urlsafe_b64encode(base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))).decode("ascii")


def _sqlalchemy_url(dsn: str) -> str:
    parts = parse_dsn(dsn)
    known = {key: parts.pop(key, None) for key in ("user", "password", "host", "port", "dbname")}
    url = URL.create(
        "postgresql+psycopg2",
        username=known["user"],
        password=known["password"],
        host=known["host"],
        port=int(known["port"]) if known["port"] else None,
        database=known["dbname"],
        query=parts,
    )
    return url.render_as_string(hide_password=False)
