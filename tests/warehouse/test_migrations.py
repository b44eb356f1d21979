from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import psycopg2
import pytest

from include.rasid.errors import BadInputError, PermanentError
from include.rasid.io.migrations import migrate, read_migrations
from include.rasid.io.warehouse import connect

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


def test_each_state_leads_to_the_newest(make_database: Callable[[], str]) -> None:
    """From every earlier version the rest is applied, and only the rest."""
    migrations = read_migrations()
    for count in range(len(migrations)):
        connection = connect(make_database())
        migrate(connection, migrations[:count])

        assert len(migrate(connection)) == len(migrations) - count
        connection.close()


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
