"""Exports of mart: whole, parseable by other programs, harmless in a spreadsheet."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from include.rasid.errors import BadInputError
from include.rasid.io.export import VIEWS, ExportFormat, export_view, safe_cell
from include.rasid.settings import Settings, read_settings
from tests.factories import make_article
from tests.warehouse.loading import read_more, rows
from tests.warehouse.test_validate import MEETING, REST

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.postgres
TITLE = '=HYPERLINK("http://x.test";"بلينكن, ولافروف")\t\n"في" نيودلهي'


@pytest.fixture(scope="module")
def warehouse(warehouse_dsn: str) -> Settings:
    """Return a warehouse with one contact in one article, whose title is a formula."""
    settings = read_settings({"WAREHOUSE_DSN": warehouse_dsn, "RASID_AS_OF": "publication"})
    read_more(settings, [make_article(MEETING + REST, id="a1", title=TITLE, on="2023-03-02")])
    return settings


def test_a_csv_is_read_back_and_runs_nothing(warehouse: Settings, tmp_path: Path) -> None:
    """Quotes, tabs, line breaks and Arabic come back; the formula has become text; spreadsheets see that it is UTF-8."""
    path = tmp_path / "articles.csv"
    assert export_view(warehouse.warehouse_dsn, "articles", path, ExportFormat.CSV) == 1
    with path.open(encoding="utf-8-sig", newline="") as file:
        [row] = csv.DictReader(file)

    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert row["title"] == f"'{TITLE}"
    assert row["text_chars"] == str(len(MEETING + REST))


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        (" =1", "' =1"),
        ("\u200f=1", "'\u200f=1"),
        ("\uff1d1", "'\uff1d1"),
        (["=a", "b"], "'=a; b"),
        (-1, -1),
        (0.5, 0.5),
        (None, None),
        ("بلينكن = لافروف", "بلينكن = لافروف"),
        (["blinken", "lavrov"], "blinken; lavrov"),
    ],
)
def test_cells_that_would_run_are_text(cell: object, written: object) -> None:
    """What a spreadsheet takes for a formula begins with an apostrophe; numbers stay numbers."""
    assert safe_cell(cell) == written


def test_json_lines_hold_lists_and_dates(warehouse: Settings, tmp_path: Path) -> None:
    """Each line is an object with the values as they are."""
    path = tmp_path / "contacts.jsonl"
    export_view(warehouse.warehouse_dsn, "contacts", path, ExportFormat.JSONL)
    [row] = map(json.loads, path.read_text("utf-8").splitlines())

    assert row["participants"] == ["blinken", "lavrov"]
    assert row["starts_on"] == "2023-03-02"
    assert row["first_reported_at"] == "2023-03-02T12:00:00+00:00"


def test_parquet_keeps_types(warehouse: Settings, tmp_path: Path) -> None:
    """Lists, days and instants are what they are, read by the library that others use."""
    from pyarrow import parquet

    path = tmp_path / "contacts.parquet"
    export_view(warehouse.warehouse_dsn, "contacts", path, ExportFormat.PARQUET)
    [row] = parquet.read_table(path).to_pylist()

    assert row["participants"] == ["blinken", "lavrov"]
    assert str(row["starts_on"]) == "2023-03-02"
    assert row["first_reported_at"] == datetime(2023, 3, 2, 12, tzinfo=UTC)
    assert row["articles"] == 1


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("kind", [ExportFormat.CSV, ExportFormat.JSONL, ExportFormat.PARQUET])
def test_every_view_is_exported_whole(warehouse: Settings, tmp_path: Path, view: str, kind: ExportFormat) -> None:
    """As many rows as the view has, in each format, none included."""
    path = tmp_path / f"{view}.{kind}"
    count = rows(warehouse, f"select count(*)::int as n from mart.{view}")[0].n

    assert export_view(warehouse.warehouse_dsn, view, path, kind) == count
    assert path.stat().st_size > 0 or count == 0
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_what_is_no_view_is_refused(warehouse: Settings, tmp_path: Path) -> None:
    """Only views of mart are exported, and a folder that is not there is a clear error."""
    with pytest.raises(BadInputError, match="none of"):
        export_view(warehouse.warehouse_dsn, "contacts; drop table core.article", tmp_path / "x", ExportFormat.CSV)
    with pytest.raises(BadInputError, match="No such file"):
        export_view(warehouse.warehouse_dsn, "contacts", tmp_path / "no" / "x.csv", ExportFormat.CSV)
