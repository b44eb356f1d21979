"""One alert as a short message to a channel, and as the signed JSON of a webhook."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from include.rasid.core.mail import alert_page, message_id
from include.rasid.core.mail_words import headline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from include.rasid.core.alert_facts import AlertFacts, Named, Past, Source
    from include.rasid.core.mail import Envelope, MailStyle

SECRET_PREFIX = "whsec_"  # noqa: S105 - what stands before a secret, not one


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelMessage:
    """What a channel is told."""

    identity: str  # the same whenever the same alert goes to the same channel
    title: str  # one line
    body: str
    payload: bytes  # JSON, UTF-8


def channel_message(facts: AlertFacts, envelope: Envelope, style: MailStyle) -> ChannelMessage:
    """Return the message of an alert to the channel of ``envelope``."""
    identity = message_id(envelope, style.domain).strip("<>")
    desk = f"{style.desk_url}/contacts/{envelope.contact_id}" if style.desk_url else ""
    payload = {
        "type": f"alert.{envelope.transition}",
        "timestamp": envelope.sent_at.isoformat(),
        "data": {**_data(facts, style), "id": identity, **_contact(envelope), "desk": desk or None},
    }
    return ChannelMessage(
        identity=identity,
        title=headline(facts, envelope.language, style.phrases),
        body=style.channel_text.render(alert_page(facts, envelope, style)).strip(),
        payload=json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode(),
    )


def signed_headers(identity: str, body: bytes, at: int, secrets: Sequence[bytes]) -> dict[str, str]:
    """Return the headers that let a receiver check that a request is ours, unchanged and fresh.

    The scheme is that of Standard Webhooks 1.0 (https://www.standardwebhooks.com): HMAC-SHA256 over identity, time and body. With
    two secrets, while one takes the place of the other, there are two signatures.

    Args:
        identity: Of the message; a receiver that has seen it has the message.
        body: What is sent, byte for byte.
        at: Seconds since 1970 of this attempt.
        secrets: The keys, at least one.
    """
    signed = b".".join((identity.encode(), str(at).encode(), body))
    signatures = (base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode() for key in secrets)
    return {
        "webhook-id": identity,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


def _contact(envelope: Envelope) -> dict[str, Any]:
    return {
        "contact_id": envelope.contact_id,
        "transition": envelope.transition,
        "revision": envelope.revision,
    }


def _data(facts: AlertFacts, style: MailStyle) -> dict[str, Any]:
    return {
        "watch": facts.watch.key,
        "headline": {language: headline(facts, language, style.phrases) for language in ("ar", "en")},
        "participants": [{"key": p.key, **_names(p)} for p in facts.participants],
        "mode": facts.mode,
        "setting": facts.setting,
        "status": facts.status,
        "scope": facts.scope,
        "date": facts.date,
        "place": _names(facts.place) if facts.place else None,
        "confidence": facts.confidence,
        "late": facts.is_late,
        "evidence": "".join(piece for piece, _ in facts.evidence).strip(),
        "article": _source(facts.article),
        "sources": [[_source(source) for source in voice] for voice in facts.voices],
        "changed_from": _past(facts.changed_from) if facts.changed_from else None,
        "correction": (
            {"cause": facts.correction.cause, "told": [_past(told) for told in facts.correction.told]}
            if facts.correction
            else None
        ),
    }


def _names(named: Named) -> dict[str, str]:
    return {"ar": named.ar, "en": named.en}


def _past(fact: Past) -> dict[str, Any]:
    return {"transition": fact.transition, "date": fact.date, "place": fact.place}


def _source(source: Source) -> dict[str, Any]:
    return {
        "publisher": _names(source.publisher),
        "title": source.title,
        "url": source.url or None,
        "published_at": source.published_at.isoformat(),
    }
