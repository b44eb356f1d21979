"""The roles of the warehouse: who exists, and what each may do after a migration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg2
from psycopg2 import sql

from include.rasid.errors import SetupError
from include.rasid.io.sql import SQL_FOLDER
from include.rasid.io.warehouse import connect

if TYPE_CHECKING:
    from collections.abc import Mapping

    from psycopg2.extensions import cursor as Cursor

ROLES = ("rasid_loader", "rasid_sender", "rasid_desk", "rasid_analyst")
_FOLDER = SQL_FOLDER / "roles"


def apply_grants(cursor: Cursor) -> tuple[str, ...]:
    """Give each role that exists what it may do, and nothing that an earlier version gave; return those roles.

    The caller owns the tables: new ones of a migration are covered in its transaction.
    """
    cursor.execute("select rolname from pg_roles where rolname = any(%s) order by rolname", (list(ROLES),))
    present = tuple(row[0] for row in cursor.fetchall())
    for role in present:
        cursor.execute((_FOLDER / "grants" / f"{role.removeprefix('rasid_')}.sql").read_text("utf-8"))
    return present


def create_roles(dsn: str, passwords: Mapping[str, str]) -> tuple[str, ...]:
    """Create the roles that are missing, each with its password, and set limits and rights of all; return the new ones.

    Raises:
        SetupError: The user of the DSN may not create roles.
    """
    connection = connect(dsn)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("select rolname from pg_roles where rolname = any(%s)", (list(ROLES),))
            present = {row[0] for row in cursor.fetchall()}
            missing = tuple(role for role in ROLES if role not in present)
            for role in missing:
                statement = sql.SQL("create role {} login password %s").format(sql.Identifier(role))
                cursor.execute(statement, (passwords[role],))
            cursor.execute((_FOLDER / "limits.sql").read_text("utf-8"))
            apply_grants(cursor)
    except psycopg2.errors.InsufficientPrivilege as error:
        raise SetupError(f"roles are made by the server's administrator: {str(error).strip()}") from error
    finally:
        connection.close()
    return missing
