"""People, offices and governments in a sentence: names with their titles, duals, counterparts, pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.rasid.core.lexicon import FormKind
from include.rasid.core.long_titles import with_long_titles
from include.rasid.core.picking import pick_person, pick_unlisted
from include.rasid.core.places import is_located
from include.rasid.core.references import COUNTRY_KINDS, Ref, RefKind, Unit, country_of
from include.rasid.core.role_groups import SERVING_ROLES
from include.rasid.core.titles import Title

if TYPE_CHECKING:
    from include.rasid.core.items import Item
    from include.rasid.core.references import Reading


_ROLES = (FormKind.ROLE, FormKind.ROLE_DUAL, FormKind.ROLE_PLURAL)
_NAMES = (FormKind.FULL_NAME, FormKind.FAMILY_NAME)
_OTHER_THAN_NAMES = (*_ROLES, *COUNTRY_KINDS, FormKind.FULL_NAME, FormKind.PLACE, FormKind.BODY, FormKind.ADJECTIVE)
_FAMILY = {FormKind.FAMILY_NAME, FormKind.PERSON}
_HEADS = frozenset({*_ROLES, *_NAMES, *COUNTRY_KINDS})
_ONE_COUNTERPART = ("نظيره", "نظيرها", "نظيرته", "نظيرتها")
_WORDS_TO_NAME = 3  # «المكلف بالشؤون السياسية»
_FIRST_LETTERS = frozenset("نمضزغ")  # of نظيره, محاوره, ضيفه, زميله, غريمه
_ELSEWHERE = "ZZ"  # ISO 3166 leaves it to users: some third country
_RELATED = frozenset({"counterpart", "companion", "guest"})
_AS_ADJECTIVES = ("ال", "وال")
_TWO = frozenset({"pair", "monday"})
_BODY_ALONE = {FormKind.BODY}
_OF_GOVERNMENT = frozenset({"government", "ministry"})
_PAIR = Ref(RefKind.PAIR)
_THIRD = Ref(RefKind.OFFICE, _ELSEWHERE, "", "official")
# Groups of function words in triggers.yml that this module and titles look at, and those that only a place behind them makes
# worth a look.
TITLE_GROUPS = frozenset(
    {
        "dignity",
        "counterpart",
        "companion",
        "guest",
        "pair",
        "countries_pair",
        "title_fillers",
        "former",
        "first_name",
        "monday",
    }
)
LEAD_GROUPS = frozenset({"place_lead", "weak_lead", "saying_lead", "posting"})


def find_units(items: list[Item], reading: Reading) -> list[Unit]:
    """Return the units of a sentence in order; the people found are added to ``reading``."""
    units: list[Unit] = []
    position, size = 0, len(items)
    while position < size:
        item = items[position]
        may_head = item.words or not item.keys.keys().isdisjoint(_HEADS) or item.keys.keys() == _BODY_ALONE
        unit = _unit_at(item, items, position, reading) if may_head else None
        if unit is None:
            position += 1
            continue
        if units and (
            _is_apposition(unit, units[-1], items, reading) or _is_employer_of(units[-1], unit, items, reading)
        ):
            units[-1] = units[-1]._replace(last=unit.last)
            position = max(unit.last, position + 1)
            continue
        if units and _is_named_office(units[-1], unit, items, reading):
            units[-1] = units[-1]._replace(last=unit.last, refs=unit.refs)
            reading.recent.extend(unit.refs)
            position = max(unit.last, position + 1)
            continue
        units.append(unit)
        if unit.refs[0].kind is not RefKind.PAIR:
            reading.recent.extend(unit.refs)
        position = max(unit.last, position + 1)
    return with_long_titles(units, items, reading) if reading.sides is not None else units


def _is_apposition(unit: Unit, named: Unit, items: list[Item], reading: Reading) -> bool:
    """«فلاديسلاف سوركوف، مساعد الرئيس الروسي»: the title behind a name is the named one's, no second party."""
    ref, person = unit.refs[0], reading.lexicon.people.get(named.refs[-1].key)
    if (
        person is None
        or unit.prefix
        or len(unit.refs) != 1
        or ref.role == ""
        or named.refs[-1].kind is not RefKind.PERSON
    ):
        return False
    if ref.country != person.country or any(i.text not in "،,(" for i in items[named.last : unit.first]):
        return False
    return ref.key in ("", person.key)


def _is_employer_of(named: Unit, unit: Unit, items: list[Item], reading: Reading) -> bool:
    """«سيرغي بريخودكو، مستشار الرئيس ميدفيديف»: the name in the title is of whom he serves."""
    ref, other = unit.refs[0], named.refs[-1]
    if ref.kind is not RefKind.PERSON or other.kind is not RefKind.PERSON or ref.country != other.country:
        return False
    if FormKind.ROLE not in items[unit.first].keys or any(i.text not in "،,(" for i in items[named.last : unit.first]):
        return False
    role, lexicon = items[unit.first].keys[FormKind.ROLE][0], reading.lexicon
    serves = lexicon.fits_role(lexicon.people[other.key], role, reading.day) or role in SERVING_ROLES
    return serves and not lexicon.fits_role(lexicon.people[ref.key], role, reading.day) and unit.last - unit.first > 1


