from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import feedparser
import pytest
import yaml

from include.rasid.newsroom.newsroom import build_newsroom
from include.rasid.settings import PROJECT
from tests.unit.newsroom.conftest import KNOWN, UNKNOWN, make_article

if TYPE_CHECKING:
    from include.rasid.model import Article
    from include.rasid.newsroom.newsroom import Newsroom
    from tests.unit.newsroom.conftest import Fetch

BASE = "http://127.0.0.1:8000"


def test_feeds_yaml_leads_to_every_feed(newsroom: Newsroom) -> None:
    """Publishers of given articles, known or not, are listed with their labels and the addresses of their feeds."""
    content = yaml.safe_load(newsroom.feeds_yaml(BASE))
    names = {publisher["key"]: publisher["name"]["ar"] for publisher in content["publishers"]}

    assert content["version"] == 1
    assert list(names) == [*KNOWN, "p1", "p2"]
    assert {names["p1"], names["p2"]} == set(UNKNOWN)
    for feed in content["feeds"]:
        assert feed["url"] == f"{BASE}/{feed['key']}/feed.xml"
        assert feed["publisher"] in names
        assert (feed["interval_minutes"], feed["active"]) == (30, True)


def test_real_feeds_file_has_the_same_shape(newsroom: Newsroom) -> None:
    """The feeds that Rasid ships with are described by the same fields and more, at least twelve of them active."""
    shipped = yaml.safe_load((PROJECT / "include" / "lexicons" / "feeds.yml").read_text(encoding="utf-8"))
    generated = yaml.safe_load(newsroom.feeds_yaml(BASE))

    for part in ("publishers", "feeds"):
        described = {field for row in shipped[part] for field in row}
        assert {field for row in generated[part] for field in row} <= described
        keys = [row["key"] for row in shipped[part]]
        assert len(keys) == len(set(keys))
    publishers = {publisher["key"] for publisher in shipped["publishers"]}
    assert {feed["publisher"] for feed in shipped["feeds"]} == publishers
    assert len({feed["url"] for feed in shipped["feeds"]}) == len(shipped["feeds"])
    assert sum(feed["active"] for feed in shipped["feeds"]) >= 12


def test_given_articles_bring_no_oddities(newsroom: Newsroom, fetch: Fetch) -> None:
    """What goes wrong on purpose belongs to the bundled newsroom."""
    feeds = {feed["key"] for feed in yaml.safe_load(newsroom.feeds_yaml(BASE))["feeds"]}

    assert not feeds & {"closed", "bulletin"}
    assert fetch(newsroom, "/bulletin/feed.xml").status == 404
    assert fetch(newsroom, "/manara/2025/02/20/live-stream").status == 404


def test_oddities_of_the_bundled_newsroom(articles: tuple[Article, ...], fetch: Fetch) -> None:
    """A dead feed, a feed that is an HTML page, an empty page, and a page without text."""
    bundled = build_newsroom(articles, slow_seconds=0, oddities=True)
    feeds = {feed["key"]: feed["url"] for feed in yaml.safe_load(bundled.feeds_yaml(BASE))["feeds"]}
    dead = urlsplit(feeds["closed"])
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((dead.hostname, dead.port), timeout=5)

    bulletin = fetch(bundled, urlsplit(feeds["bulletin"]).path)
    assert bulletin.headers["Content-Type"].startswith("text/html")
    assert not feedparser.parse(bulletin.body).entries

    manara = fetch(bundled, "/manara/feed.xml")
    links = [entry.link.removeprefix(manara.base_url) for entry in feedparser.parse(manara.body).entries]
    pages = [fetch(bundled, link) for link in links[:2]]
    assert [page.status for page in pages] == [200, 200]
    assert b"<img" in pages[0].body
    assert b"<p" not in pages[0].body
    assert pages[1].body == b""


@pytest.mark.parametrize(
    "url",
    ["", "https://news.example/a", "no-slash", "/", "/..", "/a/../b", "//a", "/a?b=c", "/خبر", "/a b", "/feed.xml"],
)
def test_unusable_url_gets_a_path_of_its_own(url: str, fetch: Fetch) -> None:
    """An article is served under a made path where its url is no plain path, or stands for something else."""
    room = build_newsroom([make_article("صحيفة", url=url)])
    [path] = [entry.path for section in room.sections for entry in section.entries]

    assert path.startswith("/p1/2023/03/02/")
    assert fetch(room, path).status == 200
    assert fetch(room, "/p1/feed.xml").headers["Content-Type"].startswith("application/rss+xml")


def test_two_articles_with_one_url_both_have_pages() -> None:
    """The newer one keeps the url, the older one gets a path of its own."""
    first, second = (make_article("sada", number, url="/same") for number in (1, 2))
    [section] = build_newsroom([second, first]).sections

    assert section.entries[0].path == "/sada/same"
    assert section.entries[1].path != "/sada/same"


@pytest.mark.parametrize("path", ["/nobody/", "/nobody/feed.xml", "/sada/none", "/none"])
def test_unknown_address_is_not_found(newsroom: Newsroom, fetch: Fetch, path: str) -> None:
    """Nothing but publishers and their pages is served."""
    assert fetch(newsroom, path).status == 404


def test_front_pages_lead_to_feeds_and_articles(newsroom: Newsroom, fetch: Fetch) -> None:
    """A person who opens the newsroom in a browser finds every publisher, and there its feed and its articles."""
    assert b'href="/sada/"' in fetch(newsroom, "/").body
    sada = fetch(newsroom, "/sada/").body
    assert b'href="/sada/feed.xml"' in sada
    assert b'href="/sada/2023/03/02/story-2"' in sada


def test_slow_publisher_waits_for_the_given_time(
    articles: tuple[Article, ...], fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each answer of the slow publisher is delayed, feed and page alike; the others are not."""
    waits: list[float] = []
    real_sleep = asyncio.sleep

    async def record(seconds: float) -> None:
        waits.append(seconds)
        await real_sleep(0)

    monkeypatch.setattr("include.rasid.newsroom.application.asyncio.sleep", record)
    room = build_newsroom(articles, slow_seconds=12.5)
    for path in ("/ufuq/feed.xml", "/ufuq/2023/03/02/story-1", "/sada/feed.xml", "/sada/2023/03/02/story-1"):
        assert fetch(room, path).status == 200

    assert waits.count(12.5) == 2
