"""The logistic model over named features."""

from __future__ import annotations

import pytest

from include.rasid.core.confidence import BIAS, probability, spoken_for
from include.rasid.io.confidence import load_weights
from include.rasid.settings import settings
from tests.unit.core.test_detect import detect

WEIGHTS = {BIAS: 1.0, "between": 2.0, "far": -3.0}


@pytest.mark.parametrize(
    ("features", "expected"),
    [((), 0.731), (("between",), 0.953), (("far",), 0.119), (("between", "far"), 0.5), (("between", "between"), 0.953)],
)
def test_probability_is_the_logistic_of_the_sum(features: tuple[str, ...], expected: float) -> None:
    """Bias plus the weights of the features, each once, through the logistic function."""
    assert probability(features, WEIGHTS) == expected


def test_a_feature_without_weight_says_nothing() -> None:
    """Unknown features leave the probability as it is."""
    assert probability(("between", "unheard_of"), WEIGHTS) == probability(("between",), WEIGHTS)


def test_what_spoke_for_it_comes_strongest_first() -> None:
    """`why` shows the features that count, by the size of their weight."""
    assert spoken_for(("between", "unheard_of", "far"), WEIGHTS) == (("far", -3.0), ("between", 2.0))


def test_syntax_is_surer_than_standing_beside() -> None:
    """A pair bound by بين is promised more than two names that stand beside a meeting."""
    [bound] = detect("عقد في جنيف أمس اجتماع بين بلينكن ولافروف.")
    [beside] = detect("قال بلينكن خلال اجتماع في جنيف أمس كلاما سمعه لافروف.")

    assert bound.confidence > 0.9 > beside.confidence
    assert "comention" in beside.features


def test_the_weights_name_features_that_detection_gives() -> None:
    """The file has a bias, and its weights are log-odds of a sane size."""
    weights = load_weights(settings().lexicons)

    assert BIAS in weights
    assert all(abs(w) < 5 for w in weights.values())
