"""The shape of a feed before feedparser sees it: depth, attributes and items within bounds, and how often it wants to be polled.

feedparser needs time that grows with the square of an element's attributes, and minutes for 50,000 items (research/collecting.md, section 2).
libxml2 needs a tenth of a second for either, so it looks first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lxml import etree

from include.rasid.core.schedule import NO_WISHES, FeedWishes

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_ITEMS = 2000  # the largest honest feed measured has 454; feedparser reads 2,000 in a second
MOST_DEPTH = 100  # markup inside items included
MOST_ATTRIBUTES = 100  # of one element
_CHUNK = 64 * 1024
_ITEM_START = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)(?=[\s>/])", re.IGNORECASE)
_ITEM_END = re.compile(rb"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# The last three are how some feeds spell them (research/peers.md).
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760, "dayly": 24, "day": 24, "hour": 1}
_SYNDICATION = "{http://purl.org/rss/1.0/modules/syndication/}"
_CHANNEL = frozenset({"channel", "feed"})  # of RSS 2.0 without a namespace, of RSS 1.0 and Atom each in its own
_INSIDE = {
    "ttl": _CHANNEL,
    "hour": frozenset({"skiphours"}),
    "day": frozenset({"skipdays"}),
    f"{_SYNDICATION}updatePeriod": _CHANNEL,
    f"{_SYNDICATION}updateFrequency": _CHANNEL,
}
_MOST_MINUTES = 60 * 24 * 365


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedShape:
    """What the look at a feed found."""

    is_too_complex: bool  # nested deeper, or with more attributes on an element, than any honest feed
    wishes: FeedWishes


def look_at(feed: bytes) -> FeedShape:
    """Return the shape of a feed in UTF-8; markup that is not well-formed is looked at as far as libxml2 can recover."""
    said: dict[str, list[str]] = {}
    try:
        for depth, element in _elements(feed):
            if depth > MOST_DEPTH or len(element.attrib) > MOST_ATTRIBUTES:
                return FeedShape(is_too_complex=True, wishes=NO_WISHES)
            if isinstance(element.tag, str):
                _note(said, element)
    except etree.XMLSyntaxError:
        pass  # as far as it went; feedparser has a looser way to read the rest
    return FeedShape(is_too_complex=False, wishes=_wishes(said))


def cut_items(feed: bytes, most: int = MOST_ITEMS) -> tuple[bytes, int]:
    """Return the feed with its first ``most`` items, and how many were cut off."""
    starts = [match.start() for match in _ITEM_START.finditer(feed)]
    if len(starts) <= most:
        return feed, 0
    ends = [match.end() for match in _ITEM_END.finditer(feed, starts[most])]
    return feed[: starts[most]] + (feed[ends[-1] :] if ends else b""), len(starts) - most


def _elements(feed: bytes) -> Iterator[tuple[int, Any]]:
    """Yield each element when it ends, with its depth, and forget it; elements too deep or too wide already when they begin."""
    parser = etree.XMLPullParser(
        events=("start", "end"), recover=True, resolve_entities=False, no_network=True, load_dtd=False
    )
    depth = 0
    for start in range(0, len(feed), _CHUNK):
        parser.feed(feed[start : start + _CHUNK])
        for event, element in parser.read_events():
            depth += 1 if event == "start" else -1
            if event == "end":
                yield depth, element
                element.clear(keep_tail=False)
            elif depth > MOST_DEPTH or len(element.attrib) > MOST_ATTRIBUTES:
                yield depth, element


def _note(said: dict[str, list[str]], element: Any) -> None:  # noqa: ANN401 - lxml has no types
    """Keep what an element of the channel says about polling."""
    parent = element.getparent()
    inside = etree.QName(parent).localname.lower() if parent is not None else ""
    if inside in _INSIDE.get(element.tag, frozenset()) and element.text and len(element.text) < 20:
        said.setdefault(element.tag, []).append(element.text.strip().lower())


def _wishes(said: dict[str, list[str]]) -> FeedWishes:
    minutes = [int(ttl) for ttl in said.get("ttl", [])[:1] if ttl.isdecimal()]
    hours = _PERIODS.get(said.get(f"{_SYNDICATION}updatePeriod", [""])[0])
    if hours:
        times = said.get(f"{_SYNDICATION}updateFrequency", ["1"])[0]
        minutes.append(hours * 60 // max(1, int(times) if times.isdecimal() else 1))
    longest = min(max(minutes, default=0), _MOST_MINUTES)
    return FeedWishes(
        interval=timedelta(minutes=longest) if longest else None,
        skip_hours=frozenset(int(hour) % 24 for hour in said.get("hour", []) if hour.isdecimal() and int(hour) <= 24),
        skip_days=frozenset(_DAYS.index(day) for day in said.get("day", []) if day in _DAYS),
    )
