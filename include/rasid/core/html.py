"""Pages: an article out of HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from include.rasid.core.cleaner import clean_text
from include.rasid.core.feeds import plain_text
from include.rasid.core.measures import measure
from include.rasid.core.outcomes import PageOutcome

if TYPE_CHECKING:
    from include.rasid.core.cleaner import Boilerplate

_META_CHARSET = re.compile(rb"""<meta[^>]+charset=["']?\s*([A-Za-z0-9._-]+)""", re.IGNORECASE)
_HTML_TYPES = frozenset({"", "text/html", "application/xhtml+xml", "text/plain"})
_ARABIC_SHARE = 0.6
# Letters that Persian, Urdu and Kurdish write and Arabic does not; پ چ ژ گ also stand in foreign names.
_OTHER_LETTERS = re.compile("[ٹڈڑےھںۆێڕڵەیک]")
_OTHER_SHARE = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedPage:
    """An article as its page gives it."""

    title: str
    text: str
    published_at: datetime | None  # None: the page does not date it


def decode_page(body: bytes, declared: str | None) -> str:
    """Return the text of a page: strict UTF-8, the response's charset, the page's own, windows-1256."""
    in_page = _META_CHARSET.search(body[:4096])
    candidates = ("utf-8", declared, in_page[1].decode("ascii") if in_page else None, "cp1256")
    for encoding in candidates:
        if encoding:
            try:
                return body.decode(encoding)
            except (UnicodeDecodeError, LookupError):
                continue
    return body.decode("utf-8", "replace")


def extract_page(
    body: bytes, boilerplate: Boilerplate, *, charset: str | None = None, media_type: str = "", known_title: str = ""
) -> ExtractedPage | PageOutcome:
    """Return the article of a page, or why there is none; ``known_title`` is the feed's, empty where there is none."""
    if not body.strip():
        return PageOutcome.EMPTY_PAGE
    if media_type.lower() not in _HTML_TYPES:
        return PageOutcome.NOT_HTML
    title, text, day = _read(decode_page(body, charset))
    title = known_title or plain_text(title)
    text = clean_text(text, title, boilerplate)
    if not text:
        return PageOutcome.NO_TEXT
    if not is_arabic(f"{title}\n{text}"):
        return PageOutcome.NOT_ARABIC
    return ExtractedPage(title=title, text=text, published_at=day)


def is_arabic(text: str) -> bool:
    """Tell Arabic from other scripts, and from Persian, Urdu and Kurdish by their letters."""
    letters = sum(c.isalpha() for c in text)
    foreign = len(_OTHER_LETTERS.findall(text)) / max(letters, 1)
    return measure("", text).arabic_letter_ratio >= _ARABIC_SHARE and foreign <= _OTHER_SHARE


def _read(page: str) -> tuple[str, str, datetime | None]:
    """Return title, text and date by trafilatura, from one tree; its fallbacks cost twice the time for 1 page in 100."""
    import trafilatura
    from trafilatura.metadata import extract_metadata

    tree = trafilatura.load_html(page)
    if tree is None:
        return "", "", None
    metadata = extract_metadata(tree)  # before extraction, which prunes the tree
    text = trafilatura.extract(tree, fast=True, include_comments=False) or ""
    return metadata.title or "", text, _day(metadata.date)


def _day(iso: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(iso).replace(hour=12, tzinfo=UTC) if iso else None
    except ValueError:
        return None
