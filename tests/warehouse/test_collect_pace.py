"""How often a feed is asked, validators that lie, and what a person is told of a feed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from include.rasid.stages.poll import poll_feeds
from include.rasid.stages.reconcile import reconcile_collection
from tests.warehouse.collecting import list_feed, minutes_until_due, poll, rows, values

if TYPE_CHECKING:
    from include.rasid.settings import Settings
    from tests.warehouse.collecting import Site

pytestmark = pytest.mark.postgres


def notices(settings: Settings) -> list[tuple[str, str, int, bool]]:
    """Return kind, detail, times, and whether it still holds."""
    found = rows(settings, "select kind, detail, times, ended_at is null as is_open from raw.feed_notice order by 1, 4")
    return [tuple(row) for row in found]


@pytest.mark.parametrize(
    ("status", "headers", "content", "expected"),
    [
        (503, {"Retry-After": "14400"}, "", (240, 241)),
        (429, {"Retry-After": "60"}, "", (44, 76)),
        (503, {"Retry-After": "9999999"}, "", (1439, 1441)),
        (200, {}, "<ttl>60</ttl>", (60, 64)),
        (200, {"Cache-Control": "max-age=4500"}, "", (75, 79)),
        (200, {}, "", (30, 34)),
    ],
    ids=["Retry-After", "shorter than the wait", "at most a day", "ttl", "max-age", "nothing asked"],
)
def test_what_server_and_feed_ask_for_is_kept(
    source: tuple[Site, Settings], status: int, headers: dict[str, str], content: str, expected: tuple[int, int]
) -> None:
    """The next poll is not before it."""
    served, settings = source
    body = f"<rss version='2.0'><channel>{content}{served.item(1)}</channel></rss>".encode()
    served.answers["/rss"] = web.Response(status=status, headers=headers, body=body)

    poll(settings)

    assert expected[0] - 1 < minutes_until_due(settings) < expected[1]


def test_what_a_feed_asked_for_outlives_a_304(source: tuple[Site, Settings]) -> None:
    """A poll without a body keeps the ttl of the last one."""
    served, settings = source
    served.feed("<ttl>90</ttl><skipHours><hour>3</hour></skipHours>" + served.item(1), etag='"one"')
    poll(settings)

    assert poll(settings) == {"feeds_not_modified": 1}
    assert rows(settings, "select asked_interval, skip_hours from raw.feed") == [(timedelta(minutes=90), [3])]
    if datetime.now(UTC).hour not in {1, 2}:
        assert 89 < minutes_until_due(settings) < 94


def test_validators_that_lie_are_not_sent_again(source: tuple[Site, Settings]) -> None:
    """A server that gives other entries under the old ETag is found out by the body, and from then on asked without."""
    served, settings = source
    served.publish(1, etag='"same"')
    poll(settings)
    rows(settings, "update raw.feed set not_modified_in_row = 12")
    served.publish(1, 2, etag='"same"')

    assert poll(settings) == {"feeds_ok": 1, "entries_new": 1, "entries_known": 1}
    assert values(settings, "select validators_lie from raw.feed") == [True]
    assert notices(settings) == [("validators_lie", '"same"', 1, True)]
    served.publish(1, 2, 3, etag='"same"')
    assert poll(settings) == {"feeds_ok": 1, "entries_new": 1, "entries_known": 2}
    assert "If-None-Match" not in served.asked[-1].headers


def test_after_many_304s_a_body_is_asked_for(source: tuple[Site, Settings]) -> None:
    """A lie that only the body can show is found within half a day; an honest server is asked with validators again."""
    served, settings = source
    served.publish(1, etag='"one"')
    poll(settings)
    answers = [next(iter(poll(settings))) for _ in range(14)]

    assert answers == ["feeds_not_modified"] * 12 + ["feeds_unchanged", "feeds_not_modified"]
    assert values(settings, "select validators_lie from raw.feed") == [False]


def test_a_changed_ornament_is_no_lie(source: tuple[Site, Settings]) -> None:
    """A build date in a body with the old ETag costs nothing: no entry was hidden by it."""
    served, settings = source
    served.feed(served.item(1), etag='"one"')
    poll(settings)
    rows(settings, "update raw.feed set not_modified_in_row = 12")
    served.feed("<lastBuildDate>now</lastBuildDate>" + served.item(1), etag='"one"')

    assert poll(settings) == {"feeds_ok": 1, "entries_known": 1}
    assert values(settings, "select validators_lie from raw.feed") == [False]


@pytest.mark.parametrize(("status", "expected"), [(301, True), (308, True), (302, False), (307, False)])
def test_a_move_for_good_is_proposed_and_not_applied(
    source: tuple[Site, Settings], status: int, expected: bool
) -> None:
    """The entries come, the address stays, and a person reads where the feed says it is now."""
    served, settings = source
    served.publish(1)
    served.answers["/new"] = served.answers["/rss"]
    served.answers["/rss"] = web.Response(status=status, headers={"Location": "/new"})

    assert poll(settings) == {"feeds_ok": 1, "entries_new": 1}
    poll(settings)
    wanted = [("moved", f"{served.base}/new", 2, True)] if expected else []
    assert notices(settings) == wanted
    assert values(settings, "select distinct url from raw.feed") == [f"{served.base}/rss"]
    assert served.asked_for("/rss") == 2
    served.publish(1, 2)
    poll(settings)
    assert [row[3] for row in notices(settings)] == [False] * len(wanted)


def test_a_move_to_a_private_address_is_refused(source: tuple[Site, Settings]) -> None:
    """Nothing is proposed that must not be dialled."""
    served, settings = source
    served.answers["/rss"] = web.Response(status=301, headers={"Location": "http://127.0.0.1:1/rss"})

    assert poll(settings) == {"feeds_forbidden_address": 1}
    assert notices(settings) == []


def test_a_feed_that_is_gone_is_told_and_still_asked(source: tuple[Site, Settings]) -> None:
    """410 is a notice; some come back."""
    served, settings = source
    served.answers["/rss"] = web.Response(status=410)
    assert poll(settings) == {"feeds_gone": 1}
    assert [row[0::2] for row in notices(settings)] == [("gone", 1)]
    served.publish(1)

    assert poll(settings) == {"feeds_ok": 1, "entries_new": 1}
    assert [row[3] for row in notices(settings)] == [False]


def test_a_silent_feed_is_noticed_until_it_speaks(source: tuple[Site, Settings]) -> None:
    """By its own habit: twenty polls with news every half hour, then nothing for a day."""
    served, settings = source
    for number in range(20):
        served.publish(number)
        poll(settings, "habit")
        rows(
            settings,
            f"update raw.feed_entry set first_seen_at = now() - interval '{(68 - number) * 30} minutes' where identity = '{number}'",
        )
    poll(settings, "silent")

    assert reconcile_collection("silent", settings=settings) == {"polls": 1, "feeds_noted": 1}
    assert [(kind, is_open) for kind, _, _, is_open in notices(settings)] == [("silent", True)]
    served.publish(99)
    poll(settings, "speaks")
    assert reconcile_collection("speaks", settings=settings) == {"polls": 1, "feeds_noted": 0}
    assert [(kind, is_open) for kind, _, _, is_open in notices(settings)] == [("silent", False)]


def test_a_feed_that_lists_far_fewer_entries_is_noticed(source: tuple[Site, Settings]) -> None:
    """Ten a day for eight days, then one: the feed answers and speaks, and yet something is wrong with it."""
    served, settings = source
    served.publish(*range(81))
    poll(settings, "habit")
    spread = "case when identity::int = 80 then interval '1 hour' else interval '1 hour' * (30 + 2.4 * (80 - identity::int)) end"
    rows(settings, f"update raw.feed_entry set first_seen_at = now() - {spread}")
    poll(settings, "fewer")

    assert reconcile_collection("fewer", settings=settings) == {"polls": 1, "feeds_noted": 1}
    assert notices(settings) == [("fewer", "1 entries in 24 hours; usual 10", 1, True)]


def test_a_new_address_in_the_file_forgets_the_lie(source: tuple[Site, Settings]) -> None:
    """What was known of the old server does not concern the new one."""
    served, settings = source
    served.publish(1)
    poll(settings)
    rows(settings, "update raw.feed set validators_lie = true, asked_interval = '1 hour'")
    served.answers["/new"] = served.answers["/rss"]
    list_feed(settings, f"{served.base}/new")
    poll_feeds("r", settings=settings)

    assert rows(settings, "select validators_lie, asked_interval from raw.feed") == [(False, None)]
