"""People, offices and governments in a sentence: names with their titles, duals, counterparts, pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.rasid.core.lexicon import FormKind
from include.rasid.core.references import COUNTRY_KINDS, Ref, RefKind, Unit, country_of, pick_person
from include.rasid.core.titles import Title

if TYPE_CHECKING:
    from include.rasid.core.items import Item
    from include.rasid.core.references import Reading


def find_units(items: list[Item], reading: Reading) -> list[Unit]:
    """Return the units of a sentence in order; the people found are added to ``reading``."""
    units: list[Unit] = []
    position = 0
    while position < len(items):
        unit = _unit_at(items, position, reading)
        if unit is None:
            position += 1
            continue
        units.append(unit)
        reading.recent.extend(r for r in unit.refs if r.kind is not RefKind.PAIR)
        position = max(unit.last, position + 1)
    return units


def _unit_at(items: list[Item], position: int, reading: Reading) -> Unit | None:
    item = items[position]
    if "counterpart" in item.words:
        return _counterpart(items, position, reading)
    if item.has(FormKind.ROLE, FormKind.ROLE_DUAL, FormKind.ROLE_PLURAL):
        titled = Title(items, position, reading).unit()
        if titled is not None or "pair" not in item.words:
            return titled
    if "pair" in item.words:
        return Unit(first=position, last=position + 1, prefix=_prefix_of(item), refs=(Ref(kind=RefKind.PAIR),))
    if item.has(FormKind.FULL_NAME, FormKind.FAMILY_NAME):
        person = pick_person(item, reading)
        if person is None:
            return None
        ref = Ref(kind=RefKind.PERSON, country=person.country, key=person.key)
        return Unit(first=position, last=position + 1, prefix=item.prefix, refs=(ref,))
    if item.has(*COUNTRY_KINDS):
        ref = Ref(kind=RefKind.COUNTRY, country=country_of(item))
        return Unit(first=position, last=position + 1, prefix=item.prefix, refs=(ref,))
    return None


def _prefix_of(item: Item) -> str:
    """Return the clitics of a function word, which the items keep inside its text."""
    for prefix in ("وب", "ول", "و", "ب", "ل", "ف"):
        if not item.prefix and item.text.startswith(prefix + "ن"):  # نظير…
            return prefix
    return item.prefix


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
    elif country:
        role = reading.last_role(country)
        holder = reading.lexicon.holder(role, country, reading.day) if role else None
        ref = Ref(kind=RefKind.OFFICE, country=country, key=holder.key if holder else "", role=role)
    else:
        return None
    return Unit(first=position, last=last, prefix=_prefix_of(items[position]), refs=(ref,))
