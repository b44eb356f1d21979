"""Settings, feeds and polls of the tests of reports."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import yaml

from include.rasid.io.warehouse import transaction
from include.rasid.settings import read_settings
from tests.warehouse.test_validate import ask

if TYPE_CHECKING:
    from pathlib import Path

    from include.rasid.settings import Settings

OPS, READER, CANARY_BOX = "ops@rasid.invalid", "editor@rasid.invalid", "canary@rasid.invalid"
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # a Tuesday


def settings_for_reports(folder: Path, dsn: str, port: int = 1, **more: str) -> Settings:
    """Return settings with ten feeds, an operator, a reader of reports, and a mailbox for the canary."""
    publishers = [{"key": "sada", "name": {"ar": "صدى", "en": "Sada"}, "country": None}]
    feeds = [{"key": f"feed{n}", "publisher": "sada", "url": f"https://feed{n}.example/rss"} for n in range(10)]
    file = folder / "feeds.yml"
    file.write_text(
        yaml.safe_dump({"version": 1, "publishers": publishers, "feeds": feeds}, allow_unicode=True), "utf-8"
    )
    environment = {
        "WAREHOUSE_DSN": dsn,
        "RASID_HOME": str(folder),
        "RASID_FEEDS": str(file),
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(port),
        "MAIL_FROM": "rasid@rasid.invalid",
        "RASID_OPS_MAIL": OPS,
        "RASID_REPORT_MAIL": READER,
        "RASID_CANARY_MAIL": CANARY_BOX,
    }
    return read_settings({**environment, **more})


def empty(settings: Settings) -> None:
    """Empty the warehouse."""
    ask(
        settings,
        "truncate raw.feed, staging.batch, ops.rejection, ops.run_ledger, ops.notice, ops.canary, ops.coverage_episode, ops.alert,"
        " ops.subscriber, ops.quality_result, ops.quarantine, core.article, core.contact, core.publisher, core.known_contact cascade",
    )


def poll(settings: Settings, failing: int, at: datetime = NOW - timedelta(minutes=5), failures: int = 3) -> None:
    """Let every feed have been polled, the first ``failing`` of them without success."""
    ask(
        settings,
        "insert into core.publisher (publisher_key, name_ar, name_en) values ('sada', 'صدى', 'Sada') on conflict do nothing",
    )
    for number in range(10):
        fails = number < failing
        values: dict[str, Any] = {
            "key": f"feed{number}",
            "at": at,
            "ok_at": at - timedelta(hours=9) if fails else at,
            "failures": failures if fails else 0,
            "outcome": "timeout" if fails else "ok",
        }
        ask_named(
            settings,
            "insert into raw.feed (feed_key, publisher_key, url) values (%(key)s, 'sada', %(key)s) on conflict do nothing;"
            " update raw.feed set last_polled_at = %(at)s, last_ok_at = %(ok_at)s, failures = %(failures)s where feed_key = %(key)s;"
            " insert into raw.feed_poll (run_id, feed_key, polled_at, outcome, duration_ms) values ('r', %(key)s, %(at)s, %(outcome)s, 1)",
            values,
        )


def ask_named(settings: Settings, statement: str, values: dict[str, Any]) -> None:
    """Run statements with named parameters."""
    with transaction(settings.warehouse_dsn) as cursor:
        cursor.execute(statement, values)
