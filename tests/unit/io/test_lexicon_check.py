from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest

from include.rasid.core.fold import fold_word
from include.rasid.errors import BadInputError
from include.rasid.io.lexicon_check import Finding, check_lexicon
from tests.factories import LEXICONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Break(NamedTuple):
    """A change of one entry of one file, and the finding that it must give at the entry."""

    file: str
    key: str
    pattern: str  # of what is replaced, inside the entry
    replacement: str
    level: str
    text: str


BREAKS = {
    "full name of two people": Break(
        "people_us.yml",
        "ratney",
        r"aliases: \[\]",
        "aliases: [ماركو روبيو]",
        "error",
        "the full name «ماركو روبيو» belongs to rubio, ratney",
    ),
    "family name alone of two people": Break(
        "people_us.yml",
        "ratney",
        r"family: \[",
        "family: [روبيو, ",
        "note",
        "the family name alone «روبيو» belongs to rubio, ratney",
    ),
    "name of two places": Break(
        "places.yml", "geneva", r"names: \[", "names: [موسكو, ", "error", "the name «موسكو» belongs to moscow, geneva"
    ),
    "place like an official, no cue asked for": Break(
        "places.yml",
        "geneva",
        r"names: \[",
        "names: [لافروف, ",
        "error",
        "«لافروف» is also the family name of lavrov: set needs_cue",
    ),
    "name of a single letter": Break(
        "places.yml", "geneva", r"names: \[", "names: [ج, ", "error", "the name «ج» is a single letter"
    ),
    "parent that is no topic": Break(
        "topics.yml", "summit", "parent: diplomacy", "parent: diplomatie", "error", "there is no topic diplomatie"
    ),
    "topic without terms": Break(
        "topics.yml", "summit_geneva_1985", r"terms: \[.*?\]", "terms: []", "error", "has neither terms nor narrower"
    ),
    "Arabic label in Latin letters": Break(
        "people_us.yml", "blinken", "ar: [^}]*", "ar: Blinken", "error", "blinken: the Arabic label «Blinken» has no"
    ),
    "English label in Arabic letters": Break(
        "places.yml", "geneva", "en: [^,]*", "en: جنيف", "error", "geneva: the English label “جنيف” has no"
    ),
    "two terms of one person": Break(
        "people_us.yml",
        "blinken",
        "from: 2015-01-09, to: 2017-01-20}",
        "from: 2015-01-09, to: 2017-01-20}\n      - {role: deputy_foreign_minister, from: 2016-01-01, to: 2016-06-01}",
        "error",
        "two terms as deputy_foreign_minister overlap",
    ),
    "two holders of a single office": Break(
        "people_us.yml",
        "rubio",
        "foreign_minister, from: 2025-01-21",
        "foreign_minister, from: 2024-01-21",
        "note",
        "foreign_minister of US: rubio and blinken overlap by 365 days",
    ),
    "office that ends before it begins": Break(
        "people_us.yml",
        "blinken",
        "from: 2013-01-20, to: 2015-01-09",
        "from: 2013-01-20, to: 2012-01-09",
        "error",
        "deputy_national_security_adviser ends on 2012-01-09, before it begins on 2013-01-20",
    ),
    "country that countries.yml lacks": Break(
        "places.yml", "geneva", "country: CH", "country: XX", "error", "there is no country XX"
    ),
    "long code that no body has": Break(
        "places.yml", "geneva", "country: CH", "country: SWISSLAND", "error", "there is no country SWISSLAND"
    ),
    "role that roles.yml lacks": Break(
        "people_us.yml", "ratney", "role: ambassador", "role: ambasador", "error", "there is no role ambasador"
    ),
}
WORDS = [
    ("homographs.yml", r"- forms: \[قطر\]", "- forms: [قطر, زعفران]", "«زعفران» is no name of the lexicon"),
    ("name_heads.yml", "TN: tunis", "TN: tuniis", "«tuniis» is no place and no state"),
    (
        "near_names.yml",
        r"ordinary: \[",
        "ordinary: [ريابكوف,",
        "«ريابكوف» is ordinary here and a family name of ryabkov",
    ),
]


