"""The deliveries of ops.delivery as a sender works through them, on one connection of its own."""

from __future__ import annotations

import threading
import time
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import psycopg2

from include.rasid.errors import WarehouseBusyError
from include.rasid.io.warehouse import connect, insert_rows, run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from psycopg2.extensions import (
        connection as Connection,
        cursor as Cursor,
    )

# A sender that is killed leaves what it had reserved to the others after this time; nothing of that can have arrived.
LEASE = timedelta(minutes=5)
MOST_LEASED = 40
_BUSY_SECONDS = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A delivery that this sender has reserved."""

    delivery_id: int
    alert_id: int
    contact_id: str
    transition: str
    revision: int
    email: str
    token: str
    language: str  # ar | en: which comes first
    zone: str | None  # IANA name; None: that of the settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """How an attempt ended."""

    state: str  # sent | refused | unknown | pending
    message_id: str
    smtp_code: int | None  # None: the mail server gave no answer
    detail: str


@dataclass(slots=True)
class _Seal:
    """A request to mark deliveries; all of them or none."""

    delivery_ids: Sequence[int]
    message_id: str
    granted: bool | None = None  # None: not decided yet


@dataclass(frozen=True, slots=True)
class _Ending:
    """A request to keep how an attempt ended."""

    delivery_ids: Sequence[int]
    finish: Finish


class Outbox:
    """Reserves, seals and finishes deliveries; may be shared by threads.

    Deliveries are reserved in handfuls, which costs little and promises nothing. A delivery is **sealed** when its text
    was sent and only the closing dot is missing: from then on the reader may have it. So a sender that is killed
    leaves at most one for each of its connections as unknown, and everything else to others. What several threads want
    sealed and finished at the same time is one transaction: that costs one wait for the disk, not one each.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lease = str(uuid.uuid4())  # of this sender
        self._turn = threading.Lock()  # whoever has it uses the connection
        self._waiting: list[_Seal | _Ending] = []
        self._written_at = 0.0

    def tidy(self, now: datetime) -> dict[str, int]:
        """Close what must not be mailed, put off what must wait; return how many of which.

        ``abandoned``: senders died after they had sealed them; ``unsubscribed``: the readers have left since;
        ``unwanted``: a watch or a reader has muted them; ``quiet``: they wait for the end of the reader's quiet hours.
        """
        with self._transaction() as cursor:
            return {
                "abandoned": len(run(cursor, "abandon_deliveries")),
                "unsubscribed": len(run(cursor, "refuse_unsubscribed")),
                "unwanted": len(run(cursor, "refuse_unwanted")),
                "quiet": len(run(cursor, "hold_quiet", {"now": now})),
            }

    def count_due(self) -> int:
        """Return how many wait and may be tried now, each as a mail of its own."""
        with self._transaction() as cursor:
            return int(run(cursor, "count_due_deliveries")[0].due)

    def count_due_digests(self, now: datetime) -> int:
        """Return how many wait for a digest whose time has come."""
        with self._transaction() as cursor:
            return int(run(cursor, "count_due_digests", {"now": now})[0].due)

    def reserve(self, most: int = MOST_LEASED) -> list[Claim]:
        """Take the next that are due; none: there are none, or other senders have them."""
        return self._reserve("lease_deliveries", {"most": most})

    def reserve_digest(self, now: datetime) -> list[Claim]:
        """Take all that one reader's digest is to tell now; none: no digest is due, or other senders have them."""
        return self._reserve("lease_digest", {"now": now})

    def facts(self, alert_ids: Iterable[int]) -> dict[int, Mapping[str, Any]]:
        """Return what the alerts say, by their ids."""
        with self._transaction() as cursor:
            return {row.alert_id: row.facts for row in run(cursor, "alert_facts", {"alert_ids": list(alert_ids)})}

    def seal(self, delivery_ids: Sequence[int], message_id: str) -> bool:
        """Mark deliveries as about to end; False: some are another sender's by now, and none is marked."""
        request = _Seal(delivery_ids, message_id)
        self._waiting.append(request)
        with self._turn:
            if request.granted is None:
                self._write_waiting()
        return bool(request.granted)

    def finish(self, delivery_ids: Sequence[int], finish: Finish) -> None:
        """Keep how the attempt ended, at the latest with the next seal; one to be tried again waits longer each time."""
        self._waiting.append(_Ending(delivery_ids, finish))
        is_busy = time.monotonic() - self._written_at < _BUSY_SECONDS  # then a seal will soon take it along
        if not is_busy and self._turn.acquire(blocking=False):
            try:
                self._write_waiting()
            finally:
                self._turn.release()

    def release(self, detail: str | None = None) -> None:
        """Keep what is still to be kept, and give back what was reserved and not tried: it stays due."""
        with self._turn:
            self._write_waiting()
        with self._transaction() as cursor:
            run(cursor, "release_lease", {"lease": self._lease, "detail": detail})

    def _reserve(self, name: str, parameters: dict[str, Any]) -> list[Claim]:
        with self._transaction() as cursor:
            rows = run(cursor, name, {"lease": self._lease, "lasting": LEASE, **parameters})
        return [Claim(**row._asdict()) for row in rows]

    def _write_waiting(self) -> None:
        """Write all that waits in one transaction; the caller has the turn. Where it fails nothing was granted."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        seals = [request for request in waiting if isinstance(request, _Seal)]
        endings = [request for request in waiting if isinstance(request, _Ending)]
        with self._cursor() as cursor:
            insert_rows(cursor, "finish_deliveries", [row for e in endings for row in self._ending_rows(e)])
            granted = self._sealed(cursor, seals)
        for request in seals:
            request.granted = request in granted
        self._written_at = time.monotonic()

    def _sealed(self, cursor: Cursor, seals: list[_Seal]) -> list[_Seal]:
        rows = [(i, self._lease, request.message_id) for request in seals for i in request.delivery_ids]
        done = {row.delivery_id for row in insert_rows(cursor, "seal_deliveries", rows, fetch=True)}
        granted = [request for request in seals if done.issuperset(request.delivery_ids)]
        halves = done - {i for request in granted for i in request.delivery_ids}
        if halves:
            run(cursor, "unseal_deliveries", {"delivery_ids": sorted(halves)})
        return granted

    def _ending_rows(self, ending: _Ending) -> list[tuple[Any, ...]]:
        finish = ending.finish
        return [
            (i, self._lease, finish.state, finish.message_id, finish.smtp_code, finish.detail)
            for i in ending.delivery_ids
        ]

    @contextmanager
    def _transaction(self) -> Iterator[Cursor]:
        with self._turn, self._cursor() as cursor:
            yield cursor

    @contextmanager
    def _cursor(self) -> Iterator[Cursor]:
        try:
            with self._connection, self._connection.cursor() as cursor:
                yield cursor
        except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
            raise WarehouseBusyError(str(error).strip()) from error


@contextmanager
def open_outbox(dsn: str) -> Iterator[Outbox]:
    """Give the outbox of a warehouse while the block runs.

    Raises:
        WarehouseBusyError: The warehouse cannot be reached, or went away.
    """
    connection = connect(dsn)
    try:
        yield Outbox(connection)
    finally:
        connection.close()
