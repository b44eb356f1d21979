"""Send the alerts of the outbox: each delivery is claimed, sent once, and ends sent, refused or unknown."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from include.rasid.core.alert_facts import read_alert_facts
from include.rasid.core.mail import Envelope, compose, message_id
from include.rasid.errors import BadInputError, MailServerError
from include.rasid.io.mailer import Mailer, SendOutcome
from include.rasid.io.outbox import Finish, open_outbox
from include.rasid.io.templates import load_mail_style
from include.rasid.io.warehouse import record_run, transaction
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from email.message import EmailMessage

    from include.rasid.core.mail import MailStyle
    from include.rasid.io.outbox import Claim, Outbox
    from include.rasid.settings import Settings

log = logging.getLogger(__name__)
_STATES = {
    SendOutcome.SENT: "sent",
    SendOutcome.REFUSED: "refused",
    SendOutcome.UNKNOWN: "unknown",
    SendOutcome.LATER: "pending",
}


def deliver_alerts(run_id: str, *, settings: Settings | None = None) -> dict[str, int]:
    """Send what is due; return deliveries by outcome: sent, refused, later, unknown and what is said below.

    A mail server that is down (mail_server_down) or not set (no_mail_server) leaves deliveries waiting and fails
    nothing. A delivery whose sender died becomes unknown (abandoned): the reader may have the mail, so only a person
    may send it again. One that cannot be written as a mail (not_composed), and one whose reader has left
    (unsubscribed), are refused.
    """
    chosen = settings or process_settings()
    counts: Counter[str] = Counter()
    with open_outbox(chosen.warehouse_dsn) as outbox:
        counts["abandoned"] = outbox.abandon()
        counts["unsubscribed"] = outbox.refuse_unsubscribed()
        due = outbox.count_due()
        if due and not chosen.mail.host:
            counts["no_mail_server"] = due
        elif due:
            _send_due(outbox, chosen, counts)
    outcomes = dict(+counts)
    if outcomes:
        with transaction(chosen.warehouse_dsn) as cursor:
            record_run(cursor, run_id=run_id, stage="deliver", counts=outcomes)
    return outcomes


def _send_due(outbox: Outbox, settings: Settings, counts: Counter[str]) -> None:
    style = load_mail_style(settings)
    try:
        with Mailer(settings.mail) as mailer:
            while (claim := outbox.claim()) is not None:
                counts[_deliver(outbox, claim, mailer, style)] += 1
    except MailServerError as error:
        log.warning("mail server: %s", error)
        counts["mail_server_down"] = outbox.count_due()


def _deliver(outbox: Outbox, claim: Claim, mailer: Mailer, style: MailStyle) -> str:
    """Send one delivery and keep what became of it; return the outcome.

    Raises:
        MailServerError: There is no mail server now; the delivery waits as before.
    """
    envelope = _envelope(claim)
    identity = message_id(envelope, style.domain)
    message = _written(claim, envelope, style)
    if isinstance(message, BadInputError):
        log.error("delivery %d cannot be written: %s", claim.delivery_id, message)
        outbox.finish(claim, Finish(state="refused", message_id=identity, smtp_code=None, detail=str(message)[:300]))
        return "not_composed"
    try:
        result = mailer.send(message, claim.email)
    except MailServerError as error:
        outbox.release(claim, str(error)[:300])
        raise
    state = _STATES[result.outcome]
    outbox.finish(claim, Finish(state=state, message_id=identity, smtp_code=result.code, detail=result.detail))
    return result.outcome.value  # a plain str: the counts travel through XCom


def _envelope(claim: Claim) -> Envelope:
    return Envelope(
        contact_id=claim.contact_id,
        transition=claim.transition,
        revision=claim.revision,
        recipient=claim.email,
        token=claim.token,
        sent_at=datetime.now(UTC),
    )


def _written(claim: Claim, envelope: Envelope, style: MailStyle) -> EmailMessage | BadInputError:
    """Return the mail, or why there is none: one alert that cannot be told must not stop the others."""
    try:
        return compose(read_alert_facts(claim.facts), envelope, style)
    except BadInputError as error:
        return error
