"""Staged rows as the flat columns that expectations look at."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from include.rasid.core.measures import measure
from include.rasid.model import Part

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

_SECONDS_A_DAY = 86_400
_WORDS = ("mode", "setting", "status", "role", "scope", "evidence")
_SPAN = ("start", "end")
# Percent-encoded links left in a text outweigh its Arabic letters: 4 of the 65 labelled articles fall below 0.6 with
# them, all reporting contacts; without tags and addresses the lowest of the 65 is 0.92.
_NOT_PROSE = re.compile(r"<[^<>]*>|https?://\S+")


def _second_bytes(codec: str) -> str:
    """Return what the bytes 0x80 to 0xBF, the second half of an Arabic letter in UTF-8, look like in ``codec``."""
    return "".join(bytes([byte]).decode(codec, errors="ignore") for byte in range(0x80, 0xC0))


_AFTER_A_WORD = set("،؛؟«»“”‘’–—…•\u00a0\u200c\u200d")  # of windows-1256; in good text they may follow a letter
_IN_1256 = "".join(c for c in _second_bytes("cp1256") if c not in _AFTER_A_WORD)
_IN_1252 = _second_bytes("cp1252") + _second_bytes("latin-1")
# UTF-8 read as windows-1256, UTF-8 read as windows-1252 or Latin-1, windows-1256 read as either of these.
_MOJIBAKE = re.compile(f"[طظ][{re.escape(_IN_1256)}]|[ÂÃØÙÚÛ][{re.escape(_IN_1252)}]|[À-ÿ]{{3,}}")


def article_columns(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a named tuple of staging.article
    """Return the columns of ``expectations/articles.yml`` for one staged article."""
    chars = len(row.title) + len(row.text)
    return {
        "article_key": row.article_key,
        "publisher_key": row.publisher_key.strip() or None,
        "text_chars": row.text_chars,
        "title_chars": len(row.title.strip()),
        "prose_arabic_ratio": _prose_arabic_ratio(row.text),
        "replacement_ratio": row.replacement_chars / max(chars, 1),
        "mojibake_ratio": max(mojibake_ratio(row.title), mojibake_ratio(row.text)),
        "days_ahead": _days_between(row.seen_at, row.published_at),
        "published_year": row.published_at.year,
        "duplicate_paragraphs": row.duplicate_paragraphs,
        "missing_findings": _names(f for f in ("entity_mentions", "contact_mentions") if getattr(row, f) is None),
        "bad_entity_spans": sum(not _holds(row, m, "surface") for m in row.entity_mentions or []),
    }


def contact_columns(row: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a named tuple of staging.article
    """Return the columns of ``expectations/contacts.yml`` for each contact mention of one staged article.

    Great Expectations skips null cells, so a field that is absent or of another type is null in its own
    column and named in ``unusable_fields``, which is never null.
    """
    return [_contact_columns(row, mention) for mention in row.contact_mentions or []]


def mojibake_ratio(text: str) -> float:
    """Return the share of characters that look like Arabic read in a wrong encoding: in [0, 1]."""
    return sum(len(found) for found in _MOJIBAKE.findall(text)) / max(len(text), 1)


def _prose_arabic_ratio(text: str) -> float:
    return measure("", _NOT_PROSE.sub(" ", text)).arabic_letter_ratio


def _contact_columns(row: Any, mention: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    unusable = _unusable_fields(mention)
    usable = {field: value for field, value in mention.items() if field not in unusable}
    participants, sides = usable.get("participants"), usable.get("sides")
    placed = not unusable & {"part", "evidence", *_SPAN}
    return {
        "article_key": row.article_key,
        "unusable_fields": _names(unusable),
        "participants": None if participants is None else len(set(participants)),
        "sides": None if sides is None else sum(bool(people) for people in sides.values()),
        **{word: usable.get(word) for word in _WORDS if word != "evidence"},
        "confidence": usable.get("confidence"),
        "evidence_matches": _holds(row, mention, "evidence") if placed else None,
        "held_days_ahead": _held_days_ahead(usable, row.published_at.date()),
    }


def _unusable_fields(mention: dict[str, Any]) -> set[str]:
    bad = {field for field in _WORDS if not isinstance(mention.get(field), str)}
    bad |= {field for field in _SPAN if not isinstance(mention.get(field), int)}
    if not isinstance(mention.get("participants"), list):
        bad.add("participants")
    sides = mention.get("sides")
    if not isinstance(sides, dict) or not all(isinstance(people, list) for people in sides.values()):
        bad.add("sides")
    confidence = mention.get("confidence")
    if isinstance(confidence, bool) or not isinstance(confidence, int | float):
        bad.add("confidence")
    if mention.get("part") not in list(Part):
        bad.add("part")
    return bad | {field for field in ("starts_on", "ends_on") if not _is_day_or_null(mention.get(field))}


def _is_day_or_null(value: object) -> bool:
    try:
        return value is None or bool(date.fromisoformat(str(value)))
    except ValueError:
        return False


def _holds(row: Any, mention: dict[str, Any], words: str) -> bool:  # noqa: ANN401 - a named tuple of staging.article
    text = row.title if mention.get("part") == Part.TITLE else row.text
    start, end, surface = mention.get("start"), mention.get("end"), mention.get(words)
    if not isinstance(start, int) or not isinstance(end, int):
        return False
    # Python would read a negative start from the end of the text, the warehouse would refuse it.
    return 0 <= start < end <= len(text) and text[start:end] == surface


def _held_days_ahead(mention: dict[str, Any], published: date) -> int:
    if mention.get("status") != "held" or not mention.get("starts_on"):
        return 0
    return (date.fromisoformat(mention["starts_on"]) - published).days


def _days_between(earlier: datetime, later: datetime) -> float:
    return (later - earlier).total_seconds() / _SECONDS_A_DAY


def _names(fields: Iterable[str]) -> str:
    return ", ".join(sorted(fields))
