"""Read articles from JSON lines, one object a line: id, title, text, date_iso, publisher, url."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from include.rasid.core.urls import MOST_KEY_BYTES
from include.rasid.errors import BadInputError
from include.rasid.model import Article

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FIELDS = ("id", "title", "text", "date_iso", "publisher", "url")
NOON = time(12, tzinfo=UTC)  # of articles that are dated by their day only


def read_articles(paths: Iterable[Path]) -> tuple[Article, ...]:
    """Return the articles of ``paths`` in their order; blank lines and further fields are skipped.

    All fields must be there as text; only the id may not be empty. A date without a time of day
    is noon, a time without a zone is UTC.

    Raises:
        BadInputError: A file cannot be read, or a line is not an article or repeats an id.
    """
    articles: dict[str, Article] = {}
    for path in paths:
        for line, content in _lines(path):
            article = _article(content, path, line)
            if article.id in articles:
                raise BadInputError(f"the id {article.id!r} was used before", path=path, line=line)
            articles[article.id] = article
    return tuple(articles.values())


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lines with their 1-based numbers; only LF ends a line: texts may hold U+2028."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadInputError(f"cannot be read: {error.strerror}", path=path) from error
    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    yield from ((number, line) for number, line in enumerate(lines, start=1) if line.strip())


def _article(content: bytes, path: Path, line: int) -> Article:
    try:
        row = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadInputError(f"not JSON: {error}", path=path, line=line) from error
    if not isinstance(row, dict):
        raise BadInputError("not a JSON object", path=path, line=line)
    texts = {field: _text(row, field, path, line) for field in FIELDS}
    if not texts["id"].strip():
        raise BadInputError("the id is empty", path=path, line=line)
    for field in ("id", "url"):
        if len(texts[field].encode()) > MOST_KEY_BYTES:
            raise BadInputError(f"the {field} is longer than {MOST_KEY_BYTES} bytes", path=path, line=line)
    try:
        published_at = parse_instant(texts.pop("date_iso"))
    except ValueError as error:
        raise BadInputError(f"date_iso: {error}", path=path, line=line) from error
    return Article(**texts, published_at=published_at)


def _text(row: dict[str, object], field: str, path: Path, line: int) -> str:
    if field not in row:
        raise BadInputError(f"the field {field!r} is missing", path=path, line=line)
    value = row[field]
    if not isinstance(value, str):
        raise BadInputError(f"the field {field!r} is not text", path=path, line=line)
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadInputError(f"the field {field!r} holds half a character", path=path, line=line) from error
    return value


def parse_instant(date_iso: str) -> datetime:
    """Return the instant in UTC; a day is noon, a time without a zone is UTC.

    Raises:
        ValueError: ``date_iso`` is not an ISO 8601 date or time.
    """
    try:
        return datetime.combine(date.fromisoformat(date_iso), NOON)
    except ValueError:
        pass  # not a day: a time, or nothing
    try:
        instant = datetime.fromisoformat(date_iso)
        return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"not an ISO 8601 date or time: {date_iso!r}") from error
