"""The file feeds.yml: what is read and which line is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from include.rasid.core.urls import canonical_url
from include.rasid.errors import BadInputError
from include.rasid.io.feeds_file import Evidence, load_feeds
from tests.factories import LEXICONS

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """version: 1
publishers:
  - {key: sada, name: {ar: صدى, en: Sada}, country: AE}
feeds:
  - key: sada_world
    publisher: sada
    url: https://sada.example/rss.xml
    interval_minutes: 15
    active: false
    note: measured
"""


def load(folder: Path, text: str) -> BadInputError | None:
    """Return the error that a file gives; None: it is good."""
    (folder / "feeds.yml").write_text(text, "utf-8")
    try:
        load_feeds(folder / "feeds.yml")
    except BadInputError as error:
        return error
    return None


def test_a_good_file_gives_its_values(tmp_path: Path) -> None:
    """Publishers and feeds come as written."""
    assert load(tmp_path, GOOD) is None
    found = load_feeds(tmp_path / "feeds.yml")

    assert (found.publishers[0].key, found.publishers[0].name.ar, found.publishers[0].country) == ("sada", "صدى", "AE")
    feed = found.feeds[0]
    assert (feed.key, feed.publisher, feed.url) == ("sada_world", "sada", "https://sada.example/rss.xml")
    assert (feed.interval_minutes, feed.active, feed.note) == (15, False, "measured")


def test_what_is_left_out_has_a_default(tmp_path: Path) -> None:
    """A feed is polled every 30 minutes and is active unless the file says otherwise."""
    load(tmp_path, GOOD.replace("    interval_minutes: 15\n    active: false\n    note: measured\n", ""))
    feed = load_feeds(tmp_path / "feeds.yml").feeds[0]

    assert (feed.interval_minutes, feed.active) == (30, True)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("note: measured", "nota: measured", 10, "nota"),
        ("interval_minutes: 15", "interval_minutes: often", 8, "interval_minutes"),
        ("interval_minutes: 15", "interval_minutes: 0", 8, "interval_minutes"),
        ("url: https:", "url: file:", 7, "url"),
        ("key: sada_world", "key: Sada World", 5, "key"),
        ("publisher: sada", "publisher: nabaa", 5, "'nabaa' is not listed"),
        (
            "feeds:\n",
            "feeds:\n  - {key: sada_world, publisher: sada, url: 'https://sada.example/2'}\n",
            6,
            "stands twice",
        ),
        ("feeds:\n", "  - {key: sada, name: {ar: ص, en: S}}\nfeeds:\n", 4, "stands twice"),
        ("active: false", "active: [", 11, "not YAML"),
    ],
)
def test_an_error_names_its_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    """File, line and what is wrong there."""
    error = load(tmp_path, GOOD.replace(old, new))

    assert error is not None
    assert error.line == line, str(error)
    assert words in str(error)
    assert "feeds.yml" in str(error)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A wrong RASID_FEEDS is one clear error."""
    with pytest.raises(BadInputError, match=r"none\.yml"):
        load_feeds(tmp_path / "none.yml")


def test_the_feeds_of_the_project_are_good() -> None:
    """Each has an address of its own and says all that docs/feeds.md asks for."""
    found = load_feeds(LEXICONS / "feeds.yml")

    assert len(found.feeds) >= 35
    assert len({canonical_url(feed.url) for feed in found.feeds}) == len(found.feeds)
    assert [f.key for f in found.feeds if f.evidence is None or f.expected_a_day is None or f.language != "ar"] == []
    assert [p.key for p in found.publishers if p.trust is None or p.kind is None] == []
    assert {p.key for p in found.publishers} == {f.publisher for f in found.feeds}


def test_searches_and_flaky_feeds_wait_for_a_person() -> None:
    """What a search engine lists, and what comes and goes, is not polled unasked."""
    feeds = load_feeds(LEXICONS / "feeds.yml").feeds

    assert [f.key for f in feeds if f.active and f.evidence in {Evidence.FALLBACK, Evidence.FLAKY}] == []
    assert [f.key for f in feeds if f.active and "google." in f.url] == []
