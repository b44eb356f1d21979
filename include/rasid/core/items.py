"""A sentence as a row of items: words with their cues, and hits of the lexicon."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

from include.rasid.core.grammar import Form, Reading
from include.rasid.core.lexicon import FormKind
from include.rasid.core.matching import Hit, WordHit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from include.rasid.core.forms import Entry
    from include.rasid.core.grammar import Grammar, Trigger

_TOKEN = re.compile(r"[ء-ي]+|[a-z]+|\d+|[^\sء-يa-z\d]")
_WORD = re.compile(r" *([ء-ي]+)\s*")
_WORD_OR_LINE = re.compile(r"[^\W_]|\n")
_PREFIXES = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل")
_NONE: frozenset[str] = frozenset()
_FIRST = itemgetter(0)
_LEAD_GROUPS = frozenset({"title_fillers", "first_name"})
_ALONE_GROUPS = frozenset({"counterpart", "companion", "guest", "pair", "first_name"})
_FINITE = frozenset({Form.PAST, Form.FUTURE})  # takes no ب, ل or ك
_BEFORE_NOUNS = frozenset({"locatives", "of_other", "governing", "any"})
_DATELINE = re.compile(r" *([-–—ـ(/])\s*\S")  # what parts a place from the news of its day
_QAD = "قد"
_WAS = frozenset({"كان", "كانت", "كانا", "كانوا", "وكان", "وكانت", "وكانا", "وكانوا"})
_WAS_REACH = 7  # items
_MOST_KEPT = 100_000  # words
_TAIL_REACH = 14  # items between a verb and the word that makes it a contact
_LONG_GAP = 6  # letters; punctuation alone is shorter
_PLACES = frozenset({FormKind.PLACE, FormKind.COUNTRY})
_BEFORE_NAMES = (FormKind.ADJECTIVE, FormKind.COUNTRY, FormKind.ROLE)


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


_OPAQUE = Item(text="…", prefix="", start=0, end=0)  # words that no one looks at; shared, never changed


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
            item = _hit_item(folded, hit)
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


def _hit_item(folded: str, hit: Hit) -> Item:
    start, end, prefix, entries, keys, _ = hit
    return Item(folded[start:end], prefix, start, end, entries, None, _NONE, _NONE, keys)


def _annotate(items: list[Item], grammar: Grammar) -> None:
    covered = 0  # words of a phrase are no cues of their own: لا in لا يستبعد
    for i, item in enumerate(items):
        reading = _read_word(item.prefix + item.text, grammar)
        if reading.trigger is not None and item.is_word:
            _set_trigger(items, i, reading, grammar)
        cues, words, length = reading.cues, reading.words, 1
        if reading.longest > 1:
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
    longest = max((grammar.phrases.get(rest, 1) for _, rest in analyses(word)), default=1)
    longest = max(longest, grammar.phrases.get(word, 1))
    prefix, trigger = _find_trigger(word, grammar)
    if len(grammar.memo) >= _MOST_KEPT:
        grammar.memo.clear()
    reading = grammar.memo[word] = Reading(cues, words, longest, trigger, prefix)
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
        words = {rest for _, rest in analyses(item.text)} if item.is_word else set()
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
