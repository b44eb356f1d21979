"""The desk with twenty readers at once over a large warehouse: how long each page takes on the server, and what it weighs.

``python -m tests.bench.desk [ARTICLES]``: a warehouse of generated articles (1,000,000 unless said otherwise) with 20,000 contacts, on a
server of its own; the desk in a process of its own on loopback; each reader asks for one page after another, for a bounded time.
"""

from __future__ import annotations

import multiprocessing
import socket
import sys
import threading
import time
from collections import defaultdict
from typing import TYPE_CHECKING

import httpx
import numpy as np
import uvicorn
from rich.console import Console
from rich.table import Table

from include.rasid.desk.app import desk_app
from include.rasid.io.warehouse import transaction
from include.rasid.settings import Settings, read_settings
from tests.bench.server import bench_warehouse, fill_up_to
from tests.warehouse.desk_warehouse import desk_for
from tests.warehouse.loading import rows

if TYPE_CHECKING:
    from collections.abc import Sequence

_ARTICLES = 1_000_000
_CONTACTS = 20_000
_READERS = 20
_SECONDS = 60.0
_WAIT_SECONDS = 60.0
_MORE_CONTACTS = """
insert into core.contact (contact_id, watch_key, participants, mode, cameo, setting, status, starts_on, ends_on, date_basis, place,
                          scope, role, confidence, first_reported_at, last_reported_at)
select gen_random_uuid(), watch_key, participants, mode, cameo, setting, status, starts_on, ends_on, date_basis, place,
       scope, role, confidence, first_reported_at, last_reported_at
from core.contact cross join generate_series(1, %(times)s)
limit %(missing)s
"""


def main() -> None:
    """Fill, ask, print."""
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else _ARTICLES
    with bench_warehouse() as settings:
        fill_up_to(settings, articles)
        paths = _paths(settings)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        child = multiprocessing.get_context("spawn").Process(
            target=_serve, args=(settings.warehouse_dsn, port), daemon=True
        )
        child.start()
        base = f"http://127.0.0.1:{port}"
        _wait(base)
        Console(width=120).print(_table(_ask(base, paths), articles))
        child.terminate()
        child.join(10)


def _serve(dsn: str, port: int) -> None:
    settings = read_settings({"WAREHOUSE_DSN": dsn, "WAREHOUSE_DESK_DSN": dsn})
    uvicorn.run(desk_app(desk_for(settings)), host="127.0.0.1", port=port, log_level="warning", access_log=False)


def _paths(settings: Settings) -> tuple[str, ...]:
    """Bring the contacts to their number, and return the addresses that readers ask for."""
    present = rows(settings, "select count(*)::int as n from core.contact")[0].n
    missing = max(_CONTACTS - present, 0)
    with transaction(settings.warehouse_dsn) as cursor:
        cursor.execute(_MORE_CONTACTS, {"times": missing // max(present, 1) + 1, "missing": missing})
    told = "select contact_id from core.contact_mention where contact_id is not null group by 1 order by count(*) desc limit 1"
    contact = rows(settings, told)[0].contact_id
    article = rows(settings, "select article_id from core.article order by published_at desc limit 1")[0].article_id
    day = rows(settings, "select (max(believed_at) at time zone 'UTC')::date as day from core.contact_revision")[0].day
    return (
        "/",
        f"/?day={day}",
        "/contacts",
        "/contacts?status=planned",
        f"/contacts/{contact}",
        "/people",
        "/people/lavrov",
        "/pairs/blinken/lavrov",
        f"/articles/{article}",
        "/search?q=بلينكن",
        "/search?q=محادثات جنيف",
        "/sources",
        "/review",
        "/quality",
        "/charts/mode.svg",
        "/charts/map.svg",
        "/charts/gaps.svg?person=blinken&person=lavrov",
        "/charts/sources.svg",
        "/api/contacts",
        "/api/articles",
    )


def _wait(base: str) -> None:
    until = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < until:
        try:
            httpx.get(f"{base}/static/desk.css", timeout=1)
        except httpx.HTTPError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the desk did not start")


def _ask(base: str, paths: Sequence[str]) -> dict[str, list[tuple[float, int]]]:
    """Return seconds and bytes of each answer by address."""
    found: dict[str, list[tuple[float, int]]] = defaultdict(list)
    lock, until = threading.Lock(), time.monotonic() + _SECONDS

    def read(number: int) -> None:
        with httpx.Client(base_url=base, timeout=30) as client:
            turn = number
            while time.monotonic() < until:
                path = paths[turn % len(paths)]
                turn += 1
                begun = time.monotonic()
                answer = client.get(path)
                answer.raise_for_status()
                with lock:
                    found[path].append((time.monotonic() - begun, len(answer.content)))
                time.sleep(0.5)  # a reader looks at what came

    readers = [threading.Thread(target=read, args=(n,)) for n in range(_READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return found


def _table(found: dict[str, list[tuple[float, int]]], articles: int) -> Table:
    made = Table(title=f"The desk: {articles:,} articles, {_CONTACTS:,} contacts, {_READERS} readers at once")
    for heading in ("address", "asked", "p50", "p95", "KB"):
        made.add_column(heading)
    for path, answers in sorted(found.items(), key=lambda item: -float(np.percentile([s for s, _ in item[1]], 95))):
        seconds = [s * 1000 for s, _ in answers]
        size = max(b for _, b in answers) / 1000
        made.add_row(
            path[:60], str(len(answers)), *(f"{np.percentile(seconds, p):.0f} ms" for p in (50, 95)), f"{size:.0f}"
        )
    return made


if __name__ == "__main__":
    main()
