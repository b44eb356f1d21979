"""Feeds: bytes decoded before they are parsed, and entries made clean."""

from __future__ import annotations

import calendar
import hashlib
import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import feedparser

from include.rasid.core.encoding import decode_text, visible_line
from include.rasid.core.feed_shape import MOST_ITEMS, cut_items, look_at
from include.rasid.core.outcomes import EntryOutcome
from include.rasid.core.schedule import NO_WISHES, FeedWishes
from include.rasid.core.urls import MOST_KEY_BYTES, canonical_url
from include.rasid.errors import FeedFormatError
from include.rasid.model import FeedEntry

_DECLARED = re.compile(rb"""<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)["']""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_REFERENCE = re.compile(r"&#([xX][0-9A-Fa-f]{1,4000}|[0-9]{1,4000});?", re.ASCII)
_BLANKS = frozenset({0x09, 0x0A, 0x0D})
_WEB = re.compile("https?://", re.IGNORECASE)
_UNSEEN = re.compile(r"(?is)<(script|style)\b.*?(?:</\1\s*>|$)|<!--.*?(?:-->|$)")
_MARKUP = re.compile(r"</?[A-Za-z!?][^<>]*>")  # "5 < 6" is none
_MOST_CHARS = {"title": 500, "summary": 5000}
_MOST_MARKUP_CHARS = 200_000  # of a title or summary, before its markup is taken out


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedEntry:
    """An item that cannot be used."""

    reason: EntryOutcome
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """The items of a feed in its order."""

    entries: tuple[FeedEntry, ...]
    rejected: tuple[RejectedEntry, ...]
    listed: int = 0  # items of the body, counted before any was read: what entries and rejections must add up to
    wishes: FeedWishes = NO_WISHES
    is_too_complex: bool = False  # it was not read: deeper or wider than any honest feed


def decode_feed(body: bytes, declared: str | None = None) -> bytes:
    """Return a feed as UTF-8 that says so; ``declared`` is the charset of the response, None where it has none."""
    in_xml = _DECLARED.search(body[:200])
    text = decode_text(body, (declared, in_xml[1].decode("ascii") if in_xml else None))
    text = _REFERENCE.sub(_possible, _DECLARATION.sub("", text, count=1))
    return b'<?xml version="1.0" encoding="utf-8"?>' + text.encode("utf-8")


def _possible(reference: re.Match[str]) -> str:
    """Return a character reference, or a replacement character where no text may hold what it names: feedparser would raise."""
    digits = reference[1]
    number = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return reference[0] if 0x20 <= number < 0xD800 or 0xE000 <= number <= 0x10FFFF or number in _BLANKS else "\ufffd"


def parse_feed(body: bytes, *, url: str, declared: str | None = None) -> ParsedFeed:
    """Return the items of a feed; ``url`` completes relative links, nothing is fetched.

    Raises:
        FeedFormatError: The body is no RSS or Atom feed.
    """
    feed = decode_feed(body, declared)
    shape = look_at(feed)
    if shape.is_too_complex:
        return ParsedFeed(entries=(), rejected=(), is_too_complex=True)
    feed, cut = cut_items(feed)
    parsed = feedparser.parse(feed, sanitize_html=False, resolve_relative_uris=False)
    if not parsed.version and not parsed.entries:
        raise FeedFormatError(f"{url}: neither RSS nor Atom")
    entries: list[FeedEntry] = []
    rejected: list[RejectedEntry] = []
    for raw in parsed.entries:
        made = _entry(raw, url)
        if isinstance(made, FeedEntry):
            entries.append(made)
        else:
            rejected.append(made)
    beyond = (RejectedEntry(reason=EntryOutcome.OVER_CAP, reference=f"item {MOST_ITEMS + n + 1}") for n in range(cut))
    listed = len(parsed.entries) + cut
    return ParsedFeed(entries=tuple(entries), rejected=(*rejected, *beyond), listed=listed, wishes=shape.wishes)


def plain_text(markup: str) -> str:
    """Return text without markup, entities, controls and direction marks, on one line.

    Entities are resolved up to three times: content systems escape their titles once more than the format asks for.
    """
    text = markup[:_MOST_MARKUP_CHARS]
    for _ in range(3):
        text = html.unescape(_MARKUP.sub(" ", _UNSEEN.sub(" ", text)))
    text = _MARKUP.sub(" ", _UNSEEN.sub(" ", text))
    return visible_line(text)


def _entry(raw: Any, feed_url: str) -> FeedEntry | RejectedEntry:  # noqa: ANN401 - feedparser's dictionary
    identity = visible_line(str(raw.get("id") or ""))
    link = visible_line(str(raw.get("link") or (identity if _WEB.match(identity) else "")))
    title = plain_text(str(raw.get("title") or ""))[: _MOST_CHARS["title"]]
    summary = plain_text(str(raw.get("summary") or ""))[: _MOST_CHARS["summary"]]
    reference = (link or identity or title)[:500]
    if not link:
        return RejectedEntry(reason=EntryOutcome.NO_LINK, reference=reference)
    if not (title or summary):
        return RejectedEntry(reason=EntryOutcome.NO_TITLE, reference=reference)
    try:
        url = urljoin(feed_url, link)
        canonical = canonical_url(url)
    except ValueError:
        canonical = ""
    if not canonical or len(canonical) > MOST_KEY_BYTES:
        return RejectedEntry(reason=EntryOutcome.BAD_LINK, reference=reference)
    return FeedEntry(
        identity=_identity(identity, canonical),
        url=url,
        canonical_url=canonical,
        title=title,
        summary=summary,
        published_at=_time(raw, "published_parsed") or _time(raw, "updated_parsed"),
        updated_at=_time(raw, "updated_parsed"),
    )


def _identity(given: str, canonical: str) -> str:
    """The feed's id; an id that is an address counts in its canonical spelling. One that is too long to be stored ends with its hash."""
    try:
        identity = canonical_url(given) if given else canonical
    except ValueError:
        identity = given
    content = identity.encode("utf-8", "replace")
    if len(content) <= MOST_KEY_BYTES:
        return identity
    return f"{identity[:100]} {hashlib.sha256(content).hexdigest()}"


def _time(raw: Any, name: str) -> datetime | None:  # noqa: ANN401 - feedparser's dictionary
    """Return a time of the item; None where the feed gives none that can be read."""
    parsed = raw[name] if name in raw else None  # noqa: SIM401 - `get` maps one name to the other and warns of it
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (OverflowError, ValueError, OSError):
        return None
