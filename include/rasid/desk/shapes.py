"""Shapes of the desk's JSON: what is asked for, and what is answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Status = Literal["held", "ongoing", "planned", "possible", "cancelled", "postponed", "denied", "not_held"]
Mode = Literal["in_person", "phone", "video", "message", "unknown"]
Key = Annotated[str, StringConstraints(max_length=80, pattern=r"^[a-z0-9_:]+$")]
Most = Annotated[int, Query(ge=1, le=200)]


class _Shape(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class ContactFilters(BaseModel):
    """Which contacts: ``since`` and ``until`` bound their days."""

    model_config = ConfigDict(extra="forbid")

    person: list[Key] | None = Field(default=None, max_length=8)
    status: Status | None = None
    mode: Mode | None = None
    watch: Key | None = None
    since: date | None = None
    until: date | None = None
    limit: int = Field(default=50, ge=1, le=200)
    after: str | None = Field(default=None, max_length=200)


class ArticleFilters(BaseModel):
    """Which articles: ``since`` and ``until`` bound the UTC day of publication."""

    model_config = ConfigDict(extra="forbid")

    publisher: Key | None = None
    since: date | None = None
    until: date | None = None
    limit: int = Field(default=50, ge=1, le=200)
    after: str | None = Field(default=None, max_length=200)


class Contact(_Shape):
    """A contact as believed now. Days are days of the contact, times UTC."""

    contact_id: UUID
    watch_key: str
    participants: list[str]
    mode: Mode
    cameo: str
    setting: str
    status: Status
    starts_on: date | None
    ends_on: date | None
    place: str | None
    scope: str
    role: str
    confidence: float
    first_reported_at: datetime
    last_reported_at: datetime


class ContactOfList(Contact):
    """A contact with the number of articles that tell of it."""

    articles: int


class Belief(_Shape):
    """What was believed of a contact from a time on."""

    revision: int
    believed_at: datetime
    status: Status
    mode: Mode
    starts_on: date | None
    ends_on: date | None
    place: str | None
    confidence: float
    article_key: str | None


class Proof(_Shape):
    """An article's claim of a contact with its words."""

    article_key: str
    publisher_key: str
    url: str
    title: str
    published_at: datetime
    status: Status
    role: str
    starts_on: date | None
    ends_on: date | None
    place: str | None
    confidence: float
    evidence: str


class ContactInFull(Contact):
    """A contact with its history and proof."""

    timeline: list[Belief]
    evidence: list[Proof]


class Article(_Shape):
    """An article that passed validation; its text stays with its publisher."""

    article_key: str
    publisher_key: str
    url: str
    title: str
    published_at: datetime
    revision: int


class Hit(_Shape):
    """An article that a search found; <mark> stands around what was searched for, all else is plain text."""

    article_key: str
    publisher_key: str
    url: str
    published_at: datetime
    title_marked: str
    snippet: str | None


class Source(_Shape):
    """State of a feed."""

    feed_key: str
    publisher_key: str
    url: str
    last_polled_at: datetime | None
    last_ok_at: datetime | None
    next_due_at: datetime | None
    failures: int
    newest_entry_seen_at: datetime | None
    gaps: int
    notices: list[str] | None


class Alert(_Shape):
    """A change of a contact that was told, or why it was not."""

    alert_id: int
    contact_id: UUID
    transition: str
    state: str
    suppressed_reason: str | None
    participants: list[str]
    starts_on: date | None
    ends_on: date | None
    place: str | None
    created_at: datetime
    sent: int


class Contacts(BaseModel):
    """A page of contacts, the newest told first; ``next`` is null on the last one."""

    items: list[ContactOfList]
    next: str | None


class Articles(BaseModel):
    """A page of articles, the newest first."""

    items: list[Article]
    next: str | None


class Hits(BaseModel):
    """What a search found among the newest matches."""

    items: list[Hit]


class Sources(BaseModel):
    """All feeds."""

    items: list[Source]


class Alerts(BaseModel):
    """The newest alerts."""

    items: list[Alert]


class Problem(BaseModel):
    """Why a request cannot be answered."""

    detail: str
