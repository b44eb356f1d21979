"""The book of contacts in memory: articles are added in order of publication, contacts and steps follow."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from include.rasid.core.clustering import Decisions, MentionRef, apply_decisions, cluster_mentions, share_officials
from include.rasid.core.contacts import AlertedStep, Moment, believe, next_step
from include.rasid.model import Alert

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from include.rasid.core.watch import Watch
    from include.rasid.model import Contact, StoredMention

_NAMESPACE = uuid.UUID("5b0a9b3e-6a0f-5c1e-9d3b-7a6f0c1d2e3f")
# Mentions farther apart than this never speak of one contact: the widest windows of clustering, with a margin.
NEIGHBOURHOOD = timedelta(days=200)


@dataclass(slots=True, kw_only=True)
class Record:
    """A contact of the book."""

    contact_id: str
    members: set[int] = field(default_factory=set)
    belief: Contact | None = None  # None: not computed yet
    revision: int = 0
    steps: list[AlertedStep] = field(default_factory=list)
    merged_into: str | None = None  # None: stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A changed belief, with the article that brought it."""

    contact_id: str
    number: int
    belief: Contact
    article_key: str


@dataclass(slots=True, kw_only=True)
class Book:
    """Contacts of one watch, as far as they were loaded."""

    watch: Watch
    fresh: timedelta
    decisions: Decisions = field(default_factory=Decisions)
    mentions: dict[int, StoredMention] = field(default_factory=dict)
    contact_of: dict[int, str] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    by_person: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    revisions: list[Revision] = field(default_factory=list)
    alerts: list[tuple[Alert, Contact, tuple[StoredMention, ...]]] = field(default_factory=list)  # with its support
    silences: list[tuple[str, str, str]] = field(default_factory=list)  # article, contact, why nobody is told
    touched: set[str] = field(default_factory=set)

    def load(self, stored: StoredMention, contact_id: str) -> None:
        """Put a mention that is resolved already into the book."""
        self._index(stored)
        self.contact_of[stored.mention_id] = contact_id
        self.open(contact_id).members.add(stored.mention_id)

    def open(self, contact_id: str) -> Record:
        """Return the record of a contact, a new one if the book has none."""
        return self.records.setdefault(contact_id, Record(contact_id=contact_id))

    def settle(self) -> None:
        """Compute what is believed of the loaded contacts; call once after loading."""
        for record in self.records.values():
            if record.members:
                record.belief = believe(self._group(record.members))

    def add(self, news: Sequence[StoredMention], *, now: date) -> None:
        """Add the mentions of one article, at least the review threshold sure; ``now`` is what freshness compares with."""
        for stored in news:
            self._index(stored)
        neighbours = self._neighbours(news)
        groups = apply_decisions(cluster_mentions(self.mentions[i] for i in neighbours), self.decisions)
        article_key = news[0].article_key
        changed = self._assign(groups)
        for contact_id in sorted(changed):
            self._believe_anew(self.records[contact_id], article_key)
        own = {stored.mention_id for stored in news}
        for contact_id in dict.fromkeys(self.contact_of[s.mention_id] for s in news):
            self._step(self.records[contact_id], own, now)

    def _index(self, stored: StoredMention) -> None:
        self.mentions[stored.mention_id] = stored
        for person in stored.mention.participants:
            self.by_person[person].add(stored.mention_id)

    def _neighbours(self, news: Sequence[StoredMention]) -> set[int]:
        """Return the mentions that clustering has to look at again: those near the news, with their whole contacts."""
        near = {s.mention_id for s in news}
        for stored in news:
            candidates = set().union(*(self.by_person[p] for p in stored.mention.participants))
            near.update(i for i in candidates if self._is_near(stored, self.mentions[i]))
        contacts = {self.contact_of[i] for i in near if i in self.contact_of}
        return near.union(*(self.records[c].members for c in contacts))

    def _is_near(self, a: StoredMention, b: StoredMention) -> bool:
        return abs(_day(a) - _day(b)) <= NEIGHBOURHOOD and share_officials(a.mention, b.mention)

    def _assign(self, groups: Iterable[tuple[StoredMention, ...]]) -> set[str]:
        """Give each group its contact: the known one that it shares most mentions with, else a new one."""
        listed = [frozenset(m.mention_id for m in g) for g in groups]
        claims = [
            (n, k, c)
            for k, g in enumerate(listed)
            for c, n in Counter(self.contact_of[i] for i in g if i in self.contact_of).items()
        ]
        owner: dict[int, str] = {}
        for _, k, contact_id in sorted(claims, key=lambda claim: (-claim[0], claim[2], claim[1])):
            if k not in owner and contact_id not in owner.values():
                owner[k] = contact_id
        changed: set[str] = set()
        before = {c: set(self.records[c].members) for _, _, c in claims}
        for k, group in enumerate(listed):
            contact_id = owner.get(k) or self._new_id(min(group, key=lambda i: _founding(self.mentions[i])))
            record = self.open(contact_id)
            if record.members != group:
                record.members = set(group)
                changed.add(contact_id)
            for mention_id in group:
                self.contact_of[mention_id] = contact_id
        for contact_id in set(before) - set(owner.values()):
            self._merge_away(contact_id, before[contact_id])
        return changed

    def _new_id(self, mention_id: int) -> str:
        ref = _founding_ref(self.mentions[mention_id])
        for attempt in range(1000):
            contact_id = str(uuid.uuid5(_NAMESPACE, f"{self.watch.key}|{ref.article_key}|{ref.ordinal}|{attempt}"))
            record = self.records.get(contact_id)
            if record is None or (not record.members and record.merged_into is None):
                return contact_id  # free, or the contact of an article whose mentions a revision took away
        msg = f"no free contact id for {ref}"
        raise ValueError(msg)

    def _merge_away(self, contact_id: str, members: set[int]) -> None:
        record = self.records[contact_id]
        survivor = Counter(self.contact_of[i] for i in members).most_common(1)[0][0]
        record.members = set()
        record.merged_into = survivor
        self.records[survivor].steps.extend(s for s in record.steps if s not in self.records[survivor].steps)
        self.touched.update({contact_id, survivor})

    def _believe_anew(self, record: Record, article_key: str) -> None:
        belief = believe(self._group(record.members))
        self.touched.add(record.contact_id)
        if record.belief is None or _facts(record.belief) != _facts(belief):
            record.revision += 1
            self.revisions.append(
                Revision(contact_id=record.contact_id, number=record.revision, belief=belief, article_key=article_key)
            )
        record.belief = belief

    def _step(self, record: Record, own: set[int], now: date) -> None:
        if record.belief is None:
            return
        news = self._group(record.members & own)
        step = next_step(record.belief, news, record.steps, self.watch, Moment(today=now, fresh=self.fresh))
        if isinstance(step, str):
            self.silences.append((news[0].article_key, record.contact_id, step))
            return
        transition, number = step
        record.steps.append(AlertedStep(transition=transition, revision=number, when=record.belief.when))
        alert = Alert(
            contact_id=record.contact_id,
            transition=transition,
            revision=number,
            article_key=news[0].article_key,
            when=record.belief.when,
        )
        self.alerts.append((alert, record.belief, tuple(self._group(record.members))))

    def _group(self, members: Iterable[int]) -> list[StoredMention]:
        return sorted((self.mentions[i] for i in members), key=lambda m: (m.published_at, m.article_key, m.ordinal))


def _day(stored: StoredMention) -> date:
    return stored.mention.when.first if stored.mention.when is not None else stored.published_at.date()


def _founding(stored: StoredMention) -> tuple[object, ...]:
    return (stored.published_at, stored.article_key, stored.ordinal)


def _founding_ref(stored: StoredMention) -> MentionRef:
    return MentionRef(stored.article_key, stored.ordinal)


def _facts(belief: Contact) -> tuple[object, ...]:
    when = belief.when
    return (
        belief.participants,
        belief.mode,
        belief.setting,
        belief.status,
        when and (when.first, when.last),
        belief.place,
    )
