"""Migrations on a real Postgres: from every earlier state with rows in every table, under a lock, all or nothing."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import psycopg2
import pytest

from include.rasid.errors import BadInputError, PermanentError
from include.rasid.io.migrations import MIGRATION_LOCK, migrate, read_migrations
from include.rasid.io.warehouse import connect
from include.rasid.settings import read_settings
from tests.factories import make_article
from tests.warehouse.filled import contents, fill
from tests.warehouse.loading import read_more
from tests.warehouse.test_validate import MEETING, REST

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.postgres

UNDOCUMENTED = """
select format('%s.%s %s', n.nspname, c.relname, a.attname) as name
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where n.nspname in ('raw', 'staging', 'core', 'mart', 'ops') and c.relkind in ('r', 'v', 'm', 'p')
  and (obj_description(c.oid) is null or col_description(c.oid, a.attnum) is null)
"""


def test_every_table_and_column_is_documented(warehouse_dsn: str) -> None:
    """Whoever meets a column in SQL can read what it holds."""
    connection = connect(warehouse_dsn)
    with connection.cursor() as cursor:
        cursor.execute(UNDOCUMENTED)
        undocumented = [row[0] for row in cursor.fetchall()]
    connection.close()

    assert undocumented == []


def test_migrating_again_does_nothing(warehouse_dsn: str) -> None:
    """A warehouse that is up to date stays as it is."""
    connection = connect(warehouse_dsn)

    assert migrate(connection) == ()
    connection.close()


@pytest.mark.parametrize("count", range(len(read_migrations())))
def test_each_state_leads_to_the_newest(make_database: Callable[[], str], count: int) -> None:
    """From every earlier state, with rows in every table, the rest is applied; no row is lost, no value changes, and news are read."""
    migrations = read_migrations()
    dsn = make_database()
    connection = connect(dsn)
    migrate(connection, migrations[:count])
    with connection, connection.cursor() as cursor:
        fill(cursor)
        before = contents(cursor)
        assert all(len(rows) == 2 for rows in before.values())

    assert len(migrate(connection)) == len(migrations) - count

    with connection, connection.cursor() as cursor:
        after = contents(cursor)
        cursor.execute("select viewname from pg_views where schemaname = 'mart'")
        for view in cursor.fetchall():
            cursor.execute(f"select * from mart.{view[0]}")
        cursor.execute("select to_jsonb(r) as row from core.article_revision r")
        seen = [row[0] for row in cursor.fetchall()]
    connection.close()
    revisions = "core.article_revision"  # a table once, now a view: it tells no less of what was there
    if "core.earlier_revision" not in before and revisions in before:
        old = before.pop(revisions)
        assert set(in_common(old, seen)) <= set(in_common(seen, old))
    for table, rows in before.items():
        assert in_common(rows, after[table]) == in_common(after[table], rows), table
    settings = read_settings({"WAREHOUSE_DSN": dsn, "RASID_AS_OF": "publication"})
    article = make_article(MEETING + REST, id="new", on="2023-03-02", title="بلينكن ولافروف في نيودلهي")
    assert read_more(settings, [article])["alerts"] == 1


def in_common(rows: list[dict[str, Any]], others: list[dict[str, Any]]) -> list[str]:
    """Return the rows with the columns only that the others have, too."""
    columns = set(others[0]) if others else set()
    return sorted(json.dumps({k: v for k, v in row.items() if k in columns}, sort_keys=True) for row in rows)


def test_what_a_migration_makes_of_earlier_rows(make_database: Callable[[], str]) -> None:
    """Pages get their body, polls their gap, readers their origin and when they left, contacts are filed by the next run."""
    connection = connect(make_database())
    migrate(connection, tuple(m for m in read_migrations() if m.version < 6))
    with connection, connection.cursor() as cursor:
        fill(cursor)
    migrate(connection)
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "select p.state, b.body_sha256 = p.body_sha256 from raw.page p left join raw.page_body b using (page_id) order by 1"
        )
        assert cursor.fetchall() == [("fetched", True), ("pending", None)]
        cursor.execute(
            "select p.is_coverage_gap, g.entries_new from raw.feed_poll p left join raw.coverage_gap g using (poll_id) order by 1"
        )
        assert cursor.fetchall() == [(False, None), (True, 1)]
        cursor.execute(
            "select is_active, file_watch_keys = watch_keys, own_watch_keys, left_by from ops.subscriber order by 1"
        )
        assert cursor.fetchall() == [(False, True, [], "operator"), (True, True, [], None)]
        cursor.execute("select bool_and(is_stale), count(*) from core.contact")
        assert cursor.fetchall() == [(True, 2)]
        cursor.execute("select bool_and(text_chars = char_length(text)), count(*) from core.article")
        assert cursor.fetchall() == [(True, 2)]
    connection.close()


def test_two_at_once_migrate_one_after_the_other(make_database: Callable[[], str]) -> None:
    """Whoever comes second waits for the lock, then finds nothing left to do."""
    dsn = make_database()
    first, watcher = connect(dsn), connect(dsn)
    watcher.autocommit = True
    applied: list[tuple[str, ...]] = []

    def second() -> None:
        connection = connect(dsn)
        applied.append(migrate(connection))
        connection.close()

    other = threading.Thread(target=second)
    with first, first.cursor() as cursor, watcher.cursor() as look:
        cursor.execute("select pg_advisory_xact_lock(%s)", (MIGRATION_LOCK,))
        other.start()
        waits = False
        while other.is_alive() and not waits:
            look.execute("select exists (select from pg_locks where locktype = 'advisory' and not granted)")
            waits = look.fetchall()[0][0]
            time.sleep(0.01)
        assert waits
        assert applied == []
    other.join()
    first.close()
    watcher.close()

    assert len(applied[0]) == len(read_migrations())


def test_a_migration_that_was_changed_is_refused(warehouse_dsn: str) -> None:
    """History is not rewritten: an applied file that differs is an error, and nothing is done."""
    first, *rest = read_migrations()
    connection = connect(warehouse_dsn)

    with pytest.raises(PermanentError, match="changed after it was applied"):
        migrate(connection, (replace(first, statement="select 1"), *rest))
    connection.close()


def test_a_failing_migration_leaves_nothing_behind(make_database: Callable[[], str]) -> None:
    """A migration and the record of it commit together or not at all."""
    first = read_migrations()[0]
    broken = replace(first, statement="create table half (id int); select * from no_such_table")
    connection = connect(make_database())

    with pytest.raises(psycopg2.errors.UndefinedTable):
        migrate(connection, (broken,))
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass('half') as half")
        assert cursor.fetchall() == [(None,)]
    connection.close()


@pytest.mark.parametrize("second", ["0003_c.sql", "c.sql"])
def test_numbers_must_grow(tmp_path: Path, second: str) -> None:
    """A number that another file has, or none, is one clear error that names the file; gaps are no matter."""
    (tmp_path / "0001_a.sql").write_text("select 1", "utf-8")
    (tmp_path / "0003_b.sql").write_text("select 1", "utf-8")
    assert [m.version for m in read_migrations(tmp_path)] == [1, 3]
    (tmp_path / second).write_text("select 1", "utf-8")

    with pytest.raises(BadInputError, match=rf"{second}: expected a migration with a number above 0003"):
        read_migrations(tmp_path)
