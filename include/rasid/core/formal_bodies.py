"""Bodies whose own name tells that they are one: «الهيئة العامة للسياحة والآثار», «هيئة المسح الجيولوجي الأميركية»."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from include.rasid.core.institutions import agree
from include.rasid.core.lexicon import FormKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from include.rasid.core.matching import Hit
    from include.rasid.core.name_heads import HeadHit, NameHeads, Word

_LONGEST = 6
_SHORTEST_PURPOSE = 5  # letters of «لحقوق», «لإدارة»
_ADJECTIVE = ("ي", "يه")
_MINISTRY = "وزاره"
_COMMITTEE = "لجنه"
_IN = "في"
_NAMED = frozenset({FormKind.ADJECTIVE, FormKind.COUNTRY, FormKind.PLACE, FormKind.PERSON, FormKind.PEOPLE})
_FOR_THE, _FOR, _AND_THE, _THE = "لل", "ل", "وال", "ال"


class FormalBody(NamedTuple):
    """A body in a folded text, with the country whose adjective it bears, empty for none."""

    start: int
    end: int
    country: str


def find_formal_body(noun: HeadHit, hits: Mapping[int, Hit], words: NameHeads) -> FormalBody | None:
    """Return the body that begins with ``noun``, None where it is an ordinary noun."""
    row = noun.row[:_LONGEST]
    if noun.noun == _COMMITTEE:
        return _committee(noun, row, hits) or _of_state(noun, row, hits, words)
    if noun.noun == _MINISTRY:
        return _ministry(noun, row, hits, words)
    if noun.noun in words.formal:
        size = _purpose(row, hits, words)
        return FormalBody(noun.start, row[size - 1].end, "") if size else None
    return _of_state(noun, row, hits, words) if noun.noun in words.organs else None


def _committee(noun: HeadHit, row: Sequence[Word], hits: Mapping[int, Hit]) -> FormalBody | None:
    """«لجنة الشؤون الخارجية في مجلس الشيوخ»: the body that a committee belongs to is part of its name."""
    at = 0
    while at < len(row) and row[at].text.startswith((_THE, _AND_THE)):
        at += 1
    if not at or at + 1 >= len(row) or row[at].text != _IN:
        return None
    owner = hits.get(row[at + 1].start)
    if owner is None or owner.prefix or FormKind.BODY not in owner.keys:
        return None
    return FormalBody(noun.start, owner.end, "")


def _ministry(noun: HeadHit, row: Sequence[Word], hits: Mapping[int, Hit], words: NameHeads) -> FormalBody | None:
    """«وزارة الطاقة والمعادن», «وزارة الدفاع الوطني»: what a ministry is for names it, with or without the adjective of its state."""
    named = _of_state(noun, row, hits, words)
    if named is not None:
        return named
    if not row or not _has_article(row, 0, words) or not _is_plain(row[0], hits):
        return None
    at = 1
    while at < len(row) and _is_plain(row[at], hits) and _belongs_to_ministry(row[at].text, words):
        at += 1
    return FormalBody(noun.start, row[at - 1].end, "")


def _belongs_to_ministry(word: str, words: NameHeads) -> bool:
    """Tell whether a word behind «وزارة الشؤون» goes on with its name: «الخارجية», «الوطنية», «والتعاون»."""
    if word.startswith(_AND_THE):
        return word[1:] not in words.formal | words.qualities
    return word in words.qualities or (word.startswith(_THE) and word.endswith(_ADJECTIVE))


def _is_plain(word: Word, hits: Mapping[int, Hit]) -> bool:
    """Tell whether a word names no state, place or person: «وزارة الخارجية», not «وزارة المصري»."""
    hit = hits.get(word.start)
    return hit is None or hit.keys.keys().isdisjoint(_NAMED)


def _purpose(row: Sequence[Word], hits: Mapping[int, Hit], words: NameHeads) -> int:
    """Return how many words behind a noun are its qualities and what the body is for, 0 for none."""
    at = 0
    while at < len(row) and (row[at].text in words.qualities or (at and _is_adjective(hits.get(row[at].start)))):
        at += 1
    if not 0 < at < len(row):
        return 0
    purpose = row[at].text
    if purpose.startswith(_FOR_THE):
        owner = words.heads.get(purpose[len(_FOR_THE) :])
        if owner is not None and not owner.is_body and not owner.inside:
            return 0  # «الإدارة العسكرية للمدينة»
        at += 1
    elif purpose.startswith(_FOR) and len(purpose) >= _SHORTEST_PURPOSE and _has_article(row, at + 1, words):
        at += 2
    else:
        return 0
    if (
        at < len(row)
        and row[at].text.startswith("و")
        and _has_article(row, at + 1, words)
        and row[at].text[1:] not in words.ordinary
    ):
        return at + 2  # «للانتخابات وترسيم الحدود»
    if _has_article(row, at, words) and row[at].text.endswith(_ADJECTIVE):
        at += 1  # «للسكك الحديدية»
    if at < len(row) and row[at].text.startswith(_AND_THE):
        at += 1  # «للسياحة والآثار»
    return at


def _is_adjective(hit: Hit | None) -> bool:
    """«الهيئة الملكية الأردنية للأفلام»: the adjective of a state among the qualities."""
    return hit is not None and FormKind.ADJECTIVE in hit.keys and hit.prefix == _THE


def _has_article(row: Sequence[Word], at: int, words: NameHeads) -> bool:
    return at < len(row) and row[at].text.startswith(_THE) and row[at].text not in words.ordinary


def _of_state(noun: HeadHit, row: Sequence[Word], hits: Mapping[int, Hit], words: NameHeads) -> FormalBody | None:
    for at, word in enumerate(row):
        hit = hits.get(word.start)
        is_adjective = hit is not None and FormKind.ADJECTIVE in hit.keys and hit.prefix == _THE
        if hit is not None and is_adjective and at:
            belongs = agree(noun.noun, _without_article(hit, word)) and row[at - 1].text not in words.not_organs
            return FormalBody(noun.start, hit.end, hit.keys[FormKind.ADJECTIVE][0]) if belongs else None
        may_go_on = word.text.startswith((_THE, _AND_THE)) or (at == 0 and not words.is_ordinary(word.text))
        is_new = word.text.startswith(_AND_THE) and word.text[1:] in (words.formal | words.qualities)
        if not may_go_on or is_new or word.text in words.ordinary:
            return None
    return None


def _without_article(hit: Hit, word: Word) -> str:
    """Return the adjective without its article."""
    return word.text[hit.start - word.start :]
