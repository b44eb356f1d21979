"""A passage as a row of what names and titles need: hits, function words and punctuation."""

from __future__ import annotations

import re
from operator import itemgetter
from typing import TYPE_CHECKING

from include.rasid.core.items import Item, hit_item
from include.rasid.core.lexicon import FormKind
from include.rasid.core.matching import Hit, WordHit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WORD = re.compile(r" *([ء-ي]+)\s*")
_WORD_OR_LINE = re.compile(r"[^\W_]|\n")
_FIRST = itemgetter(0)
_LEAD_GROUPS = frozenset({"title_fillers", "first_name"})
_ALONE_GROUPS = frozenset({"counterpart", "companion", "guest", "pair", "first_name"})
_DATELINE = re.compile(r" *([-–—ـ(/])\s*\S")  # what parts a place from the news of its day
_LONG_GAP = 6  # letters; punctuation alone is shorter
_PLACES = frozenset({FormKind.PLACE, FormKind.COUNTRY})
_BEFORE_NAMES = (FormKind.ADJECTIVE, FormKind.COUNTRY, FormKind.ROLE)
_OPAQUE = Item(text="…", prefix="", start=0, end=0)  # words that no one looks at; shared, never changed


def make_sparse_items(
    folded: str, names: Sequence[Hit], words: Sequence[WordHit], leads: Mapping[str, frozenset[str]]
) -> list[Item]:
    """Return hits, function words and punctuation; any other words between two of them become one opaque item.

    ``leads`` are words that count only right before a place, with their groups.

    That is all that titles, names and places need, at a fraction of the cost of ``make_items``. A line break is opaque
    too, so that nothing is read across it.
    """
    groups = _useful_words(names, words)
    starts: list[tuple[int, Hit | WordHit]] = [(h.first, h) for h in names]
    if groups:
        taken = {first for first, _ in starts}
        starts += [(w.start, w) for w in groups.values() if w.start not in taken]
        starts.sort(key=_FIRST)
    items: list[Item] = []
    at = 0
    for first, hit in starts:
        if first < at:
            continue  # a function word inside a name
        if first > at and not (first == at + 1 and folded[at] == " "):
            may_follow_lead = isinstance(hit, Hit) and not hit.keys.keys().isdisjoint(_PLACES)
            if not (may_follow_lead and _add_lead(folded, (at, first), leads, items)):
                _fill_gap(folded, at, first, items)
        if isinstance(hit, Hit):
            item = hit_item(folded, hit)
            if first in groups:
                item.words = groups[first].groups
            elif not hit.prefix.strip("وف") and item.text in leads:
                item.words = leads[item.text]  # «شمال حمص»: شمال is a family name too
            items.append(item)
        else:
            items.append(Item(folded[first : hit.end], "", first, hit.end, words=hit.groups))
        at = hit.end
    if at < len(folded):
        _fill_gap(folded, at, len(folded), items)
    return items


def _add_lead(folded: str, gap: tuple[int, int], leads: Mapping[str, frozenset[str]], items: list[Item]) -> bool:
    """Add the last word of a gap if it is a lead, and what stands before it."""
    start, end = gap
    if folded[end - 1] != " ":
        return False
    first = max(folded.rfind(" ", start, end - 1) + 1, folded.rfind("\n", start, end - 1) + 1, start)
    groups = leads.get(folded[first : end - 1])
    if groups is None:
        return False
    if first > start + 1:
        _fill_gap(folded, start, first, items)
    items.append(Item(folded[first : end - 1], "", first, end - 1, words=groups))
    return True


def _useful_words(names: Sequence[Hit], words: Sequence[WordHit]) -> dict[int, WordHit]:
    """Return, by position, the function words that stand beside a hit or mean somebody by themselves."""
    starts = {h.first for h in names}
    ends = {h.end + 1 for h in names}
    useful: dict[int, WordHit] = {}
    for word in words:  # of those that begin together the longest counts; they come longest first
        start, end, groups = word
        if start in useful or not (start in ends or start in starts or end + 1 in starts or groups & _ALONE_GROUPS):
            continue
        useful[start] = word
        ends.add(end + 1)
    return useful


def _may_precede_name(item: Item) -> bool:
    return item.has(*_BEFORE_NAMES) or bool(item.words & _LEAD_GROUPS)


def _fill_gap(folded: str, start: int, end: int, items: list[Item]) -> None:
    word = _WORD.match(folded, start, end) if items and _may_precede_name(items[-1]) else None
    if word is not None:
        items.append(Item(word[1], "", word.start(1), word.end(1)))
        if word.end() < end:
            items.append(_OPAQUE)
    elif (mark := _DATELINE.match(folded, start, end)) is not None:
        items.append(Item(mark[1], "", mark.start(1), mark.end(1)))
        items.append(_OPAQUE)
    elif end - start > _LONG_GAP or _WORD_OR_LINE.search(folded, start, end):
        items.append(_OPAQUE)
    else:
        items.extend(Item(folded[at], "", at, at + 1) for at in range(start, end) if not folded[at].isspace())
