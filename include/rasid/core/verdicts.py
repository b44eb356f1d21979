"""What people answered about contacts, applied to every mention that the answer was about, however often contacts are rebuilt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from include.rasid.core.merging import STATUS_CLASS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from include.rasid.model import Contact, ContactMention, Scope, Status, StoredMention, When

SURE = 0.99  # what a person says so: the most that a contact's confidence can be
# Copies of one wire story carry the same sentence for a day or two; a headline comes back months later and means another contact.
_COPIED_WITHIN = timedelta(days=3)
_BASIS = "reviewed"  # of a day that a person gave


class VerdictKind(StrEnum):
    """What a person may answer."""

    APPROVED = "approved"
    REJECTED = "rejected"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixes:
    """What a person puts right; a name in ``fields`` says that its value counts, None meaning not known."""

    fields: frozenset[str] = frozenset()  # of status, when, place, participants
    status: Status | None = None
    when: When | None = None
    place: str | None = None
    participants: tuple[str, ...] = ()  # sorted
    sides: tuple[tuple[str, tuple[str, ...]], ...] = ()  # of these participants
    scope: Scope | None = None  # their level; None where they stay


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedMention:
    """A mention as it was when the answer was given, by what stays the same when articles are read anew."""

    article_key: str
    ordinal: int
    published_at: datetime
    evidence: str
    participants: tuple[str, ...]
    is_asked: bool  # it claims the status that the answer was about

    def is_same(self, stored: StoredMention) -> bool:
        """Tell whether a mention is this one, or the same sentence in a copy of the article."""
        if (stored.mention.evidence, stored.mention.participants) != (self.evidence, self.participants):
            return False
        return stored.article_key == self.article_key or abs(stored.published_at - self.published_at) <= _COPIED_WITHIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One answer."""

    verdict_id: int
    kind: VerdictKind
    mentions: tuple[JudgedMention, ...]
    fixes: Fixes = field(default_factory=Fixes)


class Verdicts:
    """All answers about the contacts of a watch."""

    def __init__(self, verdicts: Iterable[Verdict] = ()) -> None:
        """Take the answers in any order; of two about one mention the later counts."""
        self._by_words: dict[tuple[str, tuple[str, ...]], list[tuple[JudgedMention, Verdict]]] = {}
        for verdict in sorted(verdicts, key=lambda v: -v.verdict_id):
            for mention in verdict.mentions:
                self._by_words.setdefault((mention.evidence, mention.participants), []).append((mention, verdict))

    def find(self, stored: StoredMention) -> tuple[JudgedMention, Verdict] | None:
        """Return the last answer about a mention, with what it was about; None: nobody was asked."""
        known = self._by_words.get((stored.mention.evidence, stored.mention.participants), ())
        same = [(m, v) for m, v in known if m.is_same(stored)]
        own = [(m, v) for m, v in same if m.article_key == stored.article_key]
        return next(iter(own or same), None)

    def judge(self, stored: StoredMention) -> StoredMention | None:
        """Return a mention as people say it is: itself, surer, put right, or None where it claims no contact."""
        found = self.find(stored)
        if found is None:
            return stored
        judged, verdict = found
        if verdict.kind is VerdictKind.REJECTED:
            return None
        mention = _put_right(stored.mention, verdict.fixes, is_asked=judged.is_asked)
        return replace(stored, mention=replace(mention, confidence=SURE) if judged.is_asked else mention)

    def judge_all(self, stored: Iterable[StoredMention]) -> list[StoredMention]:
        """Return the mentions that claim a contact, as people say they are."""
        return [judged for s in stored if (judged := self.judge(s)) is not None]


def judged_mentions(stored: Sequence[StoredMention], belief: Contact) -> tuple[JudgedMention, ...]:
    """Return the mentions of a contact as an answer keeps them; ``belief`` is what the person was asked about."""
    return tuple(
        JudgedMention(
            article_key=s.article_key,
            ordinal=s.ordinal,
            published_at=s.published_at,
            evidence=s.mention.evidence,
            participants=s.mention.participants,
            is_asked=STATUS_CLASS[s.mention.status] == STATUS_CLASS[belief.status],
        )
        for s in stored
    )


def _put_right(mention: ContactMention, fixes: Fixes, *, is_asked: bool) -> ContactMention:
    """Return the mention with what was put right; its status only where the answer was about that."""
    if "when" in fixes.fields:
        when = replace(fixes.when, basis=_BASIS) if fixes.when is not None else None
        mention = replace(mention, when=when)
    if "place" in fixes.fields:
        mention = replace(mention, place=fixes.place)
    if "participants" in fixes.fields:
        mention = replace(
            mention, participants=fixes.participants, sides=fixes.sides, scope=fixes.scope or mention.scope
        )
    if "status" in fixes.fields and fixes.status is not None and is_asked:
        mention = replace(mention, status=fixes.status)
    return mention
