"""An edited article is a revision of the one that is known, however its feed lists it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from include.rasid.io.archive import Archive
from include.rasid.stages.detect import detect_contacts
from include.rasid.stages.expire import expire_texts
from include.rasid.stages.extract import extract_articles
from include.rasid.stages.fetch import fetch_pages
from include.rasid.stages.publish import publish_batches
from include.rasid.stages.reconcile import reconcile_collection
from include.rasid.stages.replay_archive import replay_window
from include.rasid.stages.resolve import resolve_contacts
from include.rasid.stages.validate import validate_batches
from tests.warehouse.collecting import SENTENCE, fetch, poll, rows, values

if TYPE_CHECKING:
    from collections.abc import Callable

    from include.rasid.settings import Settings
    from tests.warehouse.collecting import Site

pytestmark = pytest.mark.postgres

LATER = "وأضاف المتحدث في بيان لاحق أن الوزيرين اتفقا على لقاء جديد في فيينا خلال الشهر المقبل لمواصلة المحادثات."


def publish_all(settings: Settings) -> dict[str, int]:
    """Run everything from extraction to core; return what extraction counted."""
    extracted = extract_articles("r", settings=settings)
    detect_contacts("r", settings=settings)
    validate_batches("r", settings=settings)
    publish_batches("r", settings=settings)
    return extracted


def see_again(settings: Settings) -> dict[str, int]:
    """Fetch the pages that are to be seen again, as if the time had come."""
    rows(settings, "update raw.page set revisit_at = now() where revisit_at is not null")
    return fetch_pages("r", settings=settings)


@pytest.fixture
def published(source: tuple[Site, Settings]) -> tuple[Site, Settings]:
    """A site whose one article is in core."""
    served, settings = source
    rows(settings, "truncate core.article cascade")
    served.publish(1)
    poll(settings)
    fetch(settings)
    assert publish_all(settings) == {"extracted": 1}
    return served, settings


def edit(served: Site, path: str = "/1") -> None:
    """Put a longer text on the page."""
    served.page(path, f"<h1>خبر رقم 1</h1><p>1: {SENTENCE}</p><p>{LATER}</p>")


@pytest.mark.parametrize("how", ["headline", "headline, id and address", "time alone"])
def test_an_edited_entry_becomes_a_revision(published: tuple[Site, Settings], how: str) -> None:
    """Its page is fetched again, the text is stored under the old key, and the first version stays readable."""
    served, settings = published
    items = {
        "headline": served.item(1, "خبر رقم 1: تحديث"),
        "headline, id and address": served.item(1, "خبر رقم 1: تحديث", link=f"{served.base}/updated", guid="1-b"),
        "time alone": served.item(1, "خبر رقم 1", dated="Fri, 21 Jan 2022 12:00:00 GMT"),
    }
    edit(served, "/updated" if "address" in how else "/1")
    served.feed(items[how])

    assert poll(settings, "edited") == {"feeds_ok": 1, "entries_known": 1, "entries_edited": 1}
    assert reconcile_collection("edited", settings=settings) == {"polls": 1, "feeds_noted": 0}
    assert see_again(settings) == {"again_fetched": 1}
    assert publish_all(settings) == {"extracted": 1}
    article = rows(settings, "select article_key, revision, text, title from core.article")
    assert [(a.article_key, a.revision, LATER in a.text) for a in article] == [(f"{served.base}/1", 2, True)]
    assert ("تحديث" in article[0].title) is ("headline" in how)
    assert values(settings, "select revision from core.article_revision order by 1") == [1, 2]
    assert values(settings, "select count(*) from raw.entry_edit") == [1]


def test_a_feed_that_lists_the_same_is_no_edit(published: tuple[Site, Settings]) -> None:
    """Nor is a tracking parameter or another order of items."""
    served, settings = published
    served.feed("<!-- x -->" + served.item(1, link=f"{served.base}/1?utm_source=other"))

    assert poll(settings) == {"feeds_ok": 1, "entries_known": 1}


def test_a_page_is_seen_again_after_three_hours_once(published: tuple[Site, Settings]) -> None:
    """An edit that the feed does not show is found, too; an ornament that changes makes no revision."""
    served, settings = published
    assert fetch_pages("r", settings=settings) == {}
    hours = values(settings, "select extract(epoch from revisit_at - fetched_at) / 3600 from raw.page")
    assert float(hours[0]) == pytest.approx(3, abs=0.01)
    served.answers["/1"] = web.Response(text=(served.answers["/1"].text or "") + "<!-- 2 -->", content_type="text/html")

    assert see_again(settings) == {"again_fetched": 1}
    assert publish_all(settings) == {"same_article": 1}
    assert see_again(settings) == {}
    assert rows(settings, "select revision from core.article") == [(1,)]


def test_an_unchanged_page_costs_a_304(published: tuple[Site, Settings]) -> None:
    """Validators of the page are those of its body; without them the same body is told by its hash."""
    served, settings = published
    assert see_again(settings) == {"again_not_modified": 1}
    page = served.answers["/1"]
    served.answers["/1"] = web.Response(text=page.text, content_type="text/html", headers={"ETag": '"p"'})
    rows(settings, "update raw.page set revisit_at = now(), etag = '\"p\"'")

    assert fetch_pages("r", settings=settings) == {"again_not_modified": 1}
    assert served.asked[-1].headers["If-None-Match"] == '"p"'
    assert extract_articles("r", settings=settings) == {}


def test_a_page_that_is_gone_when_seen_again_keeps_its_article(published: tuple[Site, Settings]) -> None:
    """What was published was published."""
    served, settings = published
    served.answers["/1"] = web.Response(status=410)

    assert see_again(settings) == {"again_gone": 1}
    assert rows(settings, "select state, outcome, revisit_outcome, revisit_at from raw.page") == [
        ("fetched", "fetched", "gone", None)
    ]
    assert values(settings, "select outcome from mart.entry_outcomes") == ["published"]


def test_a_page_edited_every_minute_is_seen_six_times(published: tuple[Site, Settings]) -> None:
    """A feed that changes its listing at each poll does not make us fetch for ever."""
    served, settings = published
    for number in range(9):
        edit(served)
        served.feed(served.item(1, f"خبر رقم 1: تحديث {number}"))
        poll(settings)
        see_again(settings)

    assert served.asked_for("/1") == 1 + 6


def test_an_edit_gives_a_failed_page_another_chance(source: tuple[Site, Settings]) -> None:
    """An address that was wrong in the feed and is corrected there."""
    served, settings = source
    served.feed(served.item(1, link=f"{served.base}/wrong"))
    poll(settings)
    assert fetch(settings) == {"not_found": 1}
    served.publish(1)

    assert poll(settings) == {"feeds_ok": 1, "entries_known": 1, "entries_edited": 1}
    assert fetch_pages("r", settings=settings) == {"fetched": 1}


def test_every_body_of_a_page_can_be_read_again(published: tuple[Site, Settings]) -> None:
    """The archive is complete: after everything behind it is thrown away, the same articles come out."""
    served, settings = published
    edit(served)
    assert see_again(settings) == {"again_fetched": 1}
    publish_all(settings)
    before = rows(settings, "select article_key, title, text, published_at from core.article")
    bodies = rows(settings, "select archive_uri, body_sha256 from raw.page_body")
    archive = Archive(settings.archive_url)
    assert len({archive.get(b.archive_uri, b.body_sha256) for b in bodies}) == 2

    rows(settings, "truncate core.article, staging.batch cascade")
    rows(settings, "update raw.page set extracted_at = null, extract_outcome = null")
    publish_all(settings)

    assert rows(settings, "select article_key, title, text, published_at from core.article") == before


EMPTY = "<html><body><img src='x'></body></html>"


def test_a_page_that_holds_no_article_any_more_was_published(published: tuple[Site, Settings]) -> None:
    """Its entry's outcome is that of the article, not of the last look at the page."""
    served, settings = published
    served.answers["/1"] = web.Response(text=EMPTY, content_type="text/html")
    see_again(settings)

    assert publish_all(settings) == {"no_text": 1}
    assert values(settings, "select outcome from mart.entry_outcomes") == ["published"]
    assert values(settings, "select extract_outcome from raw.page_body order by fetched_at") == ["extracted", "no_text"]


