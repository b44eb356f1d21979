"""What operators decided of contacts, applied to the groups that clustering finds: in the order of deciding, each time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from include.rasid.model import StoredMention

Group = tuple["StoredMention", ...]


class DecisionKind(StrEnum):
    """What an operator may decide."""

    MERGE = "merge"
    SPLIT = "split"


@dataclass(frozen=True, slots=True, order=True)
class MentionRef:
    """A mention by article and position: stable where ids are not."""

    article_key: str
    ordinal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One merge or split, by the mentions that the contacts had when it was decided."""

    decision_id: int
    kind: DecisionKind
    kept: frozenset[MentionRef]
    others: frozenset[MentionRef]  # merge: of the contact that joins; split: those that leave

    @property
    def key(self) -> str:
        """Under which every mention of the decision is filed beside its own keys."""
        return f"decision/{self.decision_id}"


def ref_of(stored: StoredMention) -> MentionRef:
    """Return how decisions name a mention."""
    return MentionRef(stored.article_key, stored.ordinal)


def order_of(stored: StoredMention) -> tuple[object, ...]:
    """Return what mentions are sorted by: publication, then article, then position."""
    return (stored.published_at, stored.article_key, stored.ordinal)


def apply_decisions(groups: Iterable[Group], decisions: Sequence[Decision]) -> tuple[Group, ...]:
    """Return the groups after the decisions, each in order of publication."""
    current = [tuple(g) for g in groups]
    for decision in sorted(decisions, key=lambda d: d.decision_id):
        change = _joined if decision.kind is DecisionKind.MERGE else _parted
        current = change(current, decision)
    return tuple(tuple(sorted(g, key=order_of)) for g in current)


def _joined(groups: list[Group], decision: Decision) -> list[Group]:
    """Join the group that holds most of one contact with the one that holds most of the other.

    Not every group with any of their mentions: a mention that later articles show to be of a third contact must not draw that one in.
    """
    kept, other = _holder(groups, decision.kept), _holder(groups, decision.others)
    if kept is None or other is None or kept is other:
        return groups
    return [*(g for g in groups if g is not kept and g is not other), (*kept, *other)]


def _holder(groups: list[Group], refs: frozenset[MentionRef]) -> Group | None:
    counted = [(sum(ref_of(m) in refs for m in g), g) for g in groups]
    found = [(n, g) for n, g in counted if n]
    if not found:
        return None
    return min(found, key=lambda pair: (-pair[0], min(ref_of(m) for m in pair[1] if ref_of(m) in refs)))[1]


def _parted(groups: list[Group], decision: Decision) -> list[Group]:
    parted: list[Group] = []
    for group in groups:
        refs = {ref_of(m) for m in group}
        if refs & decision.kept and refs & decision.others:
            leaving = _leaving(group, decision)
            parted += [tuple(m for m in group if m not in leaving), tuple(leaving)]
        else:
            parted.append(group)
    return parted


def _leaving(group: Group, decision: Decision) -> list[StoredMention]:
    """Return the mentions that were split off, with those of later articles that name a day which only these name."""
    kept_days = _named_days(m for m in group if ref_of(m) in decision.kept)
    other_days = _named_days(m for m in group if ref_of(m) in decision.others) - kept_days
    return [
        m
        for m in group
        if ref_of(m) in decision.others or (ref_of(m) not in decision.kept and _named_days([m]) & other_days)
    ]


def _named_days(mentions: Iterable[StoredMention] | Collection[StoredMention]) -> set[date]:
    return {m.mention.when.first for m in mentions if m.mention.when is not None and m.mention.when.is_day}
