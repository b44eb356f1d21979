"""What a gate decided and by which words and values: the lines of ``why`` and ``why-not``, before they are put into words."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from include.rasid.core.sentences import find_sentences

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import timedelta

    from include.rasid.core.watch import Watch
    from include.rasid.model import Contact


class Verdict(StrEnum):
    """What a gate did with what came to it."""

    PASSED = "passed"
    STOPPED = "stopped"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of an explanation."""

    gate: str  # a key of `gates` in the messages
    verdict: Verdict
    line: str  # a key of `lines` in the messages
    values: Mapping[str, object] = field(default_factory=dict)


def silence_values(reason: str, belief: Contact, watch: Watch, fresh: timedelta) -> dict[str, object]:
    """Return the values that the line of a silence compares with each other."""
    return {
        "reason": reason,
        "status": belief.status,
        "scope": belief.scope,
        "scopes": sorted(watch.scopes),
        "transitions": sorted(watch.transitions),
        "confidence": belief.confidence,
        "threshold": watch.alert_threshold,
        "date": belief.when.iso if belief.when else None,
        "published": belief.last_reported_at.date(),
        "days": fresh.days,
    }


def sentences_naming_both(text: str, spans: Mapping[str, Sequence[tuple[int, int]]], most: int = 3) -> list[str]:
    """Return the first sentences of ``text`` in which every side has a span; at most ``most``."""
    sentences = [
        s
        for s in find_sentences(text)
        if all(any(s.start <= start < s.end for start, _ in of_side) for of_side in spans.values())
    ]
    return [" ".join(text[s.start : s.end].split()) for s in sentences[:most]]
