"""Signs that a text was not written by an Arabic editor, or stands under a wrong date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from include.rasid.core.fold import fold, fold_word
from include.rasid.core.language import LEAST_ARABIC_LETTERS, is_spelt_as_arabic
from include.rasid.core.measures import measure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from include.rasid.model import When

# Percent-encoded links left in a text outweigh its Arabic letters: 4 of the 65 labelled articles fall below 0.6 with
# them, all reporting contacts; without tags and addresses the lowest of the 65 is 0.92.
_NOT_PROSE = re.compile(r"<[^<>]*>|https?://\S+")
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|&(?:[a-z]+|#\d+);")
_LATIN_POINT = re.compile(r"[,;?](?<=[\u0621-\u064a].)(?=\s|$)")  # Arabic has points of its own: ، ؛ ؟
_DIGIT = re.compile(r"\d")
_BANNER_CHARS = 120  # where a page puts its date before the text: place, weekday, date, time
_PER_WORDS = 100


@dataclass(frozen=True, slots=True)
class TranslationSmell:
    """The wordings of ``expectations/smells.yml``, compiled."""

    pattern: re.Pattern[str]

    def rate(self, text: str) -> float:
        """Return such wordings and Latin points behind Arabic letters, per 100 words of the text."""
        words = text.count(" ") + text.count("\n") + 1
        found = len(self.pattern.findall(f" {fold(text).text}")) + len(_LATIN_POINT.findall(text))
        return found * _PER_WORDS / words


def compile_smell(wordings: Iterable[str]) -> TranslationSmell:
    """Return the pattern of wordings as they stand in the file."""
    alternatives = "|".join(re.escape(fold_word(w)) for w in sorted(wordings, key=len, reverse=True))
    return TranslationSmell(
        re.compile(rf"\s(?:{alternatives})(?!\w)")
    )  # a blank, not a look behind: five times as fast


def prose_arabic_ratio(text: str, stored_ratio: float) -> float:
    """Return the share of Arabic letters among the letters outside tags and addresses: in [0, 1].

    ``stored_ratio`` is the share among all letters: the answer for a text without any, which costs nothing.
    """
    if "<" not in text and "http" not in text:
        return stored_ratio
    return measure("", _NOT_PROSE.sub(" ", text)).arabic_letter_ratio


def language_is_arabic(text: str, arabic_ratio: float) -> bool | None:
    """Tell whether letters that look Arabic are Arabic and not Persian, Urdu or Kurdish; None: too few are Arabic letters."""
    return is_spelt_as_arabic(text) if arabic_ratio >= LEAST_ARABIC_LETTERS else None


def markup_in(title: str) -> int:
    """Return how many tags and entities a headline holds."""
    return len(_MARKUP.findall(title)) if "<" in title or "&" in title else 0


def banner_days_off(
    text: str, published: date, read_dates: Callable[[str, date], Iterable[tuple[str, When]]]
) -> int | None:
    """Return the days between publication and the full date nearest to it at the head of the text; None: none stands there."""
    head = text[:_BANNER_CHARS].partition("\n\n")[0]
    if not _DIGIT.search(head):
        return None
    gaps = [
        abs((when.first - published).days)
        for basis, when in read_dates(fold(head).text, published)
        if basis == "explicit"
    ]
    return min(gaps, default=None)
