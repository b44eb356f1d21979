"""What the book of contacts holds, takes in and gives out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from include.rasid.core.contacts import AlertedStep
    from include.rasid.core.timeline import Timeline
    from include.rasid.model import Alert, Contact, StoredMention


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """A contact as it was stored, with everything that the book needs to go on with it."""

    contact_id: str
    mentions: tuple[StoredMention, ...]
    revision: int
    told: tuple[AlertedStep, ...]  # with those of contacts that were merged into it
    merged_into: str | None = None  # None: stands


@dataclass(slots=True, kw_only=True)
class Record:
    """A contact of the book; without members it is merged away, or nobody claims it any more."""

    contact_id: str
    members: set[int] = field(default_factory=set)
    belief: Contact | None = None  # None: there are no members, or it is to be computed anew
    revision: int = 0
    told: list[AlertedStep] = field(default_factory=list)
    merged_into: str | None = None  # None: stands
    keys: frozenset[str] = frozenset()
    timeline: Timeline | None = None  # None: it is to be read anew


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A changed belief, with the article that brought it."""

    contact_id: str
    number: int
    belief: Contact
    article_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A step as it goes to the outbox."""

    alert: Alert
    belief: Contact
    support: tuple[StoredMention, ...]
    suppressed: str | None  # why nobody is mailed; None: it is mailed
    is_late: bool = False  # it came to light only after the freshness window


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happens to the book at once: news of one article, or contacts to look at again."""

    now: date
    article_key: str = ""  # empty: no article brings it
    suppress: str | None = None  # why no step that comes of it is mailed
    waited: timedelta = timedelta(0)  # since a person was asked: what was news then still is
    keep: dict[str, int] = field(default_factory=dict)  # contact → the mention that it is to stay with
