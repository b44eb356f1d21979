"""The stage that sends what waits in the outbox: a real Postgres, real mail servers."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from include.rasid.io.catcher import mail_catcher
from include.rasid.stages.deliver import deliver_alerts
from tests.alert_factories import make_facts
from tests.smtp_servers import Closing, Post, Silent, closed_port, post_office
from tests.warehouse.outbox_rows import Warehouse, empty_outbox, readers, start_sender

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.postgres


@pytest.fixture
def warehouse(warehouse_dsn: str) -> Warehouse:
    """Return a warehouse with an empty outbox."""
    return empty_outbox(warehouse_dsn)


def test_each_reader_gets_each_alert_once(warehouse: Warehouse, tmp_path: Path) -> None:
    """What is due is mailed and marked sent with its Message-ID; a second run sends nothing."""
    for _ in range(2):
        warehouse.add_deliveries(warehouse.add_alert(), *readers(3))

    with mail_catcher(tmp_path) as port:
        first = deliver_alerts("run 1", settings=warehouse.settings(port))
        second = deliver_alerts("run 2", settings=warehouse.settings(port))

    assert (first, second) == ({"sent": 6}, {})
    assert [type(outcome) for outcome in first] == [str]  # Airflow carries no enum
    assert warehouse.states() == ["sent"] * 6
    assert len(list(tmp_path.glob("*-held-*.eml"))) == 6
    assert len({row.message_id for row in warehouse.deliveries()}) == 6
    ledger = warehouse.execute("select run_id, stage, counts from ops.run_ledger")
    assert [tuple(row) for row in ledger] == [("run 1", "deliver", {"sent": 6})]


def test_two_senders_at_once_send_each_delivery_once(warehouse: Warehouse) -> None:
    """Two runs over the same outbox share the work and no reader gets a mail twice."""
    for _ in range(4):
        warehouse.add_deliveries(warehouse.add_alert(), *readers(15))
    post = Post()

    with post_office(post) as port, ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(lambda n: deliver_alerts(f"run {n}", settings=warehouse.settings(port)), range(2)))

    assert sum(run.get("sent", 0) for run in runs) == 60
    assert len(post.identities) == len(set(post.identities)) == 60
    assert warehouse.states() == ["sent"] * 60


def test_answers_of_the_server_decide(warehouse: Warehouse) -> None:
    """5xx is final, 4xx is tried again later, and neither keeps the others from their mail."""
    warehouse.add_deliveries(
        warehouse.add_alert(), "gone@newsroom.example", "grey@newsroom.example", "well@newsroom.example"
    )
    post = Post({"gone@newsroom.example": "550 no such user", "grey@newsroom.example": "451 come later"})

    with post_office(post) as port:
        counts = deliver_alerts("run", settings=warehouse.settings(port))
    gone, grey, well = warehouse.deliveries()

    assert counts == {"refused": 1, "later": 1, "sent": 1}
    assert (gone.state, gone.smtp_code, gone.detail) == ("refused", 550, "no such user")
    assert (grey.state, grey.smtp_code, grey.waits, grey.finished_at) == ("pending", 451, True, None)
    assert (well.state, post.received) == ("sent", ["well@newsroom.example"])


def test_waiting_grows_with_each_attempt(warehouse: Warehouse) -> None:
    """A server that says "later" is asked again after 5 minutes, then 10, and never after more than 6 hours."""
    warehouse.add_deliveries(warehouse.add_alert(), "grey@newsroom.example")
    waits = []
    with post_office(Post({"grey@newsroom.example": "451 come later"})) as port:
        for attempts in (0, 1, 2, 5000):
            warehouse.execute("update ops.delivery set attempts = %s, next_attempt_at = '-infinity'", attempts)
            deliver_alerts("run", settings=warehouse.settings(port))
            wait = "extract(epoch from next_attempt_at - now()) / 60"
            waits.append(round(warehouse.execute(f"select {wait} as m from ops.delivery")[0].m))

    assert waits == [5, 10, 20, 360]


def test_greylisted_mail_arrives_in_the_end(warehouse: Warehouse) -> None:
    """What was put off is sent once when its time has come and the server agrees, with the same Message-ID."""
    warehouse.add_deliveries(warehouse.add_alert(), "grey@newsroom.example")
    post = Post({"grey@newsroom.example": "451 come later"})
    with post_office(post) as port:
        settings = warehouse.settings(port)
        deliver_alerts("run 1", settings=settings)
        identity = warehouse.deliveries()[0].message_id
        post.answers.clear()
        assert deliver_alerts("too early", settings=settings) == {}
        warehouse.execute("update ops.delivery set next_attempt_at = now()")
        assert deliver_alerts("run 2", settings=settings) == {"sent": 1}

    assert post.identities == [identity]
    assert warehouse.deliveries()[0].attempts == 2


def test_no_mail_server_set(warehouse: Warehouse) -> None:
    """Without SMTP_HOST deliveries wait, and the run says how many."""
    warehouse.add_deliveries(warehouse.add_alert(), *readers(2))

    assert deliver_alerts("run", settings=warehouse.settings()) == {"no_mail_server": 2}
    assert warehouse.states() == ["pending"] * 2


def test_mail_server_down(warehouse: Warehouse) -> None:
    """A server that cannot be reached fails nothing; deliveries stay due, and a later run sends them."""
    warehouse.add_deliveries(warehouse.add_alert(), *readers(2))
    counts = deliver_alerts("run", settings=warehouse.settings(closed_port()))
    post = Post()
    with post_office(post) as port:
        later = deliver_alerts("run 2", settings=warehouse.settings(port))

    assert counts == {"mail_server_down": 2}
    assert later == {"sent": 2}
    assert [row.attempts for row in warehouse.deliveries()] == [1, 1]


def test_mail_server_that_goes_down_in_the_middle(warehouse: Warehouse) -> None:
    """What was sent stays sent, what was not stays pending, and nothing becomes unknown."""
    warehouse.add_deliveries(warehouse.add_alert(), *readers(4))

    with post_office(Closing()) as port:
        counts = deliver_alerts("run", settings=warehouse.settings(port))

    assert counts == {"sent": 1, "later": 1, "mail_server_down": 2}
    assert warehouse.states() == ["sent", "pending", "pending", "pending"]
    assert [row.attempts for row in warehouse.deliveries()] == [1, 1, 0, 0]


def test_suppressed_alerts_and_readers_who_left(warehouse: Warehouse) -> None:
    """A suppressed alert is never mailed, and a reader who unsubscribed before the mail left does not get it."""
    warehouse.add_deliveries(warehouse.add_alert(state="suppressed"), "desk@newsroom.example")
    warehouse.add_deliveries(warehouse.add_alert(), "left@newsroom.example")
    warehouse.add_deliveries(warehouse.add_alert(), "well@newsroom.example")
    warehouse.execute("update ops.subscriber set is_active = false where email like 'left@%%'")
    post = Post()

    with post_office(post) as port:
        counts = deliver_alerts("run", settings=warehouse.settings(port))

    assert counts == {"unsubscribed": 1, "sent": 1}
    assert (post.received, warehouse.states()) == (["well@newsroom.example"], ["pending", "refused", "sent"])


@pytest.mark.parametrize(
    ("facts", "email"),
    [({"transition": "held"}, "desk@newsroom.example"), (make_facts(), "desk@newsroom.example\nBcc: x@y.example")],
    ids=["facts that say too little", "an address that is none"],
)
def test_what_cannot_be_written_stops_nobody(warehouse: Warehouse, facts: dict[str, Any], email: str) -> None:
    """An alert that cannot be told, or an address that is none, is refused with the reason; the next mail is sent."""
    warehouse.add_deliveries(warehouse.add_alert(facts=facts), email)
    warehouse.add_deliveries(warehouse.add_alert(), "well@newsroom.example")
    post = Post()

    with post_office(post) as port:
        counts = deliver_alerts("run", settings=warehouse.settings(port))

    assert counts == {"not_composed": 1, "sent": 1}
    assert warehouse.states() == ["refused", "sent"]
    assert warehouse.deliveries()[0].detail
    assert post.received == ["well@newsroom.example"]


def test_killed_sender_leaves_one_unknown_and_no_second_mail(warehouse: Warehouse) -> None:
    """A sender killed after DATA leaves that one unknown after 10 minutes; what it had only reserved is sent by others."""
    warehouse.add_deliveries(warehouse.add_alert(), *readers(3))
    silent = Silent()
    with post_office(silent) as port:
        sender = start_sender(warehouse.settings(port))
        assert silent.got_one.wait(60)
        sender.send_signal(signal.SIGKILL)
        sender.wait()
    assert warehouse.states() == ["sending", "pending", "pending"]
    post = Post()

    with post_office(post) as port:
        before = deliver_alerts("at once", settings=warehouse.settings(port))
        warehouse.let_pass(hours=0.2)
        after = deliver_alerts("later", settings=warehouse.settings(port))

    assert (before, after) == ({}, {"abandoned": 1, "sent": 2})
    assert silent.received == ["reader0@newsroom.example"]
    assert post.received == ["reader1@newsroom.example", "reader2@newsroom.example"]
    assert warehouse.states() == ["unknown", "sent", "sent"]
