"""Dates in Arabic news text, resolved to days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from include.rasid.core.date_grammar import read_run
from include.rasid.core.date_runs import read_runs
from include.rasid.core.date_words import DateWords, compile_dates
from include.rasid.core.days import Tense
from include.rasid.model import When

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

__all__ = ["DateHit", "DateWords", "Tense", "compile_dates", "find_dates"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DateHit:
    """A date in a folded text."""

    start: int  # folded offsets, half-open
    end: int
    when: When  # without surface: only the caller has the stored text
    confidence: float  # in [0, 1]


def find_dates(
    folded: str, words: DateWords, *, reference: date, tense_at: Callable[[int], Tense] | None = None
) -> tuple[DateHit, ...]:
    """Return the dates of a folded text in order, without overlaps.

    Args:
        folded: The text of a ``Folded``.
        words: The compiled lexicon.
        reference: The day that relative words count from: the publication date or a better anchor.
        tense_at: Tells the tense of the clause at a folded offset; None: unknown everywhere.

    Quotations and words that count from another event ("the next day") are the caller's business; the latter are not found.
    """
    tense_of = tense_at or (lambda _: Tense.UNKNOWN)
    hits: list[DateHit] = []
    for run in read_runs(folded, words):
        previous = hits[-1].when.first if hits else None
        for start, end, found in read_run(run, reference, tense_of, previous):
            when = When(first=found.days.first, last=found.days.last, basis=found.basis)
            hits.append(DateHit(start=start, end=end, when=when, confidence=found.confidence))
    return tuple(hits)
