"""The aiohttp application of a newsroom: feeds, pages, front pages, and the one feed that is none."""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING

from aiohttp import web

from include.rasid.newsroom.feeds import MEDIA_TYPES, feed, item_title
from include.rasid.newsroom.pages import Link, front, page
from include.rasid.newsroom.publishers import Publisher, Style, directory

if TYPE_CHECKING:
    from datetime import datetime

    from include.rasid.newsroom.newsroom import Newsroom
    from include.rasid.newsroom.pages import Entry, Section

BULLETIN_PATH = "/bulletin/feed.xml"


def application(newsroom: Newsroom) -> web.Application:
    """Return an application that serves ``newsroom``; links start with the address the request was made to."""
    site = _Site(newsroom)
    app = web.Application()
    app.router.add_get("/", site.index)
    if newsroom.oddities:
        app.router.add_get(BULLETIN_PATH, site.bulletin)
    app.router.add_get("/{key}/", site.front_page)
    app.router.add_get("/{key}/feed.xml", site.feed)
    app.router.add_get("/{key}/{rest:.+}", site.page)
    return app


class _Site:
    """The handlers, and the places they look things up in."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom
        self._sections = {section.publisher.key: section for section in newsroom.sections}
        self._pages = {entry.path: (section, entry) for section in newsroom.sections for entry in section.entries}

    async def index(self, _: web.Request) -> web.Response:
        links = tuple(Link(title=section.publisher.name.ar, href=section.home) for section in self._sections.values())
        publisher = Publisher(key="newsroom", name=directory().newsroom, style=Style.PORTAL)
        return _html(front(publisher, links), publisher)

    async def bulletin(self, _: web.Request) -> web.Response:
        odd = directory().oddities.bulletin
        publisher = Publisher(key="bulletin", name=odd.name, style=Style.PORTAL)
        links = tuple(Link(title=title, href=BULLETIN_PATH) for title in directory().related)
        return _html(front(publisher, links), publisher)

    async def front_page(self, request: web.Request) -> web.Response:
        section = await self._section(request)
        links = (
            Link(title=section.publisher.name.en, href=section.feed_path),
            *(Link(title=item_title(entry.article), href=entry.path) for entry in section.entries),
        )
        return _html(front(section.publisher, links), section.publisher)

    async def feed(self, request: web.Request) -> web.Response:
        section = await self._section(request)
        body = feed(section, _base_url(request), own_identities=self._newsroom.oddities)
        publisher = section.publisher
        headers = {"Content-Type": f"{MEDIA_TYPES[publisher.feed]}; charset={publisher.charset}"}
        response = web.Response(body=body, headers=headers)
        if not publisher.conditional:
            return response
        etag, modified_at = hashlib.sha256(body).hexdigest()[:32], section.entries[0].article.published_at
        if _is_unchanged(request, etag, modified_at):
            response = web.Response(status=web.HTTPNotModified.status_code)
        response.etag = etag
        response.last_modified = modified_at
        return response

    async def page(self, request: web.Request) -> web.Response:
        await self._section(request)
        found: tuple[Section, Entry] | None = self._pages.get(request.path)
        if found is None:
            raise web.HTTPNotFound
        section, entry = found
        return _html(page(section, entry, _base_url(request)), section.publisher)

    async def _section(self, request: web.Request) -> Section:
        """Return the section that the request is for, after the delay where its publisher is slow."""
        section = self._sections.get(request.match_info["key"])
        if section is None:
            raise web.HTTPNotFound
        if section.publisher.slow:
            await asyncio.sleep(self._newsroom.slow_seconds)
        return section


def _is_unchanged(request: web.Request, etag: str, modified_at: datetime) -> bool:
    """Whether the client has this version; its ETag decides alone where it sends one (RFC 9110, 13.1.3)."""
    if request.if_none_match is not None:
        return any(given.value in {etag, "*"} for given in request.if_none_match)
    since = request.if_modified_since
    return since is not None and modified_at.replace(microsecond=0) <= since


def _base_url(request: web.Request) -> str:
    return f"{request.scheme}://{request.host}"


def _html(body: bytes, publisher: Publisher) -> web.Response:
    return web.Response(body=body, headers={"Content-Type": f"text/html; charset={publisher.charset}"})
