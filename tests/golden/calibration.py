"""Whether what detection promises comes true: each mention with what the labels say of it, and the curve over them."""

from __future__ import annotations

import importlib.util
import json
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from include.rasid.core.detect import detect_contacts
from include.rasid.io.articles import read_articles
from include.rasid.io.mention_json import public_contact
from include.rasid.settings import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from types import ModuleType

    from include.rasid.core.detect import Detector

SHARED = PROJECT.parent / "shared"
SCORER = SHARED / "tools" / "score.py"


class Example(NamedTuple):
    """A mention of a labelled article."""

    article: str
    features: frozenset[str]
    confidence: float
    is_right: bool


def examples(golds: Iterable[Path], detector: Detector) -> list[Example]:
    """Return the mentions found in labelled articles, but those whose labels leave open whether they are right."""
    scorer = _scorer()
    rows: list[Example] = []
    for gold in golds:
        labels = {r["id"]: r for r in map(json.loads, gold.read_text("utf-8").splitlines())}
        for article in read_articles([gold]):
            mentions = detect_contacts(article, detector)
            found = [json.loads(json.dumps(public_contact(m), default=str)) for m in mentions]
            verdicts = _verdicts(labels[article.id], found, scorer)
            rows += [
                Example(article.id, frozenset(m.features), m.confidence, v)
                for m, v in zip(mentions, verdicts, strict=True)
                if v is not None
            ]
    return rows


def reliability(chances: Any, right: Any) -> list[str]:
    """Return a line for each tenth of the probability: how many mentions, what was promised, what came true."""
    lines = ["promised  right  mentions"]
    for low in np.arange(0, 1, 0.1):
        inside = (chances >= low) & (chances < low + 0.1 + (low > 0.85))
        if inside.any():
            lines.append(f"{chances[inside].mean():8.2f} {right[inside].mean():6.2f} {int(inside.sum()):9d}")
    return lines


def _verdicts(label: dict[str, Any], found: list[dict[str, Any]], scorer: ModuleType) -> list[bool | None]:
    """Return for each found contact whether it is right; None where the labels leave it open."""
    golds = label["contacts"]
    pairs = {j: i for i, j in scorer.match(golds, found)}
    open_ones = [g for g in golds if scorer.optional(g)]
    verdicts: list[bool | None] = []
    for j, contact in enumerate(found):
        if j in pairs:
            verdicts.append(None if scorer.optional(golds[pairs[j]]) else True)
        elif any(scorer.same_people(g, contact) for g in open_ones):
            verdicts.append(None)
        else:
            verdicts.append(None if any(scorer.fits(r, contact) for r in label.get("tolerate") or ()) else False)
    return verdicts


def _scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", SCORER)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(SCORER)
    module = importlib.util.module_from_spec(spec)
    sys.modules["score"] = module
    spec.loader.exec_module(module)
    return module
