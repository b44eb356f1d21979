"""Fifty news sites on loopback for `make bench-whole`: feeds, and pages as heavy as those of real sites.

A twentieth of the articles at most are the bundled newsroom's, each once, the rest is everyday news; each page is in one of the newsroom's styles with the menus, teasers,
scripts and style sheets around it that make real pages weigh 100 KB (research/collecting.md). Everything follows from the number of pages.
"""

from __future__ import annotations

import asyncio
import random
import sys
from dataclasses import dataclass, replace
from itertools import cycle
from typing import TYPE_CHECKING

from aiohttp import web

from include.rasid.io.articles import read_articles
from include.rasid.newsroom.feeds import feed
from include.rasid.newsroom.newsroom import build_newsroom
from include.rasid.newsroom.pages import page
from include.rasid.newsroom.publishers import NEWSROOM, Style
from include.rasid.settings import settings
from tests.bench.generated import everyday_articles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from include.rasid.model import Article
    from include.rasid.newsroom.pages import Entry, Section

HOSTS = 50
_SCRIPT_BYTES = 40_000
_STYLE_BYTES = 22_000
_MENU_LINKS = 150
_TEASERS = 60


@dataclass(frozen=True, slots=True)
class Around:
    """What the pages of one site have before and after what is a page's own."""

    head: bytes
    before: bytes
    after: bytes


def sites(pages: int) -> tuple[Section, ...]:
    """Return the sites with so many articles together, each a site's section with its entries newest first."""
    bundled = read_articles(sorted(NEWSROOM.glob("*.jsonl")))[: max(pages // 20, 1)]
    everyday = everyday_articles(settings(), pages - len(bundled), "whole")
    numbered = [*bundled, *everyday]
    random.Random(7).shuffle(numbered)
    placed: list[Article] = [
        replace(article, id=f"w{n}", publisher=f"site{n % HOSTS:02}", url=f"/news/{n}.html")
        for n, article in enumerate(numbered)
    ]
    styles = cycle(style.value for style in Style)
    sections = build_newsroom(placed, slow_seconds=0).sections
    return tuple(
        replace(s, entries=tuple(replace(e, template=style) for e in s.entries))
        for s, style in zip(sections, styles, strict=False)
    )


def feeds_yaml(sections: tuple[Section, ...], port: int) -> str:
    """Return the feeds.yml of the sites, each on an address of its own."""
    lines = ["version: 1", "publishers:"]
    lines += [f"  - {{key: {s.publisher.key}, name: {{ar: موقع, en: Site}}}}" for s in sections]
    lines += ["feeds:"]
    lines += [
        f'  - {{key: {s.publisher.key}, publisher: {s.publisher.key}, url: "http://{address(n)}:{port}{s.feed_path}", oldest_days: 9999}}'
        for n, s in enumerate(sections)
    ]
    return "\n".join(lines)


def address(number: int) -> str:
    """Return the loopback address of a site."""
    return f"127.0.2.{number + 1}"


def heavy_pages(section: Section, base_url: str) -> Iterator[tuple[Entry, bytes]]:
    """Yield the pages of a site in UTF-8."""
    around = _around(section)
    for entry in section.entries:
        yield entry, heavy(_own(section, entry, base_url), around)


def _own(section: Section, entry: Entry, base_url: str) -> bytes:
    """Return what is a page's own; five of six sites tell its time in the head, so that dates cost what they cost on the pages of the corpus."""
    if int(section.publisher.key.lstrip("p")) % 6 == 0:
        return page(section, entry, base_url)
    dated = f'<meta property="article:published_time" content="{entry.article.published_at.isoformat()}">'
    return page(section, entry, base_url).replace(b"</head>", dated.encode() + b"</head>", 1)


def heavy(bare: bytes, around: Around) -> bytes:
    """Return a page with what a site puts around it."""
    head, _, rest = bare.partition(b"</head>")
    tag, opened, body = rest.partition(b">")  # of the line break and <body ...>
    content, closed, end = body.rpartition(b"</body>")
    return b"".join((head, around.head, b"</head>", tag, opened, around.before, content, around.after, closed, end))


def _around(section: Section) -> Around:
    chance = random.Random(section.publisher.key)
    words = [w for a in section.entries[:20] for w in a.article.text.split()[:40]]
    code = "".join(f"var v{n}=function(a,b){{return a[{n}]||b.q{n % 97};}};" for n in range(_SCRIPT_BYTES // 48))
    rules = "".join(
        f".c{n} > li:nth-child({n % 9}){{margin:0 {n % 20}px;color:#{n:06x}}}" for n in range(_STYLE_BYTES // 56)
    )

    def headline() -> str:
        return " ".join(chance.choices(words, k=9))

    menu = "".join(
        f'<li class="menu-item c{n}"><a href="/topic/{n}/">{chance.choice(words)}</a></li>' for n in range(_MENU_LINKS)
    )
    teasers = "".join(
        f'<div class="teaser card c{n}"><a href="/news/{n}/"><img src="/i/{n}.jpg" alt="" loading="lazy"><span class="t">{headline()}</span></a></div>'
        for n in range(_TEASERS)
    )
    return Around(
        head=f"<style>{rules}</style><script>{code}</script>".encode(),
        before=f'<nav class="main-menu"><ul>{menu}</ul></nav>'.encode(),
        after=f'<aside class="sidebar most-read">{teasers}</aside><footer class="footer"><ul>{menu}</ul></footer>'.encode(),
    )


async def _serve(pages: int, part: int, parts: int, port: int) -> None:
    """Serve every so many-th site, from the ``part``-th on, until the process is ended; print "ready" when they answer."""
    sections = sites(pages)
    for number in range(part, len(sections), parts):
        await _serve_site(sections[number], number, port)
    print("ready", flush=True)  # noqa: T201 - whoever waits for it
    await asyncio.Event().wait()


async def _serve_site(section: Section, number: int, port: int) -> None:
    base_url = f"http://{address(number)}:{port}"
    around = _around(section)
    bare = {entry.path: _own(section, entry, base_url) for entry in section.entries}
    listed = feed(section, base_url, own_identities=False)

    async def answer(request: web.Request) -> web.Response:
        if request.path == section.feed_path:
            return web.Response(body=listed, content_type="application/rss+xml", charset="utf-8")
        found = bare.get(request.path)
        if found is None:
            return web.Response(status=404)
        return web.Response(body=heavy(found, around), content_type="text/html", charset="utf-8")

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, address(number), port, backlog=256).start()


if __name__ == "__main__":
    asyncio.run(_serve(*map(int, sys.argv[1:5])))
