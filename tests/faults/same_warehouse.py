"""What a warehouse holds, apart from ids and clocks: two runs over the same news must leave the same."""

from __future__ import annotations

from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

from include.rasid.io.warehouse import transaction

if TYPE_CHECKING:
    from pathlib import Path

# Of these two runs may differ: how often a feed was asked, by which run, and what was measured on the way.
_LEFT_OUT = frozenset(
    {
        "ops.canary",
        "ops.quality_result",
        "ops.run_ledger",
        "ops.schema_migration",
        "raw.feed",
        "raw.feed_notice",
        "raw.feed_poll",
    }
)
_VIEWS = ("mart.contacts", "mart.contact_evidence", "mart.contact_timeline", "mart.alerts", "mart.entry_outcomes")
# Most ids are counted; the views above show that rows belong to the right ones. Those of contacts follow from what they are of.
_COLUMNS = """
select n.nspname || '.' || c.relname as name, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where (n.nspname in ('raw', 'staging', 'core', 'ops') and c.relkind in ('r', 'p') or n.nspname || '.' || c.relname = any(%(views)s))
  and not (a.attname ~ '_ids?$' and format_type(a.atttypid, null) in ('bigint', 'integer', 'bigint[]'))
  and a.attname not in ('run_id', 'token', 'lease', 'duration_ms', 'facts', 'archive_uri')
  and (format_type(a.atttypid, null) <> 'timestamp with time zone' or a.attname in ('published_at', 'first_reported_at', 'last_reported_at') and c.relname <> 'batch')
group by 1 order by 1
"""


def contents(dsn: str) -> dict[str, list[str]]:
    """Return the rows of each table in order, as text, without ids and clocks."""
    with transaction(dsn) as cursor:
        cursor.execute(_COLUMNS, {"views": list(_VIEWS)})
        tables = {name: columns for name, columns in cursor.fetchall() if name not in _LEFT_OUT}
        found: dict[str, list[str]] = {}
        for name, columns in tables.items():
            cursor.execute(f"select t::text as t from (select {columns} from {name}) t order by 1")
            found[name] = [row[0] for row in cursor.fetchall()]
    return found


def differences(
    one: dict[str, list[str]], other: dict[str, list[str]], *, apart_from: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """Return what only one of two warehouses has, by table: a few rows of each side."""
    found: dict[str, Any] = {}
    for name in sorted((one.keys() | other.keys()) - apart_from):
        mine, theirs = one.get(name, []), other.get(name, [])
        if mine != theirs:
            found[name] = (len(mine), len(theirs), _only(mine, theirs)[:3], _only(theirs, mine)[:3])
    return found


def _only(rows: list[str], others: list[str]) -> list[str]:
    left = list(others)
    only = []
    for row in rows:
        if row in left:
            left.remove(row)
        else:
            only.append(row[:600])
    return only


def mails(folder: Path) -> list[tuple[str, ...]]:
    """Return recipient, step and subject of each mail that arrived, in order."""
    parsed = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in folder.glob("*.eml")]
    return sorted((str(m["To"]), str(m["X-Rasid-Transition"]), str(m["Subject"])) for m in parsed)


def identities(folder: Path) -> list[str]:
    """Return the Message-ID of each mail that arrived."""
    return [
        str(message_from_bytes(path.read_bytes(), policy=policy.default)["Message-ID"]) for path in folder.glob("*.eml")
    ]