def _is_named_office(office: Unit, unit: Unit, items: list[Item], reading: Reading) -> bool:
    """«رئيس هيئة الأركان الأمريكية المشتركة جوزيف دانفورد»: the name that ends a title, behind words that are not known."""
    title, ref = office.refs[0], unit.refs[0]
    if title.kind is not RefKind.OFFICE or ref.kind is not RefKind.PERSON or unit.prefix or len(office.refs) != 1:
        return False
    between = items[office.last : unit.first]
    if len(between) > _WORDS_TO_NAME or any(not i.is_word or i.words or i.trigger or i.cues for i in between):
        return False
    person = reading.lexicon.people[ref.key]
    return person.country == title.country and (title.key in ("", ref.key) or not between)


def _unit_at(item: Item, items: list[Item], position: int, reading: Reading) -> Unit | None:
    kinds, words = item.keys.keys(), item.words
    if words and "dignity" in words and reading.sides is not None:
        return Unit(position, position + 1, item.prefix, (_THIRD,))
    if words and not words.isdisjoint(_RELATED):
        related = _counterpart if "counterpart" in words else _guest if "guest" in words else _companion
        return related(items, position, reading)
    if not kinds.isdisjoint(_ROLES):
        titled = Title(items, position, reading).unit()
        if titled is not None or "pair" not in words:
            return titled
    if words and not words.isdisjoint(_TWO) and not _is_monday(items, position):
        return _sides(items, position) or Unit(position, position + 1, _prefix_of(item), (_PAIR,))
    if kinds <= _FAMILY or not kinds.isdisjoint(_NAMES):
        return _name(item, items, position, reading)
    if not kinds.isdisjoint(COUNTRY_KINDS):
        if any("private" in i.words for i in items[max(position - 2, 0) : position]):
            return None  # «التقت السفيرة صحفيين روسا», «رجال أعمال أميركيين»
        return Unit(position, position + 1, item.prefix, (Ref(RefKind.COUNTRY, country_of(item)),))
    return _state_of_body(item, position, reading) if kinds == _BODY_ALONE else None


def _sides(items: list[Item], position: int) -> Unit | None:
    """«الجانبان الروسي والأميركي»: two who are nobody in particular."""
    behind = items[position + 1 : position + 3]
    if len(behind) < len(_AS_ADJECTIVES) or not all(i.has(FormKind.ADJECTIVE) for i in behind):
        return None
    countries = tuple(map(country_of, behind))
    if tuple(i.prefix for i in behind) != _AS_ADJECTIVES or countries[0] == countries[1]:
        return None
    refs = tuple(Ref(RefKind.COUNTRY, country, role="delegation") for country in countries)
    return Unit(position, position + 3, _prefix_of(items[position]), refs)


def _is_monday(items: list[Item], position: int) -> bool:
    before = items[position - 1] if position else None
    is_of_two = before is not None and ("between" in before.words or "gathering" in before.cues)
    return "monday" in items[position].words and not is_of_two


def _state_of_body(item: Item, position: int, reading: Reading) -> Unit | None:
    body = reading.lexicon.bodies[item.keys[FormKind.BODY][0]]
    if not body.country or body.kind not in _OF_GOVERNMENT:
        return None
    # Its name hides the adjective: «الخارجية الإسبانية».
    return Unit(position, position + 1, item.prefix, (Ref(RefKind.COUNTRY, body.country),))


def _name(item: Item, items: list[Item], position: int, reading: Reading) -> Unit | None:
    kinds = item.keys.keys()
    if "first_name" in item.words and kinds <= _FAMILY:
        both = _first_and_unlisted(item, items, position, reading)
        if both is not None or not kinds:
            return both
    if not kinds:
        return None
    if FormKind.FULL_NAME not in kinds and (
        _is_namesake(item, items, position, reading) or _is_a_place(items, position)
    ):
        return None
    person = pick_person(item, reading)
    if person is None:
        return None
    return Unit(position, position + 1, item.prefix, (Ref(RefKind.PERSON, person.country, person.key),))


def _prefix_of(item: Item) -> str:
    """Return the clitics of a function word, which the items keep inside its text."""
    for prefix in ("وب", "ول", "و", "ب", "ل", "ف"):
        if not item.prefix and item.text.startswith(prefix) and item.text[len(prefix) :][:1] in _FIRST_LETTERS:
            return prefix
    return item.prefix


