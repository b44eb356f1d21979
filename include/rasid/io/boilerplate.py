"""The file ``boilerplate.yml``, checked."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pydantic import Field

from include.rasid.core.cleaner import Boilerplate, line_key
from include.rasid.io.yaml_file import StrictModel, load_yaml_model

if TYPE_CHECKING:
    from pathlib import Path


class _BoilerplateFile(StrictModel):
    version: int
    source: str
    most_words: int = Field(ge=1)
    starts: tuple[str, ...]
    labels: tuple[str, ...]
    lines: tuple[str, ...]
    tails: tuple[str, ...]
    credits: tuple[str, ...]
    credit_words: tuple[str, ...]
    date_words: tuple[str, ...]
    homes: tuple[str, ...]


@cache
def load_boilerplate(folder: Path) -> Boilerplate:
    """Return the words of lines around articles that ``folder`` knows; read once a process.

    Raises:
        BadInputError: The file is missing or breaks its schema.
    """
    raw = load_yaml_model(folder / "boilerplate.yml", _BoilerplateFile)
    return Boilerplate(
        most_words=raw.most_words,
        starts=_keys(raw.starts),
        labels=_keys(raw.labels),
        lines=frozenset(_keys(raw.lines)),
        tails=_keys(raw.tails),
        credits=frozenset(_keys(raw.credits)),
        credit_words=_keys(raw.credit_words),
        date_words=frozenset(_keys(raw.date_words)),
        homes=_keys(raw.homes),
    )


def _keys(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line_key(word) for word in words)
