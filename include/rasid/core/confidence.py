"""How likely a reading is right: a logistic model over named features, so that `why` can tell what spoke for and against."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

BIAS = "bias"  # the name of the constant term


def probability(features: Iterable[str], weights: Mapping[str, float]) -> float:
    """Return the probability in (0, 1) that a mention with these features is right, to three places.

    A feature without a weight says nothing.
    """
    score = weights.get(BIAS, 0.0) + sum(weights.get(name, 0.0) for name in dict.fromkeys(features))
    return round(1 / (1 + math.exp(-score)), 3)


def spoken_for(features: Iterable[str], weights: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """Return the features that count, with their weights, the strongest first."""
    known = [(name, weights[name]) for name in dict.fromkeys(features) if weights.get(name)]
    return tuple(sorted(known, key=lambda pair: -abs(pair[1])))
