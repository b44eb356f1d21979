"""A Postgres of a bench's own, as the product sets it up: removed afterwards, or kept in BENCH_FOLDER for the next bench."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from include.rasid.io.gazetteer import store_gazetteer
from include.rasid.io.lexicons import load_lexicon
from include.rasid.io.migrations import migrate
from include.rasid.io.postgres import embedded_postgres
from include.rasid.io.warehouse import connect, transaction
from include.rasid.settings import read_settings
from tests.bench.filling import fill
from tests.bench.generated import BASE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from include.rasid.settings import Settings


@contextmanager
def bench_warehouse() -> Iterator[Settings]:
    """Give the settings of a migrated warehouse with the gazetteer."""
    kept = os.environ.get("BENCH_FOLDER")
    folder = Path(kept or tempfile.mkdtemp(prefix="rasid-bench-"))
    server = embedded_postgres(folder)
    server.start()
    try:
        settings = read_settings({"WAREHOUSE_DSN": server.ensure_database("rasid"), "RASID_AS_OF": "publication"})
        with closing(connect(settings.warehouse_dsn)) as connection:
            migrate(connection)
        with transaction(settings.warehouse_dsn) as cursor:
            store_gazetteer(cursor, load_lexicon(settings.lexicons))
            cursor.execute("insert into core.publisher values ('bench', 'bench', 'bench') on conflict do nothing")
        yield settings
    finally:
        server.stop()
        if not kept:
            shutil.rmtree(server.base, ignore_errors=True)
            shutil.rmtree(folder, ignore_errors=True)


def fill_up_to(settings: Settings, size: int) -> None:
    """Store generated articles until there are so many; what a kept warehouse has is not made again."""
    with transaction(settings.warehouse_dsn) as cursor:
        cursor.execute(
            "select coalesce(max(article_id) - %s + 1, 0)::int as n from core.article where article_id >= %s",
            (BASE, BASE),
        )
        present = cursor.fetchone()
    assert present is not None
    if present[0] < size:
        fill(settings, present[0], size)
