"""Staged rows as the flat columns that expectations look at."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

_MOJIBAKE = re.compile("[ØÙÃâÐÑ]")
_SECONDS_A_DAY = 86_400


def article_columns(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a named tuple of staging.article
    """Return the columns of ``expectations/articles.yml`` for one staged article."""
    text: str = row.text
    return {
        "article_key": row.article_key,
        "publisher_key": row.publisher_key or None,
        "text_chars": row.text_chars,
        "title_chars": len(row.title),
        "arabic_letter_ratio": float(row.arabic_letter_ratio),
        "replacement_ratio": row.replacement_chars / max(len(text), 1),
        "mojibake_ratio": len(_MOJIBAKE.findall(text)) / max(len(text), 1),
        "days_ahead": _days_between(row.seen_at, row.published_at),
        "published_year": row.published_at.year,
        "duplicate_paragraphs": row.duplicate_paragraphs,
        "bad_entity_spans": sum(not _holds(row, m, "surface") for m in row.entity_mentions or []),
    }


def contact_columns(row: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a named tuple of staging.article
    """Return the columns of ``expectations/contacts.yml`` for each contact mention of one staged article."""
    published = row.published_at.date()
    return [
        {
            "article_key": row.article_key,
            "sides": len([people for people in mention["sides"].values() if people]),
            "participants": len(mention["participants"]),
            "mode": mention["mode"],
            "setting": mention["setting"],
            "status": mention["status"],
            "role": mention["role"],
            "scope": mention["scope"],
            "confidence": float(mention["confidence"]),
            "evidence_matches": _holds(row, mention, "evidence"),
            "held_days_ahead": _held_days_ahead(mention, published),
        }
        for mention in row.contact_mentions or []
    ]


def _days_between(earlier: datetime, later: datetime) -> float:
    return (later - earlier).total_seconds() / _SECONDS_A_DAY


def _holds(row: Any, mention: dict[str, Any], words: str) -> bool:  # noqa: ANN401 - a named tuple of staging.article
    text = row.title if mention["part"] == "title" else row.text
    return bool(mention[words]) and text[mention["start"] : mention["end"]] == mention[words]


def _held_days_ahead(mention: dict[str, Any], published: date) -> int:
    if mention["status"] != "held" or not mention["starts_on"]:
        return 0
    return (date.fromisoformat(mention["starts_on"]) - published).days
