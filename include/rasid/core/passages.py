"""Title and text of an article, folded and matched once, and read sentence by sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from include.rasid.core.fold import Folded, fold
from include.rasid.core.items import Item, make_items
from include.rasid.core.lexicon import FormKind
from include.rasid.core.sentences import find_sentences
from include.rasid.model import Part, Span, When

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from include.rasid.core.grammar import Grammar
    from include.rasid.core.matching import FormMatcher, Found, Hit
    from include.rasid.model import Article


_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)(?:\s[^<>]{0,3000})?/?>")
_BLOCKS = frozenset({"br", "p", "div", "li", "ul", "h1", "h2", "h3", "h4", "tr", "td"})


class Dated(NamedTuple):
    """A date found in a folded text."""

    start: int
    end: int
    when: When


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a passage; ``span`` points into the stored text, the items into the folded one."""

    part: Part
    span: Span
    items: list[Item]
    dates: list[Dated]
    is_silent: bool = False  # a caption, heading or link: its names count, it asserts nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One part of an article with what the lexicon found in it."""

    part: Part
    text: str
    folded: Folded
    found: Found

    @property
    def names(self) -> list[Hit]:
        """Names in reading order."""
        return self.found.names

    def sentences(
        self, grammar: Grammar, dates: Sequence[Dated] = (), silent: Sequence[tuple[int, int]] = ()
    ) -> Iterator[Sentence]:
        """Yield the sentences in order; a title is one sentence. ``silent``: lines of the stored text that assert nothing."""
        spans = find_sentences(self.text)
        if self.part is Part.TITLE and spans:
            spans = (Span(spans[0].start, spans[-1].end),)
        told = [d for d in dates if not _is_quoted(self.folded.text, d.start)]
        position = 0
        for span in spans:
            start = _folded_position(self.folded, span.start, position)
            end = position = _folded_position(self.folded, span.end, start)
            inside = [h for h in self.names if start <= h.start and h.end <= end]
            yield Sentence(
                part=self.part,
                span=span,
                items=make_items(self.folded.text, start, end, inside, grammar),
                dates=[d for d in told if start <= d.start < end],
                is_silent=any(first <= span.start < last for first, last in silent),
            )


def read_passages(article: Article, matcher: FormMatcher) -> tuple[Passage, ...]:
    """Return the title and the text of an article, each matched against the lexicon."""
    passages = []
    for part in Part:
        text = _without_tags(article.part(part))
        folded = fold(text)
        found = matcher.find(folded.text)
        passages.append(Passage(part=part, text=text, folded=folded, found=found))
    return tuple(passages)


def _without_tags(text: str) -> str:
    """Return ``text`` with HTML tags that a feed left in it blanked out; offsets stay."""
    if "<" not in text:
        return text
    return _TAG.sub(lambda m: ("\n" if m[1].lower() in _BLOCKS else " ") + " " * (len(m[0]) - 1), text)


def named_in_full(passages: Sequence[Passage]) -> set[str]:
    """Return the people whom the article names in full somewhere: their family name alone then means them."""
    hits = [h for p in passages for h in p.names]
    return {e.key for h in hits for e in h.entries if e.kind is FormKind.FULL_NAME}


def _is_quoted(folded: str, position: int) -> bool:
    """Words like اليوم in a quotation are the speaker's, not the paper's; quotations end with their paragraph."""
    before = folded[folded.rfind("\n", 0, position) + 1 : position]
    opened = before.count("«") + before.count("“") - before.count("»") - before.count("”")
    return opened > 0 or before.count('"') % 2 == 1


def _folded_position(folded: Folded, original: int, low: int) -> int:
    """Return the first folded position at or behind a position of the stored text."""
    high = len(folded.text)
    while low < high:
        middle = (low + high) // 2
        if folded.origin(middle) < original:
            low = middle + 1
        else:
            high = middle
    return low
