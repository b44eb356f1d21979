"""Mentions as JSON: for staging and for the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from include.rasid.model import ContactMention, Mode, Part, Role, Scope, Setting, Span, Status, When

if TYPE_CHECKING:
    from include.rasid.model import Article, EntityMention, KeywordHit

Json = dict[str, Any]


def entity_json(mention: EntityMention) -> Json:
    """Return an entity mention as ``{"key","kind","part","start","end","surface","refers_to","confidence"}``."""
    return {
        "key": mention.key,
        "kind": mention.kind,
        "part": mention.part,
        "start": mention.span.start,
        "end": mention.span.end,
        "surface": mention.surface,
        "refers_to": list(mention.refers_to),
        "confidence": mention.confidence,
    }


def keyword_json(hit: KeywordHit) -> Json:
    """Return a keyword hit as ``{"topic","part","start","end","surface"}``."""
    return {
        "topic": hit.topic,
        "part": hit.part,
        "start": hit.span.start,
        "end": hit.span.end,
        "surface": hit.surface,
    }


def contact_json(mention: ContactMention, watch_key: str) -> Json:
    """Return a contact mention with every field, as staging keeps it."""
    when = mention.when
    return {
        "watch": watch_key,
        "participants": list(mention.participants),
        "sides": {side: list(people) for side, people in mention.sides},
        "mode": mention.mode,
        "setting": mention.setting,
        "status": mention.status,
        "starts_on": when.first.isoformat() if when else None,
        "ends_on": when.last.isoformat() if when else None,
        "date_basis": when.basis if when else None,
        "date_surface": when.surface if when else None,
        "place": mention.place,
        "role": mention.role,
        "scope": mention.scope,
        "confidence": mention.confidence,
        "part": mention.part,
        "start": mention.span.start,
        "end": mention.span.end,
        "evidence": mention.evidence,
        "features": list(mention.features),
    }


def contact_from_row(row: Any) -> ContactMention:
    """Return the mention that a row of core.contact_mention holds."""
    when = None
    if row.starts_on is not None:
        when = When(first=row.starts_on, last=row.ends_on, basis=row.date_basis or "", surface=row.date_surface or "")
    return ContactMention(
        participants=tuple(row.participants),
        sides=tuple(sorted((side, tuple(people)) for side, people in row.sides.items())),
        mode=Mode(row.mode),
        setting=Setting(row.setting),
        status=Status(row.status),
        when=when,
        place=row.place,
        role=Role(row.role),
        scope=Scope(row.scope),
        confidence=float(row.confidence),
        part=Part(row.part),
        span=Span(row.evidence_start, row.evidence_end),
        evidence=row.evidence,
        features=tuple(row.features),
    )


def public_contact(mention: ContactMention) -> Json:
    """Return what ``./rasid detect`` prints of a contact (gold/GUIDE.md)."""
    return {
        "participants": list(mention.participants),
        "mode": mention.mode,
        "setting": mention.setting,
        "status": mention.status,
        "date": mention.when.iso if mention.when else None,
        "date_text": mention.when.surface or None if mention.when else None,
        "place": mention.place,
        "role": mention.role,
        "scope": mention.scope,
        "confidence": mention.confidence,
        "evidence": mention.evidence,
        "sides": {side: list(people) for side, people in mention.sides},
        "features": list(mention.features),
    }


def article_json(article: Article) -> Json:
    """Return an article in the shape of the command line's files."""
    return {
        "id": article.id,
        "title": article.title,
        "text": article.text,
        "date_iso": article.published_at.isoformat(),
        "publisher": article.publisher,
        "url": article.url,
    }
