"""Untrusted text made safe for a mail header."""

from __future__ import annotations

import re
import unicodedata

MOST_CHARS = 200
_ENCODED_WORD = re.compile(r"=\?[^?\s]*\?[^?\s]*\?[^?\s]*(?:\?=)?")
_BREAKS = frozenset("\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029")
_DANGEROUS = frozenset({"Cc", "Cf", "Cs", "Co"})  # controls, bidi and zero-width marks, surrogates, private use


def header_text(text: str, most_chars: int = MOST_CHARS) -> str:
    """Return ``text`` on one line of at most ``most_chars`` characters, without anything a header could trip over.

    Encoded words (=?charset?q?...?=) are taken out: CPython before 3.11.10 writes a line break hidden in one into the
    header block (CVE-2024-6923). So are their brackets alone, for parsers differ on what a whole one is.
    """
    start = "".join(" " if c in _BREAKS else c for c in text[: 20 * most_chars])
    visible = "".join(c for c in start if unicodedata.category(c) not in _DANGEROUS)
    without_words = _ENCODED_WORD.sub(" ", visible).replace("=?", " ").replace("?=", " ")
    line = " ".join(without_words.split())
    return line if len(line) <= most_chars else line[: most_chars - 1].rstrip() + "…"
