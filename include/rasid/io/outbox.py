"""The deliveries of ops.delivery as a sender works through them, on one connection of its own."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg2

from include.rasid.errors import WarehouseBusyError
from include.rasid.io.warehouse import connect, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from psycopg2.extensions import (
        connection as Connection,
        cursor as Cursor,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A delivery that this sender alone may send now."""

    delivery_id: int
    attempts: int  # this one included; tells this claim from a later one
    contact_id: str
    transition: str
    revision: int
    facts: Mapping[str, Any]
    email: str
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """How an attempt ended."""

    state: str  # sent | refused | unknown | pending
    message_id: str
    smtp_code: int | None  # None: the mail server gave no answer
    detail: str


class Outbox:
    """Claims and finishes deliveries; each call is a transaction.

    One delivery is claimed at a time, so that a sender that is killed leaves one unknown at most.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def abandon(self) -> int:
        """Give up what senders that died had claimed; return how many."""
        with self._transaction() as cursor:
            return len(run(cursor, "abandon_deliveries"))

    def refuse_unsubscribed(self) -> int:
        """Close the deliveries of readers who have left since; return how many."""
        with self._transaction() as cursor:
            return len(run(cursor, "refuse_unsubscribed"))

    def count_due(self) -> int:
        """Return how many wait and may be tried now."""
        with self._transaction() as cursor:
            return int(run(cursor, "count_due_deliveries")[0].due)

    def claim(self) -> Claim | None:
        """Take the next that is due; None: there is none, or other senders have them."""
        with self._transaction() as cursor:
            return _first_claim(run(cursor, "claim_delivery"))

    def finish(self, claim: Claim, finish: Finish) -> None:
        """Keep how the attempt ended; one to be tried again waits longer each time."""
        values = {
            "delivery_id": claim.delivery_id,
            "attempts": claim.attempts,
            "state": finish.state,
            "message_id": finish.message_id,
            "smtp_code": finish.smtp_code,
            "detail": finish.detail,
        }
        with self._transaction() as cursor:
            run(cursor, "finish_delivery", values)

    def release(self, claim: Claim, detail: str) -> None:
        """Give back what was not tried; it stays due."""
        with self._transaction() as cursor:
            values = {"delivery_id": claim.delivery_id, "attempts": claim.attempts, "detail": detail}
            run(cursor, "release_delivery", values)

    @contextmanager
    def _transaction(self) -> Iterator[Cursor]:
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


def _first_claim(rows: list[Any]) -> Claim | None:
    return Claim(**rows[0]._asdict()) if rows else None
