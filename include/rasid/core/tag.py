"""Tag an article: people, offices on its date, countries, places, organisations and topics, with spans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.rasid.core.lexicon import FormKind
from include.rasid.core.passages import Passage, named_in_full, read_passages
from include.rasid.core.places import is_located
from include.rasid.core.references import Reading, RefKind
from include.rasid.core.units import find_units
from include.rasid.model import EntityKind, EntityMention, KeywordHit, TaggedArticle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from include.rasid.core.grammar import Grammar
    from include.rasid.core.items import Item
    from include.rasid.core.lexicon import Lexicon
    from include.rasid.core.matching import FormMatcher
    from include.rasid.core.references import Unit
    from include.rasid.model import Article


def tag_article(article: Article, lexicon: Lexicon, matcher: FormMatcher, grammar: Grammar) -> TaggedArticle:
    """Return the article with its mentions in reading order, those of the title first.

    Every span points into the part it names; ``surface`` is exactly the stored text under it, without clitics.
    """
    passages = read_passages(article, matcher)
    reading = Reading(lexicon=lexicon, day=article.published_at.date(), named=named_in_full(passages))
    mentions: list[EntityMention] = []
    for passage in passages:
        for sentence in passage.sentences(grammar):
            mentions.extend(_tag_sentence(sentence.items, passage, reading))
    keywords = tuple(
        _keyword(h.start, h.end, h.entries[0].key, passage) for passage in passages for h in passage.topics
    )
    return TaggedArticle(article=article, mentions=tuple(mentions), keywords=keywords)


def _tag_sentence(items: list[Item], passage: Passage, reading: Reading) -> list[EntityMention]:
    reading.identified.clear()
    units = find_units(items, reading)
    people = {item.start: (item, person.key) for item, person in reading.identified}
    found = [_mention(i.start, i.end, (EntityKind.PERSON, key), passage) for i, key in people.values()]
    found.extend(_offices(units, items, passage))
    for position, item in enumerate(items):
        for kind, key in _others(items, position, reading.lexicon):
            found.append(_mention(item.start, item.end, (kind, key), passage))
    return sorted(found, key=lambda m: (m.span.start, m.span.end, m.kind))


def _offices(units: list[Unit], items: list[Item], passage: Passage) -> Iterator[EntityMention]:
    for unit in units:
        ref = unit.refs[0]
        if len(unit.refs) == 1 and ref.kind is RefKind.OFFICE and ref.role:
            end = items[unit.last - 1].end
            yield _mention(items[unit.first].start, end, (EntityKind.OFFICE, f"{ref.role}:{ref.country}"), passage)


def _others(items: list[Item], position: int, lexicon: Lexicon) -> Iterator[tuple[EntityKind, str]]:
    keys = items[position].keys
    if FormKind.COUNTRY in keys:
        yield EntityKind.COUNTRY, keys[FormKind.COUNTRY][0]
    if FormKind.BODY in keys:
        yield EntityKind.ORGANISATION, keys[FormKind.BODY][0]
    elif FormKind.PLACE in keys:
        place = lexicon.places[keys[FormKind.PLACE][0]]
        if not place.needs_cue or is_located(items, position):
            yield EntityKind.PLACE, place.key


def _mention(start: int, end: int, what: tuple[EntityKind, str], passage: Passage) -> EntityMention:
    span = passage.folded.span(start, end)
    surface = passage.text[span.start : span.end]
    return EntityMention(key=what[1], kind=what[0], part=passage.part, span=span, surface=surface)


def _keyword(start: int, end: int, topic: str, passage: Passage) -> KeywordHit:
    span = passage.folded.span(start, end)
    return KeywordHit(topic=topic, part=passage.part, span=span, surface=passage.text[span.start : span.end])
