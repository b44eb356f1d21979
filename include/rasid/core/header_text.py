"""Untrusted text made safe for a mail header."""

from __future__ import annotations

import re
import unicodedata

MOST_CHARS = 200
_ENCODED_WORD = re.compile(r"=\?[^?\s]*\?[^?\s]*\?[^?\s]*(\?=)?")
_BLANKS = re.compile(r"\s+")
_DANGEROUS = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def header_text(text: str) -> str:
    """Return ``text`` on one line of at most ``MOST_CHARS`` characters, without anything a header could trip over.

    Controls, bidi and zero-width characters, line and paragraph separators become blanks or nothing; encoded words
    (=?charset?q?...?=) are taken out, because CPython before 3.11.10 writes a line break hidden in one into the header
    block (CVE-2024-6923).
    """
    spaced = "".join(" " if c in "\t\n\r\x0b\x0c\u2028\u2029\x85" else c for c in text)
    plain = "".join(c for c in spaced if unicodedata.category(c) not in _DANGEROUS)
    while True:
        cleaned = _ENCODED_WORD.sub(" ", plain)
        if cleaned == plain:
            break
        plain = cleaned  # taking one out may make another of what stood around it
    line = _BLANKS.sub(" ", plain.replace("=?", " ").replace("?=", " ")).strip()
    return line if len(line) <= MOST_CHARS else line[: MOST_CHARS - 1].rstrip() + "…"
