"""The file ``boilerplate.yml``, checked and folded."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from include.rasid.core.cleaner import Boilerplate
from include.rasid.core.fold import fold_word
from include.rasid.io.yaml_file import StrictModel, load_yaml_model

if TYPE_CHECKING:
    from pathlib import Path


class _BoilerplateFile(StrictModel):
    version: int
    source: str
    most_words: int
    line_starts: tuple[str, ...]
    whole_lines: tuple[str, ...]
    tail_starts: tuple[str, ...]
    credits: tuple[str, ...]


@cache
def load_boilerplate(folder: Path) -> Boilerplate:
    """Return the page furniture known in ``folder``; read once a process.

    Raises:
        BadInputError: The file is missing or breaks its schema.
    """
    raw = load_yaml_model(folder / "boilerplate.yml", _BoilerplateFile)
    return Boilerplate(
        most_words=raw.most_words,
        line_starts=tuple(map(fold_word, raw.line_starts)),
        whole_lines=frozenset(map(fold_word, raw.whole_lines)),
        tail_starts=tuple(map(fold_word, raw.tail_starts)),
        credits=tuple(map(fold_word, raw.credits)),
    )
