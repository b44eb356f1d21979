"""Figures of a text that validation looks at."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ARABIC = re.compile("[\u0621-\u064a\u0671-\u06d3\ufb50-\ufdff\ufe70-\ufefc]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMeasures:
    """Figures of one article."""

    text_chars: int  # code points of the text
    arabic_letter_ratio: float  # in [0, 1]; 0 where the text has no letter
    replacement_chars: int  # U+FFFD in title and text
    duplicate_paragraphs: int  # paragraphs that repeat an earlier one


def measure(title: str, text: str) -> TextMeasures:
    """Return the figures of an article."""
    others = _ARABIC.sub("", text)
    arabic = len(text) - len(others)
    letters = arabic + sum(map(str.isalpha, others))
    paragraphs = [line for raw in text.splitlines() if (line := " ".join(raw.split()))]
    return TextMeasures(
        text_chars=len(text),
        arabic_letter_ratio=round(arabic / letters, 4) if letters else 0.0,
        replacement_chars=title.count("\ufffd") + text.count("\ufffd"),
        duplicate_paragraphs=len(paragraphs) - len(set(paragraphs)),
    )
