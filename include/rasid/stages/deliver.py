"""Send the alerts of the outbox: each delivery is claimed, sent once, and ends sent, refused or unknown."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from include.rasid.core.mail import Envelope, compose, message_id
from include.rasid.errors import MailServerError
from include.rasid.io.mailer import Mailer, SendOutcome
from include.rasid.io.templates import load_mail_style
from include.rasid.io.warehouse import record_run, run, transaction
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from include.rasid.core.mail import MailStyle
    from include.rasid.settings import Settings

log = logging.getLogger(__name__)
_BATCH = 20  # deliveries claimed at once: a sender that dies leaves no more than these unknown
_STATES = {SendOutcome.SENT: "sent", SendOutcome.REFUSED: "refused", SendOutcome.UNKNOWN: "unknown"}


def deliver_alerts(run_id: str, *, settings: Settings | None = None) -> dict[str, int]:
    """Send what is due; return deliveries by outcome.

    A mail server that is down or not set leaves deliveries waiting and fails nothing. A delivery whose sender died
    becomes unknown: the reader may have the mail, so only a person may send it again.
    """
    chosen = settings or process_settings()
    counts: Counter[str] = Counter()
    with transaction(chosen.warehouse_dsn) as cursor:
        counts["abandoned"] = len(run(cursor, "abandon_deliveries"))
        due = run(cursor, "count_due_deliveries")[0].due
    if due and not chosen.mail.host:
        counts["no_mail_server"] = due
    elif due:
        try:
            with Mailer(chosen.mail) as mailer:
                _send_all(chosen, mailer, counts)
        except MailServerError as error:
            log.warning("mail server: %s", error)
            counts["mail_server_down"] = due
    counts = +counts
    if counts:
        with transaction(chosen.warehouse_dsn) as cursor:
            record_run(cursor, run_id=run_id, stage="deliver", counts=counts)
    return dict(counts)


def _send_all(settings: Settings, mailer: Mailer, counts: Counter[str]) -> None:
    style = load_mail_style(settings)
    while True:
        with transaction(settings.warehouse_dsn) as cursor:
            claimed = run(cursor, "claim_deliveries", {"most": _BATCH})
        if not claimed:
            return
        for row in claimed:
            outcome = _send(row, mailer, style, settings)
            counts[outcome] += 1


def _send(row: Any, mailer: Mailer, style: MailStyle, settings: Settings) -> str:
    envelope = Envelope(
        contact_id=row.contact_id,
        transition=row.transition,
        revision=row.revision,
        recipient=row.email,
        token=str(row.token),
        sent_at=datetime.now(UTC),
    )
    result = mailer.send(compose(row.facts, envelope, style), row.email)
    outcome = {
        "delivery_id": row.delivery_id,
        "state": _STATES.get(result.outcome, "pending"),
        "message_id": message_id(envelope, style.domain),
        "smtp_code": result.code,
        "detail": result.detail[:500],
    }
    with transaction(settings.warehouse_dsn) as cursor:
        run(cursor, "finish_delivery", outcome)
    return str(result.outcome)
