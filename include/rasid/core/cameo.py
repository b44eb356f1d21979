"""CAMEO codes of contacts (CAMEO 0.7b5; PLOVER's CONSULT and AGREE)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.rasid.model import Mode, Setting, Status

if TYPE_CHECKING:
    from include.rasid.core.lexicon import Lexicon
    from include.rasid.core.watch import Watch
    from include.rasid.model import Contact

_NOT_YET = {
    Status.PLANNED: "036",
    Status.POSSIBLE: "036",
    Status.DENIED: "125",
    Status.CANCELLED: "125",
    Status.POSTPONED: "125",
}


def homes_of(watch: Watch, lexicon: Lexicon) -> frozenset[str]:
    """Return the English labels of the countries of a watch and of their capitals: elsewhere is a third place."""
    countries = [c for side in watch.sides for key in side.countries if (c := lexicon.countries.get(key)) is not None]
    capitals = {name for country in countries for name in country.capitals}
    cities = {p.label_en for p in lexicon.places.values() if not capitals.isdisjoint(p.names)}
    return frozenset({c.label_en for c in countries} | cities)


def cameo_code(contact: Contact, homes: frozenset[str]) -> str:
    """Return the code: 041 telephone or other remote medium, 042 visit, 044 third place, 036 intended, 125 called off, 040 else."""
    if contact.status in _NOT_YET:
        return _NOT_YET[contact.status]
    if contact.mode in (Mode.PHONE, Mode.VIDEO, Mode.MESSAGE):
        return "041"
    if contact.setting is Setting.VISIT:
        return "042"
    return "044" if contact.place is not None and contact.place not in homes else "040"
