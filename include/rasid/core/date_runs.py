"""The reading of a folded text as date words."""

from __future__ import annotations

import re
from datetime import date
from itertools import accumulate, compress
from typing import TYPE_CHECKING, NamedTuple

from include.rasid.core.code_page import part_words
from include.rasid.core.date_words import HEADS, OTHER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from include.rasid.core.date_words import DateWords, Lexeme

_BACK = 48  # letters read before a head at first
# A date in digits; another number with inner marks; a number; a word of letters and digits; a word; a line end; a mark.
_WORD = re.compile(
    r"((?<![a-z\d/.-])(?:\d{4}([/.-])\d{1,2}\2\d{1,2}|\d{1,2}([/.-])\d{1,2}\3\d{4})(?!\d|[/.-]\w))"
    r"|\d+(?:[.,:]\d+)+|(\d+)(?![a-z%\d])|[a-z0-9_]+|[^\W\d_]+|\n|[^\w\s]"
)


class Token(NamedTuple):
    """A date word where it stands in a folded text."""

    symbol: str
    start: int
    end: int
    value: int = 0
    unit: str = ""


def read_runs(folded: str, words: DateWords) -> Iterator[tuple[Token, ...]]:
    """Yield the runs of neighbouring date words that may hold a date, in order.

    Only what stands around the words without which there is no date is read: they are few, and found without a look at each word.
    """
    text = folded + "\n"  # the line end closes the last run
    end = 0
    for head in _heads(text, words.heads):
        if head < end:
            continue
        back = _BACK
        while True:
            begin = max(end, text.rfind(" ", 0, max(head - back, 0)) + 1)
            run, last, is_whole = _run_at(text, (begin, head), words)
            if is_whole or begin == end:
                break
            back *= 2  # the run may begin before what was read
        end = last
        if run and not HEADS.isdisjoint([t.symbol for t in run]):
            yield tuple(run)


def _heads(text: str, heads: frozenset[str]) -> Iterator[int]:
    """Yield where words begin that may be ``heads`` or years."""
    parts = part_words(text).split(" ")
    ends = accumulate(map(len, parts))
    for at, end in compress(enumerate(ends), map(heads.__contains__, parts)):
        yield end + at - len(parts[at])


def _run_at(text: str, where: tuple[int, int], words: DateWords) -> tuple[list[Token], int, bool]:
    """Return the run that is open at or behind ``where[1]``, read from ``where[0]`` on, where it ends, and whether its beginning was seen."""
    begin, head = where
    run: list[Token] = []
    skip_to, is_whole = 0, False
    for match in _WORD.finditer(text, begin):
        start = match.start()
        if start < skip_to:
            continue
        lexeme = words.lexemes.get(match.group())
        if lexeme is not None:
            skip_to = _add(run, lexeme, match, words)
            if skip_to:
                continue
        elif match.lastindex is not None:
            run.append(_number_token(match))
            continue
        if start >= head:
            return run, match.end(), is_whole
        is_whole, run = True, []
    return run, len(text), is_whole


def _add(run: list[Token], lexeme: Lexeme, match: re.Match[str], words: DateWords) -> int:
    """Append the tokens of a word and return where they end; 0: it is no date word here."""
    text, start, end = match.string, match.start(), match.end()
    bare = lexeme.word
    for phrase in words.phrases.get(bare, ()):
        rest = phrase.rest.match(text, end)
        if rest is not None:
            lexeme, end = phrase.lexeme._replace(clitics=lexeme.clitics), rest.end()
            break
    before, after = words.blocked_before.get(bare), words.blocked_after.get(bare)
    word_start = start + len(lexeme.clitics)
    is_blocked = (after is not None and after.match(text, end)) or (
        before is not None and before.search(text[max(0, start - 32) : start])
    )
    if lexeme.symbol == OTHER or is_blocked:
        return 0
    run.extend(Token(symbol, start + k, start + k + 1) for k, symbol in enumerate(lexeme.clitics))
    run.append(Token(lexeme.symbol, word_start, end, lexeme.value, lexeme.unit))
    return end


def _number_token(match: re.Match[str]) -> Token:
    if match.group(1):
        parts = [int(p) for p in re.split("[/.-]", match.group(1))]
        year, month, day = parts if parts[0] > 31 else reversed(parts)
        try:
            return Token("I", match.start(), match.end(), date(year, month, day).toordinal())
        except ValueError:
            return Token(OTHER, match.start(), match.end())
    digits = match.group(4)
    number = int(digits) if len(digits) <= 4 else 0
    is_year = len(digits) == 4
    symbol = OTHER
    if is_year and 1800 <= number < 2200:
        symbol = "Y"
    elif is_year and 1300 <= number <= 1500:
        symbol = "H"
    elif 1 <= number <= 12:
        symbol = "1"
    elif number <= 31:
        symbol = "3" if number else OTHER
    elif number < 1000:
        symbol = "N"
    return Token(symbol, match.start(), match.end(), number)
