"""One installation on this machine: where its state is, its databases, and that only one program runs its Airflow."""

from __future__ import annotations

import fcntl
import os
import random
import socket
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import make_dsn, parse_dsn

from include.rasid.errors import SetupError
from include.rasid.io.migrations import migrate
from include.rasid.io.postgres import embedded_postgres
from include.rasid.io.warehouse import connect
from include.rasid.local.processes import Service, child_environment, module_command, running, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_POSTGRES_SECONDS = 120.0  # the first start copies the program and initialises the data directory
_PORTS = range(20_000, 30_000)  # below the ephemeral ports of Linux and macOS: nobody takes them by chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Where the state of one installation is."""

    home: Path

    @property
    def logs(self) -> Path:
        """Folder of the logs of our services."""
        return self.home / "logs"

    @property
    def mail(self) -> Path:
        """Folder into which the mail catcher writes."""
        return self.home / "mail"

    @property
    def airflow_home(self) -> Path:
        """AIRFLOW_HOME."""
        return self.home / "airflow"

    def make(self) -> None:
        """Make the folders; others cannot look into a new home, where articles, mail and logs will be."""
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self.logs, self.mail):
            folder.mkdir(exist_ok=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Databases:
    """DSNs of the two databases, never one and the same."""

    warehouse_dsn: str
    airflow_dsn: str


@contextmanager
def sole_use(installation: Installation) -> Iterator[None]:
    """Keep other programs from running Airflow on this installation inside the block.

    Raises:
        SetupError: Another program does.
    """
    installation.make()
    with (installation.home / "airflow.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            holder = lock.read().strip()
            raise SetupError(f"{holder or 'another program'} already runs Airflow in {installation.home}") from error
        lock.truncate(0)
        lock.write(f"process {os.getpid()}\n")
        lock.flush()
        yield


@contextmanager
def databases(installation: Installation) -> Iterator[Databases]:
    """Keep the databases ready inside the block, the warehouse migrated.

    ``WAREHOUSE_DSN`` names the warehouse; without it the embedded Postgres is started, and stopped afterwards
    if nobody else uses it. ``AIRFLOW_DSN`` names Airflow's metadata database; without it that is a database
    called ``airflow`` on the server of the warehouse.

    Raises:
        SetupError: A database cannot be had.
    """
    given = os.environ.get("WAREHOUSE_DSN", "")
    if given:
        chosen = Databases(warehouse_dsn=given, airflow_dsn=os.environ.get("AIRFLOW_DSN") or _beside(given, "airflow"))
        if chosen.airflow_dsn == given:
            raise SetupError("AIRFLOW_DSN and WAREHOUSE_DSN name the same database: Airflow needs one of its own")
        _migrate(chosen.warehouse_dsn)
        yield chosen
        return
    with _embedded(installation):
        chosen = _embedded_databases(installation)
        _migrate(chosen.warehouse_dsn)
        yield chosen


def _embedded_databases(installation: Installation) -> Databases:
    server = embedded_postgres(installation.home)
    try:
        airflow_dsn = os.environ.get("AIRFLOW_DSN") or server.ensure_database("airflow")
        return Databases(warehouse_dsn=server.ensure_database("rasid"), airflow_dsn=airflow_dsn)
    except psycopg2.OperationalError as error:
        hint = f"if {installation.home} was removed and made anew, remove {server.base} too"
        raise SetupError(f"the embedded Postgres: {str(error).strip().splitlines()[0]} ({hint})") from error


@contextmanager
def _embedded(installation: Installation) -> Iterator[None]:
    ready = installation.home / "postgres.ready"
    ready.unlink(missing_ok=True)
    keeper = Service(
        name="postgres",
        command=module_command("include.rasid.local.postgres_keeper", str(installation.home), str(ready)),
        environment=child_environment(),
        log=installation.logs / "postgres.log",
        grace_seconds=60.0,
        is_guarded=False,
    )
    with running([keeper]) as (child,):
        wait_until(ready.exists, child, seconds=_POSTGRES_SECONDS)
        yield


def _migrate(dsn: str) -> None:
    connection = connect(dsn)
    try:
        migrate(connection)
    finally:
        connection.close()


def _beside(dsn: str, name: str) -> str:
    """Return the DSN of a database called ``name`` on the server of ``dsn``; it is created if it is missing."""
    wanted = make_dsn(dsn, dbname=name)
    if parse_dsn(dsn).get("dbname") == name:
        raise SetupError(f"WAREHOUSE_DSN names a database called {name}: set AIRFLOW_DSN to another one for Airflow")
    connection = connect(dsn)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1 from pg_database where datname = %s", (name,))
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    except psycopg2.errors.InsufficientPrivilege as error:
        raise SetupError(f"cannot create a database for Airflow ({str(error).strip()}): set AIRFLOW_DSN") from error
    finally:
        connection.close()
    return wanted


def kept_port(installation: Installation, name: str) -> int:
    """Return the port of the service ``name``, the same at every call: the newsroom's is part of its URLs.

    Raises:
        SetupError: Another program listens there now.
    """
    path = installation.home / f"{name}.port"
    if path.exists():
        port = int(path.read_text("ascii"))
        if not is_free(port):
            raise SetupError(f"port {port} of the {name} is in use by another program: stop that, or delete {path}")
        return port
    port = next(p for p in random.sample(_PORTS, k=200) if is_free(p))
    path.write_text(str(port), "ascii")
    return port


def is_free(port: int) -> bool:
    """Tell whether nobody listens on a loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # closed connections of an earlier run do not count
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
