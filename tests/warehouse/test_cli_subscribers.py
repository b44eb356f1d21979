"""``./rasid subscribers`` and ``./rasid mail`` as an operator types them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from include.rasid.io.articles import read_articles
from include.rasid.io.catcher import mail_catcher
from include.rasid.io.subscribers import mute
from include.rasid.io.warehouse import transaction
from include.rasid.local.would_send import would_send
from include.rasid.settings import PROJECT
from include.rasid.stages.deliver import deliver_alerts
from include.rasid.stages.detect import detect_contacts
from include.rasid.stages.publish import publish_batches
from include.rasid.stages.stage_articles import stage_articles
from include.rasid.stages.validate import validate_batches
from tests.warehouse.outbox_rows import empty_outbox
from tests.warehouse.readers_desk import ANNA, BORIS, Desk, add, rasid

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture
def desk(warehouse_dsn: str, tmp_path: Path) -> Desk:
    """Return a desk with the default watch, without recipients and alerts."""
    made = Desk(empty_outbox(warehouse_dsn), tmp_path)
    made.watch()
    return made


def test_commands(desk: Desk) -> None:
    """add, list, mute, unmute, new-link and remove do what they say, and strange names are one clear line."""
    desk.watch(recipients=[BORIS])
    desk.sync()
    added = rasid(
        desk, "subscribers", "add", ANNA, "--pace", "digest", "--zone", "Europe/Moscow", "--quiet", "22:00-06:30"
    )
    muted = rasid(desk, "subscribers", "mute", ANNA, "--pair", "lavrov+blinken")
    listed = rasid(desk, "subscribers", "list").stdout.splitlines()
    token = desk.warehouse.execute("select token from ops.subscriber where email = %s", ANNA)[0].token
    renewed = rasid(desk, "subscribers", "new-link", ANNA)
    unmuted = rasid(desk, "subscribers", "unmute", ANNA, "--pair", "blinken+lavrov")
    removed = rasid(desk, "subscribers", "remove", ANNA)

    assert added.stdout == f"{ANNA}: us_russia\n"
    assert [done.returncode for done in (muted, renewed, unmuted, removed)] == [0] * 4
    assert listed == [
        f"{ANNA}\tus_russia\tdigest\tEurope/Moscow\tquiet 22:00-06:30\tmutes blinken+lavrov",
        f"{BORIS}\tus_russia*",
        "2 subscribers",
    ]
    assert desk.warehouse.execute("select token from ops.subscriber where email = %s", ANNA)[0].token != token
    assert f"{ANNA}\tleft " in rasid(desk, "subscribers", "list").stdout
    for arguments, message in (
        (("add", "nobody"), "not a mail address"),
        (("add", ANNA, "--watch", "us_chad"), "no watch is called us_chad"),
        (("add", ANNA, "--zone", "Mars/Base"), "unknown timezone"),
        (("remove", "nobody@newsroom.example"), "no subscriber has the address"),
        (("remove", BORIS, "--watch", "us_russia"), "take the address out there"),
        (("mute", ANNA), "say either"),
        (("unmute", ANNA, "--source", "sada"), "has not muted that"),
    ):
        wrong = rasid(desk, "subscribers", *arguments)
        assert (wrong.returncode, message in wrong.stderr) == (2, True), wrong.stderr


def test_unknown_deliveries_are_decided_by_a_person(desk: Desk, tmp_path: Path) -> None:
    """Each is listed with its reader and headline; again sends it once more as the same mail, the others never."""
    add(desk, ANNA)
    for _ in range(3):
        desk.tell()
    desk.warehouse.execute(
        "update ops.delivery set state = 'unknown', claimed_at = now(), message_id = '<x@y>', detail = 'connection lost'"
    )
    first, second, third = (str(row.delivery_id) for row in desk.warehouse.deliveries())
    listed = rasid(desk, "mail", "unknown").stdout
    for delivery, verdict in ((first, "arrived"), (second, "again"), (third, "drop")):
        assert rasid(desk, "mail", "decide", delivery, verdict).returncode == 0

    assert listed.count(ANNA) == 3
    assert "Held: Blinken–Lavrov, New Delhi, 2023-03-02\tconnection lost" in listed
    assert desk.warehouse.states() == ["sent", "pending", "refused"]
    assert rasid(desk, "mail", "decide", first, "again").returncode == 2
    with mail_catcher(tmp_path / "mail") as port:
        assert deliver_alerts("run", settings=desk.settings(port)) == {"sent": 1}


def test_would_send(desk: Desk) -> None:
    """A dry run over the warehouse's articles names each alert and reader, mails nothing and leaves the warehouse alone."""
    desk.watch(recipients=[BORIS])
    desk.sync()
    add(desk, ANNA, pace="digest")
    with transaction(desk.warehouse.dsn) as cursor:
        mute(cursor, ANNA, ["biden", "putin"], None)
    settings = desk.settings(1)
    stage_articles("run", read_articles([PROJECT / "tests" / "fixtures" / "seed_like.jsonl"]), settings=settings)
    for stage in (detect_contacts, validate_batches, publish_batches):
        stage("run", settings=settings)
    found = would_send(datetime(2010, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC), settings=settings)
    none = would_send(datetime(2000, 1, 1, tzinfo=UTC), datetime(2001, 1, 1, tzinfo=UTC), settings=settings)

    assert len(found) == 8
    assert none == []
    assert {(row.email, row.pace) for row in found} == {(ANNA, "digest"), (BORIS, "immediate")}
    assert [row.refusal for row in found if row.refusal] == ["not wanted: these people are muted"]
    assert desk.warehouse.deliveries() == []
    assert desk.warehouse.execute("select count(*) as n from core.contact")[0].n == 0
