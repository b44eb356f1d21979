"""The readers of ops.subscriber: those that watches.yml names, those added by command, and what they wish."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from include.rasid.core.mail_frame import check_address
from include.rasid.errors import BadInputError
from include.rasid.io.warehouse import insert_rows, run

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import time
    from zoneinfo import ZoneInfo

    from psycopg2.extensions import cursor as Cursor

    from include.rasid.core.watch import Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderWishes:
    """What a reader wants instead of what the watch says; None: as the watch says."""

    language: str | None = None
    pace: str | None = None
    zone: str | None = None
    quiet: tuple[time, time] | None = None


def sync_watches(cursor: Cursor, watches: Sequence[Watch], zone: ZoneInfo) -> None:
    """Bring the warehouse up to watches.yml: how mail is sent, and who is a recipient.

    An address that the file does not name any more loses the watch, unless a command gave it. A reader who left by a
    link stays away, whatever the file says.
    """
    run(cursor, "lock_subscribers")
    insert_rows(cursor, "sync_watches", [_watch_row(watch, zone) for watch in watches])
    named = sorted({(email, watch.key) for watch in watches for email in watch.recipients})
    run(cursor, "sync_recipients", {"emails": [e for e, _ in named], "watch_keys": [k for _, k in named]})


def add_reader(cursor: Cursor, email: str, watch_keys: Sequence[str], wishes: ReaderWishes) -> Any:
    """Give a reader watches and wishes; one who had left or was paused is back, with a new token. Return the reader's row.

    Raises:
        BadInputError: The address is none.
    """
    check_address(email)
    run(cursor, "lock_subscribers")
    first, last = wishes.quiet or (None, None)
    values = {
        "email": email,
        "watch_keys": sorted(set(watch_keys)),
        "language": wishes.language,
        "pace": wishes.pace,
        "zone": wishes.zone,
        "quiet_from": first,
        "quiet_until": last,
    }
    reader = run(cursor, "add_subscriber", values)[0]
    run(cursor, "settle_bounces", {"subscriber_id": reader.subscriber_id})
    return reader


def remove_reader(cursor: Cursor, email: str, watch_keys: Sequence[str]) -> Any:
    """Take watches from a reader; without ``watch_keys`` the reader leaves. Return the reader's row.

    Raises:
        BadInputError: Nobody has this address, or watches.yml names it for one of the watches.
    """
    run(cursor, "lock_subscribers")
    reader = reader_of(cursor, email)
    named = sorted(set(reader.file_watch_keys) & set(watch_keys))
    if named:
        msg = f"{email} is a recipient of {', '.join(named)} in watches.yml: take the address out there"
        raise BadInputError(msg)
    if not watch_keys:
        return run(cursor, "leave_by_operator", {"email": email})[0]
    return run(cursor, "take_watches", {"email": email, "watch_keys": list(watch_keys)})[0]


def mute(cursor: Cursor, email: str, people: Sequence[str] | None, publisher: str | None) -> None:
    """Keep contacts between ``people``, or those that ``publisher`` alone reports, from a reader.

    Raises:
        BadInputError: Nobody has this address.
    """
    run(
        cursor,
        "insert_mute",
        {**_mute_values(people, publisher), "subscriber_id": reader_of(cursor, email).subscriber_id},
    )


def unmute(cursor: Cursor, email: str, people: Sequence[str] | None, publisher: str | None) -> None:
    """Take a mute back.

    Raises:
        BadInputError: Nobody has this address, or the reader has no such mute.
    """
    values = {**_mute_values(people, publisher), "subscriber_id": reader_of(cursor, email).subscriber_id}
    if not run(cursor, "delete_mute", values):
        msg = f"{email} has not muted that"
        raise BadInputError(msg)


def renew_token(cursor: Cursor, email: str) -> None:
    """Give a reader a new token: links in mails that were sent are dead.

    Raises:
        BadInputError: Nobody has this address.
    """
    if not run(cursor, "renew_token", {"email": email}):
        raise _nobody(email)


def reader_of(cursor: Cursor, email: str) -> Any:
    """Return a reader's row.

    Raises:
        BadInputError: Nobody has this address.
    """
    rows = run(cursor, "subscriber_of_address", {"email": email})
    if not rows:
        raise _nobody(email)
    return rows[0]


def _nobody(email: str) -> BadInputError:
    return BadInputError(f"no subscriber has the address {email}: ./rasid subscribers list")


def _mute_values(people: Sequence[str] | None, publisher: str | None) -> dict[str, Any]:
    return {"people": sorted(set(people)) if people else None, "publisher_key": publisher}


def _watch_row(watch: Watch, zone: ZoneInfo) -> tuple[Any, ...]:
    wishes = watch.wishes
    first, last = wishes.quiet or (None, None)
    return (
        watch.key,
        wishes.language,
        wishes.pace,
        wishes.digest_at,
        first,
        last,
        zone.key,
        sorted(wishes.people),
        json.dumps(wishes.muted_pairs),
        sorted(wishes.muted_sources),
    )
