"""The Arabic cleaner: what extraction leaves behind of a page's furniture."""

from __future__ import annotations

import re
from dataclasses import dataclass

from include.rasid.core.fold import fold_word

_WORD = re.compile(r"\w+")
_NEAR_DUPLICATE = 0.8  # share of common word 4-grams (research/collecting.md, section 4)
_SHORTEST_DUPLICATE_WORDS = 8  # shorter lines may repeat in good faith: «نعم.»
_CAPTION_WORDS = 25
_CRUMBS = re.compile(r"\s[>»/|‹›]\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Boilerplate:
    """Folded beginnings and lines of page furniture (boilerplate.yml)."""

    most_words: int
    line_starts: tuple[str, ...]
    whole_lines: frozenset[str]
    tail_starts: tuple[str, ...]
    credits: tuple[str, ...]


def clean_text(text: str, title: str, boilerplate: Boilerplate) -> str:
    """Return the article's own paragraphs, one a line.

    Dropped are: repetitions of the title, of earlier paragraphs (exact or nearly), breadcrumbs, link boxes, widgets,
    photo credits, and everything from the comment form on. No paragraph is changed.
    """
    lines = [" ".join(line.split()) for line in text.splitlines()]
    lines = _without_tail([line for line in lines if line], boilerplate)
    kept: list[str] = []
    seen: list[frozenset[tuple[str, ...]]] = []
    exact: set[str] = {fold_word(title)}
    for line in lines:
        key = fold_word(line)
        if key in exact or _is_furniture(line, key, boilerplate):
            continue
        grams = _grams(key)
        if grams and any(_overlap(grams, other) >= _NEAR_DUPLICATE for other in seen):
            continue
        exact.add(key)
        seen.append(grams)
        kept.append(line)
    return "\n".join(kept)


def _without_tail(lines: list[str], boilerplate: Boilerplate) -> list[str]:
    for position in range(len(lines) // 2, len(lines)):
        if fold_word(lines[position]).startswith(boilerplate.tail_starts):
            return lines[:position]
    return lines


def _is_furniture(line: str, key: str, boilerplate: Boilerplate) -> bool:
    words = len(_WORD.findall(line))
    if key.strip(" :.-–|") in boilerplate.whole_lines:
        return True
    bare = key.lstrip(" •*-–|+")
    if words <= boilerplate.most_words and bare.startswith(boilerplate.line_starts):
        return True
    if words <= boilerplate.most_words and len(_CRUMBS.findall(line)) >= 2:
        return True
    return words <= _CAPTION_WORDS and _is_credit(key, boilerplate)


def _is_credit(key: str, boilerplate: Boilerplate) -> bool:
    """A caption ends with an agency in brackets or behind a stroke: «… (رويترز)», «… / AFP»."""
    return any(key.endswith((f"({c})", f"/ {c}", f"| {c}", f"عبر {c}")) for c in boilerplate.credits)


def _grams(key: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(key)
    if len(words) < _SHORTEST_DUPLICATE_WORDS:
        return frozenset()
    return frozenset(zip(words, words[1:], words[2:], words[3:], strict=False))


def _overlap(a: frozenset[tuple[str, ...]], b: frozenset[tuple[str, ...]]) -> float:
    return len(a & b) / max(len(a | b), 1)
