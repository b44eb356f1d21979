"""State of an installation: databases, ports, sole use."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import psycopg2
import pytest
from psycopg2.extensions import parse_dsn

from include.rasid.errors import SetupError
from include.rasid.io.postgres import embedded_postgres
from include.rasid.local.installation import Installation, databases, kept_port, sole_use
from include.rasid.local.processes import child_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PATIENCE_SECONDS = 60.0

HOLDER = """
import sys, time
from pathlib import Path
from include.rasid.local.installation import Installation, databases
home = Path(sys.argv[1])
with databases(Installation(home=home)) as chosen:
    (home / "dsn.tmp").write_text(chosen.warehouse_dsn)
    (home / "dsn.tmp").rename(home / "dsn")
    time.sleep(600)
"""


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """Return an empty installation; no setting of the developer's shell counts."""
    for name in ("WAREHOUSE_DSN", "AIRFLOW_DSN"):
        monkeypatch.delenv(name, raising=False)
    made = Installation(home=tmp_path / "home with blanks")
    made.make()
    yield made
    shutil.rmtree(embedded_postgres(made.home).base)  # as root it is outside the home


def test_a_port_is_kept(installation: Installation) -> None:
    """The newsroom's URLs are identities, so its port is the same in every run."""
    port = kept_port(installation, "newsroom")
    assert port == kept_port(installation, "newsroom")
    assert port != kept_port(installation, "mail")


def test_a_kept_port_that_is_taken_is_an_error(installation: Installation) -> None:
    """A stranger on the newsroom's port is named, never worked around by another port."""
    port = kept_port(installation, "newsroom")
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", port))
        stranger.listen()
        with pytest.raises(SetupError, match=f"port {port} of the newsroom is in use"):
            kept_port(installation, "newsroom")


def test_one_program_at_a_time(installation: Installation) -> None:
    """Two schedulers on one state would run everything twice."""
    with (
        sole_use(installation),
        pytest.raises(SetupError, match=f"process {os.getpid()} already runs Airflow"),
        sole_use(installation),
    ):
        pass
    with sole_use(installation):
        pass


def test_others_cannot_look_into_a_new_home(installation: Installation) -> None:
    """Articles, mail and logs are for the owner."""
    assert installation.home.stat().st_mode & 0o077 == 0


@pytest.mark.postgres
def test_embedded_databases_end_with_the_block(installation: Installation) -> None:
    """The warehouse is migrated, Airflow has a database of its own beside it, and the server stops afterwards."""
    with databases(installation) as chosen:
        connection = psycopg2.connect(chosen.warehouse_dsn)
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from mart.contacts")
            assert cursor.fetchone() == (0,)
        connection.close()
        psycopg2.connect(chosen.airflow_dsn).close()
        assert parse_dsn(chosen.airflow_dsn)["dbname"] == "airflow"
    assert not embedded_postgres(installation.home).is_running()


@pytest.mark.postgres
def test_the_server_stops_when_its_user_is_killed(installation: Installation) -> None:
    """``kill -9`` of the only program that uses the embedded Postgres stops the server in order."""
    command = [sys.executable, "-P", "-c", HOLDER, str(installation.home)]
    server = embedded_postgres(installation.home)
    with subprocess.Popen(command, env=child_environment()) as holder:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (installation.home / "dsn").exists():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert server.is_running()
        holder.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE_SECONDS
    mark = installation.home / "postgres.started"  # taken away just after the server has stopped
    while server.is_running() or mark.exists():
        assert time.monotonic() < deadline, "the server still runs, or is still marked as ours"
        time.sleep(0.1)


@pytest.mark.postgres
def test_a_given_warehouse_is_used(
    installation: Installation, make_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With WAREHOUSE_DSN no server is started: that database is migrated and Airflow gets one beside it."""
    given = make_database()
    monkeypatch.setenv("WAREHOUSE_DSN", given)
    monkeypatch.setenv("AIRFLOW_DSN", make_database())
    with databases(installation) as chosen:
        assert chosen.warehouse_dsn == given
        connection = psycopg2.connect(given)
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from ops.schema_migration")
            assert cursor.fetchone() != (0,)
        connection.close()
        assert chosen.airflow_dsn == os.environ["AIRFLOW_DSN"]
    assert not embedded_postgres(installation.home).is_running()


@pytest.mark.postgres
def test_airflow_gets_a_database_beside_a_given_warehouse(
    installation: Installation, make_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without AIRFLOW_DSN its database is called airflow, on the same server, and is made when it is missing."""
    monkeypatch.setenv("WAREHOUSE_DSN", make_database())
    for _ in range(2):
        with databases(installation) as chosen:
            connection = psycopg2.connect(chosen.airflow_dsn)
            assert connection.info.dbname == "airflow"
            connection.close()


def test_the_warehouse_is_never_airflows_own_database(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A warehouse called airflow without AIRFLOW_DSN is refused: the two would share one database."""
    monkeypatch.setenv("WAREHOUSE_DSN", "postgresql://somebody@127.0.0.1:1/airflow")
    with pytest.raises(SetupError, match="set AIRFLOW_DSN"), databases(installation):
        pass
    monkeypatch.setenv("AIRFLOW_DSN", "postgresql://somebody@127.0.0.1:1/airflow")
    with pytest.raises(SetupError, match="name the same database"), databases(installation):
        pass
