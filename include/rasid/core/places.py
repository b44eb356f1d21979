"""Where a contact takes place: the place behind a locative nearest to its trigger."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from include.rasid.core.lexicon import FormKind

if TYPE_CHECKING:
    from collections.abc import Collection

    from include.rasid.core.items import Item
    from include.rasid.core.lexicon import Lexicon
    from include.rasid.core.name_heads import NameHeads
    from include.rasid.model import Span


_SAYING = "saying_lead"
_PLACES = (FormKind.PLACE, FormKind.COUNTRY)
_SURE_LENGTH = 4  # letters from which on «من مسقط» is a place and no word such as «من كان»
_WEAK = frozenset({"weak_lead", _SAYING})
_FIVE_BEFORE = re.compile(r"(?:[ء-ي]+ ){1,5}\Z")
_FIVE_WORDS = 60  # code points
_BEHIND = re.compile(r" (لم |لن |لا )?([ء-ي]+)")
_LINE_MARK = re.compile(
    r"\s*[ـ–—-]\s|،[^\n.،]{2,40}\s[ـ–—-]\s|\s*\([^()\n]{2,30}\)\s*[ـ–—-]"
)  # folding takes the tatweel
_DATELINE_MARKS = "-–—ـ(/"
_BEFORE, _BEHIND_TO = 12, 15  # items that such a place counts as farther
_TO = "الي"
_EMPLOYED_ITEMS = 3  # «مسؤول كبير في»
_ALLIANCE = ("NATO",)  # listed with the states, for its leaders act as theirs do
_NOWHERE = frozenset({"علي", "بين"})  # «تركز على سوريا»: the subject, not the place
_COUNTRY_REACH = 10  # items: a country farther from the trigger is rarely where it happened


def wide_places(lexicon: Lexicon) -> frozenset[str]:
    """Return the English labels of what is no city: where a plan is said to be in one, a city makes it precise."""
    others = {place.label_en for place in lexicon.places.values() if place.kind != "city"}
    return frozenset(others | {country.label_en for country in lexicon.countries.values()})


def place_near(items: list[Item], position: int, bounds: tuple[int, int], lexicon: Lexicon) -> str | None:
    """Return the English label of the city, else of the country, that the clause gives; None: it gives none."""
    found: list[tuple[bool, int, str]] = []
    for at in range(bounds[0], bounds[1]):
        item = items[at]
        if (
            not item.has(FormKind.PLACE, FormKind.COUNTRY)
            or item.keys.get(FormKind.COUNTRY) == _ALLIANCE
            or not is_located(items, at)
            or _is_party(items, at)
        ):
            continue
        if lexicon.head_words is not None and item.text.split(" ", 1)[0] in lexicon.head_words.waters:
            continue
        is_city = FormKind.PLACE in item.keys and FormKind.COUNTRY not in item.keys
        place = lexicon.places[item.keys[FormKind.PLACE][0]] if is_city else None
        is_wide = place is None or place.kind == "region"
        if _is_nowhere(items, at) or _employs(items, at, lexicon):
            continue
        if is_wide and (abs(at - position) > _COUNTRY_REACH or _is_about(items, at)):
            continue
        label = (
            lexicon.countries[item.keys[FormKind.COUNTRY][0]].label_en
            if place is None
            else _city_label(place.key, lexicon)
        )
        leads_there = at > position and items[at - 1].text == _TO  # «لقاء منذ عودته إلى الكرملين … في لوس كابوس»
        farther = _BEFORE if at < position else _BEHIND_TO if leads_there else 0
        found.append((is_wide, abs(at - position) + farther, label))
    return min(found)[2] if found else None


def _city_label(key: str, lexicon: Lexicon) -> str:
    """Return the label of the city that a palace or hotel stands in, for some say «في الكرملين» and others «في موسكو»; of anything else its own."""
    return lexicon.places[lexicon.venue_cities.get(key, key)].label_en


def _is_party(items: list[Item], at: int) -> bool:
    """«أعلنت موسكو», «بين وزيري خارجية روسيا والولايات المتحدة»: it speaks, or و joins it to a state that is no place here."""
    if at > 0 and _SAYING in items[at - 1].words:
        return True
    joined = at > 0 and items[at].prefix.endswith("و") and items[at - 1].has(*_PLACES)
    return joined and not is_located(items, at - 1)


def _is_nowhere(items: list[Item], at: int) -> bool:
    """«تركز على سوريا», «محادثات بين موسكو وواشنطن»: a subject, or the states that talk."""
    is_joined = at > 1 and items[at].prefix.endswith("و") and items[at - 1].has(*_PLACES)
    return items[max(at - 1 - is_joined, 0)].text in _NOWHERE


def _employs(items: list[Item], at: int, lexicon: Lexicon) -> bool:
    """«قال مسؤول كبير في البيت الأبيض», «السفير السابق في واشنطن»: where somebody works."""
    if lexicon.head_words is None or at < _EMPLOYED_ITEMS or items[at - 1].text != "في":
        return False
    before = [
        i for i in items[at - _EMPLOYED_ITEMS : at - 1] if "title_fillers" not in i.words and "former" not in i.words
    ]
    words = f"{before[-1].prefix}{before[-1].text}".split() if before else []
    return any(w.removeprefix("و").removeprefix("ال") in lexicon.head_words.staff for w in words)


def _is_about(items: list[Item], at: int) -> bool:
    """«الوضع في أفغانستان»: the country is the subject, not the place."""
    return any("relation" in i.words for i in items[max(0, at - 3) : at])


def is_building(folded: str, item: Item, words: NameHeads) -> bool:
    """Tell whether a seat of power is the place where something happens: «استقبله في البيت الأبيض», not «مسؤول في البيت الأبيض»."""
    first = item.start - len(item.prefix)
    found = _FIVE_BEFORE.search(folded, max(0, first - _FIVE_WORDS), first)
    before = found[0].split() if found else []
    if not before or before.pop() not in words.inside:
        return False
    return not any(_is_staff(word, words) for word in before[-4:])


def _is_staff(word: str, words: NameHeads) -> bool:
    """Tell whether a word before «في» makes what follows its employer; of titles only one that goes on: «رئيس الموظفين», not «الرئيس»."""
    bare = word.removeprefix("و").removeprefix("ال")
    is_title = word in words.titles or word in words.title_heads
    return not words.staff.isdisjoint((word, bare)) or (is_title and not word.startswith("ال"))


def is_located(items: list[Item], at: int) -> bool:
    """Tell whether what stands around the item makes it a place.

    A preposition or noun before it, another place that it is joined to by و, or the dash or bracket of a dateline.
    """
    item = items[at]
    if item.prefix.endswith("ب"):
        return True
    before = items[at - 1] if at else None
    if before is None:
        return _is_dateline(items, at)
    if "place_lead" in before.words or (before.words & _WEAK and len(item.text) >= _SURE_LENGTH):
        return True
    if before.has(*_PLACES) and (
        item.prefix.endswith("و") or before.keys.get(FormKind.PLACE) == item.keys.get(FormKind.PLACE)
    ):
        return True  # «موسكو ومسقط», «العاصمة التشيلية سانتياغو»
    if at > 1 and "place_lead" in items[at - 2].words and before.has(FormKind.ADJECTIVE):
        return True
    return _is_dateline(items, at)


def _is_dateline(items: list[Item], at: int) -> bool:
    """«مسقط - العمانية», «كان (فرنسا)»: at the beginning of a line, with a dash or bracket behind."""
    if at and items[at - 1].text != "…":
        return False
    return not items[at].prefix and at + 1 < len(items) and items[at + 1].text in _DATELINE_MARKS


def is_told_by_verb(folded: str, end: int, verbs: Collection[str]) -> bool:
    """Tell whether a verb that suits a city stands behind a name that ends at ``end``: «وسيول ترفع درجة التأهب»."""
    match = _BEHIND.match(folded, end)
    if (
        folded[end - _SURE_LENGTH : end].strip() != folded[end - _SURE_LENGTH : end]
        or " " in folded[end - _SURE_LENGTH : end]
    ):
        return False  # «وان كانت», «صور تظهر»: short names are words too often
    return match is not None and (match[2] in verbs if match[1] is None else match[2].startswith("ت"))


def heads_a_line(text: str, span: Span) -> bool:
    """Tell whether a name is the place of a dateline in the stored text: «سيول ـ », «مسقط، وكالة الأنباء العمانية - »."""
    line = text.rfind("\n", 0, span.start) + 1
    return not text[line : span.start].strip() and _LINE_MARK.match(text, span.end) is not None
