"""Which mentions speak of one contact: a pure function of the set of mentions, so that their order does not matter."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from include.rasid.core.merging import STATUS_CLASS
from include.rasid.model import Mode, Role, Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from include.rasid.model import ContactMention, StoredMention

Sides = tuple[tuple[str, tuple[str, ...]], ...]
SAME_DAY = timedelta(days=1)  # ±1 day keeps 94 % of the changes apart, ±7 only 82 % (DESIGN, section 6)
OPEN_AHEAD = timedelta(days=120)  # an undated plan looks for the next contact of the pair this far ahead
OPEN_BACK = timedelta(days=60)  # a plan that was announced this long ago is still the one that is called off
REPORT_DELAY = timedelta(days=4)  # an undated report of something held is about the last days
LOOK_BACK = timedelta(days=200)  # an undated mention for context: reach.NEIGHBOURHOOD relies on it, or order matters
_REMOTE = frozenset({Mode.PHONE, Mode.VIDEO, Mode.MESSAGE})


@dataclass(slots=True)
class _Cluster:
    """Mentions of one contact so far; what is asked of them again and again is kept as they come."""

    members: list[StoredMention] = field(default_factory=list)
    people: set[str] = field(default_factory=set)
    days: Counter[date] = field(default_factory=Counter)  # told days, with how many mentions tell them
    moved_to: list[date] = field(default_factory=list)  # days to which a postponement moved the contact
    anchor: date | None = None  # the day told most often, the earliest of equals; None: no mention gives a day
    first_reported: date = date.max
    sides: set[Sides] = field(default_factory=set)
    of_article: dict[str, list[ContactMention]] = field(default_factory=lambda: defaultdict(list))
    modes: set[Mode] = field(default_factory=set)  # that are known
    statuses: set[Status] = field(default_factory=set)
    first_end: date | None = None  # of the told dates; None: there are none
    last_start: date | None = None

    def add(self, stored: StoredMention) -> None:
        self.members.append(stored)
        self.people.update(stored.mention.participants)
        self.first_reported = min(self.first_reported, stored.published_at.date())
        mention = stored.mention
        self.sides.add(mention.sides)
        self.of_article[stored.article_key].append(mention)
        self.statuses.add(mention.status)
        if mention.mode is not Mode.UNKNOWN:
            self.modes.add(mention.mode)
        when = mention.told_when
        if when is None:
            return
        self.first_end = min(self.first_end or when.last, when.last)
        self.last_start = max(self.last_start or when.first, when.first)
        if not when.is_day:
            return
        self.days[when.first] += 1
        self.anchor = min(self.days, key=lambda d: (-self.days[d], d))
        if mention.status is Status.POSTPONED:
            self.moved_to.append(when.first)


def cluster_mentions(mentions: Iterable[StoredMention]) -> tuple[tuple[StoredMention, ...], ...]:
    """Return the mentions grouped by contact, each group in order of publication.

    Those that name a day found the groups, then those with a range, then the undated ones find the group they fit best.
    Two groups never share a mention; mentions whose sides share no official never meet.
    """
    clusters: list[_Cluster] = []
    for stored in sorted(mentions, key=_precision):
        fitting = [c for c in clusters if _fits(stored, c)]
        if fitting:
            min(fitting, key=lambda c: (*_distance(stored, c), c.first_reported)).add(stored)
        else:
            fresh = _Cluster()
            fresh.add(stored)
            clusters.append(fresh)
    return tuple(tuple(sorted(c.members, key=_order)) for c in clusters)


def share_officials(a: ContactMention, b: ContactMention) -> bool:
    """Tell whether both sides share an official or both leave that side unnamed."""
    return _officials_meet(a.sides, b.sides)


def _officials_meet(a: Sides, b: Sides) -> bool:
    theirs = dict(b)
    return all(set(people) & set(theirs.get(side, ())) for side, people in a)


def _order(stored: StoredMention) -> tuple[object, ...]:
    return (stored.published_at, stored.article_key, stored.ordinal)


def _precision(stored: StoredMention) -> tuple[object, ...]:
    when = stored.mention.told_when
    days = (when.last - when.first).days if when is not None else 10**6
    return (days, *_order(stored))


def _fits(stored: StoredMention, cluster: _Cluster) -> bool:
    if not any(_officials_meet(stored.mention.sides, sides) for sides in cluster.sides):
        return False
    if any(_told_apart(stored.mention, own) for own in cluster.of_article.get(stored.article_key, ())):
        return False
    when = stored.mention.told_when
    if when is None:
        return _undated_fits(stored, cluster)
    anchor = cluster.anchor
    if anchor is None:
        return _ranges_meet(stored, cluster)
    if when.is_day:
        near = any(abs(when.first - day) <= SAME_DAY for day in (anchor, *cluster.moved_to))
        moves = stored.mention.status is Status.POSTPONED and _is_open_plan(cluster, stored.published_at.date())
        return (near or moves) and (moves or not _different_events(stored.mention, cluster))
    return when.first - SAME_DAY <= anchor <= when.last + SAME_DAY and not _different_modes(stored.mention, cluster)


def _told_apart(a: ContactMention, b: ContactMention) -> bool:
    """Two mentions that one article keeps apart are one contact only when a plan and its fate are told."""
    return STATUS_CLASS[a.status] == STATUS_CLASS[b.status] or (
        a.told_when is not None and b.told_when is not None and a.told_when != b.told_when
    )


def _is_open_plan(cluster: _Cluster, published: date) -> bool:
    anchor = cluster.anchor
    planned = cluster.statuses & {Status.PLANNED, Status.POSSIBLE} and Status.HELD not in cluster.statuses
    return bool(planned) and anchor is not None and published - SAME_DAY <= anchor <= published + OPEN_AHEAD


def _different_events(mention: ContactMention, cluster: _Cluster) -> bool:
    """A call and a meeting of neighbouring days are two contacts; of one day they may be one."""
    return (
        _different_modes(mention, cluster)
        and mention.told_when is not None
        and mention.told_when.first not in cluster.days
    )


def _different_modes(mention: ContactMention, cluster: _Cluster) -> bool:
    if mention.mode is Mode.UNKNOWN or not cluster.modes:
        return False
    return (mention.mode in _REMOTE) not in {m in _REMOTE for m in cluster.modes}


def _ranges_meet(stored: StoredMention, cluster: _Cluster) -> bool:
    when = stored.mention.told_when
    if when is None or _different_modes(stored.mention, cluster):
        return False
    if cluster.first_end is None or cluster.last_start is None:
        return abs(cluster.first_reported - stored.published_at.date()) <= OPEN_BACK
    return when.first - SAME_DAY <= cluster.first_end and cluster.last_start - SAME_DAY <= when.last


def _undated_fits(stored: StoredMention, cluster: _Cluster) -> bool:
    mention, published = stored.mention, stored.published_at.date()
    if _different_modes(mention, cluster):
        return False
    kind = STATUS_CLASS[mention.status]
    day = cluster.anchor or cluster.first_end
    if day is None:
        return abs(cluster.first_reported - published) <= (REPORT_DELAY if kind == "held" else OPEN_BACK)
    if kind == "held" and mention.role is Role.NEW:
        return published - REPORT_DELAY <= day <= published + SAME_DAY
    if kind == "held":
        return published - LOOK_BACK <= day <= published
    return published - SAME_DAY <= day <= published + OPEN_AHEAD and not _opened_later(cluster, published)


def _opened_later(cluster: _Cluster, published: date) -> bool:
    return cluster.first_reported > published + OPEN_BACK


def _distance(stored: StoredMention, cluster: _Cluster) -> tuple[int, int]:
    """Return how far the cluster is in days, and how few people are shared: the nearest is the best."""
    when = stored.mention.told_when
    here = when.first if when is not None else stored.published_at.date()
    there = cluster.anchor or cluster.first_end or cluster.first_reported
    shared = len(cluster.people & set(stored.mention.participants))
    return (abs((here - there).days), -shared)
