"""The file ``reveal.yml``, checked."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from include.rasid.core.reveal import reveal_phrases
from include.rasid.io.yaml_file import StrictModel, load_yaml_model

if TYPE_CHECKING:
    from pathlib import Path


class _RevealFile(StrictModel):
    version: int
    source: str
    phrases: tuple[str, ...]


@cache
def load_reveal_phrases(lexicons: Path) -> frozenset[tuple[str, ...]]:
    """Return the phrases by which texts bring contacts to light.

    Raises:
        BadInputError: The file is missing or breaks its schema.
    """
    return reveal_phrases(load_yaml_model(lexicons / "reveal.yml", _RevealFile).phrases)
