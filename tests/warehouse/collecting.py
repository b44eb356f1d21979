"""A web site that a test can change between two polls, and the warehouse behind it."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from include.rasid.io.warehouse import transaction
from include.rasid.settings import Settings, read_settings
from include.rasid.stages.fetch import fetch_pages
from include.rasid.stages.poll import poll_feeds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SENTENCE = (
    "التقى وزير الخارجية الروسي سيرغي لافروف نظيره الأميركي أنتوني بلينكن في جنيف يوم الجمعة وبحثا أزمة أوكرانيا."
)


_FEEDS = """version: 1
publishers:
  - {{key: sada, name: {{ar: صدى, en: Sada}}}}
feeds:
  - {{key: sada, publisher: sada, url: "{url}", interval_minutes: {minutes}, active: {active}, oldest_days: 9000}}
"""


@dataclass
class Site:
    """What the site answers by path, and what was asked."""

    base: str = ""
    answers: dict[str, web.Response] = field(default_factory=dict)
    asked: list[web.Request] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        """Answer from ``answers``; honours If-None-Match."""
        self.asked.append(request)
        found = self.answers.get(request.path, web.Response(status=404))
        etag = found.headers.get("ETag")
        if etag and request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(status=found.status, headers=found.headers, body=found.body)

    def asked_for(self, path: str) -> int:
        """Return how often a path was asked for."""
        return sum(request.path == path for request in self.asked)

    def publish(self, *numbers: int, etag: str | None = None, dated: str = "Fri, 21 Jan 2022 10:00:00 GMT") -> None:
        """Put articles with these numbers on the feed /rss and their pages on the site."""
        items = "".join(
            f"<item><title>خبر رقم {n}</title><link>{self.base}/{n}?utm_source=rss</link><guid>{n}</guid><pubDate>{dated}</pubDate></item>"
            for n in numbers
        )
        self.feed(items, etag=etag)
        for n in numbers:
            self.page(
                f"/{n}",
                f"<h1>خبر رقم {n}</h1><p>{n}: {SENTENCE}</p><p>وقال المتحدث رقم {n} إن المحادثات كانت بناءة ومفيدة.</p>",
            )

    def feed(self, items: str, etag: str | None = None, **headers: str) -> None:
        """Put items on the feed /rss."""
        body = f"<rss version='2.0'><channel>{items}</channel></rss>".encode()
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers["/rss"] = web.Response(body=body, headers=given | ({"ETag": etag} if etag else {}))

    def item(self, number: int, title: str = "", dated: str = "Fri, 21 Jan 2022 10:00:00 GMT", **parts: str) -> str:
        """Return an item; ``parts`` replace its link and guid."""
        link, guid = parts.get("link", f"{self.base}/{number}"), parts.get("guid", str(number))
        words = f"<title>{title or f'خبر رقم {number}'}</title><link>{link}</link><guid>{guid}</guid>"
        return f"<item>{words}<pubDate>{dated}</pubDate></item>"

    def page(self, path: str, content: str) -> None:
        """Put a page on the site."""
        html = f"<html><body><article>{content}</article></body></html>"
        self.answers[path] = web.Response(text=html, content_type="text/html")


@contextmanager
def serving(app: web.Application) -> Iterator[str]:
    """Serve from a thread of its own, on a free port; gives the base URL."""
    loop, ready, stop = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    urls: list[str] = []

    async def run() -> None:
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        urls.append(f"http://127.0.0.1:{runner.addresses[0][1]}")
        ready.set()
        await stop.wait()
        await runner.cleanup()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    try:
        assert ready.wait(30)
        yield urls[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


@contextmanager
def site() -> Iterator[Site]:
    """Serve an empty site."""
    made = Site()
    app = web.Application()
    app.router.add_get("/{path:.*}", made.answer)
    with serving(app) as made.base:
        yield made


def settings_for(home: Path, dsn: str, **env: str) -> Settings:
    """Return settings whose feeds.yml is in ``home``."""
    return read_settings({"RASID_HOME": str(home), "RASID_FEEDS": str(home / "feeds.yml"), "WAREHOUSE_DSN": dsn, **env})


def rows(settings: Settings, statement: str) -> list[Any]:
    """Return what a statement selects."""
    with transaction(settings.warehouse_dsn) as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def values(settings: Settings, statement: str) -> list[Any]:
    """Return the first column of what a statement selects."""
    return [row[0] for row in rows(settings, statement)]


def minutes_until_due(settings: Settings) -> float:
    """Return the minutes until the feed's next poll."""
    return float(values(settings, "select extract(epoch from next_due_at - now()) / 60 from raw.feed")[0])


def list_feed(settings: Settings, url: str, *, minutes: int = 30, active: str = "true") -> None:
    """Write feeds.yml with one feed."""
    settings.feeds_file.write_text(_FEEDS.format(url=url, minutes=minutes, active=active), "utf-8")


def poll(settings: Settings, run_id: str = "r") -> dict[str, int]:
    """Poll although the feed is not due; return what is not zero."""
    rows(settings, "update raw.feed set next_due_at = now()")
    return {key: number for key, number in poll_feeds(run_id, settings=settings).items() if number}


def fetch(settings: Settings) -> dict[str, int]:
    """Fetch although pages wait for their next attempt."""
    rows(settings, "update raw.page set next_attempt_at = now()")
    return fetch_pages("r", settings=settings)
