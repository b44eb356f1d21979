"""The warehouse of a command: the configured one, else the embedded Postgres for as long as the command runs."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg2
from psycopg2 import sql

from include.rasid.io.postgres import embedded_postgres, running
from include.rasid.io.warehouse import connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from include.rasid.settings import Settings


@contextmanager
def warehouse(settings: Settings) -> Iterator[str]:
    """Give the DSN of the warehouse; the embedded server is started if needed and stopped if nobody else uses it."""
    if settings.warehouse_dsn:
        yield settings.warehouse_dsn
        return
    with running(embedded_postgres(settings.home)) as server:
        yield server.ensure_database("rasid")


@contextmanager
def scratch_warehouse(settings: Settings) -> Iterator[str]:
    """Give the DSN of an empty database of its own, dropped afterwards.

    Where the user of ``WAREHOUSE_DSN`` may not create databases, as the loader may not, it lies on an embedded server in a folder of its own.
    """
    name = f"rasid_scratch_{os.getpid()}"
    if not settings.warehouse_dsn:
        with running(embedded_postgres(settings.home)) as server:
            try:
                yield server.ensure_database(name)
            finally:
                server.drop_database(name)
        return
    if not _administer(settings.warehouse_dsn, "create database {}", name):
        with _own_server() as dsn:
            yield dsn
        return
    try:
        yield urlsplit(settings.warehouse_dsn)._replace(path=f"/{name}").geturl()
    finally:
        _administer(settings.warehouse_dsn, "drop database if exists {} with (force)", name)


@contextmanager
def _own_server() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="rasid-scratch-") as folder:
        server = embedded_postgres(Path(folder))
        try:
            with running(server):
                yield server.ensure_database("rasid")
        finally:
            shutil.rmtree(server.base, ignore_errors=True)  # as root it lies outside the folder


def _administer(dsn: str, statement: str, name: str) -> bool:
    """Tell whether the user of the DSN may do so."""
    connection = connect(dsn)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL(statement).format(sql.Identifier(name)))
    except psycopg2.errors.InsufficientPrivilege:
        return False
    finally:
        connection.close()
    return True
