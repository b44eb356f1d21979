"""Connections to the warehouse."""

from __future__ import annotations

import json
import logging
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, TextIO, cast

import psycopg2
from psycopg2 import sql
from psycopg2.extras import Json, NamedTupleCursor, execute_values
from structlog.contextvars import bound_contextvars

from include.rasid.errors import SetupError, WarehouseBusyError
from include.rasid.io.sql import query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from psycopg2.extensions import (
        connection as Connection,
        cursor as Cursor,
    )

log = logging.getLogger(__name__)
_COPY_ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"), ("\0", ""))  # the backslash first
_CONNECT_SECONDS = 10
_LINES = 8  # of a COPY at a time: more than that and client and server wait for one another
_LOCK_TIMEOUT_MS = 60_000


def connect(dsn: str) -> Connection:
    """Open a connection; times are UTC and rows are named tuples.

    Raises:
        SetupError: No DSN, or the server refuses the credentials or has no such database.
        WarehouseBusyError: The server cannot be reached now.
    """
    if not dsn:
        raise SetupError("WAREHOUSE_DSN is not set: start with `make run`, `make up` or ./rasid, or set it")
    try:
        return psycopg2.connect(
            dsn,
            cursor_factory=NamedTupleCursor,
            connect_timeout=_CONNECT_SECONDS,
            application_name="rasid",
            options=f"-c timezone=UTC -c lock_timeout={_LOCK_TIMEOUT_MS}",
        )
    except psycopg2.OperationalError as error:
        message = str(error).strip().splitlines()[0]
        if "authentication" in message or "does not exist" in message:
            raise SetupError(f"warehouse: {message}") from error
        raise WarehouseBusyError(message) from error


@contextmanager
def transaction(dsn: str) -> Iterator[Cursor]:
    """Run the block in one transaction on a connection of its own: all of it is kept, or nothing.

    Raises:
        WarehouseBusyError: The server went away or a lock was not granted in time.
    """
    connection = connect(dsn)
    try:
        with connection, connection.cursor() as cursor:
            yield cursor
    except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
        raise WarehouseBusyError(str(error).strip()) from error
    finally:
        connection.close()


def run(cursor: Cursor, name: str, parameters: Mapping[str, Any] | None = None) -> list[Any]:
    """Execute ``queries/NAME.sql``; return its rows, none for a statement without result."""
    cursor.execute(query(name), parameters or {})
    return cursor.fetchall() if cursor.description else []


def insert_rows(cursor: Cursor, name: str, rows: Sequence[tuple[Any, ...]], *, fetch: bool = False) -> list[Any]:
    """Execute ``queries/NAME.sql``, which has ``values %s``, for all rows at once.

    Returns:
        The rows that the statement returns when ``fetch`` is set, else none.
    """
    if not rows:
        return []
    return execute_values(cursor, query(name), rows, page_size=1000, fetch=fetch) or []


def copy_rows(cursor: Cursor, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Write many rows with COPY, several times as fast as ``insert_rows``; only plain values, None for null.

    Rows are made while the server stores those before them, and are never all in memory.
    """
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    target = sql.Identifier(*table.split("."))
    lines = cast("TextIO", _Lines(rows))  # of a file, psycopg2 needs read alone
    cursor.copy_expert(sql.SQL("copy {} ({}) from stdin").format(target, names), lines)


class _Lines:
    """Rows as a file that is read a few lines at a time, whatever the size that is asked for."""

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self._rows = iter(rows)

    def read(self, _size: int = -1) -> str:
        """Return the next lines; empty at the end."""
        return "".join("\t".join(map(_copied, row)) + "\n" for row in islice(self._rows, _LINES))


def _copied(value: Any) -> str:
    """Return a value in the text format of COPY; a zero byte, which no text of Postgres holds, goes."""
    if value is None:
        return "\\N"
    if not isinstance(value, str):
        return str(value)
    text = value
    for character, escaped in _COPY_ESCAPES:
        if character in text:
            text = text.replace(character, escaped)
    return text


def as_json(value: Any) -> Json:
    """Return a parameter for a jsonb column; Arabic stays readable."""
    return Json(value, dumps=lambda v: json.dumps(v, ensure_ascii=False, default=str))


def record_run(
    cursor: Cursor, *, run_id: str, stage: str, counts: Mapping[str, int], batch_id: int | None = None
) -> None:
    """Write the ledger row of a stage, in the transaction of its data, and a log line with the same ids."""
    ids = {"run_id": run_id, "stage": stage, "batch_id": batch_id}
    run(cursor, "insert_run_ledger", {**ids, "counts": as_json(dict(counts))})
    with bound_contextvars(**ids):  # keys of the line where logs are JSON, as Airflow's are
        log.info("%s of %s, batch %s: %s", stage, run_id, batch_id or "none", json.dumps(dict(counts)))
