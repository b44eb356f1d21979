"""One connection to the mail server and one to the outbox: what is reserved there is sent here, one after another."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from include.rasid.core.alert_facts import read_alert_facts
from include.rasid.core.digest import Digest, DigestItem, compose_digest, digest_message_id
from include.rasid.core.mail import Envelope, addressed, draft, message_id
from include.rasid.errors import BadInputError
from include.rasid.io.mailer import SendOutcome
from include.rasid.io.outbox import Finish

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    from include.rasid.core.alert_facts import AlertFacts
    from include.rasid.core.mail import MailStyle
    from include.rasid.core.mail_frame import Frame
    from include.rasid.io.mailer import Mailer
    from include.rasid.io.outbox import Claim, Outbox

log = logging.getLogger(__name__)
_MOST_DETAIL_CHARS = 300
STATES = {
    SendOutcome.SENT: "sent",
    SendOutcome.REFUSED: "refused",
    SendOutcome.UNKNOWN: "unknown",
    SendOutcome.LATER: "pending",
}


class Lane:
    """Sends deliveries; what readers of one alert share is written once."""

    def __init__(self, outbox: Outbox, mailer: Mailer, style: MailStyle) -> None:
        self._outbox = outbox
        self._mailer = mailer
        self._style = style
        self._facts: dict[int, AlertFacts | BadInputError] = {}
        self._drafts: dict[tuple[int, str, str], Frame] = {}

    def send_alerts(self, counts: Counter[str]) -> None:
        """Send what is due, each a mail of its own, and count the outcomes.

        Raises:
            MailServerError: There is no mail server now; what was reserved is still pending.
        """
        while claims := self._outbox.reserve():
            self._read({claim.alert_id for claim in claims})
            for claim in claims:
                counts[self._deliver(claim)] += 1

    def send_digests(self, now: datetime, counts: Counter[str]) -> None:
        """Send what is due as digests, one mail a reader; the alerts are counted by outcome, the mails as ``digests``.

        Raises:
            MailServerError: There is no mail server now; what was reserved is still pending.
        """
        while claims := self._outbox.reserve_digest(now):
            self._read({claim.alert_id for claim in claims})
            outcome, told = self._deliver_digest(claims, now)
            counts["not_composed"] += len(claims) - told
            counts[outcome] += told
            counts["digests"] += outcome == SendOutcome.SENT

    def _read(self, alert_ids: set[int]) -> None:
        """Read what the alerts say; what earlier ones said is forgotten."""
        missing = alert_ids - set(self._facts)
        self._facts = {i: facts for i, facts in self._facts.items() if i in alert_ids}
        self._drafts = {key: frame for key, frame in self._drafts.items() if key[0] in alert_ids}
        for alert_id, facts in (self._outbox.facts(missing) if missing else {}).items():
            try:
                self._facts[alert_id] = read_alert_facts(facts)
            except BadInputError as error:  # one alert that cannot be told must not stop the others
                self._facts[alert_id] = error

    def _deliver(self, claim: Claim) -> str:
        """Send one delivery and keep what became of it; return the outcome."""
        envelope = self._envelope(claim)
        identity = message_id(envelope, self._style.domain)
        try:
            content = self._written(claim, envelope)
        except BadInputError as error:
            self._refuse([claim.delivery_id], identity, error)
            return "not_composed"
        return self._send(content, claim.email, [claim.delivery_id], identity)

    def _deliver_digest(self, claims: Sequence[Claim], now: datetime) -> tuple[str, int]:
        """Send the alerts of one reader as one mail; return the outcome and how many alerts it told."""
        reader = claims[0]
        items = []
        for claim in claims:
            facts = self._facts[claim.alert_id]
            if isinstance(facts, BadInputError):
                self._refuse([claim.delivery_id], "", facts)
            else:
                items.append(DigestItem(delivery_id=claim.delivery_id, contact_id=claim.contact_id, facts=facts))
        if not items:
            return "not_composed", 0
        digest = Digest(
            items=tuple(items),
            recipient=reader.email,
            token=reader.token,
            language=reader.language,
            zone=self._zone(reader),
            sent_at=now,
        )
        identity = digest_message_id(digest, self._style.domain)
        delivery_ids = [item.delivery_id for item in items]
        try:
            content = compose_digest(digest, self._style)
        except BadInputError as error:
            self._refuse(delivery_ids, identity, error)
            return "not_composed", len(items)
        return self._send(content, reader.email, delivery_ids, identity), len(items)

    def _send(self, content: bytes, recipient: str, delivery_ids: list[int], identity: str) -> str:
        result = self._mailer.send(content, recipient, lambda: self._outbox.seal(delivery_ids, identity))
        if result.outcome is not SendOutcome.TAKEN:
            finish = Finish(
                state=STATES[result.outcome], message_id=identity, smtp_code=result.code, detail=result.detail
            )
            self._outbox.finish(delivery_ids, finish)
        return result.outcome.value  # a plain str: the counts travel through XCom

    def _refuse(self, delivery_ids: list[int], identity: str, error: BadInputError) -> None:
        log.error("deliveries %s cannot be written: %s", delivery_ids, error)
        detail = str(error)[:_MOST_DETAIL_CHARS]
        self._outbox.finish(delivery_ids, Finish(state="refused", message_id=identity, smtp_code=None, detail=detail))

    def _envelope(self, claim: Claim) -> Envelope:
        return Envelope(
            contact_id=claim.contact_id,
            transition=claim.transition,
            revision=claim.revision,
            recipient=claim.email,
            token=claim.token,
            sent_at=datetime.now(UTC),
            language=claim.language,
            zone=self._zone(claim),
        )

    def _written(self, claim: Claim, envelope: Envelope) -> bytes:
        """Return the mail.

        Raises:
            BadInputError: The alert does not say what a mail needs, or the address is none.
        """
        facts = self._facts[claim.alert_id]
        if isinstance(facts, BadInputError):
            raise facts
        key = (claim.alert_id, claim.language, claim.zone or "")
        if key not in self._drafts:
            self._drafts[key] = draft(facts, envelope, self._style)
        return addressed(self._drafts[key], envelope, self._style)

    def _zone(self, claim: Claim) -> ZoneInfo:
        return ZoneInfo(claim.zone) if claim.zone else self._style.zone
