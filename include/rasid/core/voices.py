"""Independent sources: articles that share their text, as agencies' reports do, are one voice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.rasid.core.fold import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORDS_IN_ROW = 5  # shared by chance only in set phrases
# Share of the shorter text's rows that the other has, too: cuts and a new first sentence leave more, two reports on one
# meeting that quote the same statement leave less. Set by hand on the newsroom's copies (tests/unit/core/test_voices.py).
_LEAST_SHARED = 0.4
_MOST_WORDS = 400  # agencies' reports begin alike; background at the end is each outlet's own


def group_voices(texts: Sequence[str]) -> tuple[int, ...]:
    """Return the number of each text's voice, from 0 on in order of appearance; an empty text is its own."""
    rows = [_rows_of(text) for text in texts]
    voice_of: list[int] = []
    for position, own in enumerate(rows):
        same = next((voice_of[k] for k in range(position) if _are_copies(own, rows[k])), None)
        voice_of.append(max(voice_of, default=-1) + 1 if same is None else same)
    return tuple(voice_of)


def _rows_of(text: str) -> frozenset[tuple[str, ...]]:
    words = fold(text).text.split()[:_MOST_WORDS]
    if len(words) < _WORDS_IN_ROW:
        return frozenset({tuple(words)}) if words else frozenset()
    return frozenset(tuple(words[i : i + _WORDS_IN_ROW]) for i in range(len(words) - _WORDS_IN_ROW + 1))


def _are_copies(a: frozenset[tuple[str, ...]], b: frozenset[tuple[str, ...]]) -> bool:
    shorter = min(len(a), len(b))
    return shorter > 0 and len(a & b) / shorter >= _LEAST_SHARED
