"""The whole way at once: 10,000 pages of 50 sites to warehouse and outbox, what `make bench-whole` prints.

Beside it, in the same run: `./rasid extract` of the same pages on two processes, a program of a few lines around news-please that inserts each
article (on 500 of the pages), and the same through Airflow. Everything runs on this machine, the sites and Postgres, too; nothing here is a test.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from rich.console import Console
from rich.table import Table

from include.rasid.io.warehouse import transaction
from include.rasid.local.installation import is_free
from include.rasid.local.scratch import scratch_warehouse
from include.rasid.settings import PROJECT, settings
from tests.bench import quiet_run
from tests.bench.sites import HOSTS, address, feeds_yaml, heavy_pages, sites
from tests.dags.airflow_up import airflow_up, until

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from include.rasid.newsroom.pages import Section
    from tests.dags.airflow_up import Running

console = Console(width=130)
_SERVERS = 2
_PEER_PAGES = 500
_PEER = PROJECT / "tests" / "bench" / "peer_pipeline.py"
_STAGES = """
import json, time
begun = time.monotonic()
from include.rasid.stages.coverage import watch_coverage
from include.rasid.stages.detect import detect_contacts
from include.rasid.stages.extract import extract_articles
from include.rasid.stages.fetch import fetch_pages
from include.rasid.stages.poll import poll_feeds
from include.rasid.stages.publish import publish_batches
from include.rasid.stages.reconcile import reconcile_collection
from include.rasid.stages.resolve import resolve_contacts
from include.rasid.stages.validate import validate_batches
took = {}
for stage in (poll_feeds, watch_coverage, fetch_pages, reconcile_collection, extract_articles, detect_contacts, validate_batches, publish_batches,
              resolve_contacts):
    at = time.monotonic()
    stage("whole")
    took[stage.__name__] = time.monotonic() - at
print(json.dumps({"seconds": time.monotonic() - begun, "took": took}))
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a way through the pipeline took, and what the warehouse held afterwards."""

    seconds: float
    held: tuple[int, ...]  # articles, contacts, alerts


def main() -> int:
    """Measure everything and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, help="Python that has news-please and psycopg2")
    parser.add_argument("--pages", type=int, default=10_000)
    chosen = parser.parse_args()
    sections = sites(chosen.pages)
    port = next(p for p in range(18400, 18500) if is_free(p))
    table = Table("what", "figure", "asked for", "ok")
    with tempfile.TemporaryDirectory(prefix="rasid-whole-") as folder, _serving(chosen.pages, port):
        home = Path(folder)
        for row in _figures(sections, port, home, chosen.peers and chosen.peers.absolute()):
            table.add_row(*row)
            console.print(*row, sep=" | ")
    console.print(table)
    return 0


def _figures(sections: tuple[Section, ...], port: int, home: Path, peers: Path | None) -> Iterator[tuple[str, ...]]:
    pages = sum(len(s.entries) for s in sections)
    ours, took, peak = _stages(sections, port, home)
    each = ", ".join(f"{name.split('_')[0]} {seconds:.1f}" for name, seconds in took.items())
    held = "{} articles, {} contacts, {} alerts".format(*ours.held)
    yield f"{pages} pages of {HOSTS} sites", f"{ours.seconds:.1f} s, {pages / ours.seconds:.0f} pages/s: {each}", "", ""
    yield "in the warehouse", held, "", ""
    yield "peak memory of the stages and their children", f"{peak:.0f} MB", "600 MB", _is(peak <= 600)
    extracted = _extracting(sections, home)
    ratio = ours.seconds / extracted
    yield (
        "beside ./rasid extract on two processes",
        f"{ours.seconds:.1f} to {extracted:.1f} s = {ratio:.2f}",
        "1.5",
        _is(ratio <= 1.5),
    )
    if peers:
        each_peer = _peer(sections, port, home, peers)
        times = each_peer / (ours.seconds / pages)
        figure = f"{each_peer * 1000:.0f} to {ours.seconds / pages * 1000:.1f} ms a page = {times:.1f}"
        yield "beside news-please and one INSERT", figure, "5", _is(times >= 5)
    through = _airflow(sections, port, home)
    share = through.seconds / ours.seconds - 1
    same = "the same warehouse" if through.held == ours.held else f"ANOTHER warehouse: {through.held}"
    yield (
        "through Airflow",
        f"{through.seconds:.1f} s = {share:+.0%}, {same}",
        "+15%",
        _is(share <= 0.15 and through.held == ours.held),
    )
    with scratch_warehouse(settings()) as dsn:
        quiet = quiet_run.measure(dsn)
    yield "a run with nothing new", f"{quiet['seconds']:.1f} s", "3 s", _is(quiet["seconds"] <= 3)


def _is(met: bool) -> str:
    return "yes" if met else "NO"


@contextmanager
def _serving(pages: int, port: int) -> Iterator[None]:
    servers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.bench.sites", str(pages), str(part), str(_SERVERS), str(port)],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for part in range(_SERVERS)
    ]
    try:
        for server in servers:
            assert server.stdout is not None
            assert server.stdout.readline().strip() == "ready"
        yield
    finally:
        for server in servers:
            server.terminate()
            server.wait()


