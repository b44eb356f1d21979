"""Senders that are killed, two at once, over a mail server in every mood: nobody twice, nobody forgotten."""

from __future__ import annotations

import random
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from include.rasid.stages.deliver import deliver_alerts
from tests.smtp_servers import Moody, Post, closed_port, identity_of, post_office
from tests.warehouse.outbox_rows import Warehouse, empty_outbox, readers, start_sender

if TYPE_CHECKING:
    import subprocess

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
ALERTS, READERS, GONE = 15, 36, 4  # 600 deliveries
CONNECTIONS = 3
MOST_ROUNDS = 60


@pytest.fixture
def warehouse(warehouse_dsn: str) -> Warehouse:
    """Return a warehouse with 600 deliveries, a tenth of them to addresses that do not exist."""
    house = empty_outbox(warehouse_dsn)
    everybody = [*readers(READERS), *(f"gone{i}@newsroom.example" for i in range(GONE))]
    for _ in range(ALERTS):
        house.add_deliveries(house.add_alert(), *everybody)
    return house


@pytest.mark.parametrize("seed", [1, 2])
def test_nobody_twice_nobody_forgotten(warehouse: Warehouse, seed: int) -> None:
    """Two senders at once, killed at random points: each delivery ends sent, refused or, after DATA only, unknown."""
    post, chance, kills = Moody(seed), random.Random(seed), 0
    with post_office(post) as port:
        settings = warehouse.settings(port, SMTP_CONNECTIONS=str(CONNECTIONS))
        for _ in range(MOST_ROUNDS):
            if not set(warehouse.states()) & {"pending", "sending"}:
                break
            senders = [start_sender(settings) for _ in range(2)]
            kills += sum(_kill_somewhere(sender, post, chance) for sender in senders)
            warehouse.let_pass(hours=7)
            if chance.random() < 0.2:
                _an_hour_without_server(warehouse)
    states = Counter(warehouse.states())
    accepted = Counter(post.identities)
    rows = warehouse.deliveries()
    by_state = {state: {row.message_id for row in rows if row.state == state} for state in states}
    unanswered = {identity_of(content) for content in post.hung_up_after}
    by_kill = by_state["unknown"] - unanswered

    assert set(states) == {"sent", "refused", "unknown"}
    assert sum(states.values()) == 600
    assert set(accepted.values()) == {1}
    assert states["refused"] == ALERTS * GONE
    assert by_state["sent"] == set(accepted) - by_state["unknown"]
    assert unanswered <= by_state["unknown"]
    assert kills > 5
    assert len(by_kill) <= kills * CONNECTIONS


def test_a_reserved_delivery_is_not_lost_and_not_unknown(warehouse: Warehouse) -> None:
    """A sender killed before it had sent any text leaves nothing unknown: another sends it all, once."""
    quiet = Post(dict.fromkeys(readers(READERS), "451 come later"))
    with post_office(quiet) as port:
        sender = start_sender(warehouse.settings(port, SMTP_CONNECTIONS="1"))
        while not quiet.connections and sender.poll() is None:
            time.sleep(0.01)
        sender.kill()
        sender.wait()
        quiet.answers.clear()
        assert "sending" not in warehouse.states()
        assert "unknown" not in warehouse.states()
        warehouse.let_pass(hours=7)
        deliver_alerts("the other", settings=warehouse.settings(port))

    assert Counter(warehouse.states()) == {"sent": 600}
    assert set(Counter(quiet.identities).values()) == {1}


def _kill_somewhere(sender: subprocess.Popen[bytes], post: Post, chance: random.Random) -> bool:
    """Kill a sender after some more mails have come, or let it end; return whether it was killed."""
    goal = len(post.contents) + chance.randrange(60)
    while len(post.contents) < goal and sender.poll() is None:
        time.sleep(0.001)
    was_running = sender.poll() is None
    sender.kill()
    sender.wait()
    return was_running


def _an_hour_without_server(warehouse: Warehouse) -> None:
    """Run a sender while nobody listens: nothing is refused, nothing becomes unknown."""
    before = Counter(warehouse.states())
    deliver_alerts("down", settings=warehouse.settings(closed_port()))
    after = Counter(warehouse.states())
    assert after["refused"] == before["refused"]
    assert after["pending"] == before["pending"]
    warehouse.let_pass(hours=1)
