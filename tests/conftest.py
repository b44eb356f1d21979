"""A real Postgres for the tests that need one: the embedded server, a fresh migrated database for each module."""

from __future__ import annotations

import itertools
import os
import shutil
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg2
import pytest

from include.rasid.io.migrations import migrate
from include.rasid.io.postgres import embedded_postgres
from include.rasid.io.warehouse import connect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_dsn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the DSN of a server's maintenance database: WAREHOUSE_TEST_DSN, or an embedded server of this session."""
    configured = os.environ.get("WAREHOUSE_TEST_DSN")
    if configured:
        yield configured
        return
    server = embedded_postgres(tmp_path_factory.mktemp("postgres"))
    server.start()
    yield server.dsn("postgres")
    server.stop()
    shutil.rmtree(server.base)  # as root it lies outside pytest's folders


@pytest.fixture(scope="session")
def make_database(postgres_dsn: str) -> Iterator[Callable[[], str]]:
    """Return a function that makes an empty database and gives its DSN; all are dropped at the end."""
    made: list[str] = []

    def make() -> str:
        name = f"rasid_test_{os.getpid()}_{next(_numbers)}"
        _administer(postgres_dsn, f"create database {name}")
        made.append(name)
        return urlsplit(postgres_dsn)._replace(path=f"/{name}").geturl()

    yield make
    for name in made:
        _administer(postgres_dsn, f"drop database if exists {name} with (force)")


@pytest.fixture(scope="module")
def warehouse_dsn(make_database: Callable[[], str]) -> str:
    """Return the DSN of a fresh migrated warehouse, shared by the tests of one module."""
    dsn = make_database()
    connection = connect(dsn)
    migrate(connection)
    connection.close()
    return dsn


def _administer(dsn: str, statement: str) -> None:
    connection = psycopg2.connect(dsn)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()