def _environment(sections: tuple[Section, ...], port: int, home: Path) -> dict[str, str]:
    home.mkdir(parents=True, exist_ok=True)
    feeds = home / "sites.yml"
    feeds.write_text(feeds_yaml(sections, port), "utf-8")
    return {
        "RASID_HOME": str(home),
        "RASID_FEEDS": str(feeds),
        "RASID_AS_OF": "publication",
        "RASID_ALLOW_PRIVATE": ",".join(f"{address(n)}:{port}" for n in range(len(sections))),
    }


def _stages(sections: tuple[Section, ...], port: int, home: Path) -> tuple[Outcome, dict[str, float], float]:
    """Run the stages one after the other in a process of its own; return also its seconds by stage and peak memory in MB, children included."""
    with scratch_warehouse(settings()) as dsn:
        ours = _environment(sections, port, home / "stages") | {"WAREHOUSE_DSN": dsn, "PYTHONPATH": str(PROJECT)}
        _migrate(ours)
        process = subprocess.Popen(
            [sys.executable, "-c", _STAGES], env=os.environ | ours, stdout=subprocess.PIPE, text=True, cwd=PROJECT
        )
        peaks = [0.0]
        watcher = threading.Thread(target=_watch, args=(process.pid, peaks), daemon=True)
        watcher.start()
        printed, _ = process.communicate()
        assert process.returncode == 0
        found: dict[str, Any] = json.loads(printed.splitlines()[-1])
        return Outcome(found["seconds"], _held(dsn)), found["took"], peaks[0]


def _watch(pid: int, peaks: list[float]) -> None:
    """Keep the greatest memory of a process and its children together; pages that they share count each time."""
    while True:
        try:
            main_process = psutil.Process(pid)
            tree = [main_process, *main_process.children(recursive=True)]
            peaks[0] = max(peaks[0], sum(p.memory_info().rss for p in tree) / 1024**2)
        except psutil.NoSuchProcess:
            return
        time.sleep(0.1)


def _migrate(ours: dict[str, str]) -> None:
    command = [sys.executable, "-m", "include.rasid.cli", "migrate"]
    subprocess.run(command, env=os.environ | ours, check=True, capture_output=True, cwd=PROJECT)


def _held(dsn: str) -> tuple[int, ...]:
    with transaction(dsn) as cursor:
        cursor.execute(
            "select (select count(*) from core.article)::int as articles, (select count(*) from core.contact)::int as contacts, (select count(*) from ops.alert)::int as alerts"
        )
        row = cursor.fetchone()
    assert row is not None
    return tuple(row)


def _extracting(sections: Sequence[Section], home: Path) -> float:
    """Return the seconds that `./rasid extract` takes for the pages, a half in each of two processes."""
    for number, section in enumerate(sections):
        folder = home / f"half{number % 2}" / section.publisher.key
        folder.mkdir(parents=True)
        for entry, body in heavy_pages(section, "http://site.example"):
            (folder / f"{entry.article.id}.html").write_bytes(body)
    begun = time.monotonic()
    commands = [
        [str(PROJECT / "rasid"), "extract", str(home / f"half{n}"), str(home / f"half{n}.jsonl")] for n in range(2)
    ]
    running = [subprocess.Popen(c, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for c in commands]
    ends = [process.wait() for process in running]
    assert not any(ends)
    return time.monotonic() - begun


def _peer(sections: Sequence[Section], port: int, home: Path, python: Path) -> float:
    """Return the seconds a page of the peer."""
    urls = [
        f"http://{address(n)}:{port}{e.path}" for n, s in enumerate(sections) for e in s.entries[: _PEER_PAGES // HOSTS]
    ]
    (home / "urls.txt").write_text("\n".join(urls), "utf-8")
    with scratch_warehouse(settings()) as dsn:
        command = [str(python), str(_PEER), str(home / "urls.txt"), dsn]
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=home)
    return float(json.loads(done.stdout.splitlines()[-1])["seconds"]) / len(urls)


def _airflow(sections: tuple[Section, ...], port: int, home: Path) -> Outcome:
    """Run collect_news and what follows it in an Airflow; return the time from the first start to the last end, waits included."""
    folder = home / "airflow"
    ours = _environment(sections, port, folder) | {"RASID_SCHEDULE": "manual"}
    with airflow_up(folder, **ours) as running:
        first = running.start("collect_news")
        assert running.ended("collect_news", first) == "success"
        begun = running.call("GET", f"dags/collect_news/dagRuns/{first}")["start_date"]
        ended = until(lambda: _end_of_detection(running))
        return Outcome(_seconds(begun, ended), _held(running.settings.warehouse_dsn))


def _end_of_detection(running: Running) -> str | None:
    runs = running.call("GET", "dags/detect_contacts/dagRuns")["dag_runs"]
    assert all(r["state"] != "failed" for r in runs)
    return str(runs[0]["end_date"]) if runs and runs[0]["state"] == "success" else None


def _seconds(begun: str, ended: str) -> float:
    from datetime import datetime

    return (datetime.fromisoformat(ended) - datetime.fromisoformat(begun)).total_seconds()


if __name__ == "__main__":
    sys.exit(main())
