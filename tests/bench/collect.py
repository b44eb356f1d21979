"""Figures of collecting, each a ratio or a bound in one run on loopback: what `make bench-collect` prints.

Nothing here is a test: a busy machine is slow, only the ratios are to be trusted. The rivals of extraction run in an environment of their own, which
the target of make sets up; without it they are left out.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from include.rasid.local.scratch import scratch_warehouse
from include.rasid.settings import settings
from tests.bench import extraction, fetching, loading, quiet_run
from tests.faults.test_hostile_feeds import FEEDS, outcome

console = Console(width=130)


def main() -> int:
    """Measure everything and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, help="Python that has newspaper4k and news-please")
    parser.add_argument("--articles", type=int, default=100_000, help="rows to load")
    parser.add_argument("--rounds", type=int, default=3, help="loads to take the median of")
    chosen = parser.parse_args()
    table = Table("what", "figure", "asked for", "ok")
    for row in (*_fetching(), *_extraction(chosen.peers), *_hostile(), *_warehouse(chosen.articles, chosen.rounds)):
        table.add_row(*row)
    console.print(table)
    return 0


def _row(what: str, figure: str, asked: str, *, is_met: bool) -> tuple[str, str, str, str]:
    return what, figure, asked, "yes" if is_met else "NO"


def _fetching() -> list[tuple[str, ...]]:
    found = fetching.measure()
    speed = f"{found['pages_s_ours']:.0f} of {found['pages_s_bare']:.0f} pages/s = {found['ratio']:.2f}"
    peak = f"{found['peak_mb']:.0f} MB, {found['fetched']:.0f} pages each time"
    return [
        _row("fetching beside a bare aiohttp loop", speed, "0.8", is_met=found["ratio"] >= 0.8),
        _row("its peak memory", peak, "150 MB", is_met=found["peak_mb"] <= 150),
    ]


def _extraction(peers: Path | None) -> list[tuple[str, ...]]:
    found = extraction.measure(peers)
    asked = {
        ("usual", "newspaper4k"): 6,
        ("usual", "news-please"): 8,
        ("alone", "newspaper4k"): 4,
        ("alone", "news-please"): 6,
    }
    rows: list[tuple[str, ...]] = []
    for name in ("newsroom", "corpus"):
        speeds: dict[str, float] = found.get(name, {})
        for (way, peer), times in asked.items():
            if peer in speeds:
                ratio = speeds[way] / speeds[peer]
                figure = f"{speeds[way]:.0f} to {speeds[peer]:.1f} pages/CPU-s = {ratio:.1f}"
                rows.append(
                    _row(f"extraction, {name}, {way}, beside {peer}", figure, str(times), is_met=ratio >= times)
                )
    f1: dict[str, float] = found["f1"]
    if f1:
        page, kept = extraction.archived()
        rows.append(_row("a page of the corpus in the archive", f"{kept:.0f} of {page:.0f} KB", "", is_met=True))
        figure = ", ".join(f"{name} {value:.3f}" for name, value in f1.items())
        is_met = f1["ours"] >= max(0.97, *f1.values())
        rows.append(_row("F1 against gold text", figure, ".97 and the better rival", is_met=is_met))
    return rows


def _hostile() -> list[tuple[str, ...]]:
    from include.rasid.io.feed_worker import SECONDS, FeedWorker

    ends: list[str] = []
    slowest = 0.0
    with FeedWorker() as worker:
        for feed in FEEDS:
            begun = time.monotonic()
            ends.append(outcome(worker, feed))
            slowest = max(slowest, time.monotonic() - begun)
    raised = sum(end.startswith("raised") for end in ends)
    figure = (
        f"{len(ends)} feeds, {raised} exceptions, slowest {slowest:.1f} s, {ends.count('parser_lost')} parsers lost"
    )
    return [
        _row(
            "hostile feeds",
            figure,
            f"200 feeds, 0 exceptions, {SECONDS:.0f} s",
            is_met=not raised and slowest < SECONDS + 3,
        )
    ]


def _warehouse(articles: int, rounds: int) -> list[tuple[str, ...]]:
    with scratch_warehouse(settings()) as dsn:
        quiet = quiet_run.measure(dsn)
    figure = (
        f"{quiet['seconds']:.1f} s, {quiet['cpu_seconds']:.1f} s CPU, {quiet['not_modified']:.0f} feeds answered 304"
    )
    is_met = quiet["seconds"] <= 3 and quiet["not_modified"] == quiet_run.FEEDS
    return [_row("a run with nothing new", figure, "3 s", is_met=is_met), *_loading(articles, rounds)]


def _loading(articles: int, rounds: int) -> list[tuple[str, ...]]:
    """Ratios of each round, the median first."""
    found = loading.measure(articles, rounds)
    same, bare, again = (
        [getattr(r, over) / getattr(r, under) for r in found]
        for over, under in (("same", "first"), ("bare", "first"), ("first", "again"))
    )
    speed = articles / median(r.first for r in found)
    return [
        _row(f"first load of {articles} articles beside COPY", _spread(same), "0.8", is_met=median(same) >= 0.8),
        ("  beside COPY to a bare table", f"{_spread(bare)}; {speed:.0f} rows/s", "", ""),
        _row("the same again", _spread(again), "5", is_met=median(again) >= 5),
    ]


def _spread(ratios: list[float]) -> str:
    return f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}, {len(ratios)} rounds)"


if __name__ == "__main__":
    sys.exit(main())
