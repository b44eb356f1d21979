"""What servers send to break the path of all the others: addresses and ids that no index can hold."""

from __future__ import annotations

import random
import string
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from include.rasid.stages.extract import extract_articles
from include.rasid.stages.fetch import fetch_pages
from tests.warehouse.collecting import fetch, poll, rows, values
from tests.warehouse.test_stage_articles import publish

if TYPE_CHECKING:
    from include.rasid.settings import Settings
    from tests.warehouse.collecting import Site

pytestmark = pytest.mark.postgres


def noise(length: int, alphabet: str = string.ascii_letters + string.digits) -> str:
    """Return characters that no database makes short."""
    return "".join(random.Random(5).choices(alphabet, k=length))


def published(settings: Settings) -> list[tuple[str, str]]:
    """Take everything from pages to core; return key and address of the articles."""
    fetch(settings)
    extract_articles("r", settings=settings)
    for batch_id in values(settings, "select batch_id from staging.batch where state = 'open'"):
        publish(settings, batch_id)
    return [tuple(row) for row in rows(settings, "select article_key, url from core.article order by 1")]


def test_a_redirect_to_an_endless_address_holds_nobody_up(source: tuple[Site, Settings]) -> None:
    """The article is published under the address that the feed gave, and so are those of its batch."""
    served, settings = source
    served.publish(1, 2)
    page = served.answers["/1"]
    target = f"/{noise(6000)}"
    served.answers["/1"] = web.Response(status=302, headers={"Location": target})
    served.answers[target] = page
    poll(settings)

    links = published(settings)

    assert values(settings, "select max(length(final_url)) > 6000 from raw.page") == [True]
    assert links == [(f"{served.base}/{n}", f"{served.base}/{n}?utm_source=rss") for n in (1, 2)]


def test_an_endless_tracking_parameter_holds_nobody_up(source: tuple[Site, Settings]) -> None:
    """The address of the feed cannot be looked up: readers get the canonical one."""
    served, settings = source
    served.publish(1, 2)
    served.feed(served.item(1, link=f"{served.base}/1?utm_source={noise(6000)}") + served.item(2))
    poll(settings)

    assert published(settings) == [(f"{served.base}/{n}", f"{served.base}/{n}") for n in (1, 2)]


@pytest.mark.parametrize("target", ["http://state.gov@{host}/a", "http://{host}/a\u202e", "http://a:b@{host}/a?x"])
def test_an_address_that_deceives_is_not_shown(source: tuple[Site, Settings], target: str) -> None:
    """A user before the host, or a direction mark, in a redirect or a feed: readers get an address that says where it leads."""
    served, settings = source
    served.publish(1, 2)
    deceiving = target.format(host=served.base.removeprefix("http://"))
    served.answers["/1"], page = web.Response(status=302, headers={"Location": deceiving}), served.answers["/1"]
    served.answers["/a"] = served.answers["/a\u202e"] = page
    served.feed(served.item(1) + served.item(2, link=f"http://state.gov@{served.base.removeprefix('http://')}/2"))
    poll(settings)

    links = published(settings)

    assert values(settings, "select final_url from raw.page order by page_id limit 1") == [deceiving]
    assert links == [(f"{served.base}/{n}", f"{served.base}/{n}") for n in (1, 2)]


@pytest.mark.parametrize(
    "letters", [string.ascii_letters, "".join(map(chr, range(0x1F300, 0x1F600)))], ids=["address", "emoji"]
)
def test_an_endless_id_holds_nobody_up(source: tuple[Site, Settings], letters: str) -> None:
    """Its feed is read whole, and its items are known the next time."""
    served, settings = source
    served.publish(1, 2)
    start = "https://sada.example/" if letters.isascii() else ""
    items = served.item(1, guid=start + noise(9000 if start else 1000, letters)) + served.item(2)
    served.feed(items)
    assert poll(settings)["entries_new"] == 2
    served.feed(f"<!-- another body -->{items}")

    assert poll(settings)["entries_known"] == 2


def test_a_look_again_that_was_not_taken_does_not_count(source: tuple[Site, Settings]) -> None:
    """Pages whose host asks to come back later keep the looks that they have left; what was asked for is one less."""
    served, settings = source
    served.publish(*range(1, 31))
    poll(settings)
    while fetch(settings):
        pass
    for number in range(1, 31):
        served.answers[f"/{number}"] = web.Response(status=429, headers={"Retry-After": "7200"})
    rows(settings, "update raw.page set revisit_at = now()")
    served.asked.clear()

    counts = fetch_pages("again", settings=settings)

    asked = sum(request.path != "/robots.txt" for request in served.asked)
    assert 0 < asked < 20
    assert counts["again_host_paused"] > 0
    assert values(settings, "select sum(revisits)::int from raw.page") == [asked]
