"""A clock that was wrong and is set right, a mail server that is down for a day, nights on which clocks are changed."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from include.rasid.local.processes import child_environment
from include.rasid.stages.deliver import deliver_alerts
from include.rasid.stages.fetch import fetch_pages
from include.rasid.stages.poll import poll_feeds
from tests.smtp_servers import Post, closed_port, post_office
from tests.warehouse.collecting import poll, rows, values
from tests.warehouse.outbox_rows import Warehouse, empty_outbox, readers

if TYPE_CHECKING:
    from pathlib import Path

    from aiosmtpd.smtp import SMTP, Envelope, Session

    from include.rasid.settings import Settings
    from tests.warehouse.collecting import Site

pytestmark = pytest.mark.postgres
SHIFT = "select format('update %s set %s', c.oid::regclass, string_agg(format('%1$I = %1$I + interval ''{days} days''', a.attname), ', ')) as s"
COLUMNS = """ from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
where n.nspname in ('raw', 'ops') and c.relkind = 'r' and format_type(a.atttypid, null) = 'timestamp with time zone' group by c.oid"""


def clock_was_ahead(dsn: str, days: float) -> None:
    """Let everything in the warehouse have been written by a clock that was ahead by some days; behind for fewer than 0."""
    house = Warehouse(dsn)
    for row in house.execute((SHIFT + COLUMNS).replace("{days}", str(days)).replace("%", "%%")):
        house.execute(row.s)


@pytest.fixture
def warehouse(warehouse_dsn: str) -> Warehouse:
    """Return a warehouse with an empty outbox."""
    return empty_outbox(warehouse_dsn)


@pytest.mark.parametrize("days", [30, -30], ids=["the clock was ahead", "the clock was behind"])
def test_a_clock_that_is_set_right_stops_no_collecting(source: tuple[Site, Settings], days: float) -> None:
    """Feeds that were to be asked in a month are asked now, pages that failed then are fetched now; nothing twice."""
    served, settings = source
    served.publish(1, 2)
    poll(settings)
    served.answers["/2"].set_status(503)
    fetch_pages("before", settings=settings)
    clock_was_ahead(settings.warehouse_dsn, days)
    served.publish(1, 2, 3)

    assert poll_feeds("after", settings=settings)["entries_new"] == 1
    assert fetch_pages("after", settings=settings)["fetched"] == 2
    assert poll_feeds("again", settings=settings) == {}
    assert values(settings, "select count(*) from raw.page where state = 'fetched'") == [3]
    assert rows(settings, "select 1 from raw.feed where next_due_at > now() + interval '1 day'") == []


def test_a_clock_that_was_ahead_delays_no_mail(warehouse: Warehouse) -> None:
    """What was put off to next month, and what a dead sender had reserved until then, is sent now, once."""
    warehouse.add_deliveries(warehouse.add_alert(), "grey@newsroom.example", "well@newsroom.example")
    post = Post({"grey@newsroom.example": "451 come later"})
    with post_office(post) as port:
        settings = warehouse.settings(port)
        deliver_alerts("before", settings=settings)
        warehouse.add_deliveries(warehouse.add_alert(), "new@newsroom.example")
        warehouse.execute("update ops.delivery set leased_until = now() + interval '5 minutes' where state = 'pending'")
        clock_was_ahead(warehouse.dsn, 30)
        post.answers.clear()

        assert deliver_alerts("after", settings=settings) == {"brought_back": 2, "sent": 2}
        assert deliver_alerts("again", settings=settings) == {}
    assert sorted(post.received) == ["grey@newsroom.example", "new@newsroom.example", "well@newsroom.example"]


def test_a_sender_that_died_in_the_future_is_found(warehouse: Warehouse) -> None:
    """A delivery that was sealed by a clock that was ahead does not stay ``sending`` until that day."""
    warehouse.add_deliveries(warehouse.add_alert(), "well@newsroom.example")
    warehouse.execute("update ops.delivery set state = 'sending', claimed_at = now(), lease = gen_random_uuid()")
    clock_was_ahead(warehouse.dsn, 30)

    assert deliver_alerts("after", settings=warehouse.settings(closed_port())) == {"abandoned": 1}
    assert warehouse.states() == ["unknown"]


class Late(Post):
    """Takes a mail, and answers when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.may_answer = threading.Event()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = await super().handle_DATA(server, session, envelope)
        await server.loop.run_in_executor(None, self.may_answer.wait, 60)
        return answer