def _is_namesake(item: Item, items: list[Item], position: int, reading: Reading) -> bool:
    """«المصور كمال فيدان»: somebody else's first name stands before the family name."""
    before = items[position - 1] if position else None
    if before is None or "first_name" not in before.words or reading.near is None or item.prefix:
        return False
    people = [reading.lexicon.people[key] for key in before.person_keys]
    if before.has(*_OTHER_THAN_NAMES) or any(p.alone or p.key in reading.named for p in people):
        return False  # the word before is a name or title of its own
    bearers = reading.near.bearers(before.text)  # with a clitic before it the word is more often a verb: «وأيد ترامب»
    is_first_name = bool(bearers) or before.text in reading.lexicon.other_first_names
    return is_first_name and bearers.isdisjoint(item.person_keys)


def _is_a_place(items: list[Item], position: int) -> bool:
    """«في أوستن»: the city of that name, when a preposition or noun makes it one."""
    return FormKind.PLACE in items[position].keys and is_located(items, position)


def _first_and_unlisted(item: Item, items: list[Item], position: int, reading: Reading) -> Unit | None:
    """A first name with a family name in a spelling that no entry lists: «سيرغي لافرووف»."""
    if reading.near is None or position + 1 >= len(items):
        return None
    people = [reading.lexicon.people[key] for key in sorted(reading.near.bearers(item.text))]
    person = pick_unlisted(items[position + 1], reading, people)
    if person is None:
        return None
    items[position + 1].start = item.start  # the mention covers both names
    ref = Ref(kind=RefKind.PERSON, country=person.country, key=person.key)
    return Unit(first=position, last=position + 2, prefix="", refs=(ref,))


def _companion(items: list[Item], position: int, reading: Reading) -> Unit | None:
    """«محاوره الروسي», «ضيفه سيرغي لافروف»: who is with somebody named before."""
    last = position + 1
    if last < len(items) and items[last].person_keys:
        person = pick_person(items[last], reading, titled=True)
        if person is not None:
            named = Ref(RefKind.PERSON, person.country, person.key)
            return Unit(position, last + 1, _prefix_of(items[position]), (named,), is_counterpart=True)
    if last < len(items) and items[last].has(FormKind.ADJECTIVE):
        country, after = country_of(items[last]), items[last + 1] if last + 1 < len(items) else None
        who = (
            pick_person(after, reading, country=country, titled=True)
            if after is not None and after.person_keys
            else None
        )
        if who is not None:
            refs = (Ref(RefKind.PERSON, who.country, who.key),)
            return Unit(position, last + 2, _prefix_of(items[position]), refs, is_counterpart=True)
        ref = Ref(kind=RefKind.COUNTRY, country=country, role="official")
        return Unit(first=position, last=last + 1, prefix=_prefix_of(items[position]), refs=(ref,), is_counterpart=True)
    return None


def _guest(items: list[Item], position: int, reading: Reading) -> Unit | None:
    """«سيستقبل لافروف الضيف غدا»: of those named before the last one of the other side than the one named last in the sentence."""
    after = items[position + 1] if position + 1 < len(items) else None
    if after is not None and after.has(FormKind.ADJECTIVE):
        return _companion(items, position, reading)
    people = [r for r in reading.recent if r.kind is not RefKind.COUNTRY and r.key]
    host = people[-1] if people else None
    side = reading.side_of(host) if host is not None else 0
    other = next((r for r in reversed(people) if side and reading.side_of(r) == 3 - side), None)
    return None if other is None else Unit(position, position + 1, _prefix_of(items[position]), (other,))


def _is_unknown_quality(item: Item) -> bool:
    """«نظيره الكوري كانغ سون نام»: an adjective that is of neither side."""
    return item.is_word and item.text.startswith("ال") and item.text.endswith("ي") and not (item.words or item.cues)


def _counterpart(items: list[Item], position: int, reading: Reading) -> Unit | None:
    country, last = "", position + 1
    if last < len(items) and items[last].has(FormKind.ADJECTIVE):
        country, last = country_of(items[last]), last + 1
    person = None
    if last < len(items) and items[last].person_keys:
        person = pick_person(items[last], reading, country=country, titled=True)
        last += person is not None
    if person is not None:
        ref = Ref(kind=RefKind.PERSON, country=person.country, key=person.key)
    else:
        if not country and last < len(items) and _is_unknown_quality(items[last]):
            return Unit(position, last + 1, _prefix_of(items[position]), (_THIRD,), is_counterpart=True)
        country = country or reading.other_side()
        role = reading.last_role(country)
        holder = reading.lexicon.holder(role, country, reading.day) if role else None
        if holder is None and country and last == position + 1:
            known = reading.named_before(Ref(RefKind.COUNTRY, country, role="official"))
            holder = reading.lexicon.people.get(known.key)
        is_bare = last == position + 1  # «نظرائه» alone may be anyone's
        if not country or (is_bare and (holder is None or not items[position].text.endswith(_ONE_COUNTERPART))):
            return None
        ref = Ref(kind=RefKind.OFFICE, country=country, key=holder.key if holder else "", role=role)
    return Unit(first=position, last=last, prefix=_prefix_of(items[position]), refs=(ref,), is_counterpart=True)
