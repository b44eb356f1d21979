"""Which city a palace, hotel or hall stands in."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from include.rasid.core.fold import fold_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from include.rasid.core.lexicon import Country, Place

_WITHIN, _WITHIN_CAPITAL = 0.05, 0.2  # degrees of latitude: 6 and 22 km


def cities_of_venues(places: Mapping[str, Place], countries: Mapping[str, Country]) -> dict[str, str]:
    """Return the key of the city of each venue that has one near, by the venue's key: the capital before others, then the nearest."""
    cities: dict[str | None, list[tuple[Place, bool]]] = {}
    named = [place for place in places.values() if place.kind == "city"]
    for city, folded in zip(named, fold_words([place.label_ar for place in named]), strict=True):
        country = countries.get(city.country or "")
        is_capital = country is not None and folded in fold_words(list(country.capitals))
        cities.setdefault(city.country, []).append((city, is_capital))
    found = {}
    for venue in places.values():
        near = [
            (not is_capital, _apart(city, venue), city.key)
            for city, is_capital in cities.get(venue.country, ())
            if venue.kind == "venue" and _apart(city, venue) <= (_WITHIN_CAPITAL if is_capital else _WITHIN)
        ]
        if near:
            found[venue.key] = min(near)[2]
    return found


def _apart(one: Place, other: Place) -> float:
    """Return the distance in degrees of latitude, near enough for a few kilometres."""
    narrow = math.cos(math.radians(one.latitude))
    return math.hypot(one.latitude - other.latitude, (one.longitude - other.longitude) * narrow)
