"""Views of mart as files: CSV that no spreadsheet runs as formulas, JSON lines, Parquet."""

from __future__ import annotations

import csv
import json
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import psycopg2
from psycopg2 import sql

from include.rasid.errors import BadInputError, WarehouseBusyError
from include.rasid.io.warehouse import connect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

VIEWS = (
    "alerts",
    "articles",
    "contact_claims",
    "contact_evidence",
    "contact_timeline",
    "contacts",
    "coverage_daily",
    "entities",
    "entity_daily",
    "office_terms",
    "publishers",
    "quality_daily",
    "recall",
    "source_health",
)
_ROWS = 5_000  # in memory at a time
_FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
)  # full-width ones are taken for them, too
_LISTED = "; "  # between the members of a list in a cell
# Types of Postgres by their numbers, which never change, as those of Arrow; everything else is text.
_ARROW = {
    16: "bool",
    20: "int64",
    21: "int64",
    23: "int64",
    700: "float64",
    701: "float64",
    1082: "date32",
    1184: "timestamp",
    1009: "list",
}


class ExportFormat(StrEnum):
    """What an export is written as."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"


def export_view(dsn: str, view: str, target: Path, kind: ExportFormat) -> int:
    """Write all rows of ``mart.VIEW`` to ``target``; return how many. A partial file never takes the place of a whole one.

    Raises:
        BadInputError: No such view is exported, or the file cannot be written.
    """
    if view not in VIEWS:
        raise BadInputError(f"{view!r} is none of {', '.join(VIEWS)}")
    partial = target.with_name(f".{target.name}.partial")
    write = {ExportFormat.CSV: _write_csv, ExportFormat.JSONL: _write_jsonl, ExportFormat.PARQUET: _write_parquet}[kind]
    try:
        with _reading(dsn, view) as (columns, batches):
            count = write(partial, columns, batches)
        partial.replace(target)
    except OSError as error:
        raise BadInputError(error.strerror or "cannot be written", path=target) from error
    finally:
        partial.unlink(missing_ok=True)
    return count


def safe_cell(value: Any) -> Any:
    """Return a cell for a spreadsheet: text that would run as a formula begins with an apostrophe, numbers stay numbers."""
    if isinstance(value, list):
        value = _LISTED.join(map(str, value))
    if isinstance(value, str) and value.lstrip(" \u00a0\u200e\u200f").startswith(_FORMULA):
        return f"'{value}"
    return value


@contextmanager
def _reading(dsn: str, view: str) -> Iterator[tuple[Sequence[Any], Iterator[list[Any]]]]:
    """Give the columns of a view and its rows in batches, all of one moment."""
    connection = connect(dsn)
    try:
        with connection, connection.cursor("export") as cursor:
            cursor.itersize = _ROWS
            cursor.execute(sql.SQL("select * from mart.{} order by 1, 2").format(sql.Identifier(view)))
            first = cursor.fetchmany(_ROWS)
            yield cursor.description or (), _batches(first, lambda: cursor.fetchmany(_ROWS))
    except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
        raise WarehouseBusyError(str(error).strip()) from error
    finally:
        connection.close()


def _batches(first: list[Any], more: Callable[[], list[Any]]) -> Iterator[list[Any]]:
    rows = first
    while rows:
        yield rows
        rows = more()


def _write_csv(path: Path, columns: Sequence[Any], batches: Iterator[list[Any]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # the mark tells spreadsheets that it is UTF-8
        writer = csv.writer(file)
        writer.writerow([c.name for c in columns])
        for rows in batches:
            writer.writerows([safe_cell(cell) for cell in row] for row in rows)
            count += len(rows)
    return count


def _write_jsonl(path: Path, columns: Sequence[Any], batches: Iterator[list[Any]]) -> int:
    count = 0
    names = [c.name for c in columns]
    with path.open("w", encoding="utf-8") as file:
        for rows in batches:
            for row in rows:
                values = {name: _json_value(cell) for name, cell in zip(names, row, strict=True)}
                file.write(json.dumps(values, ensure_ascii=False) + "\n")
            count += len(rows)
    return count


def _json_value(cell: Any) -> Any:
    if cell is None or isinstance(cell, bool | int | float | str | list | dict):
        return cell
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


def _write_parquet(path: Path, columns: Sequence[Any], batches: Iterator[list[Any]]) -> int:
    import pyarrow as pa
    from pyarrow import parquet

    arrow = {"date32": pa.date32(), "timestamp": pa.timestamp("us", tz="UTC"), "list": pa.list_(pa.string())}
    kinds = [_ARROW.get(c.type_code, "string") for c in columns]
    types = [arrow.get(kind) or getattr(pa, {"bool": "bool_"}.get(kind, kind))() for kind in kinds]
    schema = pa.schema(list(zip([c.name for c in columns], types, strict=True)))
    count = 0
    with parquet.ParquetWriter(path, schema) as writer:
        for rows in batches:
            cells = zip(*rows, strict=True)
            arrays = [
                pa.array([_text(v) for v in column] if kind == "string" else column, type=of)
                for column, kind, of in zip(cells, kinds, types, strict=True)
            ]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            count += len(rows)
    return count


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
