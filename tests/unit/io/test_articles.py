from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from include.rasid.errors import BadInputError
from include.rasid.io.articles import parse_instant, read_articles

if TYPE_CHECKING:
    from pathlib import Path

ROW = {"id": "a-1", "title": "", "text": "نص", "date_iso": "2023-03-02", "publisher": "صحيفة", "url": ""}


def write(path: Path, *lines: object) -> Path:
    """Write one JSON object a line; bytes are written as they are."""
    encoded = (line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    path.write_bytes(b"\n".join(encoded))
    return path


def test_articles_keep_the_order_of_files_and_lines(tmp_path: Path) -> None:
    """Two files are read one after the other; further fields, blank lines and a byte order mark do not matter."""
    first = write(tmp_path / "1.jsonl", b"\xef\xbb\xbf" + json.dumps(ROW).encode(), b"", ROW | {"id": "a-0"})
    second = write(tmp_path / "2.jsonl", ROW | {"id": "b", "contacts": []})

    assert [article.id for article in read_articles([first, second])] == ["a-1", "a-0", "b"]


def test_texts_are_read_as_published(tmp_path: Path) -> None:
    """A line separator inside a text does not end the line, and nothing is normalised."""
    text = "فقرة\u2028أولى\nثانية أ\u064e"
    path = tmp_path / "1.jsonl"
    path.write_text(json.dumps(ROW | {"text": text}, ensure_ascii=False), encoding="utf-8")

    [article] = read_articles([path])

    assert article.text == text


@pytest.mark.parametrize(
    ("date_iso", "expected"),
    [
        ("2023-03-02", datetime(2023, 3, 2, 12, tzinfo=UTC)),
        ("2023-03-02T18:40:00+03:00", datetime(2023, 3, 2, 15, 40, tzinfo=UTC)),
        ("2023-03-02T18:40:00Z", datetime(2023, 3, 2, 18, 40, tzinfo=UTC)),
        ("2023-03-02T18:40", datetime(2023, 3, 2, 18, 40, tzinfo=UTC)),
    ],
)
def test_instants(date_iso: str, expected: datetime) -> None:
    """A day is noon, a time without a zone is UTC, other zones are converted."""
    instant = parse_instant(date_iso)

    assert instant == expected
    assert instant.tzinfo is UTC


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id": ', "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        ([1], "not a JSON object"),
        ({key: value for key, value in ROW.items() if key != "url"}, "'url' is missing"),
        (ROW | {"title": None}, "'title' is not text"),
        (ROW | {"text": "\ud800"}, "half a character"),
        (ROW | {"id": " "}, "id is empty"),
        (ROW | {"date_iso": "2 مارس 2023"}, "not an ISO 8601 date"),
        (ROW | {"date_iso": "2023-02-30"}, "not an ISO 8601 date"),
        (ROW | {"date_iso": "0001-01-01T00:00:00+05:00"}, "not an ISO 8601 date"),
        (ROW, "'a-1' was used before"),
    ],
)
def test_bad_line_is_named(tmp_path: Path, line: object, reason: str) -> None:
    """One clear error names the file, the line and the reason."""
    path = write(tmp_path / "1.jsonl", ROW, b"", line)

    with pytest.raises(BadInputError, match=reason) as caught:
        read_articles([path])

    assert (caught.value.path, caught.value.line) == (path, 3)


def test_missing_file_is_named(tmp_path: Path) -> None:
    """A file that cannot be read is an input error as well."""
    with pytest.raises(BadInputError, match=r"none\.jsonl: cannot be read"):
        read_articles([tmp_path / "none.jsonl"])


@pytest.mark.parametrize("field", ["id", "url"])
def test_what_no_index_can_hold_is_refused(tmp_path: Path, field: str) -> None:
    """An id or address of more than 2,000 bytes is one clear error with its line, not a batch that can never be published."""
    assert len(read_articles([write(tmp_path / "1.jsonl", ROW | {field: "خ" * 1000})])) == 1
    with pytest.raises(BadInputError, match=f"the {field} is longer than 2000 bytes"):
        read_articles([write(tmp_path / "2.jsonl", ROW | {field: "خ" * 1001})])
