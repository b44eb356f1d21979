"""Many alerts as one mail to one reader: the newest step of each contact, the latest news first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from include.rasid.core.header_text import header_text
from include.rasid.core.mail import alert_block, list_id, order_of, reader_mark, shown_source
from include.rasid.core.mail_frame import MARK, Addressee, address, make_frame, unsubscribe_links
from include.rasid.core.mail_words import clock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from include.rasid.core.alert_facts import AlertFacts
    from include.rasid.core.mail import MailStyle

MOST_ITEMS = 20  # told in full; the others are counted (research/peers.md, e-mail)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestItem:
    """One alert of a digest."""

    delivery_id: int
    contact_id: str
    facts: AlertFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What one reader gets at once: the alerts in the order in which they were written, one at least."""

    items: tuple[DigestItem, ...]
    recipient: str
    token: str
    language: str
    zone: ZoneInfo
    sent_at: datetime


def digest_message_id(digest: Digest, domain: str) -> str:
    """Return the Message-ID: that of the first alert that waits, however many join it before it could be sent."""
    first = min(item.delivery_id for item in digest.items)
    return f"<digest-{first}.{reader_mark(digest.recipient)}@{domain}>"


def compose_digest(digest: Digest, style: MailStyle) -> bytes:
    """Return the mail of a digest.

    Raises:
        BadInputError: The reader's address is not one that mail can be sent to.
    """
    page = _page(digest, style)
    subjects = [page["titles"][language] for language in page["order"]]
    headers = {
        "From": style.sender,
        "Subject": header_text(" | ".join(subjects)),
        "List-Id": list_id(digest.items[-1].facts.watch.key, style.domain),
        "Auto-Submitted": "auto-generated",
        "X-Rasid-Transition": "digest",
    }
    frame = make_frame(headers, style.digest_text.render(page), style.digest_html.render(page))
    addressee = Addressee(
        recipient=digest.recipient,
        message_id=digest_message_id(digest, style.domain),
        sent_at=digest.sent_at,
        links=unsubscribe_links(style.sender, style.public_url, digest.token),
    )
    return address(frame, addressee)


def fold_steps(items: Sequence[DigestItem]) -> list[tuple[DigestItem, ...]]:
    """Return the alerts by contact, the contact with the latest news first; the newest step of each comes first."""
    by_contact: dict[str, list[DigestItem]] = {}
    for item in reversed(items):
        by_contact.setdefault(item.contact_id, []).append(item)
    return [tuple(steps) for steps in by_contact.values()]


def _page(digest: Digest, style: MailStyle) -> dict[str, Any]:
    contacts = fold_steps(digest.items)
    labels = {
        language: {key: words[language] for key, words in style.phrases.labels.items()} for language in ("ar", "en")
    }
    sent = clock(digest.sent_at.astimezone(digest.zone))
    return {
        "order": order_of(digest.language),
        "labels": labels,
        "titles": {language: f"{words['digest']} {sent[:10]} ({len(contacts)})" for language, words in labels.items()},
        "entries": [_entry(steps, digest, style) for steps in contacts[:MOST_ITEMS]],
        "more": max(0, len(contacts) - MOST_ITEMS),
        "watches": {
            "ar": "، ".join(dict.fromkeys(item.facts.watch.ar for item in digest.items)),
            "en": ", ".join(dict.fromkeys(item.facts.watch.en for item in digest.items)),
        },
        "sent": sent,
        "zone": digest.zone.key,
        "desk": style.desk_url,
        "unsubscribe": MARK,
    }


def _entry(steps: tuple[DigestItem, ...], digest: Digest, style: MailStyle) -> dict[str, Any]:
    newest = steps[0]
    facts = newest.facts
    return {
        "ar": alert_block(facts, "ar", style.phrases),
        "en": alert_block(facts, "en", style.phrases),
        "before": {
            language: [style.phrases.labels[f"earlier_{step.facts.transition}"][language] for step in steps[1:]]
            for language in ("ar", "en")
        },
        "evidence": facts.evidence,
        "evidence_plain": "".join(piece for piece, _ in facts.evidence).strip(),
        "article": shown_source(facts.article, digest.zone),
        "voices": len(facts.voices),
        "confidence": f"{facts.confidence:.0%}",
        "transition": facts.transition,
        "desk": f"{style.desk_url}/contacts/{newest.contact_id}" if style.desk_url else "",
    }
