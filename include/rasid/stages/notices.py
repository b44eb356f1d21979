"""Mail reports to their readers, and whoever runs Rasid what waits for a decision or went wrong."""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING

from include.rasid.core.mail import reader_mark
from include.rasid.core.report import REPORTS, Letter, compose_report
from include.rasid.errors import BadInputError, MailServerError
from include.rasid.io.mailer import Mailer, SendOutcome
from include.rasid.io.notice_outbox import open_notice_outbox
from include.rasid.io.notices import compose_notice
from include.rasid.io.outbox import Finish
from include.rasid.io.reports import load_report_style
from include.rasid.io.warehouse import record_run, transaction
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from include.rasid.core.report import ReportStyle
    from include.rasid.io.notice_outbox import NoticeClaim, NoticeOutbox
    from include.rasid.settings import Settings

log = logging.getLogger(__name__)
_STATES = {
    SendOutcome.SENT: "sent",
    SendOutcome.REFUSED: "refused",
    SendOutcome.LATER: "pending",
    SendOutcome.UNKNOWN: "unknown",
}
_MOST_DETAIL_CHARS = 300


def tell_operators(run_id: str, *, settings: Settings | None = None) -> dict[str, int]:
    """Send the notices that wait; return notices by outcome: told, later, nobody_to_tell, and deliveries that are unknown or abandoned.

    Reports go to RASID_REPORT_MAIL, all other notices to RASID_OPS_MAIL. Each address is a delivery of its own, sealed before its mail ends:
    none is sent twice, and one whose fate is unknown is never sent again on its own. A notice counts as told when all its deliveries
    have ended. News do not wait for it: where no address or mail server is set, or the server is down, the notices stay, a line of
    the log names those that have no reader, and the next run tries again.
    """
    chosen = settings or process_settings()
    counts: Counter[str] = Counter()
    with open_notice_outbox(chosen.warehouse_dsn) as outbox:
        counts["abandoned"] = outbox.abandon()
        readers = chosen.reports.mail or chosen.ops_mail
        has_server = bool(chosen.mail.host)
        addressed, orphans = outbox.address(
            dict.fromkeys(REPORTS, readers if has_server else ()), chosen.ops_mail if has_server else ()
        )
        for notice in orphans:
            log.error("NOTICE %d %s: %s", notice.notice_id, notice.kind, _short(notice))
        counts["nobody_to_tell"] = len(orphans)
        if addressed and has_server:
            counts.update(_send_due(outbox, chosen))
        counts["told"] = outbox.close_told()
        counts["later"] = addressed - counts["told"]
    outcomes = {outcome: n for outcome, n in counts.items() if n > 0}
    if outcomes:
        with transaction(chosen.warehouse_dsn) as cursor:
            record_run(cursor, run_id=run_id, stage="notices", counts=outcomes)
    return outcomes


def _short(notice: object) -> str:
    """Return what a log line says of a notice; a report is too long for one."""
    return "a report" if getattr(notice, "kind", "") in REPORTS else str(getattr(notice, "facts", ""))


def _send_due(outbox: NoticeOutbox, settings: Settings) -> Counter[str]:
    counts: Counter[str] = Counter()
    style = load_report_style(settings)
    try:
        with Mailer(settings.mail) as mailer:
            while claim := outbox.reserve():
                outcome = _send(outbox, mailer, claim, (style, settings))
                counts["unknown"] += outcome is SendOutcome.UNKNOWN
    except MailServerError as error:
        log.warning("mail server: %s", error)
    finally:
        outbox.release()
    return counts


def _send(outbox: NoticeOutbox, mailer: Mailer, claim: NoticeClaim, how: tuple[ReportStyle, Settings]) -> SendOutcome:
    style, settings = how
    identity = f"<{_name(claim)}.{reader_mark(claim.email)}@{settings.mail.message_domain}>"
    try:
        content = _written(claim, identity, style, settings)
    except BadInputError as error:
        log.warning("notice %d cannot be written: %s", claim.notice_id, error)
        refused = Finish(state="refused", message_id=identity, smtp_code=None, detail=str(error)[:_MOST_DETAIL_CHARS])
        outbox.finish(claim, refused)
        return SendOutcome.REFUSED
    result = mailer.send(content, claim.email, lambda: outbox.seal(claim, identity))
    if result.outcome is not SendOutcome.TAKEN:
        state = _STATES[result.outcome]
        outbox.finish(claim, Finish(state=state, message_id=identity, smtp_code=result.code, detail=result.detail))
    return result.outcome


def _name(claim: NoticeClaim) -> str:
    """Return the left half of the Message-ID: the same whenever the same notice is sent."""
    return (
        f"{claim.kind.replace('_', '-')}-{claim.notice_key}" if claim.kind in REPORTS else f"notice-{claim.notice_id}"
    )


def _written(claim: NoticeClaim, identity: str, style: ReportStyle, settings: Settings) -> bytes:
    if claim.kind in REPORTS:
        letter = Letter(recipient=claim.email, message_id=identity, written_at=claim.created_at)
        return compose_report(claim.kind, claim.facts, letter, style)
    return compose_notice(claim, identity, settings.mail)
