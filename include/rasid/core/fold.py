"""Arabic orthography folded for matching, with a map back into the stored text."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from include.rasid.core.code_page import LETTERS, make_table, translate
from include.rasid.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_KEPT = 10_000  # words
_DELETED = re.compile(
    "[\u00ad\u0610-\u061a\u061c\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200d-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_PRESENTATION = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("أإآٱٲٳ", "ا"),
        **dict.fromkeys("ىیېئ", "ي"),
        **dict.fromkeys("ةہھۀەۃ", "ه"),
        "ؤ": "و",
        **dict.fromkeys("کگڪ", "ك"),
        "پ": "ب",
        "ڤ": "ف",
        "چ": "ج",
        "ژ": "ز",
        "٪": "%",
        "٫": ".",
        "٬": ",",
        **dict.fromkeys(
            "\u00a0\u1680\u2000\u2001\u2002\u2003\u2007\u2009\u200a\u200b\u200c\u202f\u205f\u3000\t\r", " "
        ),
        **{chr(0x0660 + n): str(n) for n in range(10)},
        **{chr(0x06F0 + n): str(n) for n in range(10)},
        **{chr(65 + n): chr(97 + n) for n in range(26)},
    }
)
# str.replace of the letters that every Arabic text has is ten times as fast as str.translate of all of them.
_COMMON = (("أ", "ا"), ("إ", "ا"), ("آ", "ا"), ("ى", "ي"), ("ئ", "ي"), ("ة", "ه"), ("ؤ", "و"))
_RARE = {chr(code): folded for code, folded in _LETTERS.items() if (chr(code), folded) not in _COMMON}
_TABLE = make_table(LETTERS.translate(_LETTERS))
_ANY_RARE = re.compile(f"[{re.escape(''.join(_RARE))}]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the way back.

    ``starts[k]`` is a position in ``text`` from which on ``shifts[k]`` must be added to reach the
    stored text; both are empty where folding kept every position.
    """

    text: str
    starts: tuple[int, ...] = ()
    shifts: tuple[int, ...] = ()

    def origin(self, position: int) -> int:
        """Return the code point of the stored text at which the folded ``position`` begins."""
        if not self.starts:
            return position
        k = bisect_right(self.starts, position) - 1
        return position + self.shifts[k] if k >= 0 else position

    def span(self, start: int, end: int) -> Span:
        """Return the span of the stored text under ``[start, end)`` of the folded text, which must not be empty.

        Marks that follow the last letter are left out, a letter that was folded to several is taken whole.
        """
        if not self.starts:
            return Span(start, end)
        return Span(self.origin(start), self.origin(end - 1) + 1)


def fold(text: str) -> Folded:
    """Fold spelling variants, so that words a reader takes as equal compare equal.

    Drops tatweel, vowel marks and bidi controls; writes every alef as ا, alef maqsura and hamza on ya as ي, teh
    marbuta as ه, hamza on waw as و, Persian letters as their Arabic neighbours, digits as ASCII, Latin in lower
    case; unfolds presentation forms. Zero-width non-joiners and zero-width spaces become spaces, because they part
    words. Folding twice changes nothing more. The result is a matching key: never store or show it.
    """
    letters = translate(text, _TABLE)
    if letters is None:
        if _PRESENTATION.search(text):
            return _fold_slowly(text)
        letters = _fold_letters(text)
    if not _DELETED.search(text):
        return Folded(letters)
    pieces: list[str] = []
    starts: list[int] = []
    shifts: list[int] = []
    last = folded_length = 0
    for mark in _DELETED.finditer(letters):  # each letter is in its place
        pieces.append(letters[last : mark.start()])
        folded_length += mark.start() - last
        last = mark.end()
        if starts and starts[-1] == folded_length:
            shifts[-1] = last - folded_length
        else:
            starts.append(folded_length)
            shifts.append(last - folded_length)
    pieces.append(letters[last:])
    return Folded("".join(pieces), tuple(starts), tuple(shifts))


def _fold_letters(text: str) -> str:
    for letter, folded in _COMMON:
        text = text.replace(letter, folded)
    return _ANY_RARE.sub(_fold_rare, text)


def _fold_rare(letter: re.Match[str]) -> str:
    return _RARE[letter[0]]


@lru_cache(maxsize=_MOST_KEPT)
def fold_word(text: str) -> str:
    """Return the folded text alone, without the way back, blanks collapsed: for forms of the lexicon and names, which return again and again."""
    return " ".join(fold(text).text.split())


def fold_words(texts: Sequence[str]) -> list[str]:
    """Return ``fold_word`` of each text, in one pass.

    Raises:
        ValueError: A text holds a line break.
    """
    if not texts:
        return []
    lines = fold("\n".join(texts)).text.split("\n")
    if len(lines) != len(texts):
        raise ValueError("a name holds a line break")
    return [" ".join(line.split()) if "  " in line or line[:1] == " " or line[-1:] == " " else line for line in lines]


def _fold_slowly(text: str) -> Folded:
    """Fold letter by letter: presentation forms may stand for several letters."""
    letters: list[str] = []
    starts: list[int] = []
    shifts: list[int] = []
    for index, letter in enumerate(text):
        plain = unicodedata.normalize("NFKC", letter) if _PRESENTATION.match(letter) else letter
        for piece in _DELETED.sub("", plain).translate(_LETTERS):
            if not shifts or shifts[-1] != index - len(letters):
                starts.append(len(letters))
                shifts.append(index - len(letters))
            letters.append(piece)
    return Folded("".join(letters), tuple(starts), tuple(shifts))
