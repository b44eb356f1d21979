"""The deliveries of ops.delivery as a sender works through them, on one connection of its own."""

from __future__ import annotations

import threading
import time
import uuid
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import psycopg2

from include.rasid.errors import WarehouseBusyError
from include.rasid.io.warehouse import connect, run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from psycopg2.extensions import (
        connection as Connection,
        cursor as Cursor,
    )

# A sender that is killed leaves what it had reserved to the others after this time; nothing of that can have arrived.
LEASE = timedelta(minutes=5)
MOST_LEASED = 60
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
class _Entry:
    """What is to be written of some deliveries: that they are sealed, or how the attempt ended."""

    delivery_ids: Sequence[int]
    finish: Finish
    written: bool | None = None  # whether all of them were; None: not tried yet


class Outbox:
    """Reserves, seals and finishes deliveries; may be shared by threads.

    Deliveries are reserved in handfuls, which costs little and promises nothing. A delivery is **sealed** when its text
    was sent and only the closing dot is missing: from then on the reader may have it. So a sender that is killed
    leaves at most one for each of its connections as unknown, and everything else to others. What several threads want
    sealed and finished at the same time is one statement: that costs one wait for the disk, not one each.
    """

    def __init__(self, connection: Connection, journal: Connection) -> None:
        """Take a connection to read and reserve by, and one of its own to seal and finish by."""
        self._connection = connection
        self._journal = journal
        self._journal.autocommit = True
        self._lease = str(uuid.uuid4())  # of this sender
        self._turn = threading.Lock()  # whoever has it uses the connection
        self._pen = threading.Lock()  # whoever has it uses the journal
        self._waiting: list[_Entry] = []
        self._written_at = 0.0

    def tidy(self, now: datetime) -> dict[str, int]:
        """Close what must not be mailed, put off what must wait; return how many of which.

        ``abandoned``: senders died after they had sealed them; ``unsubscribed``: the readers have left since;
        ``unwanted``: a watch or a reader has muted them; ``quiet``: they wait for the end of the reader's quiet hours;
        ``brought_back``: they were to wait longer than anything waits, since the clock was set back.
        """
        with self._transaction() as cursor:
            run(
                cursor, "insert_correction_deliveries"
            )  # for mails that were on their way when their alert proved wrong
            return {
                "brought_back": len(run(cursor, "bring_back_deliveries", {"now": now})),
                "abandoned": len(run(cursor, "abandon_deliveries")),
                "unsubscribed": len(run(cursor, "refuse_unsubscribed")),
                "unwanted": len(run(cursor, "refuse_unwanted")),
                "quiet": len(run(cursor, "hold_quiet", {"now": now})),
            }

    def count_due(self) -> int:
        """Return how many wait and may be tried now, each as a mail of its own."""
        with self._transaction() as cursor:
            return int(run(cursor, "count_due_deliveries")[0].due)

    def due_channels(self) -> dict[str, int]:
        """Return how many wait for each channel beyond mail and may be tried now."""
        with self._transaction() as cursor:
            return {row.channel: row.due for row in run(cursor, "due_channels")}

    def count_due_digests(self, now: datetime) -> int:
        """Return how many wait for a digest whose time has come."""
        with self._transaction() as cursor:
            return int(run(cursor, "count_due_digests", {"now": now})[0].due)

    def reserve(self, most: int = MOST_LEASED) -> list[Claim]:
        """Take the next that are due; none: there are none, or other senders have them."""
        return self._reserve("lease_deliveries", {"most": most, "channel": None})

    def reserve_for(self, channel: str, most: int) -> list[Claim]:
        """Take the next that are due for a channel; none: there are none, or other senders have them."""
        return self._reserve("lease_deliveries", {"most": most, "channel": channel})

    def reserve_digest(self, now: datetime) -> list[Claim]:
        """Take all that one reader's digest is to tell now; none: no digest is due, or other senders have them."""
        return self._reserve("lease_digest", {"now": now})

    def facts(self, alert_ids: Iterable[int]) -> dict[int, Mapping[str, Any]]:
        """Return what the alerts say, by their ids."""
        with self._transaction() as cursor:
            return {row.alert_id: row.facts for row in run(cursor, "alert_facts", {"alert_ids": list(alert_ids)})}

    def seal(self, delivery_ids: Sequence[int], message_id: str) -> bool:
        """Mark deliveries as about to end; False: some are another sender's by now, and none stays marked."""
        sealed = Finish(state="sending", message_id=message_id, smtp_code=None, detail="the text was sent")
        entry = _Entry(delivery_ids, sealed)
        self._waiting.append(entry)
        with self._pen:
            if entry.written is None:
                self._write_waiting()
        if not entry.written and len(delivery_ids) > 1:
            with self._transaction() as cursor:
                run(cursor, "unseal_deliveries", {"delivery_ids": list(delivery_ids), "lease": self._lease})
        return bool(entry.written)

    def finish(self, delivery_ids: Sequence[int], finish: Finish) -> None:
        """Keep how the attempt ended, at the latest with the next seal; one to be tried again waits longer each time."""
        self._waiting.append(_Entry(delivery_ids, finish))
        is_busy = time.monotonic() - self._written_at < _BUSY_SECONDS  # then a seal will soon take it along
        if not is_busy and self._pen.acquire(blocking=False):
            try:
                self._write_waiting()
            finally:
                self._pen.release()

    def release(self, detail: str | None = None) -> None:
        """Keep what is still to be kept, and give back what was reserved and not tried: it stays due."""
        with self._pen:
            self._write_waiting()
        with self._transaction() as cursor:
            run(cursor, "release_lease", {"lease": self._lease, "detail": detail})

    def _reserve(self, name: str, parameters: dict[str, Any]) -> list[Claim]:
        with self._transaction() as cursor:
            # Without it Postgres sorts all that waits for each handful, until it has statistics of a sudden backlog.
            run(cursor, "walk_in_order")
            rows = run(cursor, name, {"lease": self._lease, "lasting": LEASE, **parameters})
        return [Claim(**row._asdict()) for row in rows]

    def _write_waiting(self) -> None:
        """Write all that waits in one statement; the caller has the pen. Where it fails nothing was sealed."""
        waiting, self._waiting = self._waiting, []
        rows = [(i, entry.finish) for entry in waiting for i in entry.delivery_ids]
        if not rows:
            return
        values = {
            "lease": self._lease,
            "delivery_ids": [i for i, _ in rows],
            "states": [finish.state for _, finish in rows],
            "message_ids": [finish.message_id for _, finish in rows],
            "smtp_codes": [finish.smtp_code for _, finish in rows],
            "details": [finish.detail for _, finish in rows],
        }
        with _busy_when_lost(), self._journal.cursor() as cursor:
            written = {(row.delivery_id, row.state) for row in run(cursor, "write_deliveries", values)}
        for entry in waiting:
            entry.written = all((i, entry.finish.state) in written for i in entry.delivery_ids)
        self._written_at = time.monotonic()

    @contextmanager
    def _transaction(self) -> Iterator[Cursor]:
        with self._turn, _busy_when_lost(), self._connection, self._connection.cursor() as cursor:
            yield cursor


@contextmanager
def _busy_when_lost() -> Iterator[None]:
    try:
        yield
    except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
        raise WarehouseBusyError(str(error).strip()) from error


@contextmanager
def open_outbox(dsn: str) -> Iterator[Outbox]:
    """Give the outbox of a warehouse while the block runs.

    Raises:
        WarehouseBusyError: The warehouse cannot be reached, or went away.
    """
    with closing(connect(dsn)) as connection, closing(connect(dsn)) as journal:
        yield Outbox(connection, journal)
