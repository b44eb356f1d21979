"""Speed of delivery against a bare loop in one run: what `make bench-alerts` prints.

The same mails go to the same kind of server on loopback twice: from a loop that does nothing but ``sendmail`` over one
connection with mails written before, and from `deliver_alerts`, which reserves, writes, seals and records each of 1,000
alerts to 20 readers. Then one article goes the whole way from staging to a mail that the server has accepted. Nothing here is a
test: a busy machine is slow, only the ratio is to be trusted.
"""

from __future__ import annotations

import multiprocessing
import shutil
import smtplib
import tempfile
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from aiosmtpd.controller import Controller
from rich.console import Console
from rich.table import Table

from include.rasid.io.articles import read_articles
from include.rasid.io.detector import load_detectors
from include.rasid.io.migrations import migrate
from include.rasid.io.postgres import embedded_postgres
from include.rasid.io.warehouse import connect
from include.rasid.settings import PROJECT
from include.rasid.stages.deliver import deliver_alerts
from include.rasid.stages.detect import detect_contacts
from include.rasid.stages.publish import publish_batches
from include.rasid.stages.resolve import resolve_contacts
from include.rasid.stages.stage_articles import stage_articles
from include.rasid.stages.validate import validate_batches
from tests.alert_factories import make_mail
from tests.smtp_servers import closed_port
from tests.warehouse.outbox_rows import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from include.rasid.settings import Settings

ALERTS, READERS = 1_000, 20
_STAGES = (detect_contacts, validate_batches, publish_batches, resolve_contacts, deliver_alerts)


class _Sink:
    """Takes every mail and forgets it."""

    async def handle_DATA(self, *_: object) -> str:  # noqa: N802 - aiosmtpd's name
        return "250 kept"


def _serve(port: int) -> None:
    Controller(_Sink(), hostname="127.0.0.1", port=port, decode_data=False).start()
    time.sleep(3600)


@contextmanager
def sink() -> Iterator[int]:
    """Run the server in a process of its own; give its port."""
    port = closed_port()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(port,), daemon=True)
    process.start()
    try:
        limit = time.monotonic() + 30
        while True:
            try:
                smtplib.SMTP("127.0.0.1", port).close()
                break
            except OSError:
                if time.monotonic() > limit:
                    raise
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.join()


def bare_loop(port: int, mails: int) -> float:
    """Return mails a second of a loop that does nothing but send."""
    content = make_mail()
    with smtplib.SMTP("127.0.0.1", port, "bench.example") as server:
        server.ehlo()
        start = time.perf_counter()
        for _ in range(mails):
            server.sendmail("rasid@alerts.example", ["desk@newsroom.example"], content)
        return mails / (time.perf_counter() - start)


def delivery(warehouse: Warehouse, port: int) -> float:
    """Return mails a second of the stage, everything included."""
    readers = [f"reader{number}@newsroom.example" for number in range(READERS)]
    for _ in range(ALERTS):
        warehouse.add_deliveries(warehouse.add_alert(), *readers)
    start = time.perf_counter()
    counts = deliver_alerts("bench", settings=warehouse.settings(port))
    seconds = time.perf_counter() - start
    if counts != {"sent": ALERTS * READERS}:
        raise SystemExit(f"not everything was sent: {counts}")
    return ALERTS * READERS / seconds


def one_article(settings: Settings) -> float:
    """Return the seconds from an article in hand to its mail accepted; lexicons and libraries are loaded before."""
    newsroom = sorted((PROJECT / "include" / "newsroom").glob("articles_*.jsonl"))
    load_detectors(settings.lexicons, settings.watches_file)
    seconds = 0.0
    for run, article in enumerate(read_articles(newsroom)[:40]):
        stage_articles(f"bench {run}", [article], settings=settings)
        start = time.perf_counter()
        for stage in _STAGES:
            counts = stage(f"bench {run}", settings=settings)
        seconds = time.perf_counter() - start
        if counts.get("sent") and run > 0:  # the first pays for the imports
            return seconds
    raise SystemExit("no article of the newsroom was mailed")


def main() -> None:
    """Print the figures."""
    home = Path(tempfile.mkdtemp())
    server = embedded_postgres(home)
    server.start()
    try:
        dsn = server.ensure_database("rasid")
        connection = connect(dsn)
        migrate(connection)
        connection.close()
        warehouse = Warehouse(dsn)
        with sink() as port:
            floor = bare_loop(port, ALERTS * READERS)
            speed = delivery(warehouse, port)
            again = bare_loop(port, ALERTS * READERS)
            settings = replace(warehouse.settings(port), as_of_publication=True)
            warehouse.execute("truncate ops.delivery, ops.alert, ops.subscriber, core.contact cascade")
            article = one_article(settings)
        _print(floor, again, speed, article)
    finally:
        server.stop()
        shutil.rmtree(server.base, ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


def _print(floor: float, again: float, speed: float, article: float) -> None:
    table = Table(title=f"Delivery of {ALERTS:,} alerts to {READERS} readers")
    for column in ("", "mails a second"):
        table.add_column(column, justify="left" if not column else "right")
    table.add_row("bare smtplib loop, before and after", f"{floor:,.0f}, {again:,.0f}")
    table.add_row("deliver_alerts", f"{speed:,.0f}")
    table.add_row("ratio (0.7 is asked)", f"{speed * 2 / (floor + again):.2f}")
    console = Console()
    console.print(table)
    console.print(f"One article from staging to its mail accepted: {article:.2f} s (5 s is asked)", highlight=False)


if __name__ == "__main__":
    main()
