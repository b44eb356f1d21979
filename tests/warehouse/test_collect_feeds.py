"""Polling a feed that changes, fails and lies: nothing is lost, and each poll has its outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from include.rasid.errors import ArchiveDownError, ReconciliationError
from include.rasid.stages.poll import poll_feeds
from include.rasid.stages.reconcile import reconcile_collection
from tests.warehouse.collecting import list_feed, minutes_until_due, poll, rows, values

if TYPE_CHECKING:
    from include.rasid.settings import Settings
    from tests.warehouse.collecting import Site

pytestmark = pytest.mark.postgres


def test_new_entries_are_told_from_known_ones(source: tuple[Site, Settings]) -> None:
    """Each poll counts what it sees: new, known, listed twice."""
    served, settings = source
    served.publish(1, 2)
    assert poll(settings) == {"feeds_ok": 1, "entries_new": 2}

    served.publish(3, 2, 2, 1)

    assert poll(settings, "next") == {"feeds_ok": 1, "entries_new": 1, "entries_known": 3}
    assert reconcile_collection("next", settings=settings) == {"polls": 1, "feeds_noted": 0}
    assert values(settings, "select identity from raw.feed_entry order by entry_id") == ["1", "2", "3"]


def test_a_page_under_a_new_id_is_known(source: tuple[Site, Settings]) -> None:
    """A guid that changes with each edit makes no second article."""
    served, settings = source
    served.publish(1)
    poll(settings)

    served.feed(f"<item><title>خبر</title><link>{served.base}/1</link><guid>1-edited</guid></item>")

    assert poll(settings) == {"feeds_ok": 1, "entries_known": 1, "entries_edited": 1}


def test_bad_items_are_rejected_one_by_one(source: tuple[Site, Settings]) -> None:
    """The poll adds up, and the reason of each is kept."""
    served, settings = source
    served.feed(
        f"<item><title>خبر</title></item><item><title>خبر</title><link>javascript:x</link></item>"
        f"<item><link>{served.base}/1</link></item><item><title>خبر</title><link>{served.base}/2</link></item>"
    )

    assert poll(settings) == {"feeds_ok": 1, "entries_new": 1, "entries_rejected": 3}
    assert sorted(values(settings, "select reason from ops.rejection")) == ["bad_link", "no_link", "no_title"]
    assert reconcile_collection("r", settings=settings) == {"polls": 1, "feeds_noted": 0}


LOSSES = {
    "an entry": "delete from raw.page; delete from raw.feed_entry",
    "a page": "update raw.feed_entry set canonical_url = 'https://sada.example/another'",
    "a rejection": "delete from ops.rejection",
    "an edit": "update raw.feed_poll set entries_seen = 3, entries_known = 1, entries_edited = 1",
    "a gap": "update raw.feed_poll set is_coverage_gap = true",
}


@pytest.mark.parametrize("what", LOSSES)
def test_a_loss_behind_a_poll_is_found(source: tuple[Site, Settings], what: str) -> None:
    """Each count of a poll is held against the rows it stands for."""
    served, settings = source
    served.feed(served.item(1) + "<item><title>خبر</title></item>")
    assert poll(settings) == {"feeds_ok": 1, "entries_new": 1, "entries_rejected": 1}
    assert reconcile_collection("r", settings=settings) == {"polls": 1, "feeds_noted": 0}
    rows(settings, LOSSES[what])

    with pytest.raises(ReconciliationError, match="1 polls do not add up"):
        reconcile_collection("r", settings=settings)


def test_a_poll_that_knows_nothing_is_a_coverage_gap(source: tuple[Site, Settings]) -> None:
    """Not the first poll, not an empty one; the feed is then polled sooner, and the time that may have been missed is a row."""
    served, settings = source
    served.publish(1, 2)
    poll(settings)
    served.feed("")
    poll(settings)
    assert 29 < minutes_until_due(settings) < 34

    served.publish(8, 9)
    poll(settings)

    assert values(settings, "select is_coverage_gap from raw.feed_poll order by poll_id") == [False, False, True]
    assert 14 < minutes_until_due(settings) < 17
    gap = rows(
        settings, "select g.*, p.polled_at, p.run_id from raw.coverage_gap g join raw.feed_poll p using (poll_id)"
    )
    assert [(g.feed_key, g.entries_new, g.since < g.until == g.polled_at) for g in gap] == [("sada", 2, True)]
    assert reconcile_collection("r", settings=settings) == {"polls": 3, "feeds_noted": 0}


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

    assert 12.4 < first < 13.8
    assert 13.9 < minutes_until_due(settings) < 15.5


def test_a_failing_feed_is_asked_less_often(source: tuple[Site, Settings]) -> None:
    """Each failure doubles the wait up to half a day, give or take a quarter; the first success ends that."""
    served, settings = source
    served.answers["/rss"] = web.Response(status=503)
    waits = []
    for _ in range(7):
        assert poll(settings) == {"feeds_server_error": 1}
        waits.append(minutes_until_due(settings))
    served.publish(1)
    poll(settings)

    usual = [60, 120, 240, 480, 720, 720, 720]
    assert all(0.74 * minutes < wait < 1.26 * minutes for wait, minutes in zip(waits, usual, strict=True)), waits
    assert len({round(wait - minutes) for wait, minutes in zip(waits, usual, strict=True)}) > 1
    assert 29 < minutes_until_due(settings) < 34
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
    assert reconcile_collection("r", settings=settings) == {"polls": 1, "feeds_noted": 0}


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
    with pytest.raises(ArchiveDownError):
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
