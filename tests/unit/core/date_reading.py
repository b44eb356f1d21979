"""The shipped lexicon of dates, and short ways to read a text with it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

from include.rasid.core.dates import DateHit, Tense, compile_dates, find_dates
from include.rasid.core.fold import fold

PROJECT = Path(__file__).parents[3]
RAW = yaml.safe_load((PROJECT / "include" / "lexicons" / "dates.yml").read_text(encoding="utf-8"))
WORDS = compile_dates(RAW)
WEDNESDAY = date(2025, 8, 13)


def hits(text: str, reference: date = WEDNESDAY, tense: Tense = Tense.UNKNOWN) -> tuple[DateHit, ...]:
    return find_dates(fold(text).text, WORDS, reference=reference, tense_at=lambda _: tense)


def days(text: str, reference: date = WEDNESDAY, tense: Tense = Tense.UNKNOWN) -> list[str]:
    return [h.when.iso for h in hits(text, reference, tense)]


def surfaces(text: str, reference: date = WEDNESDAY) -> list[str]:
    folded = fold(text)
    spans = [folded.span(h.start, h.end) for h in hits(text, reference)]
    return [text[s.start : s.end] for s in spans]
