"""Sentences of a text, with offsets."""

from __future__ import annotations

import re

from include.rasid.model import Span

# A sentence ends at . ! ? ؟ … followed by a blank, with closing quotes in between, or at a line end. Not after an initial
# ("د. ", "أ. ف. ب."), a digit's dot inside a number, or one of the dots of ". . .".
_END = re.compile(
    r"""(?<![\s.][\u0621-\u064aA-Za-z]\.)(?<!\s(?:بي|سي|دي|إي|جي|كي|إل|ال|إم|ام|إن|بي|آر|ار|إس|اس|تي|يو|في|آي|اي|إف|اف)\.)(?<!\s(?:جيه|جاي|إتش|اتش|دال)\.)(?<=[.!?؟…])(?!\s*\.)["”»’)\]]*\s+|\n+"""
)
# What somebody is quoted with stays one sentence, however many he said; a quotation ends with its line.
_QUOTED = re.compile(r'«[^«»\n]{1,300}»|“[^“”\n]{1,300}”|"[^"\n]{1,300}"')


def find_sentences(text: str) -> tuple[Span, ...]:
    """Return the sentences of ``text`` in order, as spans without surrounding blanks; empty ones are left out."""
    spans: list[Span] = []
    start = 0
    quoted = [(m.start(), m.end()) for m in _QUOTED.finditer(text)]
    ends = [m.end() for m in _END.finditer(text) if not any(first < m.start() < last - 1 for first, last in quoted)]
    for end in [*ends, len(text)]:
        piece = text[start:end]
        stripped = piece.strip()
        if stripped:
            first = start + piece.index(stripped[0])
            spans.append(Span(first, first + len(stripped)))
        start = end
    return tuple(spans)
