"""How the warehouse answers when it has grown: `make bench-warehouse`, with SIZES="10000 100000 1000000".

A Postgres of the bench's own, as the product sets it up, is filled with generated articles: words drawn by the frequencies that
`wordfreq` counted in Arabic, names drawn from the lexicon by Zipf's law, 110 to 260 words each, spread over two years; one contact for
a hundred articles, three mentions each; 40 feeds polled every two hours. At each size three things are measured: extraction and the stages to
the outbox on 1,000 more pages (a tenth of them the newsroom's, under new keys), each question of docs/analysts.md, and searches for rare, common and
everyday words and names. Figures are wall-clock, on a server that has just been filled. Nothing here is a test: a busy machine is slow.
"""

from __future__ import annotations

import itertools
import os
import random
import re
import statistics
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from include.rasid.core.html import ExtractedPage, KnownOfPage, extract_page
from include.rasid.io.articles import read_articles
from include.rasid.io.boilerplate import load_boilerplate
from include.rasid.io.warehouse import connect, transaction
from include.rasid.newsroom.newsroom import build_newsroom
from include.rasid.newsroom.pages import page
from include.rasid.settings import PROJECT
from include.rasid.stages.detect import detect_contacts
from include.rasid.stages.publish import publish_batches
from include.rasid.stages.resolve import resolve_contacts
from include.rasid.stages.stage_articles import stage_articles
from include.rasid.stages.validate import validate_batches
from tests.bench.generated import everyday_articles
from tests.bench.server import bench_warehouse, fill_up_to

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from include.rasid.core.cleaner import Boilerplate
    from include.rasid.model import Article
    from include.rasid.settings import Settings

_ROUNDS = 5
_MORE = 1_000
_SEARCHES = (
    "بلينكن", "لافروف", "بوتين", "أميركا", "موسكو", "المحادثات", "اجتماع", "وزير الخارجية", "في", "من", "الحكومة", "اليوم",
    "سيرغي لافروف", "محادثات جنيف", "بلينكن لافروف", "القمح", "البرلمان الأوروبي", "استقالة", "زلزال", "كأس العالم", "الرئيس بوتين اجتماع", "زيمبابوي",
)  # fmt: skip


def main() -> None:
    """Fill, measure, print."""
    sizes = [int(a) for a in sys.argv[1:]] or [10_000, 100_000]
    console = Console(width=140)
    rows: list[tuple[str, ...]] = []
    with bench_warehouse() as settings:
        process(settings, f"warm-{time.time():.0f}", 200)  # so that this process is warm when it is measured
        for size in sizes:
            started = time.perf_counter()
            fill_up_to(settings, size)
            filled = time.perf_counter() - started
            console.print(f"{size:,} articles filled in {filled:.0f} s")
            rows.append((f"{size:,}", f"{filled:.0f} s", *measure(settings, f"s{size}-{time.time():.0f}")))
            console.print(rows[-1])
    console.print(table(rows))


def table(rows: Sequence[tuple[str, ...]]) -> Table:
    """Return the figures of all sizes."""
    made = Table(title="Warehouse")
    for heading in (
        "articles",
        "filled in",
        "1,000 more",
        "questions p50",
        "p95",
        "slowest question",
        "search p50",
        "p95",
        "slowest search",
        "on disk",
    ):
        made.add_column(heading)
    for row in rows:
        made.add_row(*row)
    return made


def measure(settings: Settings, label: str) -> tuple[str, ...]:
    """Return the figures of one size."""
    more = min(process(settings, f"{label}-{n}", _MORE) for n in range(2))
    page = (PROJECT / "docs" / "analysts.md").read_text("utf-8")
    questions = re.findall(r"^### (.+?)\n```sql\n(.+?)```", page, re.MULTILINE | re.DOTALL)
    asked = timed(settings, [(title, sql, None) for title, sql in questions])
    searched = timed(settings, [(q, "select * from mart.search(%s)", (q,)) for q in _SEARCHES])
    with transaction(settings.warehouse_dsn) as cursor:
        cursor.execute("select pg_size_pretty(pg_database_size(current_database())) as size")
        size = cursor.fetchone()
    assert size is not None
    return (f"{more:.1f} s", *shown(asked), *shown(searched), str(size[0]))


def process(settings: Settings, label: str, count: int) -> float:
    """Return the seconds that the stages take: one article in ten is the newsroom's under a new key, the others are everyday news."""
    bundled = read_articles(sorted((PROJECT / "include" / "newsroom").glob("articles_*.jsonl")))
    chosen = random.Random(label).sample(bundled, count // 10)
    articles = [replace(a, id=f"{label}-newsroom-{n}") for n, a in enumerate(chosen)]
    articles += everyday_articles(settings, count - len(articles), label)
    pages, boilerplate = pages_of(articles), load_boilerplate(settings.lexicons)
    started = time.perf_counter()
    extracted = [_read(article, body, boilerplate) for article, body in pages]
    stage_articles(label, extracted, settings=settings)
    for stage in (detect_contacts, validate_batches, publish_batches, resolve_contacts):
        stage(label, settings=settings)
    return time.perf_counter() - started


def pages_of(articles: Sequence[Article]) -> list[tuple[Article, bytes]]:
    """Return each article with its page, as the newsroom would serve it."""
    sections = build_newsroom(articles).sections
    return [
        (entry.article, page(section, entry, "https://news.example").decode(section.publisher.charset).encode())
        for section in sections
        for entry in section.entries
    ]


def _read(article: Article, body: bytes, boilerplate: Boilerplate) -> Article:
    """Return an article with the text of its page; title and date are known from the feed."""
    found = extract_page(body, boilerplate, KnownOfPage(title=article.title, needs_date=False))
    assert isinstance(found, ExtractedPage)
    return replace(article, text=found.text)


def timed(settings: Settings, asked: list[tuple[str, str, tuple[str, ...] | None]]) -> list[tuple[float, str]]:
    """Return milliseconds and title of each call, several rounds of all in turn."""
    connection = connect(settings.warehouse_dsn)
    connection.autocommit = True
    found: list[tuple[float, str]] = []
    with connection.cursor() as cursor:
        for _, (title, statement, values) in itertools.product(range(_ROUNDS), asked):
            started = time.perf_counter()
            cursor.execute(statement, values)
            cursor.fetchall()
            found.append(((time.perf_counter() - started) * 1000, title))
    connection.close()
    return found


def shown(found: list[tuple[float, str]]) -> Iterator[str]:
    """Yield median, 95th percentile and the slowest with its title."""
    values = sorted(ms for ms, _ in found)
    yield f"{statistics.median(values):.0f} ms"
    yield f"{values[int(len(values) * 0.95)]:.0f} ms"
    worst = {title: statistics.median(ms for ms, t in found if t == title) for _, title in found}
    slowest = sorted(worst.items(), key=lambda pair: -pair[1])[: int(os.environ.get("BENCH_SLOWEST", "1"))]
    yield "; ".join(f"{title}: {ms:.0f} ms" for title, ms in slowest)


if __name__ == "__main__":
    main()
