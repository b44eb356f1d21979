"""The whole pipeline over a newsroom on loopback, without Airflow."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from include.rasid.io.catcher import mail_catcher
from include.rasid.io.warehouse import transaction
from include.rasid.settings import PROJECT, read_settings
from include.rasid.stages.deliver import deliver_alerts
from include.rasid.stages.detect import detect_contacts
from include.rasid.stages.extract import extract_articles
from include.rasid.stages.fetch import fetch_pages
from include.rasid.stages.poll import poll_feeds
from include.rasid.stages.publish import publish_batches
from include.rasid.stages.reconcile import reconcile_collection
from include.rasid.stages.resolve import resolve_contacts
from include.rasid.stages.validate import validate_batches

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from include.rasid.settings import Settings

STAGES = (
    poll_feeds,
    fetch_pages,
    reconcile_collection,
    extract_articles,
    detect_contacts,
    validate_batches,
    publish_batches,
    resolve_contacts,
    deliver_alerts,
)
_READY_SECONDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """A newsroom that is served, a warehouse and a mailbox."""

    settings: Settings
    mails: Path

    def run(self, run_id: str) -> dict[str, dict[str, int]]:
        """Run every stage once over all feeds; return the counts of each."""
        with transaction(self.settings.warehouse_dsn) as cursor:
            cursor.execute("update raw.feed set next_due_at = '-infinity'")
        return {stage.__name__: stage(run_id, settings=self.settings) for stage in STAGES}

    def rows(self, statement: str) -> list[Any]:
        """Return the rows of a query."""
        with transaction(self.settings.warehouse_dsn) as cursor:
            cursor.execute(statement)
            return cursor.fetchall()

    def row_counts(self) -> dict[str, int]:
        """Return the number of rows of every table of core and of the outbox."""
        tables = self.rows("select schemaname || '.' || tablename as name from pg_tables where schemaname = 'core'")
        names = sorted(
            [*(t.name for t in tables), "ops.alert", "ops.delivery", "mart.contacts", "raw.page", "raw.feed_entry"]
        )
        return {name: self.rows(f"select count(*)::int as n from {name}")[0].n for name in names}


@contextmanager
def newsroom(folder: Path, articles: Path | None) -> Iterator[str]:
    """Serve articles, the bundled ones for None, while the block runs; feeds.yml is in ``folder``. Gives host:port."""
    ready = folder / "ready"
    options = ["--articles", str(articles)] if articles else []
    command = [sys.executable, "-m", "include.rasid.newsroom", "--port", "0", "--ready-file", str(ready)]
    process = subprocess.Popen([*command, "--feeds-out", str(folder / "feeds.yml"), *options], cwd=PROJECT)
    try:
        _wait_for(ready, process)
        yield urlsplit(ready.read_text("utf-8").strip()).netloc
    finally:
        process.terminate()
        process.wait(10)


def environment(folder: Path, dsn: str, address: str, smtp_port: int) -> dict[str, str]:
    """Return the environment of Rasid over a newsroom whose feeds.yml is in ``folder``."""
    return {
        "WAREHOUSE_DSN": dsn,
        "RASID_HOME": str(folder),
        "RASID_FEEDS": str(folder / "feeds.yml"),
        "RASID_AS_OF": "publication",
        "RASID_ALLOW_PRIVATE": f"{address},127.0.0.1:1",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(smtp_port),
        "MAIL_FROM": "rasid@rasid.invalid",
    }


@contextmanager
def served(folder: Path, dsn: str, articles: Path | None) -> Iterator[Pipeline]:
    """Serve articles, the bundled ones for None, and a mailbox while the block runs."""
    with newsroom(folder, articles) as address, mail_catcher(folder / "mail") as port:
        yield Pipeline(settings=read_settings(environment(folder, dsn, address, port)), mails=folder / "mail")


def _wait_for(ready: Path, newsroom: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + _READY_SECONDS
    while not ready.exists():
        if newsroom.poll() is not None or time.monotonic() > limit:
            msg = "the newsroom did not start"
            raise RuntimeError(msg)
        time.sleep(0.05)
