"""Where a contact takes place: the place behind a locative nearest to its trigger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.rasid.core.lexicon import FormKind

if TYPE_CHECKING:
    from include.rasid.core.items import Item
    from include.rasid.core.lexicon import Lexicon


_COUNTRY_REACH = 10  # items: a country farther from the trigger is rarely where it happened


def place_near(items: list[Item], position: int, bounds: tuple[int, int], lexicon: Lexicon) -> str | None:
    """Return the English label of the city, else of the country, that the clause gives; None: it gives none."""
    found: list[tuple[bool, int, str]] = []
    for at in range(bounds[0], bounds[1]):
        item = items[at]
        if not item.has(FormKind.PLACE, FormKind.COUNTRY) or not is_located(items, at):
            continue
        is_city = FormKind.PLACE in item.keys and FormKind.COUNTRY not in item.keys
        label = (
            lexicon.places[item.keys[FormKind.PLACE][0]].label_en
            if is_city
            else lexicon.countries[item.keys[FormKind.COUNTRY][0]].label_en
        )
        if not is_city and (abs(at - position) > _COUNTRY_REACH or _is_about(items, at)):
            continue
        found.append((not is_city, abs(at - position) + (12 if at < position else 0), label))
    return min(found)[2] if found else None


def _is_about(items: list[Item], at: int) -> bool:
    """«الوضع في أفغانستان»: the country is the subject, not the place."""
    return any("relation" in i.words for i in items[max(0, at - 3) : at])


def is_located(items: list[Item], at: int) -> bool:
    """Tell whether the item stands behind a preposition or a noun that makes it a place."""
    item = items[at]
    if item.prefix.endswith("ب"):
        return True
    lead = items[max(0, at - 2) : at]
    if not lead:
        return False
    if "place_lead" in lead[-1].words:
        return True
    return len(lead) == 2 and "place_lead" in lead[0].words and lead[1].has(FormKind.ADJECTIVE)
