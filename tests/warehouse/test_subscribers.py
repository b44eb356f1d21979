"""Who gets mail: watches.yml and commands, wishes of watches and readers, and readers who leave."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from include.rasid.errors import BadInputError
from include.rasid.io.subscribers import mute
from include.rasid.io.warehouse import transaction
from include.rasid.io.watches import load_watches
from include.rasid.settings import read_settings
from include.rasid.stages.deliver import deliver_alerts
from tests.alert_factories import parse, part_of
from tests.smtp_servers import Post, closed_port, post_office
from tests.warehouse.outbox_rows import Warehouse, empty_outbox
from tests.warehouse.readers_desk import ANNA, BORIS, Desk, add, report

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.postgres
NIGHT = datetime(2090, 11, 20, 23, 30, tzinfo=UTC)  # 02:30 in Riyadh


@pytest.fixture
def desk(warehouse_dsn: str, tmp_path: Path) -> Desk:
    """Return a desk with the default watch, without recipients and alerts."""
    made = Desk(empty_outbox(warehouse_dsn), tmp_path)
    made.watch()
    return made


def test_a_recipient_taken_out_of_the_file_gets_nothing_more(desk: Desk) -> None:
    """Also what waits for them already is not sent; who was added by command stays."""
    desk.watch(recipients=[ANNA, BORIS])
    desk.tell()
    add(desk, BORIS)
    desk.watch(recipients=[])
    counts, received = desk.send()

    assert (counts, received) == ({"unsubscribed": 1, "sent": 1}, [BORIS])
    desk.tell()
    assert desk.send()[1] == [BORIS]


def test_a_reader_who_left_stays_away_whatever_the_file_says(desk: Desk) -> None:
    """watches.yml cannot bring back somebody who used the link; the command can, with a new token."""
    desk.watch(recipients=[ANNA])
    desk.sync()
    token = desk.warehouse.execute("select token from ops.subscriber")[0].token
    desk.warehouse.execute("update ops.subscriber set is_active = false, left_at = now(), left_by = 'link'")
    desk.tell()
    assert desk.send() == ({}, [])
    add(desk, ANNA)
    desk.tell()

    assert desk.send()[1] == [ANNA]
    assert desk.warehouse.execute("select token from ops.subscriber")[0].token != token


def test_quiet_hours_put_mail_off(desk: Desk) -> None:
    """At night in the reader's zone nothing is sent; at the end of the quiet hours it is; others get theirs at once."""
    add(desk, ANNA, quiet=(datetime(2026, 1, 1, 22).time(), datetime(2026, 1, 1, 6, 30).time()))  # noqa: DTZ001
    add(desk, BORIS)
    desk.tell()
    counts, received = desk.send(NIGHT)
    waits = desk.warehouse.execute("select next_attempt_at from ops.delivery where state = 'pending'")

    assert (counts, received) == ({"quiet": 1, "sent": 1}, [BORIS])
    assert [row.next_attempt_at for row in waits] == [datetime(2090, 11, 21, 3, 30, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("hours", "zone", "now", "ends"),
    [
        ("22:00-06:00", "Asia/Riyadh", "2026-11-20T20:00", "2026-11-21T03:00"),
        ("22:00-06:00", "Asia/Riyadh", "2026-11-20T18:59", None),
        ("22:00-06:00", "Asia/Riyadh", "2026-11-21T03:00", None),
        ("13:00-15:00", "Europe/Moscow", "2026-11-20T10:30", "2026-11-20T12:00"),
        ("13:00-15:00", "Europe/Moscow", "2026-11-20T12:30", None),
        ("22:00-07:00", "Europe/Berlin", "2026-10-24T21:00", "2026-10-25T06:00"),
        ("08:00-08:00", "UTC", "2026-11-20T08:00", None),
    ],
    ids=["over midnight", "before", "at the end", "by day", "after", "clock set back at night", "never"],
)
def test_end_of_quiet_hours(warehouse_dsn: str, hours: str, zone: str, now: str, ends: str | None) -> None:
    """Quiet hours are those of the reader's clock, over midnight and over a change of summer time, too."""
    first, last = hours.split("-")
    row = Warehouse(warehouse_dsn).execute(
        "select ops.quiet_end(%s::timestamptz, %s, %s::time, %s::time) as ends", f"{now}+00", zone, first, last
    )[0]

    assert row.ends == (datetime.fromisoformat(f"{ends}+00:00") if ends else None)


def test_digest_tells_many_alerts_once(desk: Desk) -> None:
    """A reader of digests gets one mail at the watch's hour with all alerts of the day; again nothing; others at once."""
    desk.watch(digest_at="08:00")
    add(desk, ANNA, pace="digest")
    add(desk, BORIS)
    for _ in range(3):
        desk.tell()
    now = datetime.now(UTC)
    at_once, received = desk.send(now)
    tomorrow, later = desk.send(now + timedelta(days=1))
    mail = parse(desk.mails[0])

    assert (at_once, received) == ({"sent": 3}, [BORIS] * 3)
    assert (tomorrow, later) == ({"sent": 3, "digests": 1}, [ANNA])
    assert desk.send(now + timedelta(days=2)) == ({}, [])
    assert mail["Subject"].startswith("موجز الاتصالات")
    assert part_of(mail, "plain").count("Held: Blinken–Lavrov") == 3
    assert len({row.message_id for row in desk.warehouse.deliveries() if row.email == ANNA}) == 1


def test_digest_that_is_put_off_goes_out_once(desk: Desk) -> None:
    """A server that says "later" leaves all alerts of the digest waiting; what comes in between joins them."""
    add(desk, ANNA, pace="digest")
    desk.tell()
    now = datetime.now(UTC) + timedelta(days=1)
    with post_office(Post({ANNA: "451 come later"})) as port:
        first = deliver_alerts("run", settings=desk.settings(port), now=now)
    identity = desk.warehouse.deliveries()[0].message_id
    desk.tell()
    desk.warehouse.let_pass(hours=1)
    counts, received = desk.send(now + timedelta(days=1))

    assert first == {"later": 1}
    assert (counts, received) == ({"sent": 2, "digests": 1}, [ANNA])
    assert parse(desk.mails[0])["Message-ID"] == identity


def test_digest_when_nobody_listens(desk: Desk) -> None:
    """A mail server that is down leaves the digest waiting, and the run says so."""
    add(desk, ANNA, pace="digest")
    desk.tell()
    now = datetime.now(UTC) + timedelta(days=1)

    assert deliver_alerts("run", settings=desk.settings(closed_port()), now=now) == {"mail_server_down": 1}
    assert desk.send(now)[0] == {"sent": 1, "digests": 1}


@pytest.mark.parametrize(
    ("watch", "people", "publisher", "is_sent"),
    [
        ({}, None, None, True),
        ({}, ["blinken", "lavrov"], None, False),
        ({}, ["lavrov"], None, False),
        ({}, ["blinken", "putin"], None, True),
        ({"mute": {"pairs": [["lavrov", "blinken"]]}}, None, None, False),
        ({"mute": {"pairs": [["lavrov", "biden"]]}}, None, None, True),
        ({"people": ["blinken"]}, None, None, True),
        ({"people": ["biden", "putin"]}, None, None, False),
        ({}, None, "sada", False),
        ({}, None, "other", True),
        ({"mute": {"sources": ["sada"]}}, None, None, False),
    ],
    ids=str,
)
def test_mutes_and_people(
    desk: Desk, watch: dict[str, Any], people: list[str] | None, publisher: str | None, is_sent: bool
) -> None:
    """Muted pairs and sources, and people that the watch does not name, are not mailed; the delivery says why."""
    desk.watch(**watch)
    add(desk, ANNA)
    if people or publisher:
        with transaction(desk.warehouse.dsn) as cursor:
            mute(cursor, ANNA, people, publisher)
    report(desk, desk.tell(), "sada")
    counts, received = desk.send()

    assert counts == ({"sent": 1} if is_sent else {"unwanted": 1})
    assert received == ([ANNA] if is_sent else [])
    assert desk.warehouse.states() == (["sent"] if is_sent else ["refused"])


def test_a_muted_source_is_told_when_another_reports_it(desk: Desk) -> None:
    """A mute keeps back what that publisher alone reports."""
    add(desk, ANNA)
    with transaction(desk.warehouse.dsn) as cursor:
        mute(cursor, ANNA, None, "sada")
    alert_id = desk.tell()
    report(desk, alert_id, "sada")
    report(desk, alert_id, "manara")

    assert desk.send() == ({"sent": 1}, [ANNA])


def test_language_and_zone_of_reader_and_watch(desk: Desk) -> None:
    """A reader's own language and zone come before the watch's, the watch's before the settings'."""
    desk.watch(language="en")
    add(desk, ANNA, language="ar", zone="Europe/Moscow")
    add(desk, BORIS)
    desk.tell()
    desk.send()
    by_reader = {parse(mail)["To"]: parse(mail) for mail in desk.mails}

    assert by_reader[ANNA]["Subject"].startswith("عُقد")
    assert by_reader[BORIS]["Subject"].startswith("Held")
    assert "Europe/Moscow" in part_of(by_reader[ANNA], "plain")
    assert "Asia/Riyadh" in part_of(by_reader[BORIS], "plain")


@pytest.mark.parametrize(
    "wishes",
    [
        {"pace": "hourly"}, {"language": "fr"}, {"quiet_hours": "22-6"}, {"quiet_hours": "22:00-24:00"}, {"digest_at": "7"},
        {"recipients": ["nobody"]}, {"recipients": ["a@x.example\nBcc: b@x.example"]}, {"mute": {"pairs": [[]]}},
    ],
    ids=str,
)  # fmt: skip
def test_wishes_that_are_none(desk: Desk, wishes: dict[str, Any]) -> None:
    """A wish that cannot be is one error that names file and line."""
    desk.watch(**wishes)
    with pytest.raises(BadInputError, match=r"watches\.yml:\d+: "):
        load_watches(desk.settings(1).watches_file)


def test_the_example_recipient_is_an_address() -> None:
    """The watches that are delivered with Rasid can be read."""
    assert load_watches(read_settings({}).watches_file)[0].recipients == ("desk@rasid.invalid",)
