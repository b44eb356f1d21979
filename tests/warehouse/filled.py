"""Rows for every table of a warehouse in whatever state of its schema: read off the catalogue, so that no migration is forgotten."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg2 import sql

if TYPE_CHECKING:
    from collections.abc import Mapping

    from psycopg2.extensions import cursor as Cursor

# What the constraints of a table ask for beyond types, keys and closed lists; (full row, bare row), None: null.
_SPECIAL: Mapping[tuple[str, str], tuple[Any, Any]] = {
    ("raw.feed_poll", "entries_seen"): (3, 3),
    ("raw.feed_poll", "entries_new"): (1, 1),
    ("raw.feed_poll", "entries_known"): (1, 1),
    ("raw.feed_poll", "entries_rejected"): (1, 1),
    ("raw.page", "state"): ("fetched", "pending"),
    ("staging.article", "published_basis"): ("given", "given"),
    ("core.article", "text_expired_at"): (None, None),  # said of a text that is there, a migration takes it back
    ("core.contact_verdict", "fixes"): ("{}", "{}"),  # of an approval
    ("ops.canary", "day"): ("2022-01-21", "2022-01-22"),  # the key
    ("ops.notice", "kind"): ("batch_held", "audit_failed"),  # a pattern, no closed list
    ("ops.subscriber", "is_active"): (False, True),
    ("ops.alert", "suppressed_reason"): (None, None),
    ("ops.mute", "publisher_key"): (None, "sada"),
}
_VALUES: Mapping[str, str] = {
    "bigint[]": "{7}",
    "boolean": "true",
    "date": "2022-01-21",
    "double precision": "0.5",
    "integer[]": "{7}",
    "interval": "1 hour",
    "real": "0.5",
    "text[]": "{blinken,lavrov}",
    "time without time zone": "07:00",
    "timestamp with time zone": "2022-01-21 10:00+00",
    "tsvector": "'x'",
}
_OBJECTS = {"facts", "counts", "article", "verdict", "fixes"}
_COLUMNS = """
select n.nspname || '.' || c.relname as name, a.attname as column, format_type(a.atttypid, a.atttypmod) as type,
       a.attnotnull and not a.atthasdef as is_needed
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attidentity = ''
where n.nspname in ('raw', 'staging', 'core', 'ops') and c.relkind = 'r' and c.relname <> 'schema_migration'
order by 1, a.attnum
"""
_KEYS = """
select k.conrelid::regclass::text as name, k.confrelid::regclass::text as other, a.attname as column, b.attname as other_column
from pg_constraint k
join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
join pg_attribute b on b.attrelid = k.confrelid and b.attnum = k.confkey[1]
where k.contype = 'f' and cardinality(k.conkey) = 1
"""
_LISTS = """
select conrelid::regclass::text as name, pg_get_constraintdef(oid) as definition from pg_constraint where contype = 'c'
"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a row may give."""

    name: str
    type: str
    is_needed: bool


@dataclass(frozen=True, slots=True)
class Schema:
    """What the catalogue tells of the tables."""

    tables: dict[str, list[Column]]
    keys: dict[tuple[str, str], tuple[str, str]]  # table, column → the table and column that it points to
    lists: dict[tuple[str, str], str]  # table, column → the first value of its closed list


def fill(cursor: Cursor) -> tuple[str, ...]:
    """Give each empty table a row with all columns and one with only what must be given; return the tables that got them."""
    schema = _read(cursor)
    filled = []
    for table in _in_order(schema):
        cursor.execute(sql.SQL("select exists (select from {}) as is_full").format(_named(table)))
        if cursor.fetchall()[0][0]:
            continue
        for number, is_whole in ((1, True), (2, False)):
            _insert(cursor, schema, table, number, is_whole=is_whole)
        filled.append(table)
    return tuple(filled)


def contents(cursor: Cursor) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of every table, in an order of their own."""
    found = {}
    for table in _read(cursor).tables:
        cursor.execute(sql.SQL("select to_jsonb(t) as row from {} t order by to_jsonb(t)::text").format(_named(table)))
        found[table] = [row[0] for row in cursor.fetchall()]
    return found


def _read(cursor: Cursor) -> Schema:
    tables: dict[str, list[Column]] = {}
    cursor.execute(_COLUMNS)
    for name, column, kind, is_needed in cursor.fetchall():
        tables.setdefault(name, []).append(Column(column, kind, is_needed))
    cursor.execute(_KEYS)
    keys = {(name, column): (other, other_column) for name, other, column, other_column in cursor.fetchall()}
    cursor.execute(_LISTS)
    found = [(name, re.search(r"\(?(\w+) = ANY \(+ARRAY\['(\w+)'", text)) for name, text in cursor.fetchall()]
    return Schema(tables, keys, {(name, match[1]): match[2] for name, match in found if match})


def _in_order(schema: Schema) -> list[str]:
    """Return the tables, each behind those that it points to."""
    ordered: list[str] = []
    while len(ordered) < len(schema.tables):
        ready = [
            table
            for table in schema.tables
            if table not in ordered
            and all(o in ordered or o == table for (t, _), (o, _) in schema.keys.items() if t == table)
        ]
        assert ready, "tables point to each other in a circle"
        ordered += ready
    return ordered


def _insert(cursor: Cursor, schema: Schema, table: str, number: int, *, is_whole: bool) -> None:
    row = {}
    for column in schema.tables[table]:
        value = _value(cursor, schema, table, column, number)
        if (table, column.name) in _SPECIAL:
            row[column.name] = _SPECIAL[table, column.name][number - 1]
        elif value is not None and (is_whole or column.is_needed):
            row[column.name] = value
    names = sql.SQL(", ").join(map(sql.Identifier, row))
    values = sql.SQL(", ").join(sql.Placeholder() * len(row))
    statement = sql.SQL("insert into {} ({}) values ({}) on conflict do nothing").format(_named(table), names, values)
    cursor.execute(statement, list(row.values()))


def _value(cursor: Cursor, schema: Schema, table: str, column: Column, number: int) -> Any:
    """Return what a column of a row holds; None: a table's pointer to itself."""
    target = schema.keys.get((table, column.name))
    if target is not None:
        if target[0] == table:
            return None
        key = sql.Identifier(target[1])
        found = sql.SQL("select {} from {} order by {} limit {}").format(
            key, _named(target[0]), key, sql.Literal(number)
        )
        cursor.execute(found)
        return cursor.fetchall()[-1][0]  # the only one, where the table had a single row before
    if (table, column.name) in schema.lists:
        return schema.lists[table, column.name]
    if column.type in {"integer", "bigint"}:
        return number + 10 * column.name.endswith("_end")
    if column.type == "uuid":
        return f"00000000-0000-0000-0000-{number:012}"
    if column.type == "jsonb":
        return "{}" if column.name in _OBJECTS else "[]"
    return f"{column.name}-{number}" if column.type == "text" else _VALUES[column.type]


def _named(table: str) -> sql.Identifier:
    return sql.Identifier(*table.split("."))
