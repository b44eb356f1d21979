"""One alert as one mail: text and HTML, Arabic first, facts in both languages."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING, Any

from include.rasid.core.header_text import header_text
from include.rasid.core.mail_words import clock, days, headline, past
from include.rasid.errors import BadInputError

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    import jinja2

    from include.rasid.core.alert_facts import AlertFacts, Source
    from include.rasid.core.mail_words import Phrases

_ADDRESS = re.compile(r"[!#-'*+\-./0-9=?A-Z^_`a-z{|}~]+@[0-9A-Za-z](?:[0-9A-Za-z.-]*[0-9A-Za-z])?")
_WHOLE = frozenset({"references", "in-reply-to", "list-id", "list-unsubscribe"})


class _Policy(EmailPolicy):
    """SMTP's policy, but identifiers and links stay as they are.

    The standard library folds a long one into encoded words, which no mail program reads there; theirs are ASCII
    without blanks and shorter than the 998 characters of a line. Its folding of other headers drops a blank that falls
    between two encoded words (seen in CPython 3.11.7: «ترامب–» for «ترامب –»); the older ``Header`` keeps it.
    """

    def fold(self, name: str, value: str) -> str:
        if name.lower() in _WHOLE:
            return f"{name}: {value}{self.linesep}"
        if name.lower() == "subject":
            encoded = Header(str(value), "utf-8", header_name=name).encode(linesep=self.linesep)
            return f"{name}: {encoded}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() in {*_WHOLE, "subject"}:
            return self.fold(name, value).encode("ascii")
        return bytes(super().fold_binary(name, value))


POLICY = _Policy(linesep="\r\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailStyle:
    """What all mails share."""

    html: jinja2.Template  # of an environment that escapes
    text: jinja2.Template
    phrases: Phrases
    zone: ZoneInfo  # of the readers
    sender: str
    domain: str  # right-hand side of Message-IDs and List-Id


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Which alert goes to whom."""

    contact_id: str
    transition: str
    revision: int
    recipient: str
    token: str  # opaque; tells who unsubscribes
    sent_at: datetime


def message_id(envelope: Envelope, domain: str) -> str:
    """Return the Message-ID: the same whenever the same alert goes to the same reader."""
    reader = hashlib.sha256(envelope.recipient.encode()).hexdigest()[:16]
    return f"<alert-{envelope.contact_id}.{envelope.transition}.{envelope.revision}.{reader}@{domain}>"


def compose(facts: AlertFacts, envelope: Envelope, style: MailStyle) -> EmailMessage:
    """Return the mail of an alert to one reader.

    Raises:
        BadInputError: The reader's address is not one that mail can be sent to.
    """
    if not _ADDRESS.fullmatch(envelope.recipient):
        msg = f"not a mail address: {header_text(envelope.recipient)}"
        raise BadInputError(msg)
    page = _page(facts, envelope, style)
    message = EmailMessage(policy=POLICY)
    message["From"] = style.sender
    message["To"] = Address(addr_spec=envelope.recipient)
    message["Subject"] = f"{page['ar']['headline']} | {page['en']['headline']}"
    message["Date"] = format_datetime(envelope.sent_at)
    message["Message-ID"] = message_id(envelope, style.domain)
    thread = f"<contact-{envelope.contact_id}@{style.domain}>"  # of no mail: all mails of the contact answer it
    message["In-Reply-To"] = thread
    message["References"] = thread
    message["List-Id"] = f"<{_label(facts.watch.key)}.{style.domain}>"
    message["List-Unsubscribe"] = f"<{page['unsubscribe']}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Rasid-Contact"] = envelope.contact_id
    message["X-Rasid-Transition"] = envelope.transition
    message.set_content(style.text.render(page), cte="base64")
    message.add_alternative(style.html.render(page), subtype="html", cte="base64")
    return message


def _label(key: str) -> str:
    """Return a watch's key as one label of a domain name."""
    return re.sub("[^0-9a-z]+", "-", key.lower()).strip("-") or "watch"


def _page(facts: AlertFacts, envelope: Envelope, style: MailStyle) -> dict[str, Any]:
    """Return what the templates fill in; their names are documented by the templates' own use of them."""
    return {
        "ar": _block(facts, "ar", style.phrases),
        "en": _block(facts, "en", style.phrases),
        "facts": facts,
        "confidence": f"{facts.confidence:.0%}",
        "evidence_plain": "".join(piece for piece, _ in facts.evidence).strip(),
        "article": _shown(facts.article, style.zone),
        "sources": [_shown(source, style.zone) for source in facts.sources],
        "sent": clock(envelope.sent_at.astimezone(style.zone)),
        "zone": style.zone.key,
        "contact_id": envelope.contact_id,
        "unsubscribe": f"mailto:{parseaddr(style.sender)[1]}?subject=unsubscribe%20{envelope.token}",
    }


def _block(facts: AlertFacts, language: str, phrases: Phrases) -> dict[str, Any]:
    labels = {key: words[language] for key, words in phrases.labels.items()}
    basis = phrases.bases.get(facts.date_basis or "")
    return {
        "labels": labels,
        "headline": headline(facts, language, phrases),
        "people": [(p.in_language(language), p.en if language == "ar" else p.ar) for p in facts.participants],
        "date": days(facts.date, language, phrases) or labels["unknown"],
        "how_dated": basis[language] if basis else "",
        "place": facts.place.in_language(language) if facts.place else labels["unknown"],
        "kind": " · ".join((phrases.modes[facts.mode][language], phrases.settings[facts.setting][language])),
        "status": phrases.statuses[facts.status][language],
        "earlier": past(facts.earlier, language, phrases),
        "changed": past(facts.changed_from, language, phrases),
        "watch": facts.watch.in_language(language),
    }


def _shown(source: Source, zone: ZoneInfo) -> dict[str, str]:
    return {
        "publisher_ar": source.publisher.ar,
        "publisher_en": source.publisher.en,
        "title": source.title or source.url,
        "url": source.url,
        "published": clock(source.published_at.astimezone(zone)),
    }
