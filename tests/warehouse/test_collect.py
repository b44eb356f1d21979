"""Collecting and extracting from the real newsroom over HTTP into a real warehouse."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from include.rasid.io.articles import read_articles
from include.rasid.io.warehouse import transaction
from include.rasid.newsroom.newsroom import CLOSED_URL, build_newsroom
from include.rasid.newsroom.publishers import NEWSROOM
from include.rasid.newsroom.server import serve
from include.rasid.settings import Settings, read_settings
from include.rasid.stages.extract import extract_articles
from include.rasid.stages.fetch import fetch_pages
from include.rasid.stages.poll import poll_feeds
from include.rasid.stages.reconcile import reconcile_collection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from include.rasid.newsroom.newsroom import Newsroom

pytestmark = pytest.mark.postgres


@contextmanager
def on_loopback(newsroom: Newsroom) -> Iterator[str]:
    """Serve the newsroom from a thread of its own; gives the base URL."""
    loop, ready, stop = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    urls: list[str] = []

    async def run() -> None:
        async with serve(newsroom) as url:
            urls.append(url)
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    try:
        assert ready.wait(30)
        yield urls[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


@dataclass(frozen=True)
class Collected:
    """One whole run and what it counted."""

    settings: Settings
    polled: dict[str, int]
    fetched: dict[str, int]
    extracted: dict[str, int]
    base_url: str


@pytest.fixture(scope="module")
def bundled(warehouse_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collected]:
    """The bundled newsroom, collected once; it stays up for a second run."""
    home: Path = tmp_path_factory.mktemp("collect")
    newsroom = build_newsroom(read_articles(sorted(NEWSROOM.glob("*.jsonl"))), slow_seconds=0.0, oddities=True)
    with on_loopback(newsroom) as base_url:
        (home / "feeds.yml").write_text(newsroom.feeds_yaml(base_url), "utf-8")
        settings = read_settings(
            {
                "RASID_HOME": str(home),
                "RASID_FEEDS": str(home / "feeds.yml"),
                "RASID_ALLOW_PRIVATE": f"{urlsplit(base_url).netloc},{urlsplit(CLOSED_URL).netloc}",
                "RASID_AS_OF": "publication",
                "WAREHOUSE_DSN": warehouse_dsn,
            }
        )
        polled = poll_feeds("first", settings=settings)
        fetched = fetch_pages("first", settings=settings)
        reconcile_collection("first", settings=settings)
        extracted = extract_articles("first", settings=settings)
        yield Collected(settings, polled, fetched, extracted, base_url)


def rows(settings: Settings, statement: str) -> list[Any]:
    """Return what a statement selects."""
    with transaction(settings.warehouse_dsn) as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_it_runs(bundled: Collected) -> None:
    print(bundled.polled, bundled.fetched, bundled.extracted)
    print(poll_feeds("second", settings=bundled.settings))
    rows(bundled.settings, "update raw.feed set next_due_at = now() returning 1")
    print(poll_feeds("third", settings=bundled.settings))
    print(fetch_pages("third", settings=bundled.settings))
    print(rows(bundled.settings, "select published_basis, count(*) from staging.article group by 1"))
    print(replace)
    for r in rows(
        bundled.settings,
        "select feed_key, outcome, entries_seen, entries_new, entries_known, detail from raw.feed_poll order by 1",
    ):
        print(r)
