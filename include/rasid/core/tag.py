"""Tag an article: people, offices on its date, countries, places, organisations and topics, with spans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.rasid.core.fold import fold_word
from include.rasid.core.institutions import find_institutions
from include.rasid.core.items import make_sparse_items
from include.rasid.core.lexicon import FormKind
from include.rasid.core.passages import Passage, named_in_full, read_passages
from include.rasid.core.places import is_located
from include.rasid.core.references import Reading, RefKind
from include.rasid.core.units import find_units
from include.rasid.model import EntityKind, EntityMention, KeywordHit, NearName, TaggedArticle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from include.rasid.core.items import Item
    from include.rasid.core.lexicon import Lexicon
    from include.rasid.core.matching import FormMatcher
    from include.rasid.core.references import Ref, Unit
    from include.rasid.model import Article

# How far a reading can be trusted, by what it rests on. Names stand for one entry, a title and its date for one holder;
# words that point back may have been read wrongly.
_NAME = 0.98
_HOLDER = 0.9
_UNLISTED = 0.8
_STATE = 0.7
_POINTS_BACK = 0.65
_AROUND = 40  # code points on each side of an example
_CAPITAL = "العاصمه "
_OTHERS = frozenset({FormKind.COUNTRY, FormKind.BODY, FormKind.PLACE})


def tag_article(article: Article, lexicon: Lexicon, matcher: FormMatcher) -> TaggedArticle:
    """Return the article with its mentions in reading order, those of the title first.

    Every span points into the part it names; ``surface`` is exactly the stored text under it, without clitics.
    """
    passages = read_passages(article, matcher)
    reading = Reading(lexicon=lexicon, day=article.published_at.date(), named=named_in_full(passages), near=matcher.near)
    mentions: list[EntityMention] = []
    inside = matcher.inside_titles
    keywords: list[KeywordHit] = []
    near: list[NearName] = []
    for passage in passages:
        mentions.extend(_tag_passage(passage, reading, inside))
        keywords.extend(_keyword(h.start, h.end, h.entries[0].key, passage) for h in passage.found.topics)
        near.extend(_near_name(item, key, passage, was_taken=taken) for item, key, taken in reading.suggestions)
        reading.suggestions.clear()
    return TaggedArticle(
        article=article, mentions=tuple(mentions), keywords=tuple(keywords), near_names=tuple(dict.fromkeys(near))
    )


def _tag_passage(
    passage: Passage, reading: Reading, inside: Mapping[str, Sequence[tuple[int, int, str]]]
) -> list[EntityMention]:
    items = make_sparse_items(passage.folded.text, passage.found.names, passage.found.words)
    reading.identified.clear()
    found: list[EntityMention] = []
    for unit in find_units(items, reading):
        mention = _reference(unit, items, passage, reading)
        if mention is not None:
            found.append(mention)
    people = {item.start: (item, person.key) for item, person in reading.identified}
    for item, key in people.values():
        confidence = _UNLISTED if FormKind.NEAR_NAME in item.keys else _NAME
        found.append(_mention(item.start, item.end, EntityKind.PERSON, key, passage, confidence=confidence))
    hidden = _add_bodies(passage, reading.lexicon, found)
    for position, item in enumerate(items):
        if not item.keys or item.start in people or item.start in hidden:
            continue
        if not item.keys.keys().isdisjoint(_OTHERS):
            _add_others(items, position, passage, reading.lexicon, found)
        elif item.text in inside:
            for start, end, key in inside[item.text]:
                country = reading.lexicon.bodies[key].country
                if country:  # «أمين مجلس الأمن» is seldom that of the United Nations
                    found.append(_body(item.start + start, item.start + end, key, country, passage))
    found.sort(key=_position)
    return found


def _add_bodies(passage: Passage, lexicon: Lexicon, found: list[EntityMention]) -> set[int]:
    """Add the bodies that no form lists; return the positions of the places that are only part of their names."""
    hidden: set[int] = set()
    if passage.found.institutions:
        for body in find_institutions(passage.folded.text, passage.found, lexicon):
            found.append(_body(body.start, body.end, body.key, body.country, passage))
            hidden.add(body.hidden)
    return hidden


def _position(mention: EntityMention) -> tuple[int, int, str]:
    return mention.span.start, mention.span.end, mention.kind


def _reference(unit: Unit, items: list[Item], passage: Passage, reading: Reading) -> EntityMention | None:
    """Return the mention of an office, of several, or of words that point back; None for names and governments."""
    ref = unit.refs[0]
    if ref.kind is RefKind.PAIR:
        meant, confidence = reading.meant_by_pair(ref.role), _POINTS_BACK
        key = ref.role or "pair"
    elif ref.kind is RefKind.OFFICE and ref.role:
        meant = unit.refs
        confidence = _HOLDER if all(r.key for r in meant) else _STATE
        key = f"{ref.role}:{ref.country}" if len(meant) == 1 else ref.role
    else:
        return None
    if not meant:
        return None
    kind = EntityKind.REFERENCE if ref.kind is RefKind.PAIR or unit.is_counterpart else EntityKind.OFFICE
    return _mention(
        items[unit.first].start,
        items[unit.last - 1].end,
        kind,
        key,
        passage,
        refers_to=tuple(_referent(r) for r in meant),
        confidence=min(confidence, _POINTS_BACK) if kind is EntityKind.REFERENCE else confidence,
    )


def _referent(ref: Ref) -> str:
    return ref.key or ref.country


def _add_others(
    items: list[Item], position: int, passage: Passage, lexicon: Lexicon, found: list[EntityMention]
) -> None:
    item = items[position]
    keys = item.keys
    if FormKind.COUNTRY in keys and FormKind.BODY not in keys:
        found.append(_mention(item.start, item.end, EntityKind.COUNTRY, keys[FormKind.COUNTRY][0], passage))
    if FormKind.BODY in keys:
        body = lexicon.bodies[keys[FormKind.BODY][0]]
        found.append(_body(item.start, item.end, body.key, body.country or "", passage))
    elif FormKind.PLACE in keys:
        place = lexicon.places[keys[FormKind.PLACE][0]]
        if place.needs_cue and not is_located(items, position):
            return
        if item.text.startswith(_CAPITAL) and fold_word(place.label_ar) not in item.text:
            # «العاصمة الروسية» names no city, it stands for one
            mention = _mention(
                item.start, item.end, EntityKind.REFERENCE, "capital", passage, refers_to=(place.key,)
            )
        else:
            mention = _mention(item.start, item.end, EntityKind.PLACE, place.key, passage)
        found.append(mention)


def _body(start: int, end: int, key: str, country: str, passage: Passage) -> EntityMention:
    refers_to = (country,) if country else ()
    return _mention(start, end, EntityKind.ORGANISATION, key, passage, refers_to=refers_to)


def _mention(
    start: int,
    end: int,
    kind: EntityKind,
    key: str,
    passage: Passage,
    *,
    refers_to: tuple[str, ...] = (),
    confidence: float = _NAME,
) -> EntityMention:
    span = passage.folded.span(start, end)
    surface = passage.text[span.start : span.end]
    return EntityMention(key, kind, passage.part, span, surface, refers_to, confidence)


def _near_name(item: Item, person: str, passage: Passage, *, was_taken: bool) -> NearName:
    span = passage.folded.span(item.start, item.end)
    text = passage.text
    example = " ".join(text[max(0, span.start - _AROUND) : span.end + _AROUND].split())
    return NearName(person, passage.part, span, text[span.start : span.end], example, was_taken)


def _keyword(start: int, end: int, topic: str, passage: Passage) -> KeywordHit:
    span = passage.folded.span(start, end)
    return KeywordHit(topic=topic, part=passage.part, span=span, surface=passage.text[span.start : span.end])
