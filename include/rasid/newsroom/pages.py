"""Article pages in the manner of five kinds of Arabic news site, with all that surrounds an article there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta, timezone
from functools import cache
from typing import TYPE_CHECKING

from babel.dates import format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from include.rasid.newsroom.publishers import NEWSROOM, Publisher, directory

if TYPE_CHECKING:
    from datetime import datetime

    from include.rasid.model import Article

RELATED = 6  # headlines around one article
WORDS_A_MINUTE = 180
EMPTY_PAGE = "empty"  # instead of a template: no byte at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An article at its place in the newsroom."""

    article: Article
    path: str  # from the root of the newsroom
    template: str  # without suffix, or EMPTY_PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One publisher's part of the newsroom."""

    publisher: Publisher
    entries: tuple[Entry, ...]  # newest first, at least one

    @property
    def home(self) -> str:
        """Path of the front page."""
        return f"/{self.publisher.key}/"

    @property
    def feed_path(self) -> str:
        """Path of the feed."""
        return f"/{self.publisher.key}/feed.xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A headline that leads somewhere."""

    title: str
    href: str


def page(section: Section, entry: Entry, base_url: str) -> bytes:
    """Return the page of ``entry`` in the publisher's charset.

    Every paragraph of the text (its non-blank lines) is there in order, and the title in h1 unless it is empty.
    """
    if entry.template == EMPTY_PAGE:
        return b""
    publisher, article = section.publisher, entry.article
    paragraphs = split_paragraphs(article.text)
    return render(
        f"{entry.template}.html",
        publisher,
        article=article,
        paragraphs=paragraphs,
        middle=max(1, len(paragraphs) // 2),
        published_at=local_time(article.published_at, publisher),
        banner_on=local_time(section.entries[0].article.published_at, publisher),
        related=_related(section, article),
        reads=_digest(article.id) % 9000 + 100,
        minutes=max(1, len(article.text.split()) // WORDS_A_MINUTE),
        home=section.home,
        page_url=base_url + entry.path,
        feed_url=base_url + section.feed_path,
    )


def front(publisher: Publisher, links: tuple[Link, ...]) -> bytes:
    """Return a page that lists ``links`` under the publisher's name."""
    return render("front.html", publisher, links=links)


def render(template: str, publisher: Publisher, **values: object) -> bytes:
    """Return a template, filled and escaped, in the publisher's charset; what that lacks as numeric references."""
    text = templates().get_template(template).render(values, outlet=publisher.name.ar, charset=publisher.charset)
    return text.encode(publisher.charset, "xmlcharrefreplace")


def split_paragraphs(text: str) -> tuple[str, ...]:
    """Return the lines of ``text`` that are not blank."""
    return tuple(line for line in text.split("\n") if line.strip())


def local_time(instant: datetime, publisher: Publisher) -> datetime:
    """Return ``instant`` as the publisher's clock shows it."""
    return instant.astimezone(timezone(timedelta(hours=publisher.zone_hours)))


@cache
def templates() -> Environment:
    """Return the templates of pages and feeds; everything filled in is escaped."""
    environment = Environment(
        loader=FileSystemLoader(NEWSROOM / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["arabic_date"] = _arabic_date
    return environment


def _arabic_date(instant: datetime, pattern: str, locale: str = "ar") -> str:
    """Return a date in words; the locale chooses the month names (ar_SY: those of the Levant)."""
    return format_datetime(instant, pattern, tzinfo=instant.tzinfo, locale=locale)


def _related(section: Section, article: Article) -> tuple[Link, ...]:
    """Return headlines for the boxes around ``article``, always the same ones for it."""
    headlines = directory().related
    first = _digest(article.id)
    chosen = (headlines[(first + offset) % len(headlines)] for offset in range(RELATED))
    return tuple(Link(title=title, href=f"{section.home}{_digest(title) % 10**6}") for title in chosen)


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6])
