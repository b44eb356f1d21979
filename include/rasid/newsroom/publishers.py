"""The newsroom's publishers: how each one's feed and pages are made, from include/newsroom/publishers.yml."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from pydantic import Field

from include.rasid.io.yaml_file import StrictModel, load_yaml_model
from include.rasid.settings import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NEWSROOM = PROJECT / "include" / "newsroom"


class Style(StrEnum):
    """The page templates."""

    PORTAL = "portal"  # HTML5, og: and JSON-LD
    MAGAZINE = "magazine"  # nested div, one block a paragraph
    WIRE = "wire"  # tables, line breaks instead of paragraphs
    BROADCASTER = "broadcaster"  # one section a paragraph, JSON-LD graph
    BLOG = "blog"  # WordPress


class FeedFormat(StrEnum):
    """The kinds of feed."""

    RSS = "rss"
    ATOM = "atom"


class Identity(StrEnum):
    """What a feed gives as the identity of an item."""

    LINK = "link"
    ID = "id"
    TAG = "tag"  # RFC 4151
    NONE = "none"


class Summary(StrEnum):
    """How a feed gives the beginning of an article."""

    NONE = "none"
    PLAIN = "plain"
    HTML = "html"


class Name(StrictModel):
    """A name in two languages."""

    ar: str
    en: str


class Publisher(StrictModel):
    """An outlet and the habits of its web site."""

    key: str = Field(pattern=r"^[a-z][a-z0-9]*$")
    name: Name
    country: str | None = None  # ISO 3166-1 alpha-2; None: not known
    style: Style
    feed: FeedFormat = FeedFormat.RSS
    charset: str = "utf-8"  # of feed and pages; what it lacks becomes numeric references
    identity: Identity = Identity.ID
    summary: Summary = Summary.PLAIN
    zone_hours: int = 0  # offset from UTC in which it writes times
    conditional: bool = False  # the feed has ETag and Last-Modified and answers 304
    slow: bool = False
    tracking: str = ""  # query on the links of the feed
    entities: bool = False  # titles carry HTML entities
    note: str = ""


class OddFeed(StrictModel):
    """A feed that gives no articles."""

    name: Name
    note: str


class OddPage(StrictModel):
    """A page in a feed that holds no article."""

    publisher: str
    id: str
    page: str  # template name, or "empty"
    url: str
    date_iso: str
    title: str


class Oddities(StrictModel):
    """What goes wrong in the bundled newsroom, always the same way."""

    closed: OddFeed
    bulletin: OddFeed
    pages: tuple[OddPage, ...]


class Directory(StrictModel):
    """The whole file."""

    version: int
    newsroom: Name  # of the page that lists the publishers
    publishers: tuple[Publisher, ...]
    unnamed: str  # label of a publisher whose name is empty
    oddities: Oddities
    related: tuple[str, ...] = Field(min_length=6)


@cache
def directory() -> Directory:
    """Return what publishers.yml says."""
    return load_yaml_model(NEWSROOM / "publishers.yml", Directory)


def assign_publishers(names: Iterable[str]) -> Mapping[str, Publisher]:
    """Return the publisher of each name as articles give it: a known key, or one made for the name.

    Made ones are p1, p2... in the order of their names; the page style depends on the name alone.
    """
    known = {publisher.key: publisher for publisher in directory().publishers}
    wanted = set(names)
    unknown = sorted(wanted - known.keys())
    made = {name: _made(f"p{number}", name) for number, name in enumerate(unknown, start=1)}
    return {name: publisher for name, publisher in known.items() if name in wanted} | made


def _made(key: str, name: str) -> Publisher:
    label = name.strip() or directory().unnamed
    return Publisher(key=key, name=Name(ar=label, en=label), style=_style(name))


def _style(name: str) -> Style:
    styles = tuple(Style)
    return styles[hashlib.sha256(name.encode()).digest()[0] % len(styles)]
