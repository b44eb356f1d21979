"""Send the alerts of the outbox to channels beyond mail, by the same rules: reserved, sealed, sent once."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from include.rasid.core.alert_facts import read_alert_facts
from include.rasid.core.channel import channel_message
from include.rasid.core.mail import Envelope, message_id
from include.rasid.errors import BadInputError, SetupError
from include.rasid.io.channel_sender import channel_sender
from include.rasid.io.channels import load_channels
from include.rasid.io.mailer import SendOutcome
from include.rasid.io.outbox import Finish, open_outbox
from include.rasid.io.templates import load_mail_style
from include.rasid.stages.lane import STATES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from include.rasid.core.mail import MailStyle
    from include.rasid.io.channels import Channel
    from include.rasid.io.outbox import Claim, Outbox
    from include.rasid.settings import Settings

log = logging.getLogger(__name__)
_MOST_DETAIL_CHARS = 300
_MOST_RESERVED = (
    8  # below what the slowest service takes in the time of a lease: apprise waits 5 s between two messages
)


def deliver_to_channels(settings: Settings) -> Counter[str]:
    """Send what is due to each channel; return deliveries by outcome.

    A channel that does not answer, or answers that it cannot take anything now, is left alone until the next run, and so is one
    that is not set up right (``channel_unusable``): its deliveries wait, the other channels are told.
    """
    counts: Counter[str] = Counter()
    with open_outbox(settings.warehouse_dsn) as outbox:
        due = outbox.due_channels()
        listed = [channel for channel in load_channels(settings) if channel.key in due] if due else []
        for channel in listed:
            try:
                lane = ChannelLane(outbox, channel, load_mail_style(settings))
                lane.send_alerts(counts)
            except (BadInputError, SetupError) as error:
                log.error("%s", error)  # noqa: TRY400 - the message says all
                counts["channel_unusable"] += due[channel.key]
            finally:
                outbox.release()
    return counts


class ChannelLane:
    """Sends the deliveries of one channel, one after another."""

    def __init__(self, outbox: Outbox, channel: Channel, style: MailStyle) -> None:
        """Make ready to speak to a channel.

        Raises:
            SetupError: What it needs is not installed.
            BadInputError: Its address is none.
        """
        self._outbox = outbox
        self._channel = channel
        self._style = style
        self._sender = channel_sender(channel)

    def send_alerts(self, counts: Counter[str]) -> None:
        """Send what is due, and count the outcomes, until the channel asks to come back later."""
        while claims := self._outbox.reserve_for(self._channel.key, _MOST_RESERVED):
            facts = self._outbox.facts({claim.alert_id for claim in claims})
            for claim in claims:
                outcome = self._deliver(claim, facts[claim.alert_id])
                counts[outcome] += 1
                if outcome == SendOutcome.LATER:
                    return

    def _deliver(self, claim: Claim, facts: Mapping[str, Any]) -> str:
        """Send one delivery and keep what became of it; return the outcome."""
        envelope = Envelope(
            contact_id=claim.contact_id,
            transition=claim.transition,
            revision=claim.revision,
            recipient=self._channel.key,
            token="",
            sent_at=datetime.now(UTC),
            language=self._channel.language or claim.language,
            zone=ZoneInfo(claim.zone) if claim.zone else None,
        )
        identity = message_id(envelope, self._style.domain).strip("<>")
        try:
            message = channel_message(read_alert_facts(facts), envelope, self._style)
        except BadInputError as error:
            log.error("delivery %d cannot be written: %s", claim.delivery_id, error)  # noqa: TRY400 - the message says all
            self._finish(claim, identity, "refused", (None, str(error)))
            return "not_composed"
        result = self._sender.send(message, lambda: self._outbox.seal([claim.delivery_id], identity))
        if result.outcome is not SendOutcome.TAKEN:
            self._finish(claim, identity, STATES[result.outcome], (result.code, result.detail))
        return result.outcome.value  # a plain str: the counts travel through XCom

    def _finish(self, claim: Claim, identity: str, state: str, answer: tuple[int | None, str]) -> None:
        finish = Finish(state=state, message_id=identity, smtp_code=answer[0], detail=answer[1][:_MOST_DETAIL_CHARS])
        self._outbox.finish([claim.delivery_id], finish)
