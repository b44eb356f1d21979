"""Whom a name means in an article: by the title beside it, by who was named in full, and by who holds which office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.rasid.core.lexicon import FormKind
from include.rasid.core.references import Reading, Ref, RefKind
from include.rasid.core.scopes import SCOPE_ORDER

if TYPE_CHECKING:
    from collections.abc import Collection

    from include.rasid.core.items import Item
    from include.rasid.core.offices import Person

_PEERS = 4  # officials named last, among whom one of the same office makes a bare name sure


def pick_person(
    item: Item, reading: Reading, *, country: str = "", titled: bool = False, role: str = ""
) -> Person | None:
    """Return whom a name means here; None where the name alone says too little.

    Args:
        item: A hit with names.
        reading: The article so far.
        country: Country of the title beside the name; empty: none given.
        titled: A title stands beside the name.
        role: Role of that title: a name that says little by itself must belong to a holder of it where there is one at a time.
    """
    people = [reading.lexicon.people[k] for k in item.person_keys]
    if country and any(p.country == country for p in people):
        people = [p for p in people if p.country == country]
    elif country:
        return None
    if not item.has(FormKind.FULL_NAME):
        people = [p for p in people if _may_be_meant(p, item, reading, role if titled else None)]
    if not people:
        return None

    def rank(person: Person) -> tuple[bool, bool, bool, int]:
        scope = reading.lexicon.scope_of(person, reading.day)
        is_other = bool(role) and not reading.lexicon.fits_role(person, role, reading.day)  # «السفير سوليفان»
        return (person.key not in reading.named, is_other, scope is None, SCOPE_ORDER.index(scope) if scope else 9)

    if FormKind.NEAR_NAME in item.keys:
        reading.suggestions.append((item, people[0].key, True))
    best = people[0] if len(people) == 1 else min(people, key=rank)
    if item.has(FormKind.FULL_NAME):
        reading.named.add(best.key)
    reading.identified.append((item, best))
    return best


def _may_be_meant(person: Person, item: Item, reading: Reading, role: str | None) -> bool:
    """Whether a family name may mean the person here; ``role`` is that of the title beside it, None: no title."""
    if person.key in reading.named:
        return True
    if role is None:
        is_word = FormKind.ADJECTIVE in item.keys or FormKind.PEOPLE in item.keys
        return not is_word and (person.alone or _is_peer(person, reading))
    lexicon = reading.lexicon
    return person.alone or not lexicon.is_single(role) or lexicon.fits_role(person, role, reading.day)


def _is_peer(person: Person, reading: Reading) -> bool:
    """«بيلوسوف أجرى محادثة مع أوستن»: he holds the office of somebody of the other side who was just named."""
    side = reading.side_of(Ref(RefKind.COUNTRY, person.country))
    if not side:
        return False
    lexicon, day = reading.lexicon, reading.day
    held = {o.role for o in person.offices_on(day) if lexicon.is_single(o.role)}
    others = [r for r in reading.recent[-_PEERS:] if reading.side_of(r) == 3 - side and r.key in lexicon.people]
    return any(o.role in held for r in others for o in lexicon.people[r.key].offices_on(day))


def pick_unlisted(item: Item, reading: Reading, people: Collection[Person]) -> Person | None:
    """Return whom of ``people`` a word beside a title or first name means in a spelling that no entry lists.

    A word that is only somewhat near goes to the suggestions instead.
    """
    if reading.near is None or not item.is_word or item.words or item.trigger is not None:
        return None
    near = reading.near.beside(item.text, frozenset(p.key for p in people)) if people else None
    if near is None:
        return None
    person = next(p for p in people if p.key in reading.near.owners(near.form))
    reading.suggestions.append((item, person.key, near.is_sure))
    if not near.is_sure:
        return None
    item.start += len(near.prefix)
    item.prefix, item.text = near.prefix, item.text[len(near.prefix) :]
    key = (person.key,)
    item.keys = {FormKind.FAMILY_NAME: key, FormKind.PERSON: key, FormKind.NEAR_NAME: (near.form,)}
    reading.identified.append((item, person))
    return person
