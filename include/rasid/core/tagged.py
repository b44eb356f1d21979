"""What tagging finds in a passage, as values with spans into the stored text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.rasid.model import EntityMention, KeywordHit, NearName

if TYPE_CHECKING:
    from include.rasid.core.items import Item
    from include.rasid.core.passages import Passage
    from include.rasid.model import EntityKind

_AROUND = 40  # code points on each side of an example


def mention_at(
    passage: Passage,
    where: tuple[int, int],
    kind: EntityKind,
    key: str,
    meant: tuple[tuple[str, ...], float],
) -> EntityMention:
    """Return a mention where it stands; the offsets are folded ones, ``meant`` is what it refers to and how sure it is."""
    span = passage.folded.span(*where)
    return EntityMention(key, kind, passage.part, span, passage.text[span.start : span.end], *meant)


def suggested_name(item: Item, person: str, passage: Passage, *, was_taken: bool) -> NearName:
    """Return a spelling beside a title for review, with the words around it."""
    span = passage.folded.span(item.start, item.end)
    text = passage.text
    example = " ".join(text[max(0, span.start - _AROUND) : span.end + _AROUND].split())
    family = text[span.start : span.end].split()[-1]  # a first name before it is no part of the spelling
    return NearName(person, passage.part, span, family, example, was_taken)


def keyword_hit(start: int, end: int, topic: str, passage: Passage) -> KeywordHit:
    """Return a topic where it stands; the offsets are folded ones."""
    span = passage.folded.span(start, end)
    return KeywordHit(topic=topic, part=passage.part, span=span, surface=passage.text[span.start : span.end])
