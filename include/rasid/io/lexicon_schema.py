"""What the lexicon files may hold: the schema that every one of them is checked against."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import cache
from typing import Annotated

from pydantic import Field, PlainValidator

from include.rasid.io.yaml_file import StrictModel
from include.rasid.model import Scope

_LOOSE_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")


@cache
def _span(loose: str) -> tuple[date, date]:
    """Return the first and the last day of a day, month or year that there is."""
    if not _LOOSE_DATE.fullmatch(loose):
        raise ValueError("no date such as 2021, 2021-01 or 2021-01-26")
    first = date.fromisoformat(f"{loose}-01-01"[:10])
    if len(loose) > len("2021-01"):
        return first, first
    last = first if len(loose) > len("2021") else first.replace(month=12)
    return first, last.replace(day=monthrange(last.year, last.month)[1])


def _first_day(loose: object) -> date:
    return _span(str(loose))[0]


def _last_day(loose: object) -> date:
    return _span(str(loose))[1]


Text = Annotated[str, Field(min_length=1)]
# A day, month or year of YAML, which makes a number or a date of some.
FirstDay = Annotated[date, PlainValidator(_first_day)]
LastDay = Annotated[date, PlainValidator(_last_day)]


class RawLabel(StrictModel):
    """An entry: label."""

    en: Text
    ar: Text


class RawOffice(StrictModel):
    """An entry: office."""

    role: Text
    from_: FirstDay = Field(alias="from")
    to: LastDay | None = None
    country: str | None = None
    post: str | None = None
    body: str | None = None
    for_: str | None = Field(default=None, alias="for")
    acting: bool = False
    note: str | None = None


class RawPerson(StrictModel):
    """An entry: person."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: RawLabel
    country: Text
    qid: str | None = Field(default=None, pattern=r"^Q\d+$")
    first: tuple[Text, ...] = ()
    family: tuple[Text, ...] = ()
    alone: bool = True
    aliases: tuple[Text, ...] = ()
    offices: tuple[RawOffice, ...] = ()


class PeopleFile(StrictModel):
    """The file of people."""

    version: int
    source: Text
    people: tuple[RawPerson, ...]


class RawAdjective(StrictModel):
    """An entry: adjective."""

    masculine: tuple[str, ...] = ()
    feminine: tuple[str, ...] = ()
    dual: tuple[str, ...] = ()
    plural: tuple[str, ...] = ()


class RawCountry(StrictModel):
    """An entry: country."""

    key: Text
    label: RawLabel
    qid: str | None = Field(default=None, pattern=r"^Q\d+$")
    names: tuple[Text, ...]
    capitals: tuple[Text, ...] = ()
    seats: tuple[Text, ...] = ()
    adjective: RawAdjective = RawAdjective()


class CountriesFile(StrictModel):
    """The file of countries."""

    version: int
    source: Text
    countries: tuple[RawCountry, ...]


class RawPlace(StrictModel):
    """An entry: place."""

    key: Text
    label: RawLabel
    kind: str = Field(pattern="^(city|region|venue)$")
    country: str | None = None
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    qid: str | None = Field(default=None, pattern=r"^Q\d+$")
    names: tuple[Text, ...]
    needs_cue: bool = False


class PlacesFile(StrictModel):
    """The file of places."""

    version: int
    source: Text
    places: tuple[RawPlace, ...]


class RawBody(StrictModel):
    """An entry: body."""

    key: Text
    label: RawLabel
    kind: Text
    country: str | None = None
    qid: str | None = Field(default=None, pattern=r"^Q\d+$")
    names: tuple[Text, ...]


class BodiesFile(StrictModel):
    """The file of bodies."""

    version: int
    source: Text
    bodies: tuple[RawBody, ...]


class RawTopic(StrictModel):
    """An entry: topic."""

    key: Text
    label: RawLabel
    parent: str | None = None
    terms: tuple[Text, ...] = ()


class TopicsFile(StrictModel):
    """The file of topics."""

    version: int
    source: Text
    topics: tuple[RawTopic, ...]


class NearNamesFile(StrictModel):
    """The file of near names."""

    version: int
    source: str
    countries: tuple[Text, ...]
    leaders_of: tuple[Text, ...] = ()
    native: tuple[Text, ...]
    not_first_names: tuple[Text, ...]
    other_first_names: tuple[Text, ...]
    ordinary: tuple[Text, ...]


class RawInstitution(StrictModel):
    """An entry: institution."""

    key: Text
    label: RawLabel
    nouns: tuple[Text, ...] = Field(min_length=1)
    bare: tuple[Text, ...] = ()


class InstitutionsFile(StrictModel):
    """The file of institutions."""

    version: int
    source: Text
    institutions: tuple[RawInstitution, ...]
    of_places: tuple[RawInstitution, ...]


class RawContext(StrictModel):
    """An entry: context."""

    forms: tuple[Text, ...] = Field(min_length=1)
    before: tuple[Text, ...] = ()
    after: tuple[Text, ...] = ()


class HomographsFile(StrictModel):
    """The file of homographs."""

    version: int
    source: Text
    words: tuple[Text, ...]
    heads: tuple[Text, ...]
    contexts: tuple[RawContext, ...]


class RawRole(StrictModel):
    """An entry: role."""

    key: Text
    scope: Scope
    single: bool
    label: RawLabel
    singular: tuple[Text, ...]
    dual: tuple[Text, ...] = ()
    plural: tuple[Text, ...] = ()


class RolesFile(StrictModel):
    """The file of roles."""

    version: int
    source: Text
    roles: tuple[RawRole, ...]
