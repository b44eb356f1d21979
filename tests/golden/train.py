"""Learn the weights of include/lexicons/confidence.yml from the labelled articles that are for development: `make train`.

The kept-back sets are never read here. A logistic model with an L2 penalty over the named features of a merged mention
(include/rasid/core/confidence.py); its reliability is measured on articles that the fold did not learn from.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from include.rasid.core.confidence import BIAS
from include.rasid.io.detector import load_detectors
from include.rasid.settings import settings
from tests.golden.calibration import SHARED, Example, examples, reliability
from tests.golden.score import labelled_newsroom, own_articles

PENALTY = 2.0  # of the squared weights, chosen by the log-loss over the folds among 0.3, 1, 2, 3 and 5, with a preference for the smoother of two that are alike
FOLDS = 10
FEWEST = 4  # mentions that have a feature, for it to get a weight
_NEWTON_STEPS = 30


def main() -> int:
    """Print the reliability over the folds and write the weights."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        golds = [SHARED / "gold" / "dev.jsonl", labelled_newsroom(folder), own_articles(folder, "dev")]
        rows = examples(golds, load_detectors(settings().lexicons, settings().watches_file)[0])
    names = _names(rows)
    chances = _cross_validated(rows, names)
    right = np.array([float(ok) for _, _, _, ok in rows])
    sys.stdout.write(f"{len(rows)} mentions, {int(right.sum())} right; log-loss {_loss(chances, right):.3f}\n")
    for line in reliability(chances, right):
        sys.stdout.write(f"{line}\n")
    weights = _learnt(rows, names)
    path = settings().lexicons / "confidence.yml"
    path.write_text(_file(names, weights, len(rows)), "utf-8")
    return 0


def _names(rows: list[Example]) -> list[str]:
    counts = Counter(f for _, features, _, _ in rows for f in features)
    return [BIAS, *sorted(f for f, n in counts.items() if n >= FEWEST)]


def _matrix(rows: list[Example], names: list[str]) -> Any:
    return np.array([[float(n == BIAS or n in features) for n in names] for _, features, _, _ in rows])


def _learnt(rows: list[Example], names: list[str]) -> Any:
    """Return the weights by Newton's method; the constant term is not penalised."""
    x, y = _matrix(rows, names), np.array([float(ok) for _, _, _, ok in rows])
    penalty = np.full(len(names), PENALTY)
    penalty[0] = 1e-6
    weights = np.zeros(len(names))
    for _ in range(_NEWTON_STEPS):
        chance = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (chance - y) + penalty * weights
        curve = (x * (chance * (1 - chance))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def _cross_validated(rows: list[Example], names: list[str]) -> Any:
    chances = np.zeros(len(rows))
    folds = {article: n % FOLDS for n, article in enumerate(dict.fromkeys(row.article for row in rows))}
    for fold in range(FOLDS):
        inside = [n for n, row in enumerate(rows) if folds[row.article] == fold]
        outside = [row for row in rows if folds[row.article] != fold]
        if inside:
            weights = _learnt(outside, names)
            chances[inside] = 1 / (1 + np.exp(-_matrix([rows[n] for n in inside], names) @ weights))
    return chances


def _loss(chances: Any, right: Any) -> float:
    safe = np.clip(chances, 1e-6, 1 - 1e-6)
    return float(-(right * np.log(safe) + (1 - right) * np.log(1 - safe)).mean())


def _file(names: list[str], weights: Any, count: int) -> str:
    rounded = {n: round(float(w), 2) for n, w in zip(names, weights, strict=True)}
    kept = {n: w for n, w in rounded.items() if n == BIAS or abs(w) >= 0.05}
    head = {
        "version": 1,
        "source": (
            f"Learnt by tests/golden/train.py (make train) from {count} mentions in the labelled articles for development: "
            "gold/dev.jsonl, the newsroom and tests/golden/contacts_*_dev.jsonl. Log-odds; a positive weight speaks for the mention."
        ),
    }
    return yaml.safe_dump(head | {"weights": kept}, allow_unicode=True, sort_keys=False, width=150)


if __name__ == "__main__":
    sys.exit(main())
