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

_TRADE = re.compile(r"(?: [ء-ي]+)?(?:،|,| -| –) (?:وهو |وهي )?([ء-ي]+)(?: ([ء-ي]+))?")
_MOST = 6  # words before a name
_SIX_WORDS = 60  # letters looked at
_GOES_ON = frozenset(" ،,")
_DIRECTOR = frozenset({"مدير", "مديره"})


def is_namesake(folded: str, item: Item, key: str, known: tuple[Lexicon, NearNames | None]) -> bool:
    """Tell whether the name of ``item`` is not that of the official ``key``: «غريس أوبيانغ», «حارس اسمه كارتر»."""
    lexicon, near = known
    words = lexicon.head_words
    if words is None or near is None or item.prefix:
        return False
    before = _words_before(folded, item.start, 2)
    if FormKind.FULL_NAME not in item.keys and _has_trade(folded, item.end, words):
        return True
    if not before:
        return False
    last, second = before[-1], before[-2] if len(before) > 1 else ""
    if last in words.called or (second in words.called and last in words.given):
        return True  # «اسمه كارتر», «يدعى ديفيد كارتر»: whoever is introduced so is known to nobody
    if last in words.professions or (last.startswith("ال") and second in words.professions):
        return True
    if FormKind.FULL_NAME in item.keys or last not in words.given or key in near.bearers(last):
        return False
    is_name = words.is_given(last) and last not in lexicon.not_first_names
    if not is_name and not any(w in words.professions or w in words.trades for w in _words_before(folded, item.start)):
        return False
    own = {skeleton(fold_word(name)) for name in lexicon.people[key].first_names}
    return skeleton(last) not in own


def is_word(text: str, span: Span, words: NameHeads) -> bool:
    """Tell whether a name begins with a word of the language: «على», «وأدى», and «علي» where the paper writes every على so."""
    first = text[span.start : span.end].partition(" ")[0]
    if first in words.not_heads:
        return True
    spelt = words.spelt.get(fold_word(first))
    return spelt is not None and (first != spelt[0] or f" {spelt[1]} " not in text)


def _words_before(folded: str, start: int, most: int = _MOST) -> list[str]:
    """Return up to ``most`` words that blanks alone part from each other and from ``start``, in reading order."""
    if folded[start - 1 : start] != " ":
        return []
    found: list[str] = []
    for word in reversed(folded[max(0, start - _SIX_WORDS) : start - 1].rsplit(" ", most)[-most:]):
        if not word.isalpha():
            break
        found.append(word)
    return found[::-1]


def _has_trade(folded: str, end: int, words: NameHeads) -> bool:
    """«عباس، سائق شاحنة», «وانغ شياو، مدير مصنع»: a trade behind the name and a comma."""
    match = _TRADE.match(folded, end) if folded[end : end + 1] in _GOES_ON else None
    if match is None:
        return False
    return match[1] in words.trades or (match[1] in _DIRECTOR and match[2] in words.private)
