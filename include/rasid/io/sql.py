"""SQL statements, each in a file under ``include/sql``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

SQL_FOLDER = Path(__file__).parents[2] / "sql"


@cache
def query(name: str) -> str:
    """Return the statement in ``include/sql/queries/NAME.sql``; parameters are named, ``%(like)s``.

    Raises:
        FileNotFoundError: There is no such file: a defect of the caller.
    """
    return (SQL_FOLDER / "queries" / f"{name}.sql").read_text("utf-8")
