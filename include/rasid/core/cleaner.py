"""The Arabic cleaner: drops the lines around an article that extraction leaves, and no line of the article.

Rules and figures: research/collecting.md, section 4. The words are data (``include/lexicons/boilerplate.yml``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from include.rasid.core.encoding import visible_line
from include.rasid.core.fold import fold_word

if TYPE_CHECKING:
    from collections.abc import Iterable

_NOT_WORD = re.compile(r"[\W_]+")
_LIST_ITEM = re.compile(r"^[-*•]\s")
_SIGN_OFF = re.compile(r"^[\s\-–—]*[(\[](?P<names>[^()\[\]]{2,60})[)\]]\s*$")
_IN_BRACKETS_AT_END = re.compile(r"[(\[](?P<names>[^()\[\]]{2,30})[)\]]\s*$")
_SENTENCE = re.compile(r"[.،:؛!؟\"«»]")
_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")
_TOP_LINES = 6  # where a page's date, trail and headline can stand before the article begins
_TRAIL_CHARS = 60  # of a trail of links besides the headline glued to it
_CAPTION_WORDS = 14
_PROSE_WORDS = 12  # of the paragraph with which the article has begun
_DATE_LABEL_WORDS = 2  # beside a date: "published on", the name of a section
_GRAM_WORDS = 4
_NEAR_DUPLICATE = 0.8  # share of a paragraph's word 4-grams found in one earlier paragraph (research/collecting.md)
_FEWEST_WORDS = {"same": 4, "near": 8}  # shorter paragraphs may rightly return
_MOST_PARAGRAPHS = 600  # compared with each other; the rest only for equality


@dataclass(frozen=True, slots=True, kw_only=True)
class Boilerplate:
    """What the lines around articles are made of, as keys (see ``line_key``)."""

    most_words: int
    starts: tuple[str, ...]
    labels: tuple[str, ...]
    lines: frozenset[str]
    tails: tuple[str, ...]
    credits: frozenset[str]
    credit_words: tuple[str, ...]
    date_words: frozenset[str]
    homes: tuple[str, ...]


def line_key(text: str) -> str:
    """Return the words of a line as a matching key: folded, without punctuation."""
    return " ".join(_NOT_WORD.sub(" ", fold_word(text)).split())


def clean_text(text: str, titles: Iterable[str], boilerplate: Boilerplate) -> str:
    """Return the paragraphs of an article, one a line, in their order and each once; empty where nothing is left.

    Args:
        text: What extraction gave, paragraphs parted by line breaks.
        titles: The headline, as feed and page spell it; it is not repeated in the text.
        boilerplate: The words of lines to drop.
    """
    lines = [line for raw in text.splitlines() if (line := visible_line(raw))]
    keys = [line_key(line) for line in lines]
    title_keys = tuple(filter(None, map(line_key, titles)))
    kept: list[str] = []
    seen = _Seen()
    in_links = has_begun = False
    for number, (line, key) in enumerate(zip(lines, keys, strict=True)):
        if number >= len(lines) / 2 and _begins(key, boilerplate.tails):
            break
        if _is_link_label(key, boilerplate):
            in_links = True
            continue
        in_links = in_links and _LIST_ITEM.match(line) is not None
        at_top = number < _TOP_LINES and _is_heading(line, key, title_keys, boilerplate, has_begun=has_begun)
        if not (in_links or at_top or _is_furniture(line, key, boilerplate) or seen.before(line, key)):
            kept.append(line)
            has_begun = has_begun or len(key.split()) >= _PROSE_WORDS
    return "\n".join(kept)


class _Seen:
    """The paragraphs so far."""

    def __init__(self) -> None:
        self._keys: set[str] = set()
        self._grams: list[frozenset[tuple[str, ...]]] = []

    def before(self, line: str, key: str) -> bool:
        """Tell whether the paragraph is a copy of an earlier one, and remember it; a label before a list may return."""
        words = key.split()
        is_label = line.endswith(":") and len(words) < _FEWEST_WORDS["near"]
        if key in self._keys and len(words) >= _FEWEST_WORDS["same"] and not is_label:
            return True
        self._keys.add(key)
        if len(words) < _FEWEST_WORDS["near"] or len(self._grams) >= _MOST_PARAGRAPHS:
            return False
        grams = frozenset(tuple(words[i : i + _GRAM_WORDS]) for i in range(len(words) - _GRAM_WORDS + 1))
        is_copy = any(len(grams & earlier) >= _NEAR_DUPLICATE * len(grams) for earlier in self._grams)
        self._grams.append(grams)
        return is_copy


def _is_link_label(key: str, boilerplate: Boilerplate) -> bool:
    return _begins(key, boilerplate.starts) and len(key.split()) <= boilerplate.most_words


def _is_furniture(line: str, key: str, boilerplate: Boilerplate) -> bool:
    """Labels, buttons, captions and sign-offs, wherever they stand."""
    if not key or key in boilerplate.lines or key in boilerplate.labels:
        return True
    label, colon, _ = line.partition(":")
    if colon and line_key(label) in boilerplate.labels and len(key.split()) <= boilerplate.most_words:
        return True
    signed = _SIGN_OFF.match(line)
    if signed:
        return line_key(signed["names"]) in boilerplate.lines or _has_credit(signed["names"], boilerplate)
    return _is_caption(line, key, boilerplate)


def _is_caption(line: str, key: str, boilerplate: Boilerplate) -> bool:
    if len(key.split()) > _CAPTION_WORDS:
        return False
    bracketed = _IN_BRACKETS_AT_END.search(line)
    if bracketed:
        return not _SENTENCE.search(line[: bracketed.start()]) and _has_credit(bracketed["names"], boilerplate)
    if _SENTENCE.search(line):
        return False
    endings = (f"{word} {name}" for word in boilerplate.credit_words for name in boilerplate.credits)
    return any(f" {key}".endswith(f" {ending}") for ending in endings)


def _has_credit(names: str, boilerplate: Boilerplate) -> bool:
    return any(line_key(name) in boilerplate.credits for name in re.split(r"[،,/+|-]| و(?=\S)", names))


def _is_heading(line: str, key: str, title_keys: tuple[str, ...], boilerplate: Boilerplate, *, has_begun: bool) -> bool:
    """What stands above an article: its headline once more, the trail of links to it, the date; a date in it is its own."""
    if key in title_keys:
        return True
    glued = any(title in key and len(key) - len(title) <= _TRAIL_CHARS for title in title_keys)
    if glued and key.startswith(boilerplate.homes):
        return True
    if has_begun:
        return False
    return bool(_YEAR.search(fold_word(line))) and _words_beside_date(key, boilerplate) <= _DATE_LABEL_WORDS


def _words_beside_date(key: str, boilerplate: Boilerplate) -> int:
    """Count the words that are neither numbers nor part of a date's words."""
    rest = f" {key} "
    for word in sorted(boilerplate.date_words, key=len, reverse=True):
        rest = rest.replace(f" {word} ", " ")
    return sum(not word.isdigit() for word in rest.split())


def _begins(key: str, starts: tuple[str, ...]) -> bool:
    """Tell whether the key begins with the whole words of one of ``starts``."""
    return f"{key} ".startswith(tuple(f"{start} " for start in starts))
