"""Mail whoever runs Rasid what waits for a decision."""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING, Any

from include.rasid.errors import MailServerError
from include.rasid.io.mailer import Mailer, SendOutcome
from include.rasid.io.notices import compose_notice
from include.rasid.io.warehouse import record_run, run, transaction
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor

    from include.rasid.settings import Settings

log = logging.getLogger(__name__)


def tell_operators(run_id: str, *, settings: Settings | None = None) -> dict[str, int]:
    """Send the notices that wait to RASID_OPS_MAIL; return notices by outcome: told, later, nobody_to_tell.

    A notice counts as told when a mail server has taken it for one address at least. News do not wait for it: where no address or
    mail server is set, or the server is down, the notices stay, a line of the log names them, and the next run tries again.
    """
    chosen = settings or process_settings()
    counts: Counter[str] = Counter()
    with transaction(chosen.warehouse_dsn) as cursor:
        waiting = run(cursor, "waiting_notices")
        for notice in waiting:
            log.error("NOTICE %d %s: %s", notice.notice_id, notice.kind, notice.facts)
        if waiting and not (chosen.ops_mail and chosen.mail.host):
            counts["nobody_to_tell"] = len(waiting)
        elif waiting:
            counts["told"] = _send(cursor, waiting, chosen)
            counts["later"] = len(waiting) - counts["told"]
        if waiting:
            record_run(cursor, run_id=run_id, stage="notices", counts=+counts)
    return dict(+counts)


def _send(cursor: Cursor, waiting: list[Any], settings: Settings) -> int:
    """Return how many notices a mail server has taken."""
    told = 0
    try:
        with Mailer(settings.mail) as mailer:
            for notice in waiting:
                told += _tell(cursor, mailer, notice, settings)
    except MailServerError as error:
        log.warning("mail server: %s", error)
    return told


def _tell(cursor: Cursor, mailer: Mailer, notice: Any, settings: Settings) -> bool:
    outcomes = set()
    for address in settings.ops_mail:
        message = compose_notice(notice.notice_id, notice.kind, notice.facts, settings.mail)
        message["To"] = address
        outcomes.add(mailer.send(message.as_bytes(), address).outcome)
    if outcomes <= {SendOutcome.LATER}:
        return False
    run(cursor, "mark_notice_mailed", {"notice_id": notice.notice_id})
    return True
