"""Names that count in one sentence because another one shows what they are: «غوناي» behind «أرتوغرول غوناي», «مسقط» behind «في مسقط»."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from include.rasid.core.fold import fold_word
from include.rasid.core.lexicon import FormKind
from include.rasid.core.passages import named_in_full
from include.rasid.model import EntityKind, EntityMention

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from include.rasid.core.name_heads import NameHeads
    from include.rasid.core.passages import Passage
    from include.rasid.model import Span

_OF_STATES = (FormKind.COUNTRY, FormKind.ADJECTIVE, FormKind.CAPITAL)
NAMES = frozenset({EntityKind.PERSON, EntityKind.COUNTRY, EntityKind.PLACE, EntityKind.ORGANISATION})
_WORD_BEFORE = re.compile(r"(?<![ء-ي])([ء-ي]+) \Z")
_WORD_BEHIND = re.compile(r" (?:قد )?([ء-ي]+)(?![ء-ي])")
_CLITICS, _AND = "وفبلك", "وف"
_SHORTEST_CUED = 3  # letters of the last word of a name
_BACK = 20  # letters looked at before a family name
_CONFIDENCE = 0.8  # as of the name that they lean on


@dataclass(slots=True)
class Recall:
    """What one passage of an article tells about the others."""

    families: dict[str, str] = field(default_factory=dict)  # folded family names of unlisted officials, with their keys
    cued: dict[str, str] = field(
        default_factory=dict
    )  # family names that are words too: they count beside a verb of saying
    saying: frozenset[str] = frozenset()  # folded verbs of saying and deciding, past and present
    located: set[str] = field(default_factory=set)  # places that are words too and were shown to be places
    waiting: list[tuple[EntityMention, str]] = field(
        default_factory=list
    )  # such places where nothing beside them shows it, and their countries
    namesakes: set[str] = field(default_factory=set)  # officials whose family name the article gives to somebody else
    given: frozenset[str] = frozenset()  # folded given names

    def learn(self, mentions: Sequence[EntityMention], words: NameHeads) -> None:
        """Keep the last words of the names of people, by which the passage or another may call them."""
        self.given, self.saying = words.given, words.saying
        for mention in mentions:
            if mention.kind is not EntityKind.PERSON or " " not in mention.surface:
                continue
            first, *_, last = fold_word(mention.surface).split()
            if len(last) >= _SHORTEST_CUED and first not in words.family_first:
                self.cued.setdefault(last, mention.key)


def recalled(mentions: list[EntityMention], passages: Sequence[Passage], recall: Recall) -> list[EntityMention]:
    """Return the mentions of all passages with those that another sentence shows to be names, in reading order."""
    mentions = _without_namesakes(mentions, recall.namesakes - named_in_full(passages))
    states = _states(passages) if recall.waiting else set()
    waiting = [m for m, country in recall.waiting if m.key in recall.located or country in states]
    if not waiting and not recall.families and not recall.cued:
        return mentions
    found = list(mentions)
    for passage in passages:
        taken = [m.span for m in mentions if m.part is passage.part and m.kind in NAMES]
        candidates = [*(m for m in waiting if m.part is passage.part), *_families(passage, recall)]
        for mention in candidates:
            if not _meets(mention.span, taken):
                taken.append(mention.span)
                found.append(mention._replace(confidence=_CONFIDENCE))
    parts = [p.part for p in passages]
    return sorted(found, key=lambda m: (parts.index(m.part), m.span, m.kind))


def _states(passages: Sequence[Passage]) -> set[str]:
    """Return the countries that an article names, or whose adjective or capital it uses."""
    return {key for p in passages for h in p.names for kind in _OF_STATES for key in h.keys.get(kind, ())}


def _without_namesakes(mentions: list[EntityMention], keys: set[str]) -> list[EntityMention]:
    """«خروج ميدفيديف»: where an article names «دانييل ميدفيديف», and no official of that name by title or in full, it means him."""
    keys = keys - {key for m in mentions if m.kind is not EntityKind.PERSON for key in m.refers_to}
    return [m for m in mentions if m.kind is not EntityKind.PERSON or m.key not in keys]


def _meets(span: Span, taken: Sequence[Span]) -> bool:
    return any(t.start < span.end and span.start < t.end for t in taken)


def _families(passage: Passage, recall: Recall) -> Iterator[EntityMention]:
    text = passage.folded.text
    for family, key in recall.families.items():
        for first, start in _occurrences(text, family, _CLITICS):
            before = _WORD_BEFORE.search(text, max(0, first - _BACK), first)
            if before is not None and before[1] in recall.given and before[1] not in key:
                continue  # «كمال هاربر» beside «أندرو هاربر»
            yield _mention(passage, (start, start + len(family)), key)
    for family, key in recall.cued.items():
        for first, start in () if family in recall.families else _occurrences(text, family, _AND):
            if _is_said(text, (first, start, start + len(family)), recall.saying):
                yield _mention(passage, (start, start + len(family)), key)


def _occurrences(text: str, word: str, clitics: str) -> Iterator[tuple[int, int]]:
    """Yield where a word with one of ``clitics`` or none begins, and where the word itself does."""
    start = text.find(word)
    while start >= 0:
        first = start - 1 if start and text[start - 1] in clitics else start
        end = start + len(word)
        if not (first and text[first - 1].isalpha()) and not text[end : end + 1].isalpha():
            yield first, start
        start = text.find(word, end)


def _mention(passage: Passage, where: tuple[int, int], key: str) -> EntityMention:
    span = passage.folded.span(*where)
    surface = passage.text[span.start : span.end]
    return EntityMention(key, EntityKind.PERSON, passage.part, span, surface, (), _CONFIDENCE)


def _is_said(folded: str, name: tuple[int, int, int], saying: frozenset[str]) -> bool:
    """Tell whether somebody speaks: «وقال هام», «ربيع يعلن»; ``name`` is where it begins with and without clitic, and ends."""
    first, start, end = name
    before = _WORD_BEFORE.search(folded, max(0, first - _BACK), first)
    if before is not None and not saying.isdisjoint(
        (before[1], before[1].removeprefix("و"), before[1].removeprefix("ف"))
    ):
        return first == start
    behind = _WORD_BEHIND.match(folded, end)
    return behind is not None and behind[1] in saying and before is None
