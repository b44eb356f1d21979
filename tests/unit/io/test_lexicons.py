from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from include.rasid.errors import BadInputError
from include.rasid.io.lexicon_schema import RawOffice
from include.rasid.io.lexicons import load_lexicon
from include.rasid.io.watches import load_watches
from include.rasid.io.yaml_file import read_yaml
from tests.factories import LEXICONS

if TYPE_CHECKING:
    from pathlib import Path


def test_the_first_lexicon_is_large_enough() -> None:
    """Officials of both sides with dated offices, places and roles are there from the first day."""
    lexicon = load_lexicon(LEXICONS)
    dated = [p for p in lexicon.people.values() if p.country in ("US", "RU") and p.offices]

    assert len(dated) >= 250
    assert len(lexicon.people) - len(dated) >= 150
    assert len(lexicon.places) >= 350
    assert all(t.parent is None or t.parent in lexicon.topics for t in lexicon.topics.values())


def test_every_office_has_a_known_role() -> None:
    """A role that roles.yml lacks would leave its holder without a level."""
    lexicon = load_lexicon(LEXICONS)
    private = {"politician", "executive", "head_of_region", "central_bank_governor", "commission_president"}
    roles = {o.role for p in lexicon.people.values() if p.country in ("US", "RU") for o in p.offices}

    assert roles - set(lexicon.roles) <= private


@pytest.mark.parametrize(
    ("role", "country", "day", "holder"),
    [
        ("president", "US", "2010-04-08", "obama"),
        ("president", "RU", "2010-04-08", "medvedev"),
        ("president", "US", "2022-01-21", "biden"),
        ("foreign_minister", "US", "2018-04-10", "sullivan_john"),
        ("foreign_minister", "RU", "2025-02-18", "lavrov"),
        ("defence_minister", "RU", "2024-06-25", "belousov"),
        ("national_security_adviser", "US", "2018-08-23", "bolton"),
        ("security_council_secretary", "RU", "2021-05-24", "patrushev"),
    ],
)
def test_offices_resolve_by_date(role: str, country: str, day: str, holder: str) -> None:
    """A title with a country and a date names its holder."""
    person = load_lexicon(LEXICONS).holder(role, country, date.fromisoformat(day))

    assert person is not None
    assert person.key == holder


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Return a copy of the lexicons that a test may break."""
    folder = tmp_path / "lexicons"
    shutil.copytree(LEXICONS, folder)
    return folder


def test_unknown_key_names_file_and_line(copied: Path) -> None:
    """A typing error in a lexicon is one clear error with its place."""
    path = copied / "topics.yml"
    lines = path.read_text("utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if line.strip().startswith("parent:"))
    lines[at] = lines[at].replace("parent:", "parrent:")
    path.write_text("\n".join(lines), "utf-8")

    with pytest.raises(BadInputError, match=rf"topics\.yml:{at + 1}: .*parrent"):
        load_lexicon(copied)


@pytest.mark.parametrize(
    ("good", "bad"), [("from: 2021-01-26", "from: 2021-13-26"), ("from: 2021-01-26", "from: 2021-13")]
)
def test_a_date_that_no_calendar_has_names_its_line(copied: Path, good: str, bad: str) -> None:
    """Whether YAML or the schema stumbles over it, the error says in which line."""
    path = copied / "people_us.yml"
    text = path.read_text("utf-8")
    path.write_text(text.replace(good, bad, 1), "utf-8")
    line = text[: text.index(good)].count("\n") + 1

    with pytest.raises(BadInputError, match=rf"people_us\.yml:{line}: "):
        load_lexicon(copied)


@pytest.mark.parametrize(
    ("loose", "first", "last"),
    [
        (2012, "2012-01-01", "2012-12-31"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("2012-12", "2012-12-01", "2012-12-31"),
        (date(2012, 2, 3), "2012-02-03", "2012-02-03"),
        ("2012-02-03", "2012-02-03", "2012-02-03"),
    ],
)
def test_an_office_may_be_dated_by_day_month_or_year(loose: object, first: str, last: str) -> None:
    """It begins with the first day of what the file says and ends with the last, however YAML reads it."""
    office = RawOffice.model_validate({"role": "president", "from": loose, "to": loose})

    assert (office.from_, office.to) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "loose", ["", "12", "2012-2", "2012-02-30", "20120203", "2012W01", "٢٠١٢", "2012-02-03T10", True, ["2012"]]
)
def test_what_is_no_date(loose: object) -> None:
    """Nothing but a day, month or year that there is passes."""
    with pytest.raises(ValidationError):
        RawOffice.model_validate({"role": "president", "from": loose})


def test_key_that_stands_twice_names_its_line(copied: Path) -> None:
    """Two entries under one key would hide each other."""
    path = copied / "bodies.yml"
    text = path.read_text("utf-8")
    first = text.index("  - key:")
    second = text.index("  - key:", first + 1)
    path.write_text(text + "\n" + text[first:second].rstrip() + "\n", "utf-8")

    with pytest.raises(BadInputError, match=r"bodies\.yml:\d+: key '\w+' stands twice"):
        load_lexicon(copied)


def test_watch_with_an_unknown_transition(tmp_path: Path) -> None:
    """A watch is checked against the closed lists."""
    path = tmp_path / "watches.yml"
    path.write_text((LEXICONS / "watches.yml").read_text("utf-8").replace("postponed,", "delayed,"), "utf-8")

    with pytest.raises(BadInputError, match=r"watches\.yml:\d+: watches\.0\.transitions"):
        load_watches(path)


def test_norway_is_no_boolean(tmp_path: Path) -> None:
    """NO, yes and on are words; only true and false are booleans."""
    path = tmp_path / "words.yml"
    path.write_text("words: [NO, no, yes, on, true, false]", "utf-8")

    assert read_yaml(path) == {"words": ["NO", "no", "yes", "on", True, False]}


def test_a_file_that_is_no_text_names_its_byte(tmp_path: Path) -> None:
    """What cannot be read as UTF-8 is an error of the file, whether its content may be kept or not."""
    path = tmp_path / "words.yml"
    path.write_bytes(b"a: \xff")

    for keep in (True, False):
        with pytest.raises(BadInputError, match=r"words\.yml.*not UTF-8 at byte 3"):
            read_yaml(path, keep_parsed=keep)


def test_what_was_parsed_is_kept_until_the_file_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second reading comes from the user's cache; a broken or unwritable cache is no error; a new text is read anew."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = tmp_path / "words.yml"
    path.write_text("a: 1", "utf-8")

    assert read_yaml(path, keep_parsed=True) == {"a": 1}
    (kept,) = (tmp_path / "cache" / "rasid").glob("*.json")
    kept.write_text('{"a": 2}', "utf-8")
    assert read_yaml(path, keep_parsed=True) == {"a": 2}
    kept.write_text("{", "utf-8")
    assert read_yaml(path, keep_parsed=True) == {"a": 1}
    path.write_text("a: 3", "utf-8")
    assert read_yaml(path, keep_parsed=True) == {"a": 3}
    assert len(list((tmp_path / "cache" / "rasid").iterdir())) == 1  # an edit leaves nothing behind
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/nowhere")
    assert read_yaml(path, keep_parsed=True) == {"a": 3}
