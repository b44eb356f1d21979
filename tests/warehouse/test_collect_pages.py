"""Fetching and extracting pages that fail, move, lie or hold no article: each has its outcome, the others go on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from include.rasid.errors import ArchiveDownError
from include.rasid.stages.extract import extract_articles
from include.rasid.stages.fetch import fetch_pages
from tests.warehouse.collecting import SENTENCE, fetch, poll, rows, values

if TYPE_CHECKING:
    from include.rasid.settings import Settings
    from tests.warehouse.collecting import Site

pytestmark = pytest.mark.postgres


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

    assert all(m - 1 < w < 1.1 * m + 1 for w, m in zip(map(float, waits), [10, 30, 90, 270], strict=True)), waits
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


def test_pages_of_a_host_that_asks_to_wait_lose_no_attempt(source: tuple[Site, Settings]) -> None:
    """One was asked for and counts, the others were not; all wait as long as the host asks."""
    served, settings = source
    served.publish(*range(1, 31))
    for number in range(1, 31):
        served.answers[f"/{number}"] = web.Response(status=429, headers={"Retry-After": "7200"})
    poll(settings)

    counts = fetch(settings)

    asked = sum(served.asked_for(f"/{number}") for number in range(1, 31))
    assert counts == {"rate_limited": asked, "host_paused": 30 - asked}
    assert asked < 20
    assert values(settings, "select sum(attempts)::int from raw.page") == [asked]
    assert values(settings, "select count(*) from raw.page where next_attempt_at < now() + interval '110 minutes'") == [
        0
    ]


def test_a_host_has_its_share_of_a_batch(source: tuple[Site, Settings]) -> None:
    """Pages of one host come twenty at a time, and all of them come."""
    served, settings = source
    served.publish(*range(1, 46))
    poll(settings)

    assert fetch(settings) == {"fetched": 45}
    assert values(
        settings, "select (counts ->> 'fetched')::int from ops.run_ledger where stage = 'fetch' order by ledger_id"
    ) == [20, 20, 5]


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


def test_two_runs_at_once_stage_a_page_once(source: tuple[Site, Settings]) -> None:
    """Both read the same pages; what one has marked the other leaves out, and each page is counted by one of them."""
    served, settings = source
    served.publish(*range(1, 6))
    poll(settings)
    fetch(settings)

    with ThreadPoolExecutor(2) as threads:
        runs = [threads.submit(extract_articles, run_id, settings=settings) for run_id in ("one", "other")]
        counts = [run.result() for run in runs]

    assert sum(count.get("extracted", 0) for count in counts) == 5
    assert values(settings, "select count(*) from staging.article") == [5]


def test_a_body_that_the_archive_lost_is_told_and_fetched_again(source: tuple[Site, Settings]) -> None:
    """The page has an outcome, no batch is opened for nothing, and the article comes with the next fetch, whatever its ETag says."""
    served, settings = source
    served.publish(1)
    page = served.answers["/1"]
    served.answers["/1"] = web.Response(text=page.text, content_type="text/html", headers={"ETag": '"p"'})
    poll(settings)
    fetch(settings)
    for file in (settings.home / "archive").rglob("*.zst"):
        file.unlink()

    assert extract_articles("r", settings=settings) == {"body_lost": 1}
    assert rows(settings, "select 1 from staging.batch") == []
    assert fetch_pages("r", settings=settings) == {"again_fetched": 1}
    assert extract_articles("r", settings=settings) == {"extracted": 1}
    assert values(settings, "select extract_outcome from raw.page_body") == ["extracted"]


def test_a_page_whose_body_stays_lost_is_not_fetched_for_ever(source: tuple[Site, Settings]) -> None:
    """Six times again, as for edits."""
    served, settings = source
    served.publish(1)
    poll(settings)
    fetch(settings)
    for _ in range(9):
        for file in (settings.home / "archive").rglob("*.zst"):
            file.unlink()
        extract_articles("r", settings=settings)
        fetch_pages("r", settings=settings)

    assert served.asked_for("/1") == 1 + 6
    assert values(settings, "select outcome from mart.entry_outcomes") == ["body_lost"]


def test_an_archive_that_is_down_loses_no_page(source: tuple[Site, Settings]) -> None:
    """Nothing is marked while it is not mounted; the next run extracts. One unreadable body waits and the others go on."""
    served, settings = source
    served.publish(1, 2)
    poll(settings)
    fetch(settings)
    archive = settings.home / "archive"
    archive.rename(settings.home / "elsewhere")
    with pytest.raises(ArchiveDownError):
        extract_articles("r", settings=settings)
    (settings.home / "elsewhere").rename(archive)
    digest = values(settings, "select body_sha256 from raw.page where url like '%/1?%'")[0]
    file = next(archive.rglob(f"{digest}.zst"))
    body = file.read_bytes()
    file.unlink()
    file.mkdir()

    assert extract_articles("r", settings=settings) == {"extracted": 1}
    file.rmdir()
    file.write_bytes(body)
    assert extract_articles("r", settings=settings) == {"extracted": 1}
    assert values(settings, "select outcome from mart.entry_outcomes") == ["in_staging"] * 2


@pytest.mark.parametrize(
    ("dated", "page_date", "basis", "expected"),
    [
        ("Fri, 21 Jan 2022 10:00:00 GMT", "2020-05-05", "feed", datetime(2022, 1, 21, 10, tzinfo=UTC)),
        ("", "2020-05-05", "page", datetime(2020, 5, 5, 8, tzinfo=UTC)),
        ("Fri, 21 Jan 2107 10:00:00 GMT", "2020-05-05", "page", datetime(2020, 5, 5, 8, tzinfo=UTC)),
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


def test_one_run_takes_batch_after_batch(source: tuple[Site, Settings], monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits is extracted in batches, each committed by itself, until nothing waits."""
    served, settings = source
    served.publish(*range(1, 6))
    poll(settings)
    fetch(settings)
    monkeypatch.setattr("include.rasid.stages.extract._MOST_PAGES", 2)

    assert extract_articles("r", settings=settings) == {"extracted": 5}
    assert values(settings, "select count(*)::int from staging.article group by batch_id order by batch_id") == [
        2,
        2,
        1,
    ]
    assert extract_articles("r", settings=settings) == {}
