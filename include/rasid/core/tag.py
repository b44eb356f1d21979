"""Tag an article: people, offices on its date, countries, places, organisations and topics, with spans."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from include.rasid.core.fold import fold_word
from include.rasid.core.institutions import begins_with_adjective, body_from_title, find_institutions
from include.rasid.core.lexicon import FormKind
from include.rasid.core.namesakes import is_namesake, is_word
from include.rasid.core.passages import Passage, named_in_full, read_passages
from include.rasid.core.places import heads_a_line, is_building, is_located, is_told_by_verb
from include.rasid.core.recall import NAMES, Recall, recalled
from include.rasid.core.references import Reading, RefKind
from include.rasid.core.sparse_items import make_sparse_items
from include.rasid.core.tagged import keyword_hit, mention_at, suggested_name
from include.rasid.core.units import find_units
from include.rasid.core.unlisted import find_unlisted, listed_key
from include.rasid.model import EntityKind, EntityMention, KeywordHit, NearName, Span, TaggedArticle

if TYPE_CHECKING:
    from include.rasid.core.items import Item
    from include.rasid.core.lexicon import Lexicon, Place
    from include.rasid.core.matching import FormMatcher
    from include.rasid.core.references import Ref, Unit
    from include.rasid.core.unlisted import Unlisted
    from include.rasid.model import Article

# How far a reading can be trusted, by what it rests on. Names stand for one entry, a title and its date for one holder;
# words that point back may have been read wrongly.
_NAME = 0.98
_HOLDER = 0.9
_UNLISTED = 0.8
_STATE = 0.7
_POINTS_BACK = 0.65
_REFERRING = frozenset({RefKind.OFFICE, RefKind.PAIR})
_OTHERS = frozenset({FormKind.COUNTRY, FormKind.BODY, FormKind.PLACE})
_TWO_WORDS = 30
_WORDS_BEFORE = re.compile(r"(?:(?<![ء-ي])([ء-ي]+) )?(?<![ء-ي])([ء-ي]+) \Z")
_SURE_PLACE = 4  # letters from which on the name of a place in a state that the article is about is hardly a word
_CAPITAL = "عاصمه "
_SEAT_OF = "مقر "
_CAPITAL_WITHIN = 8  # letters: العاصمة, للعاصمة


def tag_article(
    article: Article, lexicon: Lexicon, matcher: FormMatcher, passages: tuple[Passage, ...] | None = None
) -> TaggedArticle:
    """Return the article with its mentions in reading order, those of the title first.

    Every span points into the part it names; ``surface`` is exactly the stored text under it, without clitics.
    ``passages`` are the article's, where they have been read.
    """
    passages = read_passages(article, matcher) if passages is None else passages
    day = article.published_at.date()
    reading = Reading(lexicon=lexicon, day=day, named=named_in_full(passages), near=matcher.near)
    mentions: list[EntityMention] = []
    keywords: list[KeywordHit] = []
    near: list[NearName] = []
    recall = Recall()
    for passage in passages:
        mentions.extend(_PassageTagger(passage, reading, matcher, recall).mentions())
        keywords.extend(keyword_hit(h.start, h.end, h.entries[0].key, passage) for h in passage.found.topics)
        near.extend(suggested_name(item, key, passage, was_taken=taken) for item, key, taken in reading.suggestions)
        reading.suggestions.clear()
    mentions = recalled(mentions, passages, recall)
    return TaggedArticle(
        article=article, mentions=tuple(mentions), keywords=tuple(keywords), near_names=tuple(dict.fromkeys(near))
    )


class _PassageTagger:
    """Finds the mentions of one passage; offsets are folded until ``_add``."""

    def __init__(self, passage: Passage, reading: Reading, matcher: FormMatcher, recall: Recall) -> None:
        self._passage, self._reading, self._matcher, self._recall = passage, reading, matcher, recall
        self._found: list[EntityMention] = []

    def mentions(self) -> list[EntityMention]:
        """Return the mentions in reading order; what other passages may need goes to the recall."""
        passage, reading = self._passage, self._reading
        words = reading.lexicon.head_words
        items = make_sparse_items(passage.folded.text, passage.found.names, passage.found.words, self._matcher.leads)
        reading.identified.clear()
        for unit in find_units(items, reading):
            if unit.refs[0].kind in _REFERRING:
                self._add_reference(unit, items)
        done = self._add_people(items)
        if passage.found.institutions:
            done |= self._add_institutions()
        for position, item in enumerate(items):
            if item.keys and item.start not in done:
                self._add_rest(items, position)
        if words is not None:
            for name in find_unlisted(passage.folded.text, passage.found, words):
                if self._add_unlisted(name) and name.family:
                    self._recall.families.setdefault(name.family, name.key)
            self._recall.learn(self._found, words)
        self._found.sort(key=_position)
        return self._found

    def _add_reference(self, unit: Unit, items: list[Item]) -> None:
        """Add an office, several at once, or words that point back."""
        ref = unit.refs[0]
        if ref.kind is RefKind.PAIR:
            meant, key, confidence = self._reading.meant_by_pair(ref.role), ref.role or "pair", _POINTS_BACK
        elif ref.role:
            meant = unit.refs
            key = f"{ref.role}:{ref.country}" if len(meant) == 1 else ref.role
            confidence = _HOLDER if all(r.key for r in meant) else _STATE
        else:
            return
        kind = EntityKind.OFFICE
        if ref.kind is RefKind.PAIR or unit.is_counterpart:
            kind, confidence = EntityKind.REFERENCE, _POINTS_BACK
        if meant:
            whom = tuple(_referent(r) for r in meant)
            head = items[unit.first]
            start = head.start - len("ال") if head.prefix.endswith("ال") else head.start  # the article is the title's
            self._add((start, items[unit.last - 1].end), kind, key, whom, confidence)

    def _add_people(self, items: list[Item]) -> set[int]:
        """Add the people named; of those whose family name is somebody else's here, the recall learns."""
        folded, known = self._passage.folded.text, (self._reading.lexicon, self._reading.near)
        people = {item.start: (item, person.key) for item, person in self._reading.identified}
        for item in items:
            keys = (people[item.start][1],) if item.start in people else item.keys.get(FormKind.PERSON, ())
            others = [key for key in keys if is_namesake(folded, item, key, known)] if keys else []
            if others:
                self._recall.namesakes.update(others)
                people.pop(item.start, None)
        for item, key in people.values():
            confidence = _UNLISTED if FormKind.NEAR_NAME in item.keys else _NAME
            self._add((item.start, item.end), EntityKind.PERSON, key, (), confidence)
        return set(people)

    def _add_institutions(self) -> set[int]:
        """Add the bodies that no form lists; return the positions of the places that are only part of their names."""
        hidden: set[int] = set()
        for body in find_institutions(self._passage.folded.text, self._passage.found, self._reading.lexicon):
            self._add_body((body.start, body.end), body.key, body.country)
            hidden.add(body.hidden)
        return hidden

    def _add_rest(self, items: list[Item], position: int) -> None:
        """Add what the item names as a country, body or place, or the body inside a title."""
        item, lexicon = items[position], self._reading.lexicon
        keys, where = item.keys, (item.start, item.end)
        if keys.keys().isdisjoint(_OTHERS):
            self._add_bodies_of_title(item)
        elif self._is_building(item):
            self._add(where, EntityKind.PLACE, keys[FormKind.PLACE][0])
        elif FormKind.BODY in keys:
            if not begins_with_adjective(self._passage.folded.text, item.start, self._passage.found):
                key = keys[FormKind.BODY][0]
                self._add_body(where, key, lexicon.bodies[key].country or "")
        else:
            if FormKind.COUNTRY in keys:
                self._add_country(where, keys[FormKind.COUNTRY][0])
            if FormKind.PLACE in keys and not self._add_vowelled(where):
                self._add_place(items, position)

    def _add_bodies_of_title(self, item: Item) -> None:
        """Add the bodies inside a title, and the one that begins in it: «رئيس» and «البرلمان الأوروبي»."""
        lexicon = self._reading.lexicon
        longer = body_from_title(self._passage.folded.text, item, lexicon)
        if longer is not None:
            start, end, key = longer
            span = self._passage.folded.span(start, end)
            if not any(m.span.start < span.end and span.start < m.span.end for m in self._found if m.kind in NAMES):
                self._add_body((start, end), key, lexicon.bodies[key].country or "")
            return
        for start, end, key in self._matcher.inside_titles.get(item.text, ()):
            country = lexicon.bodies[key].country or ""
            # «أمين مجلس الأمن» is seldom that of the United Nations: other states have one too
            if country or not any(i.start == item.start + start for i in self._passage.found.institutions):
                self._add_body((item.start + start, item.start + end), key, country)

    def _is_building(self, item: Item) -> bool:
        words = self._reading.lexicon.head_words
        is_both = FormKind.BODY in item.keys and FormKind.PLACE in item.keys
        return is_both and words is not None and is_building(self._passage.folded.text, item, words)

    def _add_country(self, where: tuple[int, int], key: str) -> None:
        """Add a country; «تونس - » at the beginning of a line is the city."""
        words, passage = self._reading.lexicon.head_words, self._passage
        city = words.city_states.get(key) if words else None
        if city is not None and heads_a_line(passage.text, passage.folded.span(*where)):
            self._add(where, EntityKind.PLACE, city)
        else:
            self._add(where, EntityKind.COUNTRY, key)

    def _add_vowelled(self, where: tuple[int, int]) -> bool:
        """Add what a name with vowel marks stands for: «عُمان» is the state."""
        words, span = self._reading.lexicon.head_words, self._passage.folded.span(*where)
        key = words.vowelled.get(self._passage.text[span.start : span.end]) if words is not None else None
        if key is None:
            return False
        self._add(where, EntityKind.PLACE if key in self._reading.lexicon.places else EntityKind.COUNTRY, key)
        return True

    def _add_place(self, items: list[Item], position: int) -> None:
        item = items[position]
        place = self._reading.lexicon.places[item.keys[FormKind.PLACE][0]]
        if place.needs_cue:
            if not self._is_located(items, position) and not self._has_head(item.text, place):
                self._wait(item, place)
                return
            self._recall.located.add(self._named_by(place.key)[1])
        within = self._reading.lexicon.body_forms.get(item.text.removeprefix(_SEAT_OF))
        if within is not None and item.text.startswith(_SEAT_OF):
            self._add((item.start + len(_SEAT_OF), item.end), EntityKind.ORGANISATION, within)
        elif _CAPITAL in item.text[:_CAPITAL_WITHIN] and fold_word(place.label_ar) not in item.text:
            # «العاصمة الروسية» names no city, it stands for one
            self._add((item.start, item.end), EntityKind.REFERENCE, "capital", (place.key,))
        else:
            self._add((item.start, item.end), *self._named_by(place.key))

    def _named_by(self, key: str) -> tuple[EntityKind, str]:
        """Return the place, or the state that it stands for because the name is a word too: «مالي»."""
        state = words.cued_states.get(key) if (words := self._reading.lexicon.head_words) else None
        return (EntityKind.COUNTRY, state) if state else (EntityKind.PLACE, key)

    def _add_unlisted(self, name: Unlisted) -> bool:
        """Add a name that no file lists and drop what is only part of it; a listed name that goes beyond it counts more."""
        span = self._passage.folded.span(name.start, name.end)
        if (words := self._reading.lexicon.head_words) and is_word(self._passage.text, span, words):
            return False
        met = [m for m in self._found if m.kind in NAMES and m.span.start < span.end and span.start < m.span.end]
        for mention in met:
            is_part = span.start <= mention.span.start and mention.span.end <= span.end
            if is_part and name.is_sure and mention.kind is not EntityKind.ORGANISATION:
                continue
            if not is_part or mention.span == span or mention.kind is name.kind is EntityKind.PERSON:
                return False
        self._found = [m for m in self._found if m not in met]
        is_listed = name.key in self._reading.lexicon.places
        self._add(
            (name.start, name.end),
            name.kind,
            listed_key(name.key, self._reading.lexicon),
            (name.country,) if name.country else (),
            _NAME if is_listed else _UNLISTED,
        )
        return True

    def _wait(self, item: Item, place: Place) -> None:
        """Keep a place that nothing here shows to be one, in case that another sentence does; «كان» stays a verb."""
        if (words := self._reading.lexicon.head_words) is None or words.is_ordinary(item.text):
            return
        before = _WORDS_BEFORE.search(self._passage.folded.text, max(0, item.start - _TWO_WORDS), item.start)
        is_sure = len(item.text) >= _SURE_PLACE and (" " in item.text or not item.text.startswith("ال"))
        is_sure = is_sure and (before is None or before[2] not in words.given | words.professions)
        mention = mention_at(self._passage, (item.start, item.end), *self._named_by(place.key), ((), _NAME))
        self._recall.waiting.append((mention, place.country or "" if is_sure else ""))

    def _is_located(self, items: list[Item], position: int) -> bool:
        if is_located(items, position):
            return True
        item, passage, words = items[position], self._passage, self._reading.lexicon.head_words
        if words is None or item.prefix not in ("", "و"):
            return False
        span = passage.folded.span(item.start, item.end)
        is_told = is_told_by_verb(passage.folded.text, item.end, words.place_verbs)
        return is_told or heads_a_line(passage.text, span)

    @staticmethod
    def _has_head(text: str, place: Place) -> bool:
        """«مدينة صور»: a longer name of a place whose short one needs a cue brings its own."""
        return " " in text and any(" " not in n and text.endswith(f" {fold_word(n)}") for n in place.names)

    def _add_body(self, where: tuple[int, int], key: str, country: str) -> None:
        self._add(where, EntityKind.ORGANISATION, key, (country,) if country else ())

    def _add(
        self,
        where: tuple[int, int],
        kind: EntityKind,
        key: str,
        refers_to: tuple[str, ...] = (),
        confidence: float = _NAME,
    ) -> None:
        self._found.append(mention_at(self._passage, where, kind, key, (refers_to, confidence)))


def _position(mention: EntityMention) -> tuple[Span, str]:
    return mention.span, mention.kind


def _referent(ref: Ref) -> str:
    return ref.key or ref.country
