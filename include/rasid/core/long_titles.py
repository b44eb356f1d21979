"""Titles that no entry lists, read back from the name that ends them: «رئيس لجنة العلاقات الخارجية في مجلس الاتحاد قسطنطين كوساتشوف»."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.rasid.core.lexicon import FormKind
from include.rasid.core.references import COUNTRY_KINDS, RefKind, country_of

if TYPE_CHECKING:
    from include.rasid.core.items import Item
    from include.rasid.core.references import Reading, Unit

_REACH = 16  # items of a title
_ASIDE = 3  # items between a name and the name of his superior in a title: «، نائب»
_TITLED = 2  # items of a name with its title
_LETTERS_OF_VERB = 4  # «يزور»: shorter words in ي are names and numbers
# Behind or inside a title these begin something else: another party, a clause, a time.
_STOPS = frozenset(
    {
        "with", "between", "between_him", "that", "clause_breaks", "relative", "where", "when", "pair",
        "counterpart", "companion", "guest", "title_stops", "ago", "margin", "press",
    }
)  # fmt: skip


def with_long_titles(units: list[Unit], items: list[Item], reading: Reading) -> list[Unit]:
    """Return the units with each bare name joined to the title before it that is known by its first word alone.

    The joined unit begins at the title, with the clitic that stands there, so that what governs the title governs the name.
    """
    joined: list[Unit] = []
    for unit in units:
        if _is_superior(unit, items, reading):
            named = joined[-1] if joined else None
            if (
                named is not None
                and named.refs[-1].country == unit.refs[0].country
                and unit.first - named.last <= _ASIDE
            ):
                joined[-1] = named._replace(last=unit.last)  # «ويليام بيرنز، نائب الوزيرة كلينتون»
            continue
        head = _head(unit, items, joined)
        if head is None:
            joined.append(unit)
            continue
        while joined and joined[-1].first >= head:
            joined.pop()
        joined.append(unit._replace(first=head, prefix=items[head].prefix))
    return joined


def _is_superior(unit: Unit, items: list[Item], reading: Reading) -> bool:
    """«نائب الوزيرة كلينتون»: the name is of whom the deputy serves, who holds the office; «نائب الوزير ريابكوف» is one."""
    if unit.refs[0].kind is not RefKind.PERSON or unit.first == 0 or unit.last - unit.first < _TITLED:
        return False
    item = items[unit.first]
    is_definite = item.prefix == "ال" or item.text.startswith("ال")
    if not (is_definite and "title_deputies" in items[unit.first - 1].words and item.has(FormKind.ROLE)):
        return False
    person, role = reading.lexicon.people[unit.refs[0].key], item.keys[FormKind.ROLE][0]
    return reading.lexicon.fits_role(person, role, reading.day)


def _head(unit: Unit, items: list[Item], before: list[Unit]) -> int | None:
    """Return the item at which the name's title begins; None: it has none, or one that is read already."""
    ref = unit.refs[0]
    is_bare = len(unit.refs) == 1 and ref.kind is RefKind.PERSON and bool(items[unit.first].person_keys)
    if not is_bare and ref.kind is RefKind.PERSON and not unit.prefix:  # «نائبة مساعد وزير الخارجية سوناتا كولتر»
        is_deputy = unit.first > 0 and "title_deputies" in items[unit.first - 1].words
        return unit.first - 1 if is_deputy else None
    if not is_bare or unit.prefix:
        return None
    others = {u.first: u for u in before}
    taken = max((u.last for u in before if _is_other(u, ref.country)), default=0)
    head = None
    for at in range(unit.first - 1, max(unit.first - 1 - _REACH, taken - 1), -1):
        if not _is_of_title(items, at, unit.first, ref.country):
            break
        if not _is_head(items[at]):
            continue
        if at in others and others[at].last == unit.first:
            break  # a title of its own that leads to the name: «الرئيس الروسي فلاديمير بوتين»
        head = at
        if not (items[at].prefix.endswith(("ل", "و")) or (at > 0 and "title_deputies" in items[at - 1].words)):
            break  # «مستشار الرئيس والممثل الخاص لشؤون المناخ …» goes on before it
    return head if head is not None and unit.first - head > 1 else None


def _is_other(unit: Unit, country: str) -> bool:
    """Whether the unit is a party of its own, no part of a title of somebody of ``country``."""
    ref = unit.refs[0]
    return ref.kind in (RefKind.PERSON, RefKind.PAIR) or (bool(ref.role) and ref.country != country)


def _is_head(item: Item) -> bool:
    return item.has(FormKind.ROLE) or "title_heads" in item.words


def _is_of_title(items: list[Item], at: int, name: int, country: str) -> bool:
    """Whether the item may stand inside a title that ends before the item ``name``."""
    item, before = items[at], items[at - 1] if at else None
    if item.is_punctuation:
        return item.text in "\"'”“«»" or (item.text in "،," and at == name - 1)
    if item.trigger is not None or item.cues or item.words & _STOPS or item.person_keys:
        return False
    if item.has(FormKind.PLACE, FormKind.CAPITAL) and before is not None and "locatives" in before.words:
        return item.has(FormKind.BODY)  # «استقبل الرئيس في موسكو جون كيري»
    if item.has(*COUNTRY_KINDS) and not item.has(FormKind.BODY):
        return country_of(item) == country or _is_subject_matter(item, before)
    if item.has(FormKind.ADJECTIVE):
        return country_of(item) == country or not item.prefix.startswith("و")
    is_verb = item.is_word and item.text.startswith("ي") and len(item.text) >= _LETTERS_OF_VERB
    return (item.text[0].isalpha() and not is_verb) or "not_verbs" in item.words


def _is_subject_matter(item: Item, before: Item | None) -> bool:
    """«إلى سوريا», «لأوكرانيا», «لشؤون أوكرانيا»: where an envoy is sent, or what he deals with."""
    is_sent = before is not None and bool(before.words & {"posting", "of_other"})
    return item.prefix.endswith("ل") or is_sent
