"""Names that no file lists, found by the nouns and titles before them."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from include.rasid.core.formal_bodies import find_formal_body
from include.rasid.core.lexicon import FormKind
from include.rasid.core.name_heads import hits_by_word
from include.rasid.core.named_places import find_named
from include.rasid.core.officials import find_official, find_series
from include.rasid.model import EntityKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from include.rasid.core.lexicon import Lexicon
    from include.rasid.core.matching import Found
    from include.rasid.core.name_heads import NameHeads
    from include.rasid.core.officials import Official

_MEDIA = "media"
_SHORTEST_FAMILY = 4
_WHOLE = (FormKind.PLACE, FormKind.BODY, FormKind.COUNTRY)


class Unlisted(NamedTuple):
    """A name in a folded text.

    ``family`` is the family name of a person, empty where it says too little by itself, ``country`` that of a body; ``is_sure`` tells
    that it counts more than a listed name in the same place.
    """

    start: int
    end: int
    kind: EntityKind
    key: str
    family: str = ""
    country: str = ""
    is_sure: bool = False


def find_unlisted(folded: str, found: Found, words: NameHeads) -> Iterator[Unlisted]:
    """Yield places, bodies and officials in reading order of their nouns; they may overlap with listed names."""
    hits = hits_by_word(found.names)
    for medium in words.media.find(folded):
        yield Unlisted(
            medium.start, medium.end, EntityKind.ORGANISATION, f"{_MEDIA}:{medium.name.replace(' ', '_')}", is_sure=True
        )
    whole = [(h.start, h.end) for h in found.names if any(kind in h.keys for kind in _WHOLE)]
    for noun in words.find(folded):
        before = bisect_right(whole, (noun.start, len(folded))) - 1
        if before >= 0 and noun.start < whole[before][1]:
            continue  # the noun is part of a listed name
        for named in find_named(folded, noun, hits, words):
            kind = EntityKind.ORGANISATION if named.is_body else EntityKind.PLACE
            yield Unlisted(named.start, named.end, kind, named.key)
        body = find_formal_body(noun, hits, words)
        if body is not None:
            key = f"body:{folded[body.start : body.end].replace(' ', '_')}"
            yield Unlisted(body.start, body.end, EntityKind.ORGANISATION, key, country=body.country)
        if noun.noun in words.titles or noun.noun in words.title_heads:
            for person in find_official(folded, noun, hits, words):
                yield _person(folded, person, words)
    for person in find_series(folded, hits, words):
        yield _person(folded, person, words)


def _person(folded: str, person: Official, words: NameHeads) -> Unlisted:
    name, family = folded[person.start : person.end], folded[person.family : person.end]
    key = f"unlisted:{name.replace(' ', '_')}"
    return Unlisted(person.start, person.end, EntityKind.PERSON, key, family if _is_telling(family, words) else "")


def listed_key(key: str, lexicon: Lexicon) -> str:
    """Return the key of a medium that other files list with its noun, «صحيفة الأهرام», else ``key``."""
    kind, _, name = key.partition(":")
    if kind != _MEDIA or lexicon.head_words is None:
        return key
    name = name.replace("_", " ")
    forms = (f"{noun} {name}" for noun in lexicon.head_words.media.nouns)
    return next((lexicon.body_forms[form] for form in forms if form in lexicon.body_forms), key)


def _is_telling(family: str, words: NameHeads) -> bool:
    """Tell whether a family name means its bearer by itself."""
    is_word = family in words.given or family in words.openers or family in words.titles or words.is_ordinary(family)
    return " " not in family and len(family) >= _SHORTEST_FAMILY and not is_word