def test_an_edited_page_is_replayed_as_it_was_read(
    published: tuple[Site, Settings], make_database: Callable[[], str]
) -> None:
    """With the headline that its feed gave last, and from the body that gave the article, not from the last one without any."""
    served, settings = published
    served.feed(served.item(1, "عنوان جديد للخبر بعد تعديله"))
    edit(served)
    poll(settings)
    see_again(settings)
    publish_all(settings)
    served.answers["/1"] = web.Response(text=EMPTY, content_type="text/html")
    rows(settings, "update raw.page set revisit_at = now()")
    fetch_pages("r", settings=settings)
    publish_all(settings)
    assert rows(settings, "select title, revision from core.article") == [("عنوان جديد للخبر بعد تعديله", 2)]
    resolve_contacts("r", settings=settings)

    found = replay_window(date(1990, 1, 1), date(2030, 1, 1), make_database(), settings=settings)

    assert (found.gone, found.new, found.pages) == ((), (), 1)
    assert found.same > 0


def test_a_body_that_expired_is_left_out_of_a_replay(
    published: tuple[Site, Settings], make_database: Callable[[], str]
) -> None:
    """On both sides, also while the text that was read from it has some days left, and while a page waits for extraction."""
    served, settings = published
    rows(settings, "update raw.page_body set fetched_at = now() - interval '91 days'")
    assert expire_texts("r", settings=settings)["bodies"] == 1
    window = date(1990, 1, 1), date(2030, 1, 1)

    found = replay_window(*window, make_database(), settings=settings)
    edit(served)
    rows(settings, "update raw.page set revisit_at = now()")
    fetch_pages("r", settings=settings)
    waiting = replay_window(*window, make_database(), settings=settings)

    assert (found.gone, found.new, found.pages) == ((), (), 0)
    assert (waiting.gone, waiting.new, waiting.pages) == ((), (), 0)


def test_what_comes_again_after_it_expired_expires_again(published: tuple[Site, Settings]) -> None:
    """A body that a server sends once more, and the text of a late edit: nothing outlives its time unseen."""
    served, settings = published
    archive = settings.home / "archive"
    later = datetime.now(UTC) + timedelta(days=91)
    expire_texts("r", settings=settings, now=later)
    assert list(archive.rglob("*.zst")) == []
    assert see_again(settings) == {"again_not_modified": 1}
    assert values(settings, "select body_expired_at from raw.page") == [None]
    edit(served)
    rows(settings, "update raw.page set revisit_at = now()")
    fetch_pages("r", settings=settings)
    publish_all(settings)
    assert rows(settings, "select text_expired_at, text <> '' as has_text from core.article") == [(None, True)]

    counts = expire_texts("r", settings=settings, now=later)

    assert (counts["bodies"], counts["texts"]) == (2, 1)
    assert list(archive.rglob("*.zst")) == []
    assert values(settings, "select string_agg(text, '') from core.article_revision") == [""]
