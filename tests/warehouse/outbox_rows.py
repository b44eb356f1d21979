"""The rows that a sender works through, as the tests of delivery write and read them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from include.rasid.io.warehouse import connect
from include.rasid.settings import PROJECT, read_settings
from tests.alert_factories import make_facts

if TYPE_CHECKING:
    from include.rasid.settings import Settings


class Warehouse:
    """One test's outbox: every row of earlier tests is gone."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn

    def execute(self, statement: str, *values: Any) -> list[Any]:
        """Run one statement; return its rows."""
        connection = connect(self.dsn)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def add_alert(self, *, revision: int = 1, state: str = "ready", facts: dict[str, Any] | None = None) -> int:
        """Write an alert of a contact of its own; return its id."""
        contact = self.execute(
            "insert into core.contact (contact_id, watch_key, participants, mode, cameo, setting, status, scope, role,"
            " confidence, first_reported_at, last_reported_at) values (gen_random_uuid(), 'us_russia',"
            " '{blinken,lavrov}', 'in_person', '036', 'margins', 'held', 'principal', 'new', 0.94, now(), now())"
            " returning contact_id"
        )[0].contact_id
        return int(
            self.execute(
                "insert into ops.alert (contact_id, transition, revision, article_key, watch_key, participants, state,"
                " suppressed_reason, facts, as_of) values (%s, 'held', %s, 'sada:1', 'us_russia', '{blinken,lavrov}',"
                " %s, %s, %s, now()) returning alert_id",
                contact,
                revision,
                state,
                "replay" if state == "suppressed" else None,
                json.dumps(facts if facts is not None else make_facts()),
            )[0].alert_id
        )

    def add_deliveries(self, alert_id: int, *emails: str) -> None:
        """Write a pending delivery of an alert to each reader."""
        self.execute(
            "with s as (insert into ops.subscriber (email, watch_keys) select unnest(%s::text[]), '{us_russia}'"
            " on conflict (email) do update set name = '' returning subscriber_id)"
            " insert into ops.delivery (alert_id, subscriber_id) select %s, subscriber_id from s",
            list(emails),
            alert_id,
        )

    def deliveries(self) -> list[Any]:
        """Return all deliveries with their readers."""
        return self.execute(
            "select d.*, s.email, d.next_attempt_at > now() as waits from ops.delivery d"
            " join ops.subscriber s using (subscriber_id) order by delivery_id"
        )

    def states(self) -> list[str]:
        """Return the state of each delivery."""
        return [row.state for row in self.deliveries()]

    def let_pass(self, hours: float) -> None:
        """Move everything that happened to the outbox into the past."""
        self.execute(
            "update ops.delivery set claimed_at = claimed_at - %(passed)s, leased_until = leased_until - %(passed)s,"
            " next_attempt_at = next_attempt_at - %(passed)s".replace("%(passed)s", f"interval '{hours} hours'")
        )

    def settings(self, port: int = 0, **environment: str) -> Settings:
        """Return settings with a mail server at ``port``; none for 0."""
        mail = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port)} if port else {}
        return read_settings({"WAREHOUSE_DSN": self.dsn, "MAIL_FROM": "rasid@alerts.example", **mail, **environment})


def start_sender(settings: Settings, **more: str) -> subprocess.Popen[bytes]:
    """Start a process that delivers what is due."""
    code = "from include.rasid.stages.deliver import deliver_alerts as d; d('child')"
    environment = more | {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(PROJECT),
        "WAREHOUSE_DSN": settings.warehouse_dsn,
        "MAIL_FROM": settings.mail.sender,
        "SMTP_HOST": settings.mail.host,
        "SMTP_PORT": str(settings.mail.port),
        "SMTP_CONNECTIONS": str(settings.mail.connections),
    }
    return subprocess.Popen([sys.executable, "-c", code], cwd=PROJECT, env=environment)


def empty_outbox(dsn: str) -> Warehouse:
    """Return a warehouse without alerts and readers."""
    house = Warehouse(dsn)
    house.execute("truncate ops.delivery, ops.alert, ops.subscriber, ops.watch, ops.run_ledger, core.contact cascade")
    return house


def readers(number: int) -> list[str]:
    """Return addresses of readers."""
    return [f"reader{i}@newsroom.example" for i in range(number)]
