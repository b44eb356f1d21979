"""Build domain values with sensible defaults; a test states only what it is about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from include.rasid.io.detector import load_detectors
from include.rasid.model import (
    Article,
    ContactMention,
    Mode,
    Part,
    Role,
    Scope,
    Setting,
    Span,
    Status,
    StoredMention,
    When,
)

if TYPE_CHECKING:
    from include.rasid.core.detect import Detector

PROJECT = Path(__file__).parents[1]
SHARED = PROJECT.parent / "shared"
LEXICONS = PROJECT / "include" / "lexicons"


@cache
def detector() -> Detector:
    """Return the detector of the default watch; read once."""
    return load_detectors(LEXICONS, LEXICONS / "watches.yml")[0]


def make_article(text: str, *, on: str = "2023-03-03", title: str = "", **fields: Any) -> Article:
    """Return an article published at noon UTC of the day ``on``."""
    published_at = datetime.fromisoformat(on).replace(hour=12, tzinfo=UTC)
    values: dict[str, Any] = {"id": "a1", "publisher": "sada", "url": "", **fields}
    return Article(title=title, text=text, published_at=published_at, **values)


def day(text: str) -> When:
    """Return one known day."""
    return When(first=date.fromisoformat(text), last=date.fromisoformat(text), basis="explicit")


def days(first: str, last: str) -> When:
    """Return a range of days."""
    return When(first=date.fromisoformat(first), last=date.fromisoformat(last), basis="relative")


def make_mention(us: str = "blinken", ru: str = "lavrov", **fields: Any) -> ContactMention:
    """Return a sure claim that two principals met."""
    values: dict[str, Any] = {
        "participants": tuple(sorted((us, ru))),
        "sides": (("RU", (ru,)), ("US", (us,))),
        "mode": Mode.IN_PERSON,
        "setting": Setting.BILATERAL,
        "status": Status.HELD,
        "when": None,
        "place": None,
        "role": Role.NEW,
        "scope": Scope.PRINCIPAL,
        "confidence": 0.9,
        "part": Part.TEXT,
        "span": Span(0, 4),
        "evidence": "نصّ",
        **fields,
    }
    return ContactMention(**values)


def make_stored(
    mention_id: int, mention: ContactMention, *, on: str = "2023-03-03", article: str = ""
) -> StoredMention:
    """Return a stored mention of an article of its own, published on the day ``on``."""
    return StoredMention(
        mention_id=mention_id,
        ordinal=0,
        article_key=article or f"a{mention_id}",
        published_at=datetime.fromisoformat(on).replace(hour=12, tzinfo=UTC),
        mention=mention,
    )
