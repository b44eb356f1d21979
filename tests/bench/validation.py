"""How long validation of a large batch takes: `make bench-validation`, ROWS=100000.

A Postgres of the bench's own gets the bundled newsroom's articles; detection reads them, and its batch is validated once, so that Great
Expectations is imported and warm. Then a batch of so many rows, the same articles under new keys with all that was found in them, is
validated by the stage that the DAG calls. Wall-clock seconds, and how much of them is reading the rows, measuring them, checking
them, and writing what came of it. Nothing here is a test: a busy machine is slow.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from include.rasid.core.staged import article_rows, contact_rows
from include.rasid.io.articles import read_articles
from include.rasid.io.knowns import load_knowns, rules_sha256
from include.rasid.io.migrations import migrate
from include.rasid.io.postgres import embedded_postgres
from include.rasid.io.quality import check_rows, paused_collector
from include.rasid.io.warehouse import connect, run, transaction
from include.rasid.settings import PROJECT, read_settings
from include.rasid.stages.detect import detect_contacts
from include.rasid.stages.stage_articles import stage_articles
from include.rasid.stages.validate import SUITES, validate_batches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from include.rasid.settings import Settings

_CONSOLE = Console(width=140)
_MULTIPLY = """
insert into staging.article (
    batch_id, article_key, page_id, publisher_key, url, title, text, published_at, published_basis, seen_at, text_chars, arabic_letter_ratio,
    replacement_chars, duplicate_paragraphs, entity_mentions, keyword_hits, contact_mentions, content_sha256, facts, facts_of
)
select %(made)s, article_key || '-' || n, page_id, publisher_key, '', title, text, published_at, published_basis, seen_at, text_chars,
       arabic_letter_ratio, replacement_chars, duplicate_paragraphs, entity_mentions, keyword_hits, contact_mentions, content_sha256, facts, facts_of
from generate_series(1, %(rows)s) as n cross join lateral (
    select * from staging.article where batch_id = %(first)s and contact_mentions is not null
) as a
order by n limit %(rows)s
"""


def main() -> None:
    """Fill, measure, print."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    folder = Path(tempfile.mkdtemp(prefix="rasid-bench-"))
    server = embedded_postgres(folder)
    server.start()
    try:
        settings = read_settings({"WAREHOUSE_DSN": server.ensure_database("rasid"), "RASID_AS_OF": "publication"})
        connection = connect(settings.warehouse_dsn)
        migrate(connection)
        connection.close()
        measure(settings, rows)
    finally:
        server.stop()
        shutil.rmtree(server.base, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def measure(settings: Settings, rows: int) -> None:
    """Print the seconds of the stage on a batch of so many rows, and of its parts alone."""
    batch_id = fill(settings, rows)
    with timed(f"validate_batches, {rows:,} rows"):
        counts = validate_batches("bench", settings=settings)
    _CONSOLE.print(counts)
    with paused_collector(), transaction(settings.warehouse_dsn) as cursor:
        with timed("  of them reading the rows"):
            staged = run(
                cursor, "staged_for_validation", {"batch_id": batch_id, "facts_of": rules_sha256(settings.lexicons)}
            )
        with timed("  what they are held against"):
            known = load_knowns(cursor, staged, settings)
    facts = [row.facts for row in staged]
    with paused_collector():
        with timed("  making columns"):
            articles, contacts = article_rows(staged, known, facts), contact_rows(staged, known, facts)
        with timed(f"  checking articles, and {len(contacts):,} contacts"):
            check_rows(SUITES / "articles.yml", articles)
            check_rows(SUITES / "contacts.yml", contacts)
    with transaction(settings.warehouse_dsn) as cursor:
        cursor.execute("update staging.article set facts = null, facts_of = null where batch_id = %s", (batch_id,))
        run(cursor, "mark_batch_detected", {"batch_id": batch_id})
    with timed(f"validate_batches, {rows:,} rows whose facts are void, as after an upgrade"):
        validate_batches("bench", settings=settings)


def fill(settings: Settings, rows: int) -> int:
    """Return a detected batch of so many rows; a small one has been validated before."""
    articles = read_articles(sorted((PROJECT / "include" / "newsroom").glob("articles_*.jsonl")))
    stage_articles("bench", articles, settings=settings)
    detect_contacts("bench", settings=settings)
    with transaction(settings.warehouse_dsn) as cursor:
        first = run(cursor, "detected_batches", {"suites_sha256": ""})[0].batch_id
        made = int(run(cursor, "open_batch", {"run_id": "bench", "is_backfill": False})[0].batch_id)
        cursor.execute(_MULTIPLY, {"made": made, "rows": rows, "first": first})
    with timed("a first small batch, with the import of Great Expectations"):
        validate_batches("bench", settings=settings)
    with transaction(settings.warehouse_dsn) as cursor:
        run(cursor, "mark_batch_detected", {"batch_id": made})
    return made


@contextmanager
def timed(label: str) -> Iterator[None]:
    """Print the seconds that a block takes, and those of the processor in this process, which a busy machine changes less."""
    started, busy = time.perf_counter(), time.process_time()
    yield
    _CONSOLE.print(f"{time.perf_counter() - started:6.1f} s  {time.process_time() - busy:6.1f} s CPU  {label}")


if __name__ == "__main__":
    main()
