"""What a person typed about a contact, read against the lexicon and the watch."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from include.rasid.core.header_text import header_text
from include.rasid.core.scopes import SCOPE_ORDER, lowest
from include.rasid.core.verdicts import Fixes, VerdictKind
from include.rasid.errors import BadInputError
from include.rasid.model import Scope, Status, When

if TYPE_CHECKING:
    from include.rasid.core.lexicon import Lexicon
    from include.rasid.core.watch import Watch

NOT_KNOWN = "-"  # typed for a day or place that the articles do not say
_ISO = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a person says of a contact; of the texts, an empty one leaves what it stands for as it is."""

    kind: VerdictKind
    status: str = ""  # as in gold/GUIDE.md
    day: str = ""  # ISO day, month, year or range A/B; - for none
    place: str = ""  # city or country, in English or Arabic; - for none
    participants: str = ""  # keys, separated by commas


def read_fixes(answer: Answer, watch: Watch, lexicon: Lexicon, on: date) -> Fixes:
    """Return what an answer puts right; nothing where it only approves or rejects.

    Args:
        answer: What was typed.
        watch: Whose two sides must both be among the participants.
        lexicon: Names people and places.
        on: The day by which the people's level is judged.

    Raises:
        BadInputError: A text is none of what is known, or a correction corrects nothing.
    """
    if answer.kind is not VerdictKind.CORRECTED:
        return Fixes()
    given = {"status": answer.status, "when": answer.day, "place": answer.place, "participants": answer.participants}
    fields = frozenset(name for name, text in given.items() if text.strip())
    if not fields:
        raise BadInputError("a correction says what is right: status, day, place or participants")
    people = _participants(answer.participants, lexicon)
    sides, scope = _sides(people, watch, lexicon, on) if people else ((), None)
    return Fixes(
        fields=fields,
        status=_status(answer.status.strip()),
        when=_when(answer.day.strip()),
        place=_place(answer.place.strip(), lexicon),
        participants=people,
        sides=sides,
        scope=scope,
    )


def _status(text: str) -> Status | None:
    if text and text not in list(Status):
        raise BadInputError(f"{header_text(text)} is no status; there are {', '.join(Status)}")
    return Status(text) if text else None


def _when(text: str) -> When | None:
    if text in ("", NOT_KNOWN):
        return None
    first, _, last = text.partition("/")
    try:
        return When(first=_bounds(first)[0], last=_bounds(last or first)[1], basis="reviewed")
    except ValueError as error:
        raise BadInputError(f"not a day such as 2026-11-24, nor a month, year or range: {header_text(text)}") from error


def _bounds(text: str) -> tuple[date, date]:
    found = _ISO.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year, month, day = int(found[1]), found[2], found[3]
    if day:
        return date(year, int(month), int(day)), date(year, int(month), int(day))
    if month:
        first = date(year, int(month), 1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return date(year, 1, 1), date(year, 12, 31)


def _place(text: str, lexicon: Lexicon) -> str | None:
    if text in ("", NOT_KNOWN):
        return None
    labels = [(p.label_en, p.label_ar) for p in lexicon.places.values()]
    labels += [(c.label_en, c.label_ar) for c in lexicon.countries.values()]
    for english, arabic in labels:
        if text.casefold() == english.casefold() or text == arabic:
            return english
    raise BadInputError(f"the lexicon has no city or country called {header_text(text)}")


def _participants(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    keys = {key.strip() for key in text.split(",") if key.strip()}
    strange = sorted(
        k for k in keys if not k.endswith("_delegation") and k.removeprefix("other:") not in lexicon.people
    )
    if strange:
        raise BadInputError(
            f"the lexicon has nobody called {header_text(', '.join(strange))}: use keys, as blinken, lavrov"
        )
    return tuple(sorted(keys))


def _sides(
    people: tuple[str, ...], watch: Watch, lexicon: Lexicon, on: date
) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], Scope]:
    """Return who acts for which side, and the level: that of the lower side."""
    sides: dict[str, list[str]] = {}
    levels: dict[str, list[Scope]] = {}
    for key in people:
        person = lexicon.people.get(key)
        side = watch.side_of(person.country) if person else next((s for s in watch.sides if s.delegation == key), None)
        if side is not None:
            sides.setdefault(side.key, []).append(key)
            level = (lexicon.scope_of(person, on) or Scope.MINOR) if person else Scope.DELEGATION
            levels.setdefault(side.key, []).append(level)
    missing = [side.label_en for side in watch.sides if side.key not in sides]
    if missing:
        raise BadInputError(f"nobody of {', '.join(missing)} is among the participants")
    scope = lowest(min(found, key=SCOPE_ORDER.index) for found in levels.values())
    return tuple(sorted((side, tuple(who)) for side, who in sides.items())), scope
