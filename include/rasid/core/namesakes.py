"""Words beside an official's name that show somebody without office to be meant: «حارس اسمه كارتر», «عباس، سائق شاحنة»."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from include.rasid.core.name_heads import NameHeads

_BEFORE = re.compile(r"(?:(?<![ء-ي])([ء-ي]+) )?(?<![ء-ي])([ء-ي]+) \Z")
_TRADE = re.compile(r"(?: [ء-ي]+)?(?:،|,| -| –) (?:وهو |وهي )?([ء-ي]+)(?: ([ء-ي]+))?")
_CLAUSE = re.compile(r"(?: ?[ء-ي]+){1,6} \Z")
_TWO_WORDS = 30  # letters looked at
_SIX_WORDS = 60
_DIRECTOR = frozenset({"مدير", "مديره"})


def is_introduced(folded: str, start: int, words: NameHeads) -> bool:
    """«اسمه كارتر», «يدعى ديفيد كارتر»: whoever is introduced so is known to nobody."""
    match = _BEFORE.search(folded, max(0, start - _TWO_WORDS), start)
    if match is None:
        return False
    return match[2] in words.called or (match[1] in words.called and match[2] in words.given)


def has_trade(folded: str, end: int, words: NameHeads) -> bool:
    """«عباس، سائق شاحنة», «وانغ شياو، مدير مصنع»: a trade behind the name and a comma."""
    match = _TRADE.match(folded, end)
    if match is None:
        return False
    return match[1] in words.trades or (match[1] in _DIRECTOR and match[2] in words.private)


def has_profession(folded: str, start: int, words: NameHeads) -> bool:
    """«لاعب نادي الكرامة السابق خالد الأسد»: a profession among the six words before the name."""
    match = _CLAUSE.search(folded, max(0, start - _SIX_WORDS), start)
    return match is not None and not (words.professions | words.trades).isdisjoint(match[0].split())
