"""The file ``watches.yml``, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from include.rasid.core.watch import Side, Watch
from include.rasid.errors import BadInputError
from include.rasid.io.yaml_file import StrictModel, load_yaml_model
from include.rasid.model import Scope, Transition

if TYPE_CHECKING:
    from pathlib import Path


class _Label(StrictModel):
    ar: str
    en: str


class _Side(StrictModel):
    key: str
    label: _Label
    countries: tuple[str, ...] = Field(min_length=1)
    delegation: str = Field(pattern="^[a-z0-9_]+_delegation$")


class _Watch(StrictModel):
    key: str
    label: _Label
    sides: tuple[_Side, _Side]
    scopes: tuple[Scope, ...]
    transitions: tuple[Transition, ...]
    alert_threshold: float = Field(ge=0, le=1)
    review_threshold: float = Field(ge=0, le=1)
    recipients: tuple[str, ...] = ()


class _WatchesFile(StrictModel):
    version: int
    source: str
    watches: tuple[_Watch, ...] = Field(min_length=1)


def load_watches(path: Path) -> tuple[Watch, ...]:
    """Return the watches of a file, at least one.

    Raises:
        BadInputError: The file is missing or breaks its schema, or two watches share a key.
    """
    watches = tuple(_watch(w) for w in load_yaml_model(path, _WatchesFile).watches)
    keys = [w.key for w in watches]
    if len(set(keys)) < len(keys):
        raise BadInputError("two watches share a key", path=path)
    return watches


def _watch(raw: _Watch) -> Watch:
    first, second = (
        Side(
            key=s.key,
            label_ar=s.label.ar,
            label_en=s.label.en,
            countries=frozenset(s.countries),
            delegation=s.delegation,
        )
        for s in raw.sides
    )
    return Watch(
        key=raw.key,
        label_ar=raw.label.ar,
        label_en=raw.label.en,
        sides=(first, second),
        scopes=frozenset(raw.scopes),
        transitions=frozenset(raw.transitions),
        alert_threshold=raw.alert_threshold,
        review_threshold=raw.review_threshold,
        recipients=raw.recipients,
    )
