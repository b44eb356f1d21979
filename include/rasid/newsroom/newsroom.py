"""A newsroom: articles laid out as web sites, the application that serves them, and the feeds.yml that leads there."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from include.rasid.io.articles import parse_instant
from include.rasid.model import Article
from include.rasid.newsroom.application import application
from include.rasid.newsroom.pages import Entry, Section
from include.rasid.newsroom.publishers import Publisher, assign_publishers, directory

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from aiohttp import web

    from include.rasid.newsroom.publishers import OddFeed

CLOSED_URL = "http://127.0.0.1:1/closed/feed.xml"  # tcpmux, which no machine has served for decades
INTERVAL_MINUTES = 30
_USABLE_PATH = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+/?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """Publishers with their articles, ready to be served."""

    sections: tuple[Section, ...]
    slow_seconds: float  # delay of each answer of a slow publisher
    oddities: bool  # see ``build_newsroom``

    def app(self) -> web.Application:
        """Return the application: ``/KEY/feed.xml``, ``/KEY/`` and the pages of each publisher."""
        return application(self)

    def feeds_yaml(self, base_url: str) -> str:
        """Return the feeds.yml that points Rasid to this newsroom, served at ``base_url`` (without a final slash)."""
        publishers = [_publisher_row(section.publisher) for section in self.sections]
        feeds = [
            _feed_row(section.publisher.key, base_url + section.feed_path, section.publisher.note)
            for section in self.sections
        ]
        if self.oddities:
            odd = directory().oddities
            publishers += [_odd_publisher_row("closed", odd.closed), _odd_publisher_row("bulletin", odd.bulletin)]
            feeds += [
                _feed_row("closed", CLOSED_URL, odd.closed.note),
                _feed_row("bulletin", f"{base_url}/bulletin/feed.xml", odd.bulletin.note),
            ]
        content = {"version": 1, "publishers": publishers, "feeds": feeds}
        return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)


def build_newsroom(articles: Sequence[Article], *, slow_seconds: float = 0.4, oddities: bool = False) -> Newsroom:
    """Return a newsroom with one section for each publisher that ``articles`` name.

    Items of feeds are identified by the article's id. With ``oddities`` it is the bundled newsroom: items are
    identified in each publisher's own way, two pages hold no article, and feeds.yml lists a dead feed and one
    that is an HTML page.
    """
    templates = {odd.id: odd.page for odd in directory().oddities.pages} if oddities else {}
    everything = [*articles, *(_odd_articles() if oddities else ())]
    publishers = assign_publishers(article.publisher for article in everything)
    grouped: dict[str, list[Article]] = defaultdict(list)
    for article in everything:
        grouped[article.publisher].append(article)
    sections = tuple(
        Section(publisher=publisher, entries=tuple(_entries(publisher, grouped[name], templates)))
        for name, publisher in publishers.items()
    )
    return Newsroom(sections=sections, slow_seconds=slow_seconds, oddities=oddities)


def _odd_articles() -> Iterator[Article]:
    for odd in directory().oddities.pages:
        published_at = parse_instant(odd.date_iso)
        yield Article(
            id=odd.id, title=odd.title, text="", published_at=published_at, publisher=odd.publisher, url=odd.url
        )


def _entries(publisher: Publisher, articles: Iterable[Article], templates: dict[str, str]) -> Iterator[Entry]:
    """Yield the articles newest first, each with a path of its own."""
    taken = {f"/{publisher.key}/feed.xml", f"/{publisher.key}/"}
    for article in sorted(articles, key=lambda article: (article.published_at, article.id), reverse=True):
        path = f"/{publisher.key}{article.url}"
        if path in taken or not _USABLE_PATH.fullmatch(article.url):
            digest = hashlib.sha256(article.id.encode()).hexdigest()[:16]
            path = f"/{publisher.key}/{article.published_at:%Y/%m/%d}/{digest}.html"
        taken.add(path)
        yield Entry(article=article, path=path, template=templates.get(article.id, publisher.style))


def _publisher_row(publisher: Publisher) -> dict[str, object]:
    return {"key": publisher.key, "name": publisher.name.model_dump(), "country": publisher.country}


def _odd_publisher_row(key: str, odd: OddFeed) -> dict[str, object]:
    return {"key": key, "name": odd.name.model_dump(), "country": None}


def _feed_row(key: str, url: str, note: str) -> dict[str, object]:
    return {
        "key": key,
        "publisher": key,
        "url": url,
        "interval_minutes": INTERVAL_MINUTES,
        "active": True,
        "note": note,
    }
