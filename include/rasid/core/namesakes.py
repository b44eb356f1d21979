"""Words beside an official's name that show somebody without office to be meant: «حارس اسمه كارتر», «عباس، سائق شاحنة»."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from include.rasid.core.fold import fold_word
from include.rasid.core.lexicon import FormKind
from include.rasid.core.near_names import skeleton

if TYPE_CHECKING:
    from include.rasid.core.items import Item
    from include.rasid.core.lexicon import Lexicon
    from include.rasid.core.name_heads import NameHeads
    from include.rasid.core.near_names import NearNames
    from include.rasid.model import Span

_BEFORE = re.compile(r"(?:(?<![ء-ي])([ء-ي]+) )?(?<![ء-ي])([ء-ي]+) \Z")
_TRADE = re.compile(r"(?: [ء-ي]+)?(?:،|,| -| –) (?:وهو |وهي )?([ء-ي]+)(?: ([ء-ي]+))?")
_CLAUSE = re.compile(r"(?: ?[ء-ي]+){1,6} \Z")
_TWO_WORDS = 30  # letters looked at
_SIX_WORDS = 60
_DIRECTOR = frozenset({"مدير", "مديره"})


def is_namesake(folded: str, item: Item, key: str, known: tuple[Lexicon, NearNames | None]) -> bool:
    """Tell whether the name of ``item`` is not that of the official ``key``: «غريس أوبيانغ», «حارس اسمه كارتر»."""
    lexicon, near = known
    words = lexicon.head_words
    if words is None or near is None or item.prefix:
        return False
    if _is_introduced(folded, item.start, words) or _has_trade(folded, item.end, words):
        return True
    match = _BEFORE.search(folded, max(0, item.start - _TWO_WORDS), item.start)
    if match is None:
        return False
    if not words.professions.isdisjoint((match[2], match[1]) if match[2].startswith("ال") else (match[2],)):
        return True
    is_name = words.is_given(match[2]) and match[2] not in lexicon.not_first_names
    is_name = is_name or (match[2] in words.given and _has_profession(folded, item.start, words))
    if FormKind.FULL_NAME in item.keys or not is_name or key in near.bearers(match[2]):
        return False
    own = {skeleton(fold_word(name)) for name in lexicon.people[key].first_names}
    return skeleton(match[2]) not in own


def is_word(text: str, span: Span, words: NameHeads) -> bool:
    """Tell whether a name begins with a word of the language: «على», and «علي» where the paper writes every على so."""
    first = text[span.start : span.end].partition(" ")[0]
    spelt = words.spelt.get(fold_word(first))
    return spelt is not None and (first != spelt[0] or f" {spelt[1]} " not in text)


def _is_introduced(folded: str, start: int, words: NameHeads) -> bool:
    """«اسمه كارتر», «يدعى ديفيد كارتر»: whoever is introduced so is known to nobody."""
    match = _BEFORE.search(folded, max(0, start - _TWO_WORDS), start)
    if match is None:
        return False
    return match[2] in words.called or (match[1] in words.called and match[2] in words.given)


def _has_trade(folded: str, end: int, words: NameHeads) -> bool:
    """«عباس، سائق شاحنة», «وانغ شياو، مدير مصنع»: a trade behind the name and a comma."""
    match = _TRADE.match(folded, end)
    if match is None:
        return False
    return match[1] in words.trades or (match[1] in _DIRECTOR and match[2] in words.private)


def _has_profession(folded: str, start: int, words: NameHeads) -> bool:
    """«لاعب نادي الكرامة السابق خالد الأسد»: a profession among the six words before the name."""
    match = _CLAUSE.search(folded, max(0, start - _SIX_WORDS), start)
    return match is not None and not (words.professions | words.trades).isdisjoint(match[0].split())
