"""Merges and splits by operators, as resolution applies them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.rasid.core.clustering import Decisions, MentionRef
from include.rasid.io.warehouse import run

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor


def load_decisions(cursor: Cursor) -> Decisions:
    """Return the decisions of core.contact_decision in terms of articles and ordinals."""
    together: dict[int, set[MentionRef]] = {}
    kept: dict[int, set[MentionRef]] = {}
    moved: dict[int, set[MentionRef]] = {}
    for row in run(cursor, "contact_decisions"):
        ref = MentionRef(row.article_key, row.ordinal)
        if row.kind == "merge":
            together.setdefault(row.decision_id, set()).add(ref)
        else:
            (moved if row.is_split_off else kept).setdefault(row.decision_id, set()).add(ref)
    return Decisions(
        together=tuple(frozenset(refs) for refs in together.values()),
        apart=tuple((frozenset(kept.get(i, ())), frozenset(refs)) for i, refs in moved.items()),
    )
