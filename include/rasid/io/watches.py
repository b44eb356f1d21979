"""The file ``watches.yml``, checked."""

from __future__ import annotations

import re
from datetime import time
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field

from include.rasid.core.header_text import header_text
from include.rasid.core.mail_frame import check_address
from include.rasid.core.watch import Side, Watch, Wishes
from include.rasid.errors import BadInputError
from include.rasid.io.yaml_file import StrictModel, load_yaml_model
from include.rasid.model import Scope, Transition

if TYPE_CHECKING:
    from pathlib import Path


def parse_quiet_hours(text: str) -> tuple[time, time]:
    """Return both ends of ``22:00-06:30``.

    Raises:
        BadInputError: It is not written so.
    """
    if not re.fullmatch(f"{CLOCK[:-1]}-{CLOCK[1:]}", text):
        msg = f"not quiet hours such as 22:00-06:30: {header_text(text)}"
        raise BadInputError(msg)
    first, last = (time.fromisoformat(end) for end in text.split("-"))
    return first, last


def _mail_address(text: str) -> str:
    try:
        check_address(text)
    except BadInputError as error:
        raise ValueError(str(error)) from error
    return text


CLOCK = r"^(?:[01]\d|2[0-3]):[0-5]\d$"
Recipient = Annotated[str, AfterValidator(_mail_address)]


class _Label(StrictModel):
    ar: str
    en: str


class _Side(StrictModel):
    key: str
    label: _Label
    countries: tuple[str, ...] = Field(min_length=1)
    delegation: str = Field(pattern="^[a-z0-9_]+_delegation$")


class _Mute(StrictModel):
    pairs: tuple[Annotated[tuple[str, ...], Field(min_length=1)], ...] = ()
    sources: tuple[str, ...] = ()


class _Watch(StrictModel):
    key: str
    label: _Label
    sides: tuple[_Side, _Side]
    scopes: tuple[Scope, ...]
    transitions: tuple[Transition, ...]
    alert_threshold: float = Field(ge=0, le=1)
    review_threshold: float = Field(ge=0, le=1)
    recipients: tuple[Recipient, ...] = ()
    language: Literal["ar", "en"] = "ar"
    pace: Literal["immediate", "digest"] = "immediate"
    digest_at: str = Field(default="07:00", pattern=CLOCK)
    quiet_hours: str | None = Field(default=None, pattern=f"{CLOCK[:-1]}-{CLOCK[1:]}")
    people: tuple[str, ...] = ()
    mute: _Mute = _Mute()


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
        wishes=Wishes(
            language=raw.language,
            pace=raw.pace,
            digest_at=time.fromisoformat(raw.digest_at),
            quiet=parse_quiet_hours(raw.quiet_hours) if raw.quiet_hours else None,
            people=frozenset(raw.people),
            muted_pairs=tuple(tuple(sorted(pair)) for pair in raw.mute.pairs),
            muted_sources=frozenset(raw.mute.sources),
        ),
    )
