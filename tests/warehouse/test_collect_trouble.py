"""Collecting from a site that changes, fails and lies: nothing is lost, and everything has an outcome."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from aiohttp import web

from include.rasid.errors import ArchiveError
from include.rasid.stages.extract import extract_articles
from include.rasid.stages.fetch import fetch_pages
from include.rasid.stages.poll import poll_feeds
from include.rasid.stages.reconcile import reconcile_collection
from tests.warehouse.collecting import SENTENCE, rows, settings_for, site, values

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from include.rasid.settings import Settings
    from tests.warehouse.collecting import Site

pytestmark = pytest.mark.postgres

FEEDS = """version: 1
publishers:
  - {{key: sada, name: {{ar: صدى, en: Sada}}}}
feeds:
  - {{key: {key}, publisher: sada, url: "{url}", interval_minutes: {minutes}, active: {active}}}
"""
OLD = "Fri, 21 Jan 2022 10:00:00 GMT"


@pytest.fixture(scope="module")
def served() -> Iterator[Site]:
    """One server for all tests; each test fills it anew."""
    with site() as made:
        yield made


@pytest.fixture
def source(served: Site, warehouse_dsn: str, tmp_path: Path) -> Iterator[tuple[Site, Settings]]:
    """An empty site, an empty warehouse and a feeds.yml with one feed."""
    served.answers.clear()
    served.asked.clear()
    settings = settings_for(tmp_path, warehouse_dsn, RASID_ALLOW_PRIVATE=urlsplit(served.base).netloc)
    rows(settings, "truncate raw.feed, staging.batch, ops.rejection, ops.run_ledger cascade")
    list_feed(settings, f"{served.base}/rss")
    yield served, settings


def list_feed(settings: Settings, url: str, *, minutes: int = 30, active: str = "true") -> None:
    """Write feeds.yml with one feed."""
    settings.feeds_file.write_text(FEEDS.format(key="sada", url=url, minutes=minutes, active=active), "utf-8")


def poll(settings: Settings, run_id: str = "r") -> dict[str, int]:
    """Poll although the feed is not due; return what is not zero."""
    rows(settings, "update raw.feed set next_due_at = now()")
    return {key: number for key, number in poll_feeds(run_id, settings=settings).items() if number}


def fetch(settings: Settings) -> dict[str, int]:
    """Fetch although pages wait for their next attempt."""
    rows(settings, "update raw.page set next_attempt_at = now()")
    return fetch_pages("r", settings=settings)


def minutes_until_due(settings: Settings) -> float:
    """Return the minutes until the feed's next poll."""
    return float(values(settings, "select extract(epoch from next_due_at - now()) / 60 from raw.feed")[0])


def test_new_entries_are_told_from_known_ones(source: tuple[Site, Settings]) -> None:
    """Each poll counts what it sees: new, known, listed twice."""
    served, settings = source
    served.publish(1, 2)
    assert poll(settings) == {"feeds_ok": 1, "entries_new": 2}

    served.publish(3, 2, 2, 1)

    assert poll(settings, "next") == {"feeds_ok": 1, "entries_new": 1, "entries_known": 3}
    assert reconcile_collection("next", settings=settings) == {"polls": 1}
    assert values(settings, "select identity from raw.feed_entry order by entry_id") == ["1", "2", "3"]


def test_a_page_under_a_new_id_is_known(source: tuple[Site, Settings]) -> None:
    """A guid that changes with each edit makes no second article."""
    served, settings = source
    served.publish(1)
    poll(settings)

    served.feed(f"<item><title>خبر</title><link>{served.base}/1</link><guid>1-edited</guid></item>")

    assert poll(settings) == {"feeds_ok": 1, "entries_known": 1}


def test_bad_items_are_rejected_one_by_one(source: tuple[Site, Settings]) -> None:
    """The poll adds up, and the reason of each is kept."""
    served, settings = source
    served.feed(
        f"<item><title>خبر</title></item><item><title>خبر</title><link>javascript:x</link></item>"
        f"<item><link>{served.base}/1</link></item><item><title>خبر</title><link>{served.base}/2</link></item>"
    )

    assert poll(settings) == {"feeds_ok": 1, "entries_new": 1, "entries_rejected": 3}
    assert sorted(values(settings, "select reason from ops.rejection")) == ["bad_link", "no_link", "no_title"]
    assert reconcile_collection("r", settings=settings) == {"polls": 1}