@pytest.fixture(autouse=True, scope="module")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what is parsed of the broken copies out of the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Return a copy of the lexicons that a test may break."""
    folder = tmp_path / "lexicons"
    shutil.copytree(LEXICONS, folder)
    return folder


def edit(path: Path, pattern: str, replacement: str, *, key: str = "") -> int:
    """Replace what first matches ``pattern``, in the entry ``key`` if given; return the line of the entry or the match."""
    text = path.read_text("utf-8")
    begin = re.search(rf"^  - key: {key}$", text, re.MULTILINE) if key else None
    start = begin.start() if begin else 0
    end = text.find("\n  - key: ", start + 1) if key else len(text)
    found = re.compile(pattern, re.DOTALL).search(text, start, end if end > 0 else len(text))
    assert found is not None, f"{path.name} has no {pattern} in {key}"
    path.write_text(text[: found.start()] + replacement + text[found.end() :], "utf-8")
    return text.count("\n", 0, start if key else found.start()) + 1


def new_findings(folder: Path) -> list[Finding]:
    """Return what is found in a changed copy and not in the shipped lexicon; lines may have moved."""
    shipped = {(f.path.name, f.text) for f in check_lexicon(LEXICONS)}
    return [f for f in check_lexicon(folder) if (f.path.name, f.text) not in shipped]


def test_the_shipped_lexicon_has_no_error() -> None:
    """Notes are for people to look at; an error must not be shipped."""
    assert [f for f in check_lexicon(LEXICONS) if f.level == "error"] == []


def test_an_unchanged_copy_gives_the_findings_of_the_shipped_lexicon(copied: Path) -> None:
    """The findings depend on the files alone, and each names a line that is there."""
    shipped = check_lexicon(LEXICONS)

    assert [f._replace(path=LEXICONS / f.path.name) for f in check_lexicon(copied)] == shipped
    assert all(1 <= f.line <= len(f.path.read_text("utf-8").splitlines()) for f in shipped)


@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS.keys())
def test_a_broken_entry_is_found_at_its_line(copied: Path, broken: Break) -> None:
    """One broken entry gives one finding, with its level, at the line that declares the entry."""
    path = copied / broken.file
    line = edit(path, broken.pattern, broken.replacement, key=broken.key)

    [finding] = new_findings(copied)
    assert (finding.path, finding.line, finding.level) == (path, line, broken.level)
    assert broken.text in finding.text


@pytest.mark.parametrize(("file", "pattern", "replacement", "text"), WORDS)
def test_a_word_of_a_rule_is_found_at_its_line(
    copied: Path, file: str, pattern: str, replacement: str, text: str
) -> None:
    """A rule about names must speak of names, and one about ordinary words must not: a note at the word."""
    path = copied / file
    edit(path, pattern, replacement)
    word = fold_word(text[1 : text.index("»")])
    lines = [n for n, content in enumerate(path.read_text("utf-8").splitlines(), 1) if word in fold_word(content)]

    assert new_findings(copied) == [Finding(path, lines[0], "note", text)]


@pytest.mark.parametrize(
    ("file", "key", "pattern", "replacement"),
    [
        ("places.yml", "geneva", r"names: \[(.*?)\]\n    needs_cue: false", r"names: [لافروف]\n    needs_cue: true"),
        ("topics.yml", "diplomacy", r"terms: \[.*?\]", "terms: []"),
        ("people_us.yml", "rubio", "foreign_minister, from: 2025-01-21", "foreign_minister, from: 2024-12-25"),
        ("people_us.yml", "ratney", "country: US", "country: OSCE"),
        ("people_us.yml", "obama", r"aliases: \[.*?\]", "aliases: [باراك اوباما, باراك أوباما]"),
    ],
    ids=["place that asks for a cue", "topic with narrower ones", "handover of a month", "body", "one person's two"],
)
def test_what_is_allowed_is_no_error(copied: Path, file: str, key: str, pattern: str, replacement: str) -> None:
    """A place with a cue, a topic of topics, a handover, people of a body and two spellings of one person are right."""
    edit(copied / file, pattern, replacement.replace(r"\n", "\n"), key=key)

    assert new_findings(copied) == []


@pytest.mark.parametrize(
    ("source", "target", "key"),
    [
        ("places.yml", "places.yml", "geneva"),
        ("topics.yml", "topics.yml", "summit"),
        ("people_us.yml", "people_us.yml", "rubio"),
        ("people_ru.yml", "people_us.yml", "lavrov"),
    ],
)
def test_a_key_that_stands_twice_is_one_error_with_its_place(copied: Path, source: str, target: str, key: str) -> None:
    """Two entries under one key, also of two files, hide each other: nothing else is checked, file and line are named."""
    path = copied / target
    text = path.read_text("utf-8").rstrip() + "\n"
    path.write_text(f"{text}{entry((copied / source).read_text('utf-8'), key)}\n", "utf-8")
    line = text.count("\n") + 1

    with pytest.raises(BadInputError, match=rf"{re.escape(str(path))}:{line}: key '{key}' stands twice"):
        check_lexicon(copied)


def test_dates_that_cannot_be_read_stop_the_check(copied: Path) -> None:
    """The file of dates is checked too: a word with two meanings is told."""
    edit(copied / "dates.yml", r"weekdays:", "weekdayz:")
    with pytest.raises(BadInputError, match="dates"):
        check_lexicon(copied)


def test_errors_come_before_notes(copied: Path) -> None:
    """What must be mended stands first."""
    edit(copied / "places.yml", "country: CH", "country: XX", key="geneva")
    levels = [f.level for f in check_lexicon(copied)]

    assert levels[0] == "error"
    assert levels == sorted(levels)


def entry(text: str, key: str) -> str:
    found = re.search(rf"^  - key: {key}\n(?:    .*\n|\s*#.*\n)*", text, re.MULTILINE)
    assert found is not None
    return found[0].rstrip()


def test_a_broken_file_of_dates_is_named(tmp_path: Path) -> None:
    """The words of dates are read too; what is wrong with them names their file."""
    folder = tmp_path / "lexicons"
    shutil.copytree(LEXICONS, folder)
    dates = folder / "dates.yml"
    dates.write_text(dates.read_text("utf-8").replace("units:", "unts:", 1), "utf-8")
    with pytest.raises(BadInputError, match=r"dates\.yml"):
        check_lexicon(folder)
