"""The book of contacts in memory: articles are added in order of publication, contacts and steps follow."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from include.rasid.core.belief import believe
from include.rasid.core.clustering import cluster_mentions
from include.rasid.core.contacts import AlertedStep, Moment, facts_of
from include.rasid.core.decisions import apply_decisions, order_of, ref_of
from include.rasid.core.filing import Files
from include.rasid.core.records import Change, Record, Revision, Told
from include.rasid.core.timeline import ELSEWHERE, Occasion, due_steps, match_told, read_timeline
from include.rasid.core.verdicts import Verdicts
from include.rasid.model import Alert

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, timedelta

    from include.rasid.core.decisions import Decision, Group
    from include.rasid.core.records import Shelved
    from include.rasid.core.timeline import Due, Timeline
    from include.rasid.core.watch import Watch
    from include.rasid.model import StoredMention

_NAMESPACE = uuid.UUID("5b0a9b3e-6a0f-5c1e-9d3b-7a6f0c1d2e3f")


@dataclass(slots=True, kw_only=True)
class Book:
    """Contacts of one watch, as far as they were needed."""

    watch: Watch
    fresh: timedelta
    decisions: tuple[Decision, ...] = ()
    verdicts: Verdicts = field(default_factory=Verdicts)
    wide_places: frozenset[str] = frozenset()  # labels of what is no city
    fetch: Callable[[frozenset[str]], Iterable[Shelved]] = lambda _: ()  # stored contacts filed under any of the keys
    recall: Callable[[str], Shelved | None] = lambda _: None  # a contact by its id, whatever became of it
    mentions: dict[int, StoredMention] = field(default_factory=dict)
    contact_of: dict[int, str] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    revisions: list[Revision] = field(default_factory=list)
    alerts: list[Told] = field(default_factory=list)
    silences: list[tuple[str, str, str]] = field(default_factory=list)  # article, contact, why nobody is told
    touched: set[str] = field(default_factory=set)
    moved: set[int] = field(default_factory=set)  # mentions whose contact is another one now
    rejected: set[int] = field(
        default_factory=set
    )  # mentions that had a contact until a person said that there is none
    _files: Files = field(init=False)
    _asked: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._files = Files(self.watch.key, self.decisions)

    def put(self, shelved: Shelved) -> None:
        """Take a stored contact into the book, unless the book has it."""
        if shelved.contact_id in self.records:
            return
        mentions = self.verdicts.judge_all(shelved.mentions)
        for stored in mentions:
            self.mentions[stored.mention_id] = stored
            self.contact_of[stored.mention_id] = shelved.contact_id
        record = Record(
            contact_id=shelved.contact_id,
            revision=shelved.revision,
            told=list(shelved.told),
            merged_into=shelved.merged_into,
        )
        self.records[shelved.contact_id] = record
        self._fill(record, {s.mention_id for s in mentions})
        self.rejected |= {s.mention_id for s in shelved.mentions} - record.members
        if record.members:
            record.belief = believe(self.group(record.contact_id))

    def prepare(self, news: Iterable[StoredMention]) -> None:
        """Fetch at once what the news will need, instead of article by article."""
        self._look(self._files.around([s] for s in news))

    def add(self, news: Sequence[StoredMention], *, now: date, suppress: str | None = None) -> None:
        """Add the mentions of one article, judged and at least the review threshold sure; ``now`` is what freshness compares with.

        ``suppress`` tells why no step that comes of them is mailed; None: they are news.
        """
        for stored in news:
            self.mentions[stored.mention_id] = stored
        change = Change(now=now, article_key=news[0].article_key, suppress=suppress)
        self._regroup({s.mention_id for s in news}, change)
        for contact_id in dict.fromkeys(self.contact_of[s.mention_id] for s in news):
            reason = self.timeline(contact_id).silences.get(change.article_key)
            if reason:
                self.silences.append((change.article_key, contact_id, reason))

    def revisit(self, contact_ids: Iterable[str], change: Change) -> None:
        """Group anew what the contacts consist of, after a decision or when some of their mentions are gone."""
        listed = list(contact_ids)
        for contact_id in listed:
            self.records[contact_id].belief = None
        self._regroup({i for c in listed for i in self.records[c].members}, change)
        for contact_id in listed:
            record = self.records[contact_id]
            if record.merged_into is None:
                self._believe_anew(record, change)

    def group(self, contact_id: str) -> list[StoredMention]:
        """Return the mentions of a contact in order of publication."""
        return sorted((self.mentions[i] for i in self.records[contact_id].members), key=order_of)

    def timeline(self, contact_id: str) -> Timeline:
        """Return the steps of a contact that has mentions."""
        record = self.records[contact_id]
        if record.timeline is None:
            record.timeline = read_timeline(self.group(contact_id), self.watch, self.fresh, self.wide_places)
        return record.timeline

    def taken_back(self, contact_id: str) -> list[AlertedStep]:
        """Return what the outbox has of a contact that does not follow from its mentions any more."""
        record = self.records[contact_id]
        steps = self.timeline(contact_id).steps if record.members else ()
        matched = match_told(steps, record.told, self.wide_places)
        return [t for t in record.told if not any(t is m for m in matched)]

    def _regroup(self, seed: set[int], change: Change) -> None:
        """Group what is near the seed, and what is near whatever changes by that, until nothing else does.

        Contacts outside that region cannot change: none of their mentions may be grouped with one of a contact that did.
        """
        region = set(seed)
        groups: tuple[Group, ...] = ()
        frontier: list[frozenset[int]] = [frozenset({i}) for i in seed]
        explored = set(frontier)
        while frontier:
            wider = region | self._near(frontier)
            if wider != region or not groups:
                region = wider
                groups = apply_decisions(cluster_mentions(self.mentions[i] for i in region), self.decisions)
            frontier = [g for g in self._unsettled(groups) if g not in explored]
            explored.update(frontier)
        for contact_id in sorted(self._assign([frozenset(m.mention_id for m in g) for g in groups], change.keep)):
            self._believe_anew(self.records[contact_id], change)

    def _near(self, groups: Iterable[frozenset[int]]) -> set[int]:
        keys = self._files.around([self.mentions[i] for i in g] for g in groups)
        self._look(keys)
        return {i for c in self._files.contacts(keys) for i in self.records[c].members}

    def _look(self, keys: frozenset[str]) -> None:
        """Fetch what is stored under keys that were not asked for yet."""
        unasked = keys - self._asked
        if unasked:
            self._asked |= unasked
            for shelved in self.fetch(unasked):
                self.put(shelved)

    def _unsettled(self, groups: Iterable[Group]) -> set[frozenset[int]]:
        """Return the groups that are not exactly a contact of the book, and the contacts that their mentions come from."""
        found: set[frozenset[int]] = set()
        for group in groups:
            members = frozenset(m.mention_id for m in group)
            known = {self.contact_of[i] for i in members if i in self.contact_of}
            before = {frozenset(self.records[c].members) for c in known}
            if before != {members}:
                found |= {members, *before}
        return found

    def _assign(self, groups: Sequence[frozenset[int]], keep: dict[str, int]) -> set[str]:
        """Give each group its contact: the known one that it shares most mentions with, else a new one."""
        claims = [
            (keep.get(c) not in g, -n, c, k)
            for k, g in enumerate(groups)
            for c, n in Counter(self.contact_of[i] for i in g if i in self.contact_of).items()
        ]
        owner: dict[int, str] = {}
        for _, _, contact_id, k in sorted(claims):
            if k not in owner and contact_id not in owner.values():
                owner[k] = contact_id
        before = {c: set(self.records[c].members) for _, _, c, _ in claims}
        for k, group in enumerate(groups):
            if k not in owner:
                owner[k] = self._new_id(min(group, key=lambda i: order_of(self.mentions[i])))
        changed = {c for k, c in owner.items() if self.records[c].members != groups[k]}
        for k, contact_id in owner.items():
            if contact_id in changed:
                self._fill(self.records[contact_id], set(groups[k]))
                self.moved |= {i for i in groups[k] if self.contact_of.get(i) != contact_id}
                self.contact_of.update(dict.fromkeys(groups[k], contact_id))
        for contact_id, members in before.items():
            self._hand_over(contact_id, members, stands=contact_id in owner.values())
        return changed

    def _new_id(self, mention_id: int) -> str:
        ref = ref_of(self.mentions[mention_id])
        for attempt in range(1000):
            contact_id = str(uuid.uuid5(_NAMESPACE, f"{self.watch.key}|{ref.article_key}|{ref.ordinal}|{attempt}"))
            if contact_id not in self.records and (shelved := self.recall(contact_id)) is not None:
                self.put(shelved)
            record = self.records.setdefault(contact_id, Record(contact_id=contact_id))
            if not record.members and record.merged_into is None:
                return contact_id  # free, or the contact of an article whose mentions a revision took away
        msg = f"no free contact id for {ref}"
        raise ValueError(msg)

    def _hand_over(self, contact_id: str, before: set[int], *, stands: bool) -> None:
        """Let what readers were told of mentions go with them to their new contact."""
        record = self.records[contact_id]
        told = record.told
        heirs = Counter(self.contact_of[i] for i in before if self.contact_of[i] != contact_id)
        if not stands:
            survivor = min(heirs, key=lambda c: (-heirs[c], c))
            self._fill(record, set())
            record.merged_into = survivor
            self.records[survivor].told += told
            record.told = []
            self.touched.update({contact_id, survivor})
        staying = {self.mentions[i].article_key for i in record.members}
        for i in before - record.members:
            heir = self.records[self.contact_of[i]]
            if heir.contact_id != record.merged_into:
                self._inherit(heir, [s for s in told if s.article_key == self.mentions[i].article_key], staying)

    def _inherit(self, heir: Record, told: list[AlertedStep], staying: set[str]) -> None:
        group = self.group(heir.contact_id)
        for step in told:
            if step.article_key in staying or any(s.transition is step.transition for s in heir.told):
                continue
            heir.told.append(replace(step, contact_id=heir.contact_id))
            alert = Alert(
                contact_id=heir.contact_id,
                transition=step.transition,
                revision=step.revision,
                article_key=step.article_key,
                when=step.when,
            )
            self.alerts.append(Told(alert=alert, belief=believe(group), support=tuple(group), suppressed=ELSEWHERE))

    def _fill(self, record: Record, members: set[int]) -> None:
        record.members = members
        record.timeline = None
        record.keys = self._files.refile(record.contact_id, record.keys, [self.mentions[i] for i in members])

    def _believe_anew(self, record: Record, change: Change) -> None:
        self.touched.add(record.contact_id)
        group = self.group(record.contact_id)
        if not group:
            record.belief = None
            return
        belief = believe(group)
        if record.belief is None or facts_of(record.belief) != facts_of(belief):
            record.revision += 1
            key = change.article_key or group[-1].article_key
            self.revisions.append(
                Revision(contact_id=record.contact_id, number=record.revision, belief=belief, article_key=key)
            )
        record.belief = belief
        moment = Moment(today=change.now, fresh=self.fresh + change.waited, wide_places=self.wide_places)
        occasion = Occasion(moment=moment, article_key=change.article_key, suppress=change.suppress)
        for due in due_steps(self.timeline(record.contact_id), record.told, occasion):
            self._tell(record, due)

    def _tell(self, record: Record, due: Due) -> None:
        step = due.step
        alert = Alert(
            contact_id=record.contact_id,
            transition=step.transition,
            revision=due.revision,
            article_key=step.article_key,
            when=step.belief.when,
        )
        record.told.append(
            AlertedStep(
                transition=step.transition,
                revision=due.revision,
                when=step.belief.when,
                article_key=step.article_key,
                contact_id=record.contact_id,
                place=step.belief.place,
            )
        )
        self.alerts.append(
            Told(
                alert=alert,
                belief=step.belief,
                support=step.support,
                suppressed=due.suppressed,
                is_late=step.is_late,
            )
        )