def test_a_poll_that_knows_nothing_is_a_coverage_gap(source: tuple[Site, Settings]) -> None:
    """Not the first poll, not an empty one; the feed is then polled sooner."""
    served, settings = source
    served.publish(1, 2)
    poll(settings)
    served.feed("")
    poll(settings)
    assert minutes_until_due(settings) == pytest.approx(30, abs=1)

    served.publish(8, 9)
    poll(settings)

    assert values(settings, "select is_coverage_gap from raw.feed_poll order by poll_id") == [False, False, True]
    assert minutes_until_due(settings) == pytest.approx(15, abs=1)


def test_a_shortened_interval_grows_back(source: tuple[Site, Settings]) -> None:
    """Good polls without a gap lead back to the interval of the file, also to one that was changed there."""
    served, settings = source
    served.publish(1)
    poll(settings)
    rows(settings, "update raw.feed set poll_interval = '10 minutes'")
    list_feed(settings, f"{served.base}/rss", minutes=14)

    poll(settings)
    first = minutes_until_due(settings)
    poll(settings)

    assert (first, minutes_until_due(settings)) == (pytest.approx(12.5, abs=0.5), pytest.approx(14, abs=0.5))


def test_a_failing_feed_is_asked_less_often(source: tuple[Site, Settings]) -> None:
    """Each failure doubles the wait up to half a day; the first success ends that."""
    served, settings = source
    served.answers["/rss"] = web.Response(status=503)
    waits = []
    for _ in range(7):
        assert poll(settings) == {"feeds_server_error": 1}
        waits.append(round(minutes_until_due(settings)))
    served.publish(1)
    poll(settings)

    assert waits == [60, 120, 240, 480, 720, 720, 720]
    assert minutes_until_due(settings) == pytest.approx(30, abs=1)
    assert rows(settings, "select failures from raw.feed") == [(0,)]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (web.Response(status=404), "not_found"),
        (web.Response(status=410), "gone"),
        (web.Response(status=429), "rate_limited"),
        (web.Response(status=403), "refused"),
        (web.Response(text="<html><body>بوابة</body></html>", content_type="text/html"), "not_a_feed"),
        (web.Response(body=b""), "not_a_feed"),
        (web.Response(body=b"x" * (5 * 1024**2 + 1)), "too_large"),
        (web.Response(status=302, headers={"Location": "http://127.0.0.1:1/rss"}), "forbidden_address"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_feed_has_its_outcome(source: tuple[Site, Settings], answer: web.Response, outcome: str) -> None:
    """It is counted and stored; the poll does not fail."""
    served, settings = source
    served.answers["/rss"] = answer

    assert poll(settings) == {f"feeds_{outcome}": 1}
    assert values(settings, "select outcome from raw.feed_poll") == [outcome]
    assert reconcile_collection("r", settings=settings) == {"polls": 1}


def test_validators_belong_to_the_body_whose_entries_are_stored(source: tuple[Site, Settings]) -> None:
    """A body that was no feed leaves them alone, so that the next good body is not answered with 304."""
    served, settings = source
    served.publish(1, etag='"one"')
    poll(settings)
    served.answers["/rss"] = web.Response(text="<html>صيانة</html>", headers={"ETag": '"broken"'})
    poll(settings)
    assert values(settings, "select etag from raw.feed") == ['"one"']

    served.publish(1, 2, etag='"two"')

    assert poll(settings) == {"feeds_ok": 1, "entries_new": 1, "entries_known": 1}
    assert poll(settings) == {"feeds_not_modified": 1}
    assert values(settings, "select etag from raw.feed") == ['"two"']


def test_what_was_fetched_but_not_stored_comes_again(source: tuple[Site, Settings]) -> None:
    """A run that dies between the answer and the commit leaves no validator behind: no item is lost to a 304."""
    served, settings = source
    served.publish(1, etag='"one"')
    folder = settings.home / "archive"
    folder.write_text("in the way", "utf-8")
    with pytest.raises(ArchiveError):
        poll(settings)
    assert rows(settings, "select etag, last_polled_at from raw.feed") == [(None, None)]
    folder.unlink()

    assert poll(settings) == {"feeds_ok": 1, "entries_new": 1}


def test_a_feed_that_moved_is_read_from_the_beginning(source: tuple[Site, Settings]) -> None:
    """A new address in the file takes the validators, the failures and the waiting of the old one with it."""
    served, settings = source
    served.publish(1, etag='"one"')
    poll(settings)
    served.answers["/new"] = served.answers["/rss"]
    list_feed(settings, f"{served.base}/new")

    assert {k: v for k, v in poll_feeds("r", settings=settings).items() if v} == {"feeds_ok": 1, "entries_known": 1}


def test_a_feed_that_is_switched_off_is_not_asked(source: tuple[Site, Settings]) -> None:
    """Its history stays."""
    served, settings = source
    served.publish(1)
    poll(settings)
    served.asked.clear()
    list_feed(settings, f"{served.base}/rss", active="false")

    assert poll(settings) == {}
    assert served.asked == []
    assert values(settings, "select count(*) from raw.feed_entry") == [1]


def test_two_feeds_that_name_one_page_share_it(source: tuple[Site, Settings]) -> None:
    """The second feed has an entry of its own and no second page."""
    served, settings = source
    served.publish(1)
    poll(settings)
    settings.feeds_file.write_text(
        settings.feeds_file.read_text("utf-8")
        + f'  - {{key: sada_world, publisher: sada, url: "{served.base}/rss?section=world"}}\n',
        "utf-8",
    )

    assert poll(settings)["entries_new"] == 1
    assert values(settings, "select count(*) from raw.feed_entry") == [2]
    assert values(settings, "select count(*) from raw.page") == [1]


def test_a_page_that_fails_for_now_is_tried_again(source: tuple[Site, Settings]) -> None:
    """It waits 10, 30, 90 and 270 minutes, and comes when the server is well again."""
    served, settings = source
    served.publish(1)
    page = served.answers.pop("/1")
    served.answers["/1"] = web.Response(status=503)
    poll(settings)
    waits = []
    for _ in range(4):
        assert fetch(settings) == {"server_error": 1}
        assert fetch_pages("r", settings=settings) == {}
        waits += values(settings, "select round(extract(epoch from next_attempt_at - now()) / 60) from raw.page")
    served.answers["/1"] = page

    assert [int(wait) for wait in waits] == [10, 30, 90, 270]
    assert fetch(settings) == {"fetched": 1}
    assert extract_articles("r", settings=settings) == {"extracted": 1}


def test_a_page_fails_for_good_at_the_fifth_attempt(source: tuple[Site, Settings]) -> None:
    """It is then a rejection with its reason, and is left alone."""
    served, settings = source
    served.publish(1)
    served.answers["/1"] = web.Response(status=429)
    poll(settings)
    for _ in range(5):
        assert fetch(settings) == {"rate_limited": 1}

    assert fetch(settings) == {}
    assert rows(settings, "select state, outcome, http_status, attempts from raw.page") == [
        ("failed", "rate_limited", 429, 5)
    ]
    assert rows(settings, "select stage, reason from ops.rejection") == [("fetch", "rate_limited")]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (web.Response(status=404), "not_found"),
        (web.Response(status=410), "gone"),
        (web.Response(status=403), "refused"),
        (web.Response(status=302, headers={"Location": "http://127.0.0.1:1/"}), "forbidden_address"),
        (web.Response(body=b"x" * (10 * 1024**2 + 1)), "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_page_that_fails_for_ever_fails_at_once(
    source: tuple[Site, Settings], answer: web.Response, outcome: str
) -> None:
    """The other pages of the run are fetched."""
    served, settings = source
    served.publish(1, 2)
    served.answers["/1"] = answer
    poll(settings)

    assert fetch(settings) == {outcome: 1, "fetched": 1}
    assert fetch(settings) == {}
    assert values(settings, "select reason from ops.rejection") == [outcome]


def test_robots_txt_is_asked_before_pages(source: tuple[Site, Settings]) -> None:
    """What it closes is not fetched."""
    served, settings = source
    served.publish(1, 2)
    served.answers["/robots.txt"] = web.Response(text="User-agent: *\nDisallow: /2\n")
    poll(settings)

    assert fetch(settings) == {"fetched": 1, "robots_denied": 1}
    assert "/2" not in {request.path for request in served.asked}


PERSIAN = "وزیر امور خارجه روسیه با همتای آمریکایی خود در ژنو دیدار کرد و گفت گفتگوها پس از چند ساعت به پایان رسید. "
ENGLISH = "The foreign ministers of Russia and the United States met in Geneva on Friday and spoke for two hours. "


@pytest.mark.parametrize(
    ("page", "outcome"),
    [
        (web.Response(body=b"", content_type="text/html"), "empty_page"),
        (web.Response(text=" \n ", content_type="text/html"), "empty_page"),
        (web.Response(text="<html><body><img src='x'></body></html>", content_type="text/html"), "no_text"),
        (
            web.Response(
                text=f"<html><body><article><p>{ENGLISH * 4}</p></article></body></html>", content_type="text/html"
            ),
            "not_arabic",
        ),
        (
            web.Response(
                text=f"<html><body><article><p>{PERSIAN * 4}</p></article></body></html>", content_type="text/html"
            ),
            "not_arabic",
        ),
        (web.Response(body=b"%PDF-1.4", content_type="application/pdf"), "not_html"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_page_without_an_article_has_its_outcome(
    source: tuple[Site, Settings], page: web.Response, outcome: str
) -> None:
    """It is no article and no failure; its neighbour is staged."""
    served, settings = source
    served.publish(1, 2)
    served.answers["/1"] = page
    poll(settings)
    fetch(settings)

    assert extract_articles("r", settings=settings) == {outcome: 1, "extracted": 1}
    assert rows(settings, "select stage, reason from ops.rejection") == [("extract", outcome)]
    assert extract_articles("r", settings=settings) == {}


def test_a_body_that_the_archive_lost_is_told(source: tuple[Site, Settings]) -> None:
    """The page has an outcome, the others go on, and no batch is opened for nothing."""
    served, settings = source
    served.publish(1)
    poll(settings)
    fetch(settings)
    for file in (settings.home / "archive").rglob("*.zst"):
        file.unlink()

    assert extract_articles("r", settings=settings) == {"body_lost": 1}
    assert rows(settings, "select 1 from staging.batch") == []


@pytest.mark.parametrize(
    ("dated", "page_date", "basis", "expected"),
    [
        (OLD, "2020-05-05", "feed", datetime(2022, 1, 21, 10, tzinfo=UTC)),
        ("", "2020-05-05", "page", datetime(2020, 5, 5, 12, tzinfo=UTC)),
        ("Fri, 21 Jan 2107 10:00:00 GMT", "2020-05-05", "page", datetime(2020, 5, 5, 12, tzinfo=UTC)),
        ("", "", "seen", None),
    ],
    ids=["feed", "page", "feed from the future", "neither"],
)
def test_an_article_is_dated_by_feed_then_page_then_discovery(
    source: tuple[Site, Settings], dated: str, page_date: str, basis: str, expected: datetime | None
) -> None:
    """The basis is kept with the time; a feed's date of the future is none."""
    served, settings = source
    served.publish(1, dated=dated)
    meta = f"<meta property='article:published_time' content='{page_date}T08:00:00+00:00'>" if page_date else ""
    body = f"<html><head>{meta}</head><body><article><p>{SENTENCE}</p><p>{SENTENCE[::-1]} ثم {SENTENCE}</p></article></body></html>"
    served.answers["/1"] = web.Response(text=body, content_type="text/html")
    poll(settings)
    fetch(settings)
    extract_articles("r", settings=settings)

    row = rows(settings, "select published_at, published_basis, seen_at, now() as now from staging.article")[0]
    assert row.published_basis == basis
    assert row.published_at == expected or (expected is None and row.now - row.published_at < timedelta(minutes=5))
    assert row.now - row.seen_at < timedelta(minutes=5)


def test_the_key_is_the_canonical_address_and_the_link_the_last_one(source: tuple[Site, Settings]) -> None:
    """Tracking parameters are no part of an article's identity; readers get the address that answered."""
    served, settings = source
    served.publish(1)
    served.answers["/moved"] = served.answers["/1"]
    served.answers["/1"] = web.Response(status=301, headers={"Location": "/moved"})
    poll(settings)
    fetch(settings)
    extract_articles("r", settings=settings)

    assert rows(settings, "select article_key, url, publisher_key, title from staging.article") == [
        (f"{served.base}/1", f"{served.base}/moved", "sada", "خبر رقم 1")
    ]
