"""A watches.yml of a test, its readers, and what is mailed to them."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import yaml

from include.rasid.io.subscribers import ReaderWishes, add_reader, sync_watches
from include.rasid.io.warehouse import transaction
from include.rasid.io.watches import load_watches
from include.rasid.settings import PROJECT
from include.rasid.stages.deliver import deliver_alerts
from tests.alert_factories import make_facts
from tests.smtp_servers import Post, post_office

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from include.rasid.settings import Settings
    from tests.warehouse.outbox_rows import Warehouse

ANNA, BORIS = "anna@newsroom.example", "boris@newsroom.example"


class Desk:
    """A watches.yml of a test, and what is mailed by it."""

    def __init__(self, warehouse: Warehouse, folder: Path) -> None:
        self.warehouse = warehouse
        self._folder = folder
        self._settings = warehouse.settings()

    def watch(self, **wishes: Any) -> None:
        """Write watches.yml: the default watch with ``wishes``."""
        raw = yaml.safe_load((PROJECT / "include" / "lexicons" / "watches.yml").read_text("utf-8"))
        raw["watches"] = [{**raw["watches"][0], "recipients": [], **wishes}]
        (self._folder / "watches.yml").write_text(yaml.safe_dump(raw, allow_unicode=True), "utf-8")

    def settings(self, port: int) -> Settings:
        """Return settings with that watches.yml."""
        return self.warehouse.settings(port, RASID_WATCHES=str(self._folder / "watches.yml"))

    def sync(self) -> None:
        """Bring the warehouse up to watches.yml."""
        settings = self.settings(1)
        with transaction(self.warehouse.dsn) as cursor:
            sync_watches(cursor, load_watches(settings.watches_file), settings.zone)

    def tell(self, **facts: Any) -> int:
        """Write an alert, and its deliveries as resolution does."""
        self.sync()
        alert_id = self.warehouse.add_alert(facts=make_facts(**facts))
        self.warehouse.execute(
            "insert into ops.delivery (alert_id, subscriber_id) select %s, subscriber_id from ops.subscriber"
            " where is_active and 'us_russia' = any(watch_keys)",
            alert_id,
        )
        return alert_id

    def send(self, now: datetime | None = None) -> tuple[dict[str, int], list[str]]:
        """Deliver; return the counts and who got a mail."""
        post = Post()
        with post_office(post) as port:
            counts = deliver_alerts("run", settings=self.settings(port), now=now)
        self.mails = post.contents
        return counts, post.received


def add(desk: Desk, email: str, **wishes: Any) -> None:
    """Add a reader of the default watch."""
    with transaction(desk.warehouse.dsn) as cursor:
        add_reader(cursor, email, ["us_russia"], ReaderWishes(**wishes))


def report(desk: Desk, alert_id: int, publisher: str) -> None:
    """Let an article of a publisher report the contact of an alert."""
    desk.warehouse.execute(
        "insert into core.publisher (publisher_key, name_ar, name_en) values (%s, 'صدى', 'Sada') on conflict do nothing",
        publisher,
    )
    desk.warehouse.execute(
        "with a as (insert into core.article (article_key, publisher_key, url, title, text, content_sha256, published_at,"
        " published_basis, batch_id) values (%s, %s, '', 't', 'x', '', now(), 'feed', 0)"
        " on conflict (article_key) do update set title = 't' returning article_id)"
        " insert into core.contact_mention (article_id, ordinal, watch_key, participants, sides, mode, setting, status, role,"
        " scope, confidence, part, evidence_start, evidence_end, evidence, contact_id, is_resolved)"
        " select a.article_id, 0, 'us_russia', '{blinken,lavrov}', '{}', 'in_person', 'margins', 'held', 'new', 'principal', 0.9,"
        " 'text', 0, 1, 'x', l.contact_id, true from a, ops.alert l where l.alert_id = %s",
        f"{publisher}:{alert_id}",
        publisher,
        alert_id,
    )


def rasid(desk: Desk, *arguments: str, port: int = 1) -> subprocess.CompletedProcess[str]:
    """Run ``./rasid`` on the desk's warehouse."""
    settings = desk.settings(port)
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(PROJECT),
        "WAREHOUSE_DSN": desk.warehouse.dsn,
        "RASID_WATCHES": str(settings.watches_file),
    }
    command = [sys.executable, "-m", "include.rasid.cli", *arguments]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
