"""The deliveries of ops.notice_delivery as a sender works through them: reserved, sealed, finished, each in a statement of its own."""

from __future__ import annotations

import uuid
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import psycopg2

from include.rasid.errors import BadInputError, WarehouseBusyError
from include.rasid.io.warehouse import connect, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from psycopg2.extensions import connection as Connection, cursor as Cursor

    from include.rasid.io.outbox import Finish

_LEASE = timedelta(
    minutes=5
)  # as long as that of ops.delivery: a sender that is killed leaves what it had to the others
_DECISIONS = {"arrived": "sent", "again": "pending", "drop": "refused"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeClaim:
    """A delivery that this sender has reserved, with what it is to say."""

    notice_delivery_id: int
    notice_id: int
    email: str
    kind: str
    notice_key: str | None  # None: the notice is its own
    facts: Mapping[str, Any]
    created_at: datetime


class NoticeOutbox:
    """Reserves one delivery after another; a sealed one is never another sender's.

    As in the outbox of alerts a delivery is **sealed** when only the closing dot of its mail is missing. Whoever dies before that leaves it
    to others, whoever dies after it leaves it ``unknown``, for a person to decide.
    """

    def __init__(self, connection: Connection) -> None:
        """Take a connection of its own; each statement is a transaction."""
        self._connection = connection
        self._connection.autocommit = True
        self._lease = str(uuid.uuid4())
        self._after = 0  # each delivery is tried once in a round

    def address(self, addresses: Mapping[str, Sequence[str]], others: Sequence[str]) -> tuple[int, tuple[Any, ...]]:
        """Write the deliveries of the notices that have none yet; return how many notices are addressed, and those that cannot be.

        Args:
            addresses: Who gets the notices of a kind.
            others: Who gets those of any other kind.
        """
        addressed, orphans = 0, []
        for notice in self._run("waiting_notices"):
            emails = list(addresses.get(notice.kind, others))
            if not notice.is_addressed and not emails:
                orphans.append(notice)
                continue
            if not notice.is_addressed:
                self._run("address_notice", {"notice_id": notice.notice_id, "emails": emails})
            addressed += 1
        return addressed, tuple(orphans)

    def reserve(self) -> NoticeClaim | None:
        """Take the next that is due; None: there is none, or other senders have them."""
        values = {"after": self._after, "lease": self._lease, "lasting": _LEASE}
        rows = self._run("lease_notice_delivery", values)
        if not rows:
            return None
        self._after = rows[0].notice_delivery_id
        return NoticeClaim(**rows[0]._asdict())

    def seal(self, claim: NoticeClaim, message_id: str) -> bool:
        """Mark a delivery as about to end; False: it is another sender's by now."""
        values = {"notice_delivery_id": claim.notice_delivery_id, "lease": self._lease, "message_id": message_id}
        return bool(self._run("seal_notice_delivery", values))

    def finish(self, claim: NoticeClaim, finish: Finish) -> None:
        """Keep how the attempt ended; one to be tried again waits longer each time."""
        values = {
            "notice_delivery_id": claim.notice_delivery_id,
            "lease": self._lease,
            "state": finish.state,
            "message_id": finish.message_id,
            "smtp_code": finish.smtp_code,
            "detail": finish.detail,
        }
        self._run("finish_notice_delivery", values)

    def abandon(self) -> int:
        """Close as unknown what senders left that died after they had sealed it; return how many."""
        self._run("bring_back_notice_deliveries")  # the clock was set back: nothing waits as long as that
        return len(self._run("abandon_notice_deliveries"))

    def close_told(self) -> int:
        """Close the notices all of whose deliveries have ended; return how many."""
        return len(self._run("close_told_notices"))

    def release(self) -> None:
        """Give back what was reserved and not tried: it stays due."""
        self._run("release_notice_lease", {"lease": self._lease})

    def _run(self, name: str, values: Mapping[str, Any] | None = None) -> list[Any]:
        try:
            with self._connection.cursor() as cursor:
                return run(cursor, name, values)
        except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
            raise WarehouseBusyError(str(error).strip()) from error


@contextmanager
def open_notice_outbox(dsn: str) -> Iterator[NoticeOutbox]:
    """Give the outbox of notices of a warehouse while the block runs.

    Raises:
        WarehouseBusyError: The warehouse cannot be reached, or went away.
    """
    with closing(connect(dsn)) as connection:
        yield NoticeOutbox(connection)


def decide_notice(cursor: Cursor, notice_delivery_id: int, verdict: str) -> None:
    """Decide what becomes of a delivery whose fate is unknown: ``arrived``, ``again`` or ``drop``.

    Raises:
        BadInputError: There is no such delivery, or its fate is known.
    """
    values = {"notice_delivery_id": notice_delivery_id, "state": _DECISIONS[verdict]}
    if not run(cursor, "decide_notice_delivery", values):
        raise BadInputError(f"delivery {notice_delivery_id} is not unknown: ./rasid reports list --unknown")
