"""One alert as one mail: text and HTML, facts in both languages, the reader's own first."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from include.rasid.core.mail_frame import MARK, Addressee, address, make_frame, unsubscribe_links
from include.rasid.core.mail_words import clock, days, headline, past

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    import jinja2

    from include.rasid.core.alert_facts import AlertFacts, Correction, Source
    from include.rasid.core.mail_frame import Frame
    from include.rasid.core.mail_words import Phrases

LANGUAGES = ("ar", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailStyle:
    """What all mails share."""

    html: jinja2.Template  # of an environment that escapes
    text: jinja2.Template
    digest_html: jinja2.Template
    digest_text: jinja2.Template
    channel_text: jinja2.Template  # of channels beyond mail
    phrases: Phrases
    zone: ZoneInfo  # of readers who have none of their own
    sender: str
    domain: str  # right-hand side of Message-IDs and List-Id
    public_url: str  # where one-click unsubscribe is served; empty: nowhere
    desk_url: str  # where contacts can be looked at; empty: nowhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Which alert goes to whom."""

    contact_id: str
    transition: str
    revision: int
    recipient: str
    token: str  # opaque; tells who unsubscribes
    sent_at: datetime
    language: str = "ar"  # ar | en: which comes first
    zone: ZoneInfo | None = None  # None: that of the style


def message_id(envelope: Envelope, domain: str) -> str:
    """Return the Message-ID: the same whenever the same alert goes to the same reader."""
    reader = reader_mark(envelope.recipient)
    return f"<alert-{envelope.contact_id}.{envelope.transition}.{envelope.revision}.{reader}@{domain}>"


def reader_mark(recipient: str) -> str:
    """Return what stands for an address in a Message-ID, where it is not to be read."""
    return hashlib.sha256(recipient.encode()).hexdigest()[:16]


def compose(facts: AlertFacts, envelope: Envelope, style: MailStyle) -> bytes:
    """Return the mail of an alert to one reader.

    Raises:
        BadInputError: The reader's address is not one that mail can be sent to.
    """
    return addressed(draft(facts, envelope, style), envelope, style)


def draft(facts: AlertFacts, envelope: Envelope, style: MailStyle) -> Frame:
    """Return what the mail says to every reader with the language and the zone of ``envelope``."""
    page = alert_page(facts, envelope, style)
    thread = f"<contact-{envelope.contact_id}@{style.domain}>"  # of no mail: all mails of the contact answer it
    headers = {
        "From": style.sender,
        "Subject": " | ".join(page[language]["headline"] for language in page["order"]),
        "In-Reply-To": thread,
        "References": thread,
        "List-Id": list_id(facts.watch.key, style.domain),
        "Auto-Submitted": "auto-generated",
        "X-Rasid-Contact": envelope.contact_id,
        "X-Rasid-Transition": envelope.transition,
    }
    return make_frame(headers, style.text.render(page), style.html.render(page))


def addressed(frame: Frame, envelope: Envelope, style: MailStyle) -> bytes:
    """Return a draft as the mail to the reader of ``envelope``.

    Raises:
        BadInputError: The reader's address is not one that mail can be sent to.
    """
    addressee = Addressee(
        recipient=envelope.recipient,
        message_id=message_id(envelope, style.domain),
        sent_at=envelope.sent_at,
        links=unsubscribe_links(style.sender, style.public_url, envelope.token),
    )
    return address(frame, addressee)


def list_id(watch_key: str, domain: str) -> str:
    """Return the List-Id of a watch: its key as one label of a domain name."""
    label = re.sub("[^0-9a-z]+", "-", watch_key.lower()).strip("-") or "watch"
    return f"<{label}.{domain}>"


def order_of(language: str) -> tuple[str, ...]:
    """Return the languages, ``language`` first."""
    return tuple(sorted(LANGUAGES, key=lambda other: other != language))


def alert_block(facts: AlertFacts, language: str, phrases: Phrases) -> dict[str, Any]:
    """Return an alert in one language, as the templates fill it in."""
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
        "earlier": [past(fact, language, phrases) for fact in facts.earlier],
        "changed": past(facts.changed_from, language, phrases),
        "watch": facts.watch.in_language(language),
        "correction": _correction(facts.correction, language, phrases),
    }


def _correction(correction: Correction | None, language: str, phrases: Phrases) -> dict[str, Any]:
    """Return why the reader gets a correction and what was told; nothing where it is none."""
    if correction is None:
        return {}
    told = [past(step, language, phrases) for step in correction.told]
    return {"why": phrases.labels[f"correction_{correction.cause}"][language], "told": told}


def shown_source(source: Source, zone: ZoneInfo) -> dict[str, str]:
    """Return an article as the templates fill it in."""
    return {
        "publisher_ar": source.publisher.ar,
        "publisher_en": source.publisher.en,
        "title": source.title or source.url,
        "url": source.url,
        "published": clock(source.published_at.astimezone(zone)),
    }


def alert_page(facts: AlertFacts, envelope: Envelope, style: MailStyle) -> dict[str, Any]:
    """Return what the templates fill in; their names are documented by the templates' own use of them."""
    zone = envelope.zone or style.zone
    return {
        "order": order_of(envelope.language),
        "ar": alert_block(facts, "ar", style.phrases),
        "en": alert_block(facts, "en", style.phrases),
        "facts": facts,
        "confidence": f"{facts.confidence:.0%}",
        "evidence_plain": "".join(piece for piece, _ in facts.evidence).strip(),
        "article": shown_source(facts.article, zone),
        "voices": [[shown_source(source, zone) for source in voice] for voice in facts.voices],
        "sent": clock(envelope.sent_at.astimezone(zone)),
        "zone": zone.key,
        "contact_id": envelope.contact_id,
        "desk": f"{style.desk_url}/contacts/{envelope.contact_id}" if style.desk_url else "",
        "unsubscribe": MARK,
    }
