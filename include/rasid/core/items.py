"""A sentence as a row of items: words with their cues, and hits of the lexicon."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from include.rasid.core.grammar import Form, Reading
from include.rasid.core.lexicon import FormKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from include.rasid.core.forms import Entry
    from include.rasid.core.grammar import Grammar, Trigger
    from include.rasid.core.matching import Hit

_TOKEN = re.compile(r"[ء-ي]+|[a-z]+|\d+|[^\sء-يa-z\d]")
_PREFIXES = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل")
_NONE: frozenset[str] = frozenset()
_FINITE = frozenset({Form.PAST, Form.FUTURE})  # takes no ب, ل or ك
_BEFORE_NOUNS = frozenset({"locatives", "of_other", "governing", "any"})
_QAD = "قد"
_WAS = frozenset({"كان", "كانت", "كانا", "كانوا", "وكان", "وكانت", "وكانا", "وكانوا"})
_WAS_REACH = 7  # items
_MOST_KEPT = 100_000  # words
_TAIL_REACH = 18  # items between a verb and the word that makes it a contact


@dataclass(slots=True)
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
        return not self.keys.keys().isdisjoint(kinds)

    @property
    def person_keys(self) -> tuple[str, ...]:
        """Keys of the people this form may name."""
        return self.keys.get(FormKind.PERSON, ())


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
            items.append(hit_item(folded, hit))
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


def hit_item(folded: str, hit: Hit) -> Item:
    """Return the item of a hit of the lexicon."""
    start, end, prefix, entries, keys, _ = hit
    return Item(folded[start:end], prefix, start, end, entries, None, _NONE, _NONE, keys)


def _annotate(items: list[Item], grammar: Grammar) -> None:
    covered = 0  # words of a phrase are no cues of their own: لا in لا يستبعد
    for i, item in enumerate(items):
        reading = _read_word(item.prefix + item.text, grammar)
        if reading.trigger is not None and item.is_word:
            _set_trigger(items, i, reading, grammar)
        cues, words, length = reading.cues, reading.words, 1
        if reading.seconds and i + 1 < len(items) and items[i + 1].prefix + items[i + 1].text in reading.seconds:
            full = [n.prefix + n.text for n in items[i : i + reading.longest]]
            for size in range(len(full), 1, -1):
                found = _look_up(" ".join(full[:size]), grammar)
                if found[0] or found[1]:
                    cues, words, length = *found, size
                    break
        if i >= covered:
            item.cues = cues if item.text != _QAD or _may_be(items, i) else cues - {"possible"}
            covered = i + length if length > 1 else covered
        item.words = words
        if "title_heads" in words and item.is_word and not item.prefix:
            _part_from_clitic(item, grammar)


def _part_from_clitic(item: Item, grammar: Grammar) -> None:
    """Set the clitic before a noun of office apart: what governs the title governs the name behind it."""
    for prefix, rest in analyses(item.text):
        if prefix and "title_heads" in grammar.words.get(rest, _NONE):
            item.start += len(prefix)
            item.prefix, item.text = prefix, rest
            return


def _may_be(items: list[Item], at: int) -> bool:
    """«قد يلتقي» may be, «وكان بايدن قد حذر» was."""
    after = items[at + 1].text if at + 1 < len(items) else ""
    if any(i.text in _WAS for i in items[max(0, at - _WAS_REACH) : at]):
        return False
    return after[:1] in "يتنا"


def _read_word(word: str, grammar: Grammar) -> Reading:
    """Return what a word may be; the same words return again and again, so it is kept."""
    known = grammar.memo.get(word)
    if known is not None:
        return known
    cues, words = _look_up(word, grammar)
    begun = [grammar.phrases[rest] for rest in {word, *(rest for _, rest in analyses(word))} if rest in grammar.phrases]
    longest = max((size for size, _ in begun), default=1)
    seconds = frozenset[str]().union(*(told for _, told in begun))
    prefix, trigger = _find_trigger(word, grammar)
    if len(grammar.memo) >= _MOST_KEPT:
        grammar.memo.clear()
    reading = grammar.memo[word] = Reading(cues, words, longest, seconds, trigger, prefix)
    return reading


def _look_up(phrase: str, grammar: Grammar) -> tuple[frozenset[str], frozenset[str]]:
    cues: frozenset[str] = _NONE
    words: frozenset[str] = _NONE
    for _, rest in analyses(phrase):
        cues |= grammar.cues.get(rest, _NONE)
        words |= grammar.words.get(rest, _NONE)
    return cues, words


def _find_trigger(word: str, grammar: Grammar) -> tuple[str, Trigger | None]:
    for prefix, rest in analyses(word):
        trigger = grammar.triggers.get(rest)
        if trigger is not None and not (trigger.form in _FINITE and prefix.strip("وف")):
            return prefix, trigger
    return "", None


def _set_trigger(items: list[Item], at: int, reading: Reading, grammar: Grammar) -> None:
    item, prefix = items[at], reading.prefix
    if reading.trigger is not None and reading.trigger.tail and not _has_tail(items, at, reading.trigger.tail):
        return
    if (
        reading.trigger is not None
        and reading.trigger.form is Form.PAST
        and at
        and _is_preposition(items[at - 1], grammar)
    ) and item.text not in grammar.nouns:
        return  # «أدت إلى تبادل طرد»: no verb stands behind a preposition
    item.trigger = reading.trigger
    if prefix:
        item.start += len(prefix)
        item.prefix, item.text = prefix, item.text[len(prefix) :]
    if item.text in grammar.nouns and _stands_as_noun(items, at, grammar):
        item.trigger = grammar.nouns[item.text]


def _has_tail(items: list[Item], at: int, tail: tuple[str, ...]) -> bool:
    """«طرقت باب بوتين», «رفع بايدن السماعة»: the verb alone is no contact."""
    for item in items[at + 1 : at + 1 + _TAIL_REACH]:
        words = {rest for _, rest in analyses(item.text)} if item.text[0].isalnum() else set()
        if not words.isdisjoint(tail) or not {w.removeprefix("ال") for w in words}.isdisjoint(tail):
            return True
    return False


def _is_preposition(item: Item, grammar: Grammar) -> bool:
    groups = grammar.words.get(item.prefix + item.text, _NONE)
    return item.text != "من" and "locatives" in groups


def _stands_as_noun(items: list[Item], at: int, grammar: Grammar) -> bool:
    """«أمام تواصل بين بايدن وبوتين»: behind a preposition or before بين a word that is a verb too is none."""
    before, after = (items[n].text if 0 <= n < len(items) else "" for n in (at - 1, at + 1))
    groups = grammar.words.get(before, _NONE)
    return bool(items[at].prefix.strip("وف")) or not groups.isdisjoint(_BEFORE_NOUNS) or after == "بين"
