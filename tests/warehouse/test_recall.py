"""Contacts known from elsewhere against what the warehouse holds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from include.rasid.cli import app
from include.rasid.errors import BadInputError
from include.rasid.settings import Settings, read_settings, settings as process_settings
from include.rasid.stages.recall import load_records, recall_since
from tests.factories import SHARED, make_article
from tests.warehouse.loading import execute, read_more, rows
from tests.warehouse.test_validate import MEETING, REST

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.postgres
HEADER = "reference,participants,starts_on,ends_on,place,remarks\n"
RECORD = "source,commit,path,id,role,us_name,start,end,country,place,remarks,names_lavrov,names_putin,names_medvedev,in_russia\n"


@pytest.fixture(scope="module")
def warehouse(warehouse_dsn: str) -> Settings:
    """Return a warehouse that knows one contact, and an article that names the two without one."""
    settings = read_settings({"WAREHOUSE_DSN": warehouse_dsn, "RASID_AS_OF": "publication"})
    no_contact = "انتقد وزير الخارجية الروسي سيرغي لافروف تصريحات نظيره الأميركي أنتوني بلينكن عن أوكرانيا، وعدّها بعيدة عن الواقع."
    read_more(
        settings,
        [
            make_article(MEETING + REST, id="met", on="2023-03-02"),
            make_article(no_contact + REST.replace("بلينكن", "الوزير"), id="named", on="2022-06-02"),
        ],
    )
    execute(settings, "delete from core.contact_revision where article_key = 'named'")
    return settings


@pytest.fixture(autouse=True)
def _no_list(warehouse: Settings) -> None:
    execute(warehouse, "truncate core.known_contact")


def write(folder: Path, *lines: str, header: str = HEADER) -> Path:
    """Write a list."""
    path = folder / "known.csv"
    path.write_text(header + "\n".join(lines) + "\n", "utf-8")
    return path


def test_found_missed_and_not_covered_are_told_apart(warehouse: Settings, tmp_path: Path) -> None:
    """A contact of the people on a day beside it is found; where articles name both and no contact stands it was missed; else not covered."""
    path = write(
        tmp_path,
        "delhi,lavrov blinken,2023-03-01,,New Delhi,",
        "range,blinken;lavrov,2023-02-20,2023-03-01,,",
        "missed,blinken lavrov,2022-06-01,2022-06-02,Geneva,",
        "two days off,blinken lavrov,2023-02-28,,,",
        "others,kerry lavrov,2023-03-02,,,",
        "before,blinken lavrov,2021-05-19,,Reykjavik,",
    )
    assert load_records(path, settings=warehouse) == 6
    found = recall_since(date(2022, 1, 1), settings=warehouse)
    outcomes = {row.reference: row.outcome for row in found.rows}

    assert outcomes["delhi"] == outcomes["range"] == "found"
    assert outcomes["missed"] == "missed"
    assert outcomes["two days off"] == "missed"  # the article of 2 March names both
    assert outcomes["others"] == "not_covered"
    assert "before" not in outcomes
    assert (found.found, found.missed, found.not_covered, found.share) == (2, 2, 1, 0.5)


def test_the_same_list_again_replaces_its_rows(warehouse: Settings, tmp_path: Path) -> None:
    """A corrected list corrects, it does not double."""
    load_records(write(tmp_path, "one,blinken lavrov,2023-03-02,,,"), settings=warehouse)
    load_records(write(tmp_path, "one,blinken lavrov,2023-03-03,,,"), settings=warehouse)

    assert [str(row.starts_on) for row in rows(warehouse, "select starts_on from core.known_contact")] == ["2023-03-03"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("x,blinken nobody,2023-03-02,,,", "known.csv:2: 'nobody' is no person"),
        ("x,blinken,2023-03-02,,,", "two participants"),
        ("x,blinken lavrov,2 March,,,", "not an ISO day"),
        ("x,blinken lavrov,2023-03-02,2023-03-01,,", "ends before it begins"),
    ],
)
def test_a_wrong_line_is_named(warehouse: Settings, tmp_path: Path, line: str, message: str) -> None:
    """File and line are told, nothing is stored."""
    with pytest.raises(BadInputError, match=message):
        load_records(write(tmp_path, line), settings=warehouse)
    assert rows(warehouse, "select * from core.known_contact") == []


def test_other_columns_are_refused(warehouse: Settings, tmp_path: Path) -> None:
    """A table of something else is one clear error."""
    with pytest.raises(BadInputError, match="expected the columns"):
        load_records(write(tmp_path, "1,2", header="a,b\n"), settings=warehouse)


def test_the_official_record_is_read_as_it_is(warehouse: Settings, tmp_path: Path) -> None:
    """The American is who held the office on that day; a row that names no Russian official tells of no contact."""
    path = write(
        tmp_path,
        "H,c,secretary-travels/x.xml,7,secretary,Antony J. Blinken,2023-03-01,2023-03-03,India,New Delhi,Met with Lavrov.,True,False,False,False",
        "H,c,secretary-travels/x.xml,8,secretary,Antony J. Blinken,2023-04-01,2023-04-02,France,Paris,Met the President.,False,False,False,False",
        "H,c,data/2001.xml,9,visitor,,2001-11-13,2001-11-15,United States,,President Putin,False,True,False,False",
        header=RECORD,
    )
    load_records(path, settings=warehouse)
    known = rows(warehouse, "select reference, participants from core.known_contact order by starts_on")

    assert [tuple(row) for row in known] == [
        ("data/2001.xml#9 putin", ["bush", "putin"]),
        ("secretary-travels/x.xml#7 lavrov", ["blinken", "lavrov"]),
    ]


@pytest.mark.skipif(not (SHARED / "corpus" / "official_record").exists(), reason="the record lies outside the project")
def test_the_whole_official_record_is_read(warehouse: Settings) -> None:
    """Every row that names a Russian official gives a contact."""
    assert (
        load_records(SHARED / "corpus" / "official_record" / "us_ru_meetings_historyatstate.csv", settings=warehouse)
        > 60
    )


def test_the_command_prints_what_was_missed(
    warehouse: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line for each, and the sums."""
    monkeypatch.setenv("WAREHOUSE_DSN", warehouse.warehouse_dsn)
    process_settings.cache_clear()
    path = write(
        tmp_path, "delhi,lavrov blinken,2023-03-02,,New Delhi,", "gone,blinken lavrov,2022-06-01,2022-06-02,Geneva,"
    )
    output: Any = CliRunner().invoke(app, ["recall", "--since", "2020-01-01", "--records", str(path)]).output
    process_settings.cache_clear()

    assert "missed\t2022-06-01/2022-06-02\tblinken, lavrov\tGeneva\t1 articles\tgone" in output
    assert output.splitlines()[-1] == "1 found, 1 missed, 0 not covered by any article: recall 0.50"
