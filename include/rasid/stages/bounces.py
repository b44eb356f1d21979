"""Read the mails that came back, count them against their readers, and pause those whose mails keep coming back."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from include.rasid.core.bounces import read_bounce
from include.rasid.io.maildir import new_mails, put_aside
from include.rasid.io.warehouse import as_json, insert_rows, record_run, run, transaction
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg2.extensions import cursor as Cursor

    from include.rasid.core.bounces import Bounce
    from include.rasid.settings import Settings


def read_bounces(run_id: str, *, settings: Settings | None = None) -> dict[str, int]:
    """Read what is new in the maildir of RASID_BOUNCES; return mails by outcome.

    ``hard`` and ``soft`` are reports on mails of ours, ``known`` ones that say nothing new of them, ``strange`` reports on other
    mails, ``other`` no reports: they stay unread for a person. ``paused`` are the readers that had too many hard ones within 30
    days: they get nothing until ``./rasid subscribers add`` brings them back, and whoever runs Rasid is told. A mail that is read
    twice counts once. Without a maildir nothing happens.
    """
    chosen = settings or process_settings()
    if chosen.mail.bounces is None:
        return {}
    mails = new_mails(chosen.mail.bounces)
    bounces = [read_bounce(mail.content) for mail in mails]
    counts = keep_bounces(run_id, [b for b in bounces if b is not None], settings=chosen)
    for mail, bounce in zip(mails, bounces, strict=True):
        put_aside(mail, seen=bounce is not None)
    counts["other"] = sum(bounce is None for bounce in bounces)
    return dict(+counts)


def keep_bounces(run_id: str, bounces: Sequence[Bounce], *, settings: Settings) -> Counter[str]:
    """Count reports against the readers of the mails that they are about; outcomes as of ``read_bounces``."""
    counts: Counter[str] = Counter()
    with transaction(settings.warehouse_dsn) as cursor:
        run(cursor, "lock_subscribers")
        identities = [bounce.message_id for bounce in bounces]
        ours = {row.message_id for row in run(cursor, "deliveries_of_messages", {"message_ids": identities})}
        rows = [(b.message_id, b.kind, b.status, b.diagnostic) for b in bounces]
        kept = insert_rows(cursor, "insert_bounces", rows, fetch=True) if rows else []
        counts.update(row.kind for row in kept)
        counts["strange"] = sum(identity not in ours for identity in identities)
        counts["known"] = len(bounces) - counts["strange"] - len(kept)
        counts["paused"] = _pause(cursor, settings)
        outcomes = dict(+counts)
        if outcomes:
            record_run(cursor, run_id=run_id, stage="bounces", counts=outcomes)
    return counts


def _pause(cursor: Cursor, settings: Settings) -> int:
    paused = run(cursor, "pause_bounced", {"most": settings.mail.bounce_limit})
    for row in paused:
        facts = {"email": row.email, "watches": row.watch_keys, "bounces": row.bounces, "last": row.last}
        run(cursor, "insert_notice", {"kind": "reader_paused", "facts": as_json(facts)})
    return len(paused)
