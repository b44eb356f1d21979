"""Numbered SQL migrations, forward only, each in a transaction with the record of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from include.rasid.errors import BadInputError, PermanentError
from include.rasid.io.roles import apply_grants
from include.rasid.io.sql import SQL_FOLDER

if TYPE_CHECKING:
    from pathlib import Path

    from psycopg2.extensions import connection as Connection

MIGRATION_LOCK = 7_302_011  # any number that nobody else uses for pg_advisory_xact_lock in this database


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One file of ``include/sql/migrations``."""

    version: int
    name: str
    statement: str

    @property
    def sha256(self) -> str:
        """Hash of the statement, hex."""
        return hashlib.sha256(self.statement.encode()).hexdigest()


def read_migrations(folder: Path = SQL_FOLDER / "migrations") -> tuple[Migration, ...]:
    """Return the migrations in order.

    Raises:
        BadInputError: A name does not start with a number, or two start with the same.
    """
    found: list[Migration] = []
    for path in sorted(folder.glob("*.sql")):
        number, _, name = path.stem.partition("_")
        newest = found[-1].version if found else 0
        if not number.isdigit() or int(number) <= newest:
            raise BadInputError(f"expected a migration with a number above {newest:04}", path=path)
        found.append(Migration(version=int(number), name=name, statement=path.read_text("utf-8")))
    return tuple(found)


def migrate(connection: Connection, migrations: tuple[Migration, ...] | None = None) -> tuple[str, ...]:
    """Apply what is missing, under a lock, and give the roles that exist their rights anew; return the names applied.

    Raises:
        PermanentError: An applied migration differs from its file, or the database is newer than this code.
    """
    known = read_migrations() if migrations is None else migrations
    with connection, connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", (MIGRATION_LOCK,))
        cursor.execute(_LEDGER)
        cursor.execute("select version, sha256 from ops.schema_migration order by version")
        applied: dict[int, str] = dict(cursor.fetchall())
        _check(known, applied)
        missing = [m for m in known if m.version not in applied]
        for migration in missing:
            cursor.execute(migration.statement)
            cursor.execute(
                "insert into ops.schema_migration (version, name, sha256) values (%s, %s, %s)",
                (migration.version, migration.name, migration.sha256),
            )
        if missing and migrations is None:
            apply_grants(cursor)
    return tuple(f"{m.version:04} {m.name}" for m in missing)


def _check(known: tuple[Migration, ...], applied: dict[int, str]) -> None:
    by_version = {m.version: m for m in known}
    for version, sha256 in applied.items():
        migration = by_version.get(version)
        if migration is None:
            msg = f"the warehouse has migration {version}, which this version of Rasid does not know: upgrade Rasid"
            raise PermanentError(msg)
        if migration.sha256 != sha256:
            msg = f"migration {version} was changed after it was applied: restore the file, add a new migration"
            raise PermanentError(msg)


_LEDGER = """
create schema if not exists ops;
create table if not exists ops.schema_migration (
    version    int primary key,
    name       text not null,
    sha256     text not null,
    applied_at timestamptz not null default now()
);
comment on table ops.schema_migration is 'Migrations applied.';
comment on column ops.schema_migration.version is 'Number of the file.';
comment on column ops.schema_migration.name is 'Name of the file.';
comment on column ops.schema_migration.sha256 is 'Hash of the statement, hex.';
comment on column ops.schema_migration.applied_at is 'When.';
"""
