"""Connections of the desk to the warehouse: a few that are kept open, for reading only."""

from __future__ import annotations

import time
from contextlib import contextmanager
from queue import Empty, LifoQueue
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING, Any

import psycopg2
from cachetools import TTLCache

from include.rasid.errors import WarehouseBusyError
from include.rasid.io.warehouse import connect, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from psycopg2.extensions import connection as Connection, cursor as Cursor

_KEPT_SECONDS = 30.0
_MOST_KEPT = 256  # queries with their parameters
_MOST = 8  # connections; further readers wait for one
_WAIT_SECONDS = 10.0
_TRUSTED_SECONDS = 30.0  # how long an idle connection counts as alive without being asked


class Database:
    """The warehouse as the desk reads it."""

    def __init__(self, dsn: Callable[[], str]) -> None:
        """``dsn`` tells the warehouse when the first reader comes."""
        self._dsn = dsn
        self._slots = BoundedSemaphore(_MOST)
        self._kept: TTLCache[str, list[Any]] = TTLCache(_MOST_KEPT, _KEPT_SECONDS)
        self._lock = Lock()
        self._idle: LifoQueue[tuple[Connection, float]] = LifoQueue()

    @contextmanager
    def reading(self) -> Iterator[Cursor]:
        """Run the block in one read-only transaction.

        Raises:
            WarehouseBusyError: The server cannot be reached, or all connections are taken for too long.
            SetupError: It refuses the credentials.
        """
        if not self._slots.acquire(timeout=_WAIT_SECONDS):
            raise WarehouseBusyError("all connections of the desk are in use")
        try:
            connection = self._connection()
            try:
                with connection, connection.cursor() as cursor:
                    yield cursor
            except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
                connection.close()
                raise WarehouseBusyError(str(error).strip()) from error
            finally:
                if not connection.closed:
                    self._idle.put((connection, time.monotonic()))
        finally:
            self._slots.release()

    def kept(self, cursor: Cursor, name: str, parameters: Mapping[str, Any] | None = None) -> list[Any]:
        """Return the rows of a query that counts over everything; within half a minute the same ones again."""
        key = f"{name} {sorted((parameters or {}).items())}"
        with self._lock:
            found = self._kept.get(key)
        if found is None:
            found = run(cursor, name, parameters)
            with self._lock:
                self._kept[key] = found
        return found

    def close(self) -> None:
        """Close what is idle."""
        while True:
            try:
                self._idle.get_nowait()[0].close()
            except Empty:
                return

    def _connection(self) -> Connection:
        while True:
            try:
                connection, since = self._idle.get_nowait()
            except Empty:
                break
            if time.monotonic() - since < _TRUSTED_SECONDS or _is_alive(connection):
                return connection
            connection.close()
        opened = connect(self._dsn())
        opened.set_session(readonly=True)
        return opened


def _is_alive(connection: Connection) -> bool:
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("select 1")
    except psycopg2.Error:
        return False
    return True
