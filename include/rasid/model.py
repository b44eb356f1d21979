"""The values that flow through the pipeline, in the order in which they appear.

Vocabulary of contacts: PLOVER's CONSULT modes with CAMEO codes, ACE's polarity, tense and
modality for the status; see docs/glossary.md. All datetimes are timezone-aware UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime


class Mode(StrEnum):
    """How people communicated."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    VIDEO = "video"
    MESSAGE = "message"
    UNKNOWN = "unknown"


class Setting(StrEnum):
    """In what frame they communicated."""

    BILATERAL = "bilateral"
    MARGINS = "margins"
    MULTILATERAL = "multilateral"
    VISIT = "visit"
    DELEGATION = "delegation"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """What a text asserts of a contact on its publication date."""

    HELD = "held"
    ONGOING = "ongoing"
    PLANNED = "planned"
    POSSIBLE = "possible"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    DENIED = "denied"
    NOT_HELD = "not_held"


class Role(StrEnum):
    """Whether a contact is the news of a text or mentioned for context."""

    NEW = "new"
    BACKGROUND = "background"


class Scope(StrEnum):
    """The level of the people, from the top."""

    PRINCIPAL = "principal"
    SENIOR = "senior"
    DELEGATION = "delegation"
    MINOR = "minor"


class Transition(StrEnum):
    """A change of a contact that readers are told once."""

    ANNOUNCED = "announced"
    HELD = "held"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    DENIED = "denied"
    CORRECTED = "corrected"  # readers were told of the contact what was wrong


class EntityKind(StrEnum):
    """What a name in a text stands for."""

    PERSON = "person"
    OFFICE = "office"
    COUNTRY = "country"
    PLACE = "place"
    ORGANISATION = "organisation"
    REFERENCE = "reference"  # words that point back at parties named before: الرجلان, نظيره الروسي


class Part(StrEnum):
    """Which stored text of an article a span points into."""

    TITLE = "title"
    TEXT = "text"


class Span(NamedTuple):
    """A half-open range ``[start, end)`` of code points in a stored text; 0 <= start <= end, not checked: too many are made."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One item of a feed, cleaned of control characters and of links that are not http(s)."""

    identity: str  # the feed's own id, or the canonical URL where it gives none
    url: str
    canonical_url: str
    title: str
    summary: str  # plain text, possibly empty
    published_at: datetime | None  # None: the feed does not date it
    updated_at: datetime | None = None  # None: the feed does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A fetched body and how it came."""

    url: str  # after redirects
    status: int
    body: bytes
    media_type: str
    charset: str | None  # None: the response declares none
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None  # where the address said it has moved for good; None: it has not
    max_age: timedelta | None = None  # how long a cache may keep it; None: not said


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One news article as published: nothing folded, stemmed or translated."""

    id: str
    title: str
    text: str
    published_at: datetime
    publisher: str
    url: str

    def part(self, part: Part) -> str:
        """Return the stored text that spans of ``part`` point into."""
        return self.title if part is Part.TITLE else self.text


class EntityMention(NamedTuple):
    """A name in a text: a gazetteer entry, an office resolved on the article's date, or words that point back at such."""

    key: str
    kind: EntityKind
    part: Part
    span: Span
    surface: str  # exactly the stored text under the span
    refers_to: tuple[
        str, ...
    ] = ()  # of offices, references and organisations: keys of the people meant, else countries
    confidence: float = 1.0  # in (0, 1]


class KeywordHit(NamedTuple):
    """A term of the topic taxonomy in a text."""

    topic: str
    part: Part
    span: Span
    surface: str


class NearName(NamedTuple):
    """A spelling near an official's name that no entry of the lexicon lists."""

    person: str
    part: Part
    span: Span  # with the first name where there is one
    surface: str  # the family name
    example: str  # the words around it
    was_taken: bool  # whether it was read as that person's name


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedArticle:
    """An article with the names and keywords found in it, in reading order."""

    article: Article
    mentions: tuple[EntityMention, ...]
    keywords: tuple[KeywordHit, ...]
    near_names: tuple[NearName, ...] = ()


CONTEXT_DAY = "context"  # the basis of a day that stands near a contact, not with it


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The days on which something may have happened, both ends included."""

    first: date
    last: date
    basis: str  # what the date was read from: explicit | weekday | relative | dateline | published | year | season
    surface: str = ""  # the words; empty when no words were used

    def __post_init__(self) -> None:
        if self.last < self.first:
            msg = f"{self.first} is after {self.last}"
            raise ValueError(msg)

    @property
    def is_day(self) -> bool:
        """Whether this is one known day."""
        return self.first == self.last

    def overlaps(self, other: When) -> bool:
        """Tell whether the two may be of one day."""
        return self.first <= other.last and other.first <= self.last

    @property
    def iso(self) -> str:
        """ISO day, month, year, or a range ``A/B``."""
        first, last = self.first, self.last
        if first == last:
            return first.isoformat()
        whole_months = first.day == 1 and (last + timedelta(days=1)).day == 1
        if whole_months and (first.month, last.month) == (1, 12) and first.year == last.year:
            return str(first.year)
        if whole_months and (first.year, first.month) == (last.year, last.month):
            return f"{first:%Y-%m}"
        if whole_months:
            return f"{first:%Y-%m}/{last:%Y-%m}"
        return f"{first.isoformat()}/{last.isoformat()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactMention:
    """One article's claim that officials of two sides communicated or will: evidence for a ``Contact``."""

    participants: tuple[str, ...]  # keys, sorted; other:KEY for third parties
    sides: tuple[tuple[str, tuple[str, ...]], ...]  # side → its participants, sorted by side
    mode: Mode
    setting: Setting
    status: Status
    when: When | None  # None: the text does not allow a date
    place: str | None  # English label of a city, else of a country; None: not said
    role: Role
    scope: Scope
    confidence: float  # in [0, 1]
    part: Part
    span: Span  # of the evidence in ``part``
    evidence: str  # exactly the stored text under the span
    features: tuple[str, ...] = ()  # the named reasons behind the reading, for `why`

    @property
    def told_when(self) -> When | None:
        """The date that the text gives the contact itself; None also where only the words around it name a day."""
        return None if self.when is None or self.when.basis == CONTEXT_DAY else self.when


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMention:
    """A contact mention with the article that makes it, as resolution sees it."""

    mention_id: int
    ordinal: int
    article_key: str
    published_at: datetime
    mention: ContactMention


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A communication in the world, supported by mentions."""

    participants: tuple[str, ...]
    mode: Mode
    setting: Setting
    status: Status
    when: When | None
    place: str | None
    scope: Scope
    confidence: float
    role: Role  # new once any mention reported it as news
    first_reported_at: datetime
    last_reported_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A transition of a contact that readers are to be told."""

    contact_id: str
    transition: Transition
    revision: int  # grows when the same transition happens again: a second postponement, a new day
    article_key: str
    when: When | None  # the date believed at that time
