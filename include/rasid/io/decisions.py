"""Merges and splits by operators, as resolution applies them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from include.rasid.core.decisions import Decision, DecisionKind, MentionRef
from include.rasid.io.warehouse import insert_rows, run

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor


def load_decisions(cursor: Cursor, watch_key: str) -> tuple[Decision, ...]:
    """Return the decisions on contacts of a watch, in the order of deciding."""
    kinds: dict[int, DecisionKind] = {}
    refs: defaultdict[tuple[int, bool], set[MentionRef]] = defaultdict(set)
    for row in run(cursor, "contact_decisions", {"watch_key": watch_key}):
        kinds[row.decision_id] = DecisionKind(row.kind)
        refs[row.decision_id, row.is_kept].add(MentionRef(row.article_key, row.ordinal))
    return tuple(
        Decision(decision_id=n, kind=kind, kept=frozenset(refs[n, True]), others=frozenset(refs[n, False]))
        for n, kind in kinds.items()
    )


def store_decision(cursor: Cursor, decision: Decision, fields: dict[str, str | None]) -> Decision:
    """Write a decision; return it with its id. ``fields`` are contact_id, other_id, watch_key, decided_by and reason."""
    row = run(cursor, "insert_contact_decision", {"kind": decision.kind, **fields})[0]
    mentions = [
        (row.decision_id, ref.article_key, ref.ordinal, is_kept)
        for is_kept, refs in ((True, decision.kept), (False, decision.others))
        for ref in sorted(refs)
    ]
    insert_rows(cursor, "insert_decision_mentions", mentions)
    return Decision(decision_id=row.decision_id, kind=decision.kind, kept=decision.kept, others=decision.others)


def finish_decision(cursor: Cursor, decision_id: int, other_id: str) -> None:
    """Write which contact was split off, once it has its id."""
    run(cursor, "finish_contact_decision", {"decision_id": decision_id, "other_id": other_id})
