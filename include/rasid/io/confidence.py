"""The file ``confidence.yml``, checked."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from include.rasid.io.yaml_file import StrictModel, load_yaml_model

if TYPE_CHECKING:
    from pathlib import Path


class _ConfidenceFile(StrictModel):
    version: int
    source: str
    weights: dict[str, float]


@cache
def load_weights(folder: Path) -> dict[str, float]:
    """Return the weight of each feature of a mention, as log-odds; read once a process.

    Raises:
        BadInputError: The file is missing or breaks its schema.
    """
    return load_yaml_model(folder / "confidence.yml", _ConfidenceFile, keep_parsed=True).weights
