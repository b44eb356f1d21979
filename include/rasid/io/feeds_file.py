"""The file ``feeds.yml``, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from include.rasid.errors import BadInputError
from include.rasid.io.yaml_file import StrictModel, load_yaml_model

if TYPE_CHECKING:
    from pathlib import Path


class Label(StrictModel):
    """A name in both languages."""

    ar: str
    en: str


class Publisher(StrictModel):
    """An outlet."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: Label
    country: str | None = None


class Feed(StrictModel):
    """A feed of an outlet."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    publisher: str
    url: str = Field(pattern=r"^https?://")
    interval_minutes: int = Field(default=30, ge=1, le=1440)
    active: bool = True
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
        BadInputError: The file is missing or breaks its schema, a key stands twice, or a publisher is not listed.
    """
    found = load_yaml_model(path, FeedsFile)
    publishers = {p.key for p in found.publishers}
    keys = [f.key for f in found.feeds]
    for feed in found.feeds:
        if feed.publisher not in publishers:
            raise BadInputError(f"feed {feed.key!r}: publisher {feed.publisher!r} is not listed", path=path)
        if keys.count(feed.key) > 1:
            raise BadInputError(f"feed {feed.key!r} stands twice", path=path)
    return found
