"""A sentence as a row of items: words with their cues, and hits of the lexicon."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from include.rasid.core.lexicon import FormKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from include.rasid.core.grammar import Grammar, Trigger
    from include.rasid.core.matching import Entry, Hit

_TOKEN = re.compile(r"[ء-ي]+|[a-z]+|\d+|[^\sء-يa-z\d]")
_PREFIXES = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل")
_PERSON_KINDS = (FormKind.FULL_NAME, FormKind.FAMILY_NAME)


@dataclass(slots=True, kw_only=True)
class Item:
    """A word, a punctuation mark or a hit; offsets are folded and leave the prefix out."""

    text: str
    prefix: str
    start: int
    end: int
    entries: tuple[Entry, ...] = ()
    trigger: Trigger | None = None
    cues: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    keys: dict[FormKind, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_word(self) -> bool:
        """Whether this is neither a hit nor punctuation."""
        return not self.entries and self.text[0].isalnum()

    @property
    def is_punctuation(self) -> bool:
        """Whether this is a punctuation mark."""
        return not self.entries and not self.text[0].isalnum()

    def has(self, *kinds: FormKind) -> bool:
        """Tell whether the hit has an entry of one of the kinds."""
        return any(k in self.keys for k in kinds)

    @property
    def person_keys(self) -> tuple[str, ...]:
        """Keys of the people this form may name."""
        return tuple(k for kind in _PERSON_KINDS for k in self.keys.get(kind, ()))


def make_items(folded: str, start: int, end: int, hits: Sequence[Hit], grammar: Grammar) -> list[Item]:
    """Return the items of ``folded[start:end]``; ``hits`` are those inside it, in order."""
    items: list[Item] = []
    waiting = list(reversed(hits))
    skip_to = start
    for token in _TOKEN.finditer(folded, start, end):
        if token.start() < skip_to:
            continue
        if waiting and token.start() <= waiting[-1].start < token.end():
            hit = waiting.pop()
            items.append(_hit_item(folded, hit))
            skip_to = hit.end
            continue
        items.append(Item(text=token[0], prefix="", start=token.start(), end=token.end()))
    _annotate(items, grammar)
    return items


def analyses(word: str) -> Iterator[tuple[str, str]]:
    """Yield (prefix, rest) for each way to read clitics at the beginning of a folded word, the shortest prefix first."""
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= 2:
            yield prefix, word[len(prefix) :]
    for contracted in ("لل", "ولل", "فلل"):
        if word.startswith(contracted) and len(word) - len(contracted) >= 3:
            yield contracted[:-1], "ال" + word[len(contracted) :]


def _hit_item(folded: str, hit: Hit) -> Item:
    keys: dict[FormKind, tuple[str, ...]] = {}
    for entry in hit.entries:
        keys[entry.kind] = (*keys.get(entry.kind, ()), entry.key)
    return Item(
        text=folded[hit.start : hit.end],
        prefix=hit.prefix,
        start=hit.start,
        end=hit.end,
        entries=hit.entries,
        keys=keys,
    )


def _annotate(items: list[Item], grammar: Grammar) -> None:
    full = [item.prefix + item.text for item in items]
    covered = 0  # words of a phrase are no cues of their own: لا in لا يستبعد
    for i, item in enumerate(items):
        if item.is_word:
            _find_trigger(item, grammar)
        for length in range(min(grammar.longest, len(items) - i), 0, -1):
            found = _phrase(" ".join(full[i : i + length]), grammar)
            if found is None:
                continue
            if i >= covered:
                item.cues = found[0]
                covered = i + length if length > 1 else covered
            item.words = found[1]
            break


def _phrase(phrase: str, grammar: Grammar) -> tuple[frozenset[str], frozenset[str]] | None:
    cues: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    for _, rest in analyses(phrase):
        cues |= grammar.cues.get(rest, frozenset())
        words |= grammar.words.get(rest, frozenset())
    return (cues, words) if cues or words else None


def _find_trigger(item: Item, grammar: Grammar) -> None:
    for prefix, rest in analyses(item.text):
        trigger = grammar.triggers.get(rest)
        if trigger is not None:
            item.trigger = trigger
            if prefix:
                item.start += len(prefix)
                item.prefix, item.text = prefix, item.text[len(prefix) :]
            return
