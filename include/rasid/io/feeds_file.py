"""The file ``feeds.yml``, checked; docs/feeds.md describes its fields."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import Field

from include.rasid.errors import BadInputError
from include.rasid.io.yaml_file import StrictModel, load_yaml_model, read_text

if TYPE_CHECKING:
    from pathlib import Path

_RESERVED = "canary"  # what is filed under it is synthetic (include/rasid/io/canary.py)


class Label(StrictModel):
    """A name in both languages."""

    ar: str
    en: str


class PublisherKind(StrEnum):
    """What an outlet is."""

    AGENCY = "agency"  # a news agency
    BROADCASTER = "broadcaster"  # television or radio
    NEWSPAPER = "newspaper"  # printed or only on the web
    OFFICIAL = "official"  # a government or an international body
    AGGREGATOR = "aggregator"  # lists what others print


class Evidence(StrEnum):
    """How the address of a feed is known."""

    MEASURED = "measured"  # answered with fresh items in a public check of 2026
    MIXED = "mixed"  # measured once, failed or blocked elsewhere
    AUDITED = "audited"  # checked by a public catalogue
    REPORTED = "reported"  # reported to work by a public catalogue
    LISTED = "listed"  # listed by a public catalogue
    CAPTURED = "captured"  # a public collection holds a copy of it
    FLAKY = "flaky"  # comes and goes
    FALLBACK = "fallback"  # a search of another site stands in for a feed that is missing or closed


class Publisher(StrictModel):
    """An outlet."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: Label
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")  # ISO 3166-1 alpha-2; None: of no country
    kind: PublisherKind | None = None  # None: not said
    trust: Label | None = None  # why it is listened to, and whose voice it is; None: not said


class Feed(StrictModel):
    """A feed of an outlet."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    publisher: str
    url: str = Field(pattern=r"^https?://")
    interval_minutes: int = Field(default=30, ge=1, le=1440)
    active: bool = True
    language: str = Field(default="ar", pattern=r"^[a-z]{2}$")  # ISO 639-1, of its entries
    expected_a_day: float | None = Field(default=None, gt=0)  # new entries; None: nobody knows
    evidence: Evidence | None = None  # None: not said
    oldest_days: int | None = Field(default=None, ge=1)  # how old an entry may be when it is first seen; None: 730
    note: str | None = None


class FeedsFile(StrictModel):
    """Everything Rasid polls."""

    version: int
    source: str | None = None
    publishers: tuple[Publisher, ...]
    feeds: tuple[Feed, ...]


def load_feeds(path: Path) -> FeedsFile:
    """Return the feeds of a file.

    Raises:
        BadInputError: The file is missing or breaks its schema, a key stands twice or is that of the canary, or a publisher is not listed.
    """
    found = load_yaml_model(path, FeedsFile)
    for kind, keys in (("publisher", [p.key for p in found.publishers]), ("feed", [f.key for f in found.feeds])):
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice:
            raise BadInputError(f"{kind} {twice!r} stands twice", path=path, line=_line_of(path, twice))
        if _RESERVED in keys:
            raise BadInputError(f"the key {_RESERVED} is kept", path=path, line=_line_of(path, _RESERVED))
    publishers = {p.key for p in found.publishers}
    for feed in found.feeds:
        if feed.publisher not in publishers:
            reason = f"feed {feed.key!r}: publisher {feed.publisher!r} is not listed"
            raise BadInputError(reason, path=path, line=_line_of(path, feed.key))
    return found


def _line_of(path: Path, key: str) -> int | None:
    """Return the last line that gives ``key``; None where the file spells it in another way."""
    pattern = re.compile(rf"\bkey:\s*[\"']?{re.escape(key)}\b")
    lines = [number for number, line in enumerate(read_text(path).splitlines(), start=1) if pattern.search(line)]
    return lines[-1] if lines else None
