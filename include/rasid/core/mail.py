"""One alert as one mail: text and HTML, Arabic first, facts in both languages."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from include.rasid.core.header_text import header_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    import jinja2

Phrases = dict[str, Any]
_RLM = "\u200f"
_SEPARATORS = {"ar": " و", "en": "–"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailStyle:
    """What all mails share."""

    html: jinja2.Template  # of an environment that escapes
    text: jinja2.Template
    phrases: Phrases
    zone: ZoneInfo  # of the readers
    sender: str
    domain: str  # right-hand side of Message-IDs


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Which alert goes to whom."""

    contact_id: str
    transition: str
    revision: int
    recipient: str
    token: str  # of the unsubscribe link
    sent_at: datetime


def message_id(envelope: Envelope, domain: str) -> str:
    """Return the Message-ID: the same whenever the same alert goes to the same reader."""
    reader = hashlib.sha256(envelope.recipient.encode()).hexdigest()[:16]
    return f"<alert-{envelope.contact_id}.{envelope.transition}.{envelope.revision}.{reader}@{domain}>"


def compose(facts: Mapping[str, Any], envelope: Envelope, style: MailStyle) -> EmailMessage:
    """Return the mail of an alert; ``facts`` is the JSON that resolution wrote to ops.alert.facts."""
    page = _page(facts, envelope, style)
    message = EmailMessage(policy=SMTP)
    message["From"] = style.sender
    message["To"] = header_text(envelope.recipient)
    message["Subject"] = header_text(f"{page['ar']['headline']} | {page['en']['headline']}")
    message["Date"] = format_datetime(envelope.sent_at)
    message["Message-ID"] = message_id(envelope, style.domain)
    thread = f"<contact-{envelope.contact_id}@{style.domain}>"
    message["In-Reply-To"] = thread
    message["References"] = thread
    watch = facts["watch"]
    message["List-Id"] = f"<{header_text(str(watch['key']))}.{style.domain}>"
    message["List-Unsubscribe"] = f"<mailto:{style.sender}?subject=unsubscribe%20{envelope.token}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Rasid-Contact"] = envelope.contact_id
    message["X-Rasid-Transition"] = header_text(envelope.transition)
    message.set_content(style.text.render(page), cte="base64")
    message.add_alternative(style.html.render(page), subtype="html", cte="base64")
    return message


def _page(facts: Mapping[str, Any], envelope: Envelope, style: MailStyle) -> dict[str, Any]:
    evidence = _plain(facts["evidence"]["text"])
    return {
        "rlm": _RLM,
        "ar": _language("ar", facts, envelope, style),
        "en": _language("en", facts, envelope, style),
        "confidence": round(float(facts["confidence"]) * 100),
        "date_surface": _plain(facts.get("date_surface") or ""),
        "evidence_plain": evidence,
        "evidence": _marked(facts["evidence"]["text"], facts.get("highlights") or []),
        "sources": [_source(s, style.zone) for s in facts["sources"]],
    }


def _language(language: str, facts: Mapping[str, Any], envelope: Envelope, style: MailStyle) -> dict[str, Any]:
    phrases = style.phrases

    def word(group: str, key: str) -> str:
        return str(phrases[group].get(key, phrases[group].get("unknown", {language: key}))[language])

    labels = {key: texts[language] for key, texts in phrases["labels"].items()}
    basis = facts.get("date_basis")
    place = facts["place_ar"] if language == "ar" else facts["place"]
    earlier, changed = facts.get("earlier"), facts.get("changed_from")
    day = _day(facts.get("date"), language, phrases)
    return {
        "labels": labels,
        "transition": word("transitions", facts["transition"]),
        "headline": _headline(
            language, facts, (word("transitions", facts["transition"]), word("modes", facts["mode"])), day
        ),
        "date": day or labels["unknown"],
        "how_dated": word("bases", basis) if basis and basis in phrases["bases"] else "",
        "place": place or labels["unknown"],
        "kind": f"{word('modes', facts['mode'])} · {word('settings', facts['setting'])}",
        "earlier": _earlier(earlier, language, phrases) if earlier else "",
        "changed": _day(changed["date"], language, phrases) if changed else "",
        "watch": facts["watch"][language],
        "contact": envelope.contact_id,
    }


def _headline(language: str, facts: Mapping[str, Any], words: tuple[str, str], day: str) -> str:
    people = _SEPARATORS[language].join(_plain(p[language]) for p in facts["participants"])
    place = facts["place_ar"] if language == "ar" else facts["place"]
    details = [str(place)] if place else []
    if day:
        details.append(day)
    comma = "، " if language == "ar" else ", "
    core = f"{words[1]} {people}" if language == "ar" else f"{people} {words[1]}"
    return f"{words[0]}: {core}" + (f" – {comma.join(details)}" if details else "")


def _earlier(earlier: Mapping[str, Any], language: str, phrases: Phrases) -> str:
    place = f" ({earlier['place']})" if earlier.get("place") else ""
    return f"{_day(earlier['date'], language, phrases)}{place}"


def _day(iso: str | None, language: str, phrases: Phrases) -> str:
    """Return an ISO day, month, year or range in words."""
    if not iso:
        return ""
    first, _, last = iso.partition("/")
    if last:
        return f"{_day(first, language, phrases)} – {_day(last, language, phrases)}"
    months: list[str] = phrases["months"][language]
    if len(iso) == 4:
        return iso
    if len(iso) == 7:
        return f"{months[int(iso[5:]) - 1]} {iso[:4]}"
    day = date.fromisoformat(iso)
    weekday = phrases["weekdays"][language][day.weekday()]
    comma = " " if language == "ar" else ", "
    return f"{weekday}{comma}{day.day} {months[day.month - 1]} {day.year}"


def _source(source: Mapping[str, Any], zone: ZoneInfo) -> dict[str, str]:
    published = datetime.fromisoformat(source["published_at"]).astimezone(zone)
    url = source["url"] or ""
    return {
        "publisher_ar": _plain(source["publisher_ar"]),
        "title": _plain(source["title"]),
        "url": url if urlsplit(url).scheme in ("http", "https") else "",
        "published": f"{published:%Y-%m-%d %H:%M} {published.tzname()}",
    }


def _marked(text: str, highlights: list[list[int]]) -> list[tuple[str, bool]]:
    """Return the evidence in pieces, those inside a highlight marked."""
    pieces: list[tuple[str, bool]] = []
    position = 0
    for start, end in sorted(highlights):
        if start < position or end > len(text):
            continue
        pieces.extend([(text[position:start], False), (text[start:end], True)])
        position = end
    pieces.append((text[position:], False))
    return [(_plain(piece, trim=False), marked) for piece, marked in pieces if piece]


def _plain(text: str, *, trim: bool = True) -> str:
    """Return untrusted text without controls and direction marks, however long."""
    kept = "".join(c if c.isprintable() or c == " " else " " for c in text if c not in "\u200b\u200e\u200f\u061c\ufeff")
    return " ".join(kept.split()) if trim else kept
