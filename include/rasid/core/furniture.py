"""Lines of an article that assert nothing: links to other stories, captions, headings, buttons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from include.rasid.core.cleaner import line_key

if TYPE_CHECKING:
    from include.rasid.core.cleaner import Boilerplate

_LINE = re.compile(r"[^\n]+")
_SENTENCE_END = re.compile(r"""[.!?؟…][\s"»”’)\]]*$|[»”"]\s*$|:\s*$""")
_LIST_MARK = re.compile(r"^\s*(?:[-–—*•▪●◆■›»>‹|]|\d{1,2}[.)-])\s*\S")
_LINK_MARK = re.compile(r"^\s*[›»>■◆]")
_BRACKETED = re.compile(r"^\s*[(\[].*[)\]]\s*$")
# Measured on noisy pages of the development articles: a paragraph of news is longer, or ends like a sentence.
_HEADING_WORDS = 16
_LIST_WORDS = 25
_PROSE_SHARE = 0.6  # of the long lines, so that a page whose paragraphs end without a stop keeps them
_LONG_LINE_WORDS = 18


def silent_lines(text: str, boilerplate: Boilerplate) -> list[tuple[int, int]]:
    """Return the lines of ``text`` that tell of no event of their own, as (start, end), in order.

    They are the lines that ``boilerplate`` knows, list items behind a label of links, lines in brackets, and short lines
    that do not end like a sentence among paragraphs that do.
    """
    lines = [(m.start(), m.end(), m[0]) for m in _LINE.finditer(text) if m[0].strip()]
    long_lines = [line for _, _, line in lines if len(line.split()) >= _LONG_LINE_WORDS]
    ended = sum(bool(_SENTENCE_END.search(line)) for line in long_lines)
    is_prose = bool(long_lines) and ended >= _PROSE_SHARE * len(long_lines)
    silent: list[tuple[int, int]] = []
    in_links = False
    for start, end, line in lines:
        is_open = _SENTENCE_END.search(line) is None or line.rstrip().endswith(":")
        words = len(line.split())
        if _is_marked(line, boilerplate) and words <= boilerplate.most_words:
            in_links = is_open
        else:
            is_item = _LIST_MARK.match(line) is not None and is_open and words <= _LIST_WORDS
            is_item = is_item or (_LINK_MARK.match(line) is not None and words <= _LIST_WORDS)
            is_heading = is_prose and is_open and words <= _HEADING_WORDS
            in_links = in_links and (is_item or is_heading)
            if not (in_links or is_item or is_heading or _BRACKETED.match(line)):
                continue
        silent.append((start, end))
    return silent


def _is_marked(line: str, boilerplate: Boilerplate) -> bool:
    key = line_key(line)
    if not key or key in boilerplate.lines or key in boilerplate.labels:
        return True
    label, colon, _ = line.partition(":")
    if colon and line_key(label) in boilerplate.labels:
        return True
    return f"{key} ".startswith(tuple(f"{start} " for start in boilerplate.starts))
