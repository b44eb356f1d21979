"""Bodies that are named by their kind with a state or a place: «وزارة الدفاع الكورية الجنوبية», «جامعة إسطنبول»."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from include.rasid.core.lexicon import FormKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from include.rasid.core.items import Item
    from include.rasid.core.lexicon import Institution, Lexicon
    from include.rasid.core.matching import Found, Hit

_BLANK = re.compile(" ")
_WORD_END = re.compile(r"(?<=[ء-ي])(?![ء-ي])")
_QUALIFIED = re.compile(r"(?<![ء-ي])ال[ء-ي]+(?:ات|ه) \Z")  # a noun that a word behind it qualifies
_NOUN = 20  # letters looked at before an institution
_FARTHEST = 40  # letters behind a title in which the name of a body may end
_PLACES = (FormKind.PLACE, FormKind.COUNTRY, FormKind.CAPITAL)
# «وزير الخارجية الروسي», «مستشار الأمن الوطني السعودي»: the adjective belongs to the official.
_MINISTERS = ("وزير", "وزيره", "وزيرا", "وزيري", "وزراء", "مستشار", "مستشاره", "مستشارا", "مستشاري")
# Feminine though they do not end in ه or ات.
_FEMININE = frozenset({"الاركان", "الخطوط", "السكك"})


class NamedBody(NamedTuple):
    """A body in a folded text; ``hidden`` is the position of the place that is only part of its name, -1 for none."""

    start: int
    end: int
    key: str
    country: str
    hidden: int = -1


def find_institutions(folded: str, found: Found, lexicon: Lexicon) -> Iterator[NamedBody]:
    """Yield the bodies that no form lists: a noun with the adjective or place right behind it, and those inside titles."""
    behind = {h.first: h for h in found.names if not h.prefix or h.prefix.endswith("ال")}
    covered = [(h.first, h.end) for h in found.names if FormKind.BODY in h.keys or FormKind.COUNTRY in h.keys]
    bodies = [(h.start, h.end) for h in found.names if FormKind.BODY in h.keys]
    titles = [(h.start, h.end) for h in found.names if FormKind.ROLE in h.keys]
    taken = {end for _, end in covered}
    seats = {h.start: h for h in found.names if FormKind.SEAT in h.keys and FormKind.BODY not in h.keys}
    last = -1
    for start, end, key in found.institutions:
        if start < last or end in taken or _is_adjective_there(folded, start, end):
            continue
        seat = seats.get(start)
        if seat is not None and end < seat.end:  # «الرئاسة المصرية» is listed as a seat of power
            country = seat.keys[FormKind.SEAT][0]
            yield NamedBody(start, seat.end, f"{key}:{country}", country)
            last = seat.end
            continue
        follower = behind.get(end + 1)
        bare = _bare(folded, (start, end), lexicon.institutions[key])
        if bare and any(first <= start < last_ for first, last_ in (*bodies, *titles)):
            bare = None  # part of a longer name
        if follower is None or folded[end : end + 1] != " ":
            if bare:
                last = end
                yield bare
            continue
        if not lexicon.institutions[key].of_places and not agree(folded[start:end], folded[end + 1 : follower.end]):
            continue
        body = _with_follower(start, key, follower, lexicon)
        if body is not None and not folded[max(0, start - 8) : start].rstrip().endswith(_MINISTERS):
            last = body.end
            yield body
        elif body is None and bare:
            last = end
            yield bare


def begins_with_adjective(folded: str, start: int, found: Found) -> bool:
    """«التجارة الخارجية الفرنسية»: a listed body whose first word another noun takes for an adjective."""
    return any(_is_adjective_there(folded, i.start, i.end) for i in found.institutions if i.start == start)


def _is_adjective_there(folded: str, start: int, end: int) -> bool:
    """«المأكولات البحرية اليابانية»: a noun of one word that another noun before it takes for an adjective."""
    return " " not in folded[start:end] and _QUALIFIED.search(folded, max(0, start - _NOUN), start) is not None


def _bare(folded: str, where: tuple[int, int], institution: Institution) -> NamedBody | None:
    """Return the body that a noun names by itself: «مجلس الشيوخ», also as «لمجلس الشيوخ»."""
    noun = folded[slice(*where)]
    is_bare = noun in institution.bare or (noun.startswith("لل") and f"ال{noun[2:]}" in institution.bare)
    return NamedBody(*where, institution.key, "") if is_bare else None


def body_from_title(folded: str, title: Item, lexicon: Lexicon) -> tuple[int, int, str] | None:
    """Return the listed body that begins inside a title and ends behind it, with its key: «رئيس البرلمان الأوروبي»."""
    starts = [title.start + m.end() for m in _BLANK.finditer(title.text)]
    starts = [start for start in starts if folded[start : title.end] in lexicon.body_beginnings]
    ends = [m.start() for m in _WORD_END.finditer(folded, title.end + 1, title.end + _FARTHEST)] if starts else []
    for start in starts:
        if folded[max(0, start - 8) : start].rstrip().endswith(_MINISTERS):
            return None
        for end in reversed(ends):
            key = lexicon.body_forms.get(folded[start:end])
            if key:
                return start, end, key
    return None


def _with_follower(start: int, key: str, follower: Hit, lexicon: Lexicon) -> NamedBody | None:
    institution = lexicon.institutions[key]
    country = _adjective(follower)
    if not institution.of_places and country:
        return NamedBody(start, follower.end, f"{key}:{country}", country, follower.start)
    if institution.of_places and not follower.prefix:
        for kind in _PLACES:
            place = follower.keys[kind][0] if kind in follower.keys else None
            if place is not None and not _is_cued_state(place, lexicon):
                return NamedBody(start, follower.end, f"{key}:{place}", "", follower.start)
    return None


def _is_cued_state(place: str, lexicon: Lexicon) -> bool:
    """«مصرف مالي»: the name of a state that is rather an adjective behind a noun."""
    return lexicon.head_words is not None and place in lexicon.head_words.cued_states


def _adjective(follower: Hit) -> str:
    """Return the country that a hit names as an adjective, empty for none; السعودية is one beside its noun."""
    keys = follower.keys
    if FormKind.ADJECTIVE in keys:
        return keys[FormKind.ADJECTIVE][0]
    return keys[FormKind.COUNTRY][0] if FormKind.COUNTRY in keys and follower.end - follower.start > 5 else ""


def agree(noun: str, adjective: str) -> bool:
    """Tell whether noun and adjective have the same gender, judged by their endings."""
    head = noun.split(" ", 1)[0]
    is_feminine = head.endswith(("ه", "ات")) or head in _FEMININE
    return is_feminine == adjective.split(" ", 1)[0].endswith("ه")
