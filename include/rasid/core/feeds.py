"""Feeds: bytes decoded before they are parsed, and entries made clean."""

from __future__ import annotations

import calendar
import html
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urldefrag, urljoin

import feedparser

from include.rasid.core.outcomes import EntryOutcome
from include.rasid.core.urls import canonical_url
from include.rasid.errors import FeedFormatError
from include.rasid.model import FeedEntry

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_DECLARED = re.compile(rb"""<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)["']""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ARABIC = re.compile("[\u0600-\u06ff]")
_UNSEEN = re.compile(r"(?is)<(script|style)\b.*?(?:</\1\s*>|$)|<!--.*?(?:-->|$)")
_MARKUP = re.compile(r"</?[A-Za-z!?][^<>]*>")  # "5 < 6" is none
_FORMATS = re.compile(
    "[\u00ad\u061c\u200b\u200d-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)  # bidi and invisible; ZWNJ parts words and stays
_BAD_BYTES_SHARE = 0.02  # of the Arabic letters: more and the bytes are another encoding (research/collecting.md)
_BAD_BYTES = 3
_MOST_CHARS = {"identity": 1000, "title": 500, "summary": 5000, "url": 2000}


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


def decode_feed(body: bytes, declared: str | None = None) -> str:
    """Return the text of a feed, whatever its labels say, with controls removed and a true XML declaration.

    Tried in order: byte order mark, UTF-16 by its zero bytes, strict UTF-8, UTF-8 with a few bad bytes, the declared
    encoding (of the response, else of the XML) where it gives Arabic letters, windows-1256. One bad byte must not turn
    a whole Arabic feed to mojibake, as it does in feedparser.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return _clean(body.decode(encoding, "replace"))
    try:
        return _clean(body.decode("utf-8"))
    except UnicodeDecodeError:
        lenient = body.decode("utf-8", "replace")
    if lenient.count("\ufffd") <= max(_BAD_BYTES, _BAD_BYTES_SHARE * len(_ARABIC.findall(lenient))):
        return _clean(lenient)
    in_xml = _DECLARED.search(body[:200])
    for encoding in (declared, in_xml[1].decode("ascii") if in_xml else None):
        if encoding and encoding.lower() not in {"utf-8", "utf8"}:
            try:
                text = body.decode(encoding)
            except (UnicodeError, LookupError):
                continue
            if _ARABIC.search(text):  # latin-1 can decode anything and is declared for anything
                return _clean(text)
    return _clean(body.decode("cp1256", "replace"))


def parse_feed(body: bytes, *, url: str, declared: str | None = None) -> ParsedFeed:
    """Return the items of a feed; ``url`` completes relative links, nothing is fetched.

    Raises:
        FeedFormatError: The body is no RSS or Atom feed.
    """
    text = decode_feed(body, declared)
    parsed = feedparser.parse(text.encode("utf-8"), sanitize_html=False, resolve_relative_uris=False)
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
    return ParsedFeed(entries=tuple(entries), rejected=tuple(rejected))


def plain_text(markup: str) -> str:
    """Return text without markup, entities, controls and direction marks, on one line.

    Entities are resolved up to three times: content systems escape their titles once more than the format asks for.
    """
    text = markup
    for _ in range(3):
        text = html.unescape(_MARKUP.sub(" ", _UNSEEN.sub(" ", text)))
    text = _MARKUP.sub(" ", _UNSEEN.sub(" ", text))
    return unicodedata.normalize("NFC", " ".join(_CONTROLS.sub("", _FORMATS.sub("", text)).split()))


def _clean(text: str) -> str:
    return '<?xml version="1.0" encoding="utf-8"?>' + _DECLARATION.sub("", _CONTROLS.sub("", text), count=1)


def _entry(raw: Any, feed_url: str) -> FeedEntry | RejectedEntry:  # noqa: ANN401 - feedparser's dictionary
    identity = str(raw.get("id") or "").strip()
    link = str(raw.get("link") or identity).strip()
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
    if not canonical or len(canonical) > _MOST_CHARS["url"]:
        return RejectedEntry(reason=EntryOutcome.BAD_LINK, reference=reference)
    return FeedEntry(
        identity=_identity(identity, canonical),
        url=url,
        canonical_url=canonical,
        title=title,
        summary=summary,
        published_at=_published(raw),
    )


def _identity(given: str, canonical: str) -> str:
    """The feed's id; an id that is an address counts in its canonical spelling."""
    try:
        return canonical_url(given) if given else canonical
    except ValueError:
        return given[: _MOST_CHARS["identity"]]


def _published(raw: Any) -> datetime | None:  # noqa: ANN401 - feedparser's dictionary
    """When the item appeared, else was changed; None where the feed gives no time that can be read."""
    for name in ("published_parsed", "updated_parsed"):
        parsed = raw.get(name)
        if parsed:
            try:
                return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
            except (OverflowError, ValueError, OSError):
                continue
    return None
