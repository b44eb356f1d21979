"""Lists of contacts known from elsewhere: any CSV of ours, and the record of US trips and visits of HistoryAtState."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from include.rasid.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from include.rasid.core.lexicon import Lexicon

COLUMNS = ("reference", "participants", "starts_on", "ends_on", "place", "remarks")
_RECORD_COLUMNS = frozenset(
    {"path", "id", "role", "start", "end", "place", "remarks", "names_lavrov", "names_putin", "names_medvedev"}
)
_RECORD_NAMES = {"names_lavrov": "lavrov", "names_putin": "putin", "names_medvedev": "medvedev"}
_RECORD_ROLES = {
    "secretary": "foreign_minister",
    "president": "president",
    "visitor": "president",
}  # whom a visitor came to see


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownContact:
    """A contact that a list tells of."""

    reference: str
    participants: tuple[str, ...]  # person keys, sorted
    starts_on: date
    ends_on: date
    place: str | None  # None: the list does not say
    remarks: str


def read_known_contacts(path: Path, lexicon: Lexicon) -> tuple[KnownContact, ...]:
    """Return the contacts of a CSV file with a header.

    Ours has the columns ``reference, participants, starts_on, ends_on, place, remarks``: keys of the lexicon separated by blanks or
    semicolons, ISO days, an empty end for one day. Of the record of trips and visits those rows are taken whose remarks name a Russian
    official; the American is who held the office on the first day.

    Raises:
        BadInputError: The file cannot be read, has other columns, names somebody who is not in the lexicon, or a day that is none.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInputError(f"cannot be read: {error}", path=path) from error
    header = set(rows[0]) if rows else set()
    if header >= _RECORD_COLUMNS:
        return tuple(_recorded(path, rows, lexicon))
    if rows and not set(COLUMNS[:3]) <= header:
        raise BadInputError(f"expected the columns {', '.join(COLUMNS)}", path=path, line=1)
    return tuple(_listed(path, line, row, lexicon) for line, row in enumerate(rows, start=2))


def _listed(path: Path, line: int, row: dict[str, str], lexicon: Lexicon) -> KnownContact:
    people = tuple(sorted({p for p in row["participants"].replace(";", " ").split() if p}))
    unknown = [p for p in people if p not in lexicon.people]
    if unknown:
        raise BadInputError(f"{unknown[0]!r} is no person of the lexicon", path=path, line=line)
    if len(people) < 2:
        raise BadInputError("a contact has two participants at least", path=path, line=line)
    first = _day(path, line, row["starts_on"])
    last = _day(path, line, row.get("ends_on") or row["starts_on"])
    if last < first:
        raise BadInputError("it ends before it begins", path=path, line=line)
    return KnownContact(
        reference=row["reference"],
        participants=people,
        starts_on=first,
        ends_on=last,
        place=row.get("place") or None,
        remarks=row.get("remarks") or "",
    )


def _recorded(path: Path, rows: list[dict[str, str]], lexicon: Lexicon) -> Iterator[KnownContact]:
    for line, row in enumerate(rows, start=2):
        first, last = _day(path, line, row["start"]), _day(path, line, row["end"] or row["start"])
        host = lexicon.holder(_RECORD_ROLES.get(row["role"], ""), "US", first)
        for column, person in _RECORD_NAMES.items():
            if row[column] == "True" and host is not None:
                yield KnownContact(
                    reference=f"{row['path']}#{row['id']} {person}",
                    participants=tuple(sorted((host.key, person))),
                    starts_on=first,
                    ends_on=max(first, last),
                    place=row["place"] or None,
                    remarks=row["remarks"],
                )


def _day(path: Path, line: int, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInputError(f"not an ISO day: {text!r}", path=path, line=line) from error
