"""Figures of a text that validation looks at, and the digest by which it is known again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

_ARABIC = (
    (0x0621, 0x064A),
    (0x0671, 0x06D3),
    (0xFB50, 0xFDFF),
    (0xFE70, 0xFEFC),
)  # first and last letter of each block
_ARABIC_LETTER = 2  # any other is 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMeasures:
    """Figures of one article."""

    text_chars: int  # code points of the text, without zero bytes, which no text of Postgres holds
    arabic_letter_ratio: float  # in [0, 1]; 0 where the text has no letter
    replacement_chars: int  # U+FFFD in title and text
    duplicate_paragraphs: int  # paragraphs that repeat an earlier one


def content_sha256(title: str, text: str) -> str:
    """Return the SHA-256 of title and text, hex; zero bytes, which no text of Postgres holds, are left out."""
    return hashlib.sha256(f"{title}\n{text}".encode().replace(b"\0", b"")).hexdigest()


def measure(title: str, text: str) -> TextMeasures:
    """Return the figures of an article."""
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
    kinds = np.take(_KINDS, units)
    letters = int(np.count_nonzero(kinds))
    arabic = int(np.count_nonzero(kinds == _ARABIC_LETTER))
    raw_lines = text.splitlines() if "\n" in text else ()
    paragraphs = [line for raw in raw_lines if (line := " ".join(raw.split()))]
    return TextMeasures(
        text_chars=len(text) - (units.size - int(np.count_nonzero(units))),
        arabic_letter_ratio=round(arabic / letters, 4) if letters else 0.0,
        replacement_chars=title.count("\ufffd") + text.count("\ufffd"),
        duplicate_paragraphs=len(paragraphs) - len(set(paragraphs)),
    )


def _kinds() -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    """Return for each code unit of UTF-16 whether it is a letter; letters beyond the first plane count as none."""
    kinds = np.array([chr(c).isalpha() for c in range(0x10000)], np.uint8)
    for first, last in _ARABIC:
        kinds[first : last + 1] = _ARABIC_LETTER
    return kinds


_KINDS = _kinds()
