"""Send the alerts of the outbox: each delivery is reserved, sealed, sent once, and ends sent, refused or unknown."""

from __future__ import annotations

import logging
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from include.rasid.errors import MailServerError
from include.rasid.io.canary import watches_with_canary
from include.rasid.io.channels import load_channels, with_channels
from include.rasid.io.mailer import Mailer
from include.rasid.io.outbox import open_outbox
from include.rasid.io.subscribers import sync_watches
from include.rasid.io.templates import load_mail_style
from include.rasid.io.warehouse import record_run, transaction
from include.rasid.settings import settings as process_settings
from include.rasid.stages.channels import deliver_to_channels
from include.rasid.stages.lane import Lane

if TYPE_CHECKING:
    from include.rasid.core.mail import MailStyle
    from include.rasid.io.outbox import Outbox
    from include.rasid.settings import Settings

log = logging.getLogger(__name__)
_PER_CONNECTION = 50  # deliveries that make a further connection worth its greeting


def deliver_alerts(run_id: str, *, settings: Settings | None = None, now: datetime | None = None) -> dict[str, int]:
    """Send what is due; return deliveries by outcome: sent, refused, later, unknown and what is said below.

    A mail server that is down (mail_server_down) or not set (no_mail_server) leaves deliveries waiting and fails
    nothing. A delivery whose sender died after its text was sent becomes unknown (abandoned): the reader may have the
    mail, so only a person may send it again. One that cannot be written as a mail (not_composed), whose reader has left
    (unsubscribed), or that a watch or its reader has muted (unwanted), is refused. ``quiet`` are put off to the end of
    the reader's quiet hours; ``digests`` are the mails in which the alerts of readers of digests went, each counted by
    its own outcome. Channels beyond mail are told after the mails, or without a mail server; ``channel_unusable`` wait for
    one that is not set up right.

    Args:
        run_id: What the ledger calls this run.
        settings: Those of this process when left out.
        now: When quiet hours and digests are judged; the wall clock when left out.
    """
    chosen = settings or process_settings()
    moment = now or datetime.now(UTC)
    counts: Counter[str] = Counter()
    with transaction(chosen.warehouse_dsn) as cursor:
        sync_watches(cursor, with_channels(watches_with_canary(chosen), load_channels(chosen)), chosen.zone)
    with open_outbox(chosen.warehouse_dsn) as outbox:
        counts.update(outbox.tidy(moment))
        due, digests = outbox.count_due(), outbox.count_due_digests(moment)
    if due + digests and not chosen.mail.host:
        counts["no_mail_server"] = due + digests
    elif due + digests:
        counts.update(_send_due(chosen, due, moment))
    counts.update(deliver_to_channels(chosen))
    outcomes = dict(+counts)
    if outcomes:
        with transaction(chosen.warehouse_dsn) as cursor:
            record_run(cursor, run_id=run_id, stage="deliver", counts=outcomes)
    return outcomes


def _send_due(settings: Settings, due: int, now: datetime) -> Counter[str]:
    """Send over as many connections as are worth it, digests over one of them."""
    style = load_mail_style(settings)
    connections = min(settings.mail.connections, 1 + due // _PER_CONNECTION)
    with open_outbox(settings.warehouse_dsn) as outbox:
        try:
            with ThreadPoolExecutor(connections) as pool:
                first = pool.submit(_run_lane, outbox, settings, style, now)
                others = [pool.submit(_run_lane, outbox, settings, style) for _ in range(connections - 1)]
            counts = sum((lane.result() for lane in (first, *others)), Counter[str]())
        finally:
            outbox.release()
        if counts.pop("lost", 0):
            counts["mail_server_down"] = outbox.count_due() + outbox.count_due_digests(now)
    return counts


def _run_lane(outbox: Outbox, settings: Settings, style: MailStyle, digests_at: datetime | None = None) -> Counter[str]:
    """Send over one connection until nothing is due; ``lost`` is counted where there is no mail server (any more)."""
    counts: Counter[str] = Counter()
    try:
        with Mailer(settings.mail) as mailer:
            lane = Lane(outbox, mailer, style)
            lane.send_alerts(counts)
            if digests_at is not None:
                lane.send_digests(digests_at, counts)
    except MailServerError as error:
        log.warning("mail server: %s", error)
        counts["lost"] += 1
    return counts