def test_a_clock_that_jumps_ahead_while_a_mail_leaves(warehouse: Warehouse) -> None:
    """Another sender takes the delivery for abandoned, and sends it not; the answer that comes then is kept: sent, once."""
    warehouse.add_deliveries(warehouse.add_alert(), "well@newsroom.example")
    post = Late()
    with post_office(post) as port, ThreadPoolExecutor(1) as pool:
        first = pool.submit(deliver_alerts, "first", settings=warehouse.settings(port))
        assert post.got_one.wait(60)
        clock_was_ahead(warehouse.dsn, -2)
        assert deliver_alerts("other", settings=warehouse.settings(port)) == {"abandoned": 1}
        post.may_answer.set()
        assert first.result(60) == {"sent": 1}

    assert warehouse.states() == ["sent"]
    assert post.received == ["well@newsroom.example"]


def test_a_mail_server_that_is_down_for_a_day(warehouse: Warehouse) -> None:
    """Alerts of a whole day wait, whenever they were written, and leave once each when it is back; none is given up."""
    down = warehouse.settings(closed_port())
    for hour in range(24):
        warehouse.add_deliveries(warehouse.add_alert(revision=hour + 1), *readers(3))
        counts = deliver_alerts(f"hour {hour}", settings=down)
        assert counts.keys() <= {"mail_server_down", "later"}, counts
        warehouse.let_pass(hours=1)
    assert warehouse.states() == ["pending"] * 72
    warehouse.let_pass(hours=6)
    post = Post()
    with post_office(post) as port:
        back, again = (deliver_alerts("back", settings=warehouse.settings(port)) for _ in range(2))

    assert (back, again) == ({"sent": 72}, {})
    assert len(post.identities) == len(set(post.identities)) == 72
    assert warehouse.states() == ["sent"] * 72


REPORTS = """
import sys, pendulum
from airflow.timetables.trigger import CronTriggerTimetable
from include.rasid import dagkit

made = dagkit.at_report_time()
timetable = CronTriggerTimetable(made.expression, timezone=made.timezone)
moment = pendulum.parse(sys.argv[1], tz=sys.argv[2])
for _ in range(6):
    moment = timetable._get_next(moment)
    print(moment.in_timezone(sys.argv[2]).to_date_string())
"""


@pytest.mark.airflow
@pytest.mark.slow
@pytest.mark.parametrize("at", ["00:15", "02:30", "23:30"])
@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("Europe/Berlin", "2026-03-27"),
        ("Europe/Berlin", "2026-10-23"),
        ("Africa/Cairo", "2026-04-22"),
        ("Africa/Cairo", "2026-10-28"),
    ],
)
def test_a_report_a_day_whatever_clocks_do(zone: str, first: str, at: str, tmp_path: Path) -> None:
    """On days of 23 and 25 hours, too, and at an hour that the night leaves out or has twice."""
    environment = child_environment(AIRFLOW_HOME=str(tmp_path), RASID_ZONE=zone, RASID_REPORT_AT=at, RASID_SCHEDULE="")
    done = subprocess.run(
        [sys.executable, "-P", "-c", REPORTS, first, zone], env=environment, capture_output=True, text=True, check=False
    )
    days = [str(datetime.fromisoformat(first).date() + timedelta(days=n)) for n in range(6)]

    assert done.stdout.split() == days, done.stderr
