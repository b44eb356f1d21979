"""Groups of articles that print one text, kept up to date batch by batch."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from include.rasid.core.copies import DAYS_APART, bands_nearby, dated_bands, likeness, signature, triples
from include.rasid.io.warehouse import insert_rows, run

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor

_triples = lru_cache(1000)(triples)  # what many sites printed is compared with each of them again and again


def group_copies(cursor: Cursor, batch_id: int) -> int:
    """Sign the articles of a published batch and put those that copy another of the last or next seven days into its group.

    A revised article is judged anew. Returns how many articles of the batch are in a group.
    """
    articles = run(cursor, "articles_of_batch", {"batch_id": batch_id})
    found = {row.article_id: triples(row.text) for row in articles}
    signed = [(row, signature(found[row.article_id])) for row in articles]
    stored = [(row.article_id, row.revision, dated_bands(bands, row.published_at)) for row, bands in signed]
    insert_rows(cursor, "upsert_signatures", stored)
    run(cursor, "leave_copy_groups", {"article_ids": list(found)})
    grouped = 0
    run(cursor, "look_up_by_index", {"others": "off"})
    for row, bands in signed:
        if bands:
            asked = {"article_id": row.article_id, "bands": bands_nearby(bands, row.published_at), "days": DAYS_APART}
            grouped += _join(cursor, row.article_id, found[row.article_id], run(cursor, "copy_candidates", asked))
    run(cursor, "look_up_by_index", {"others": "on"})
    run(cursor, "drop_single_copies")
    return grouped


def _join(cursor: Cursor, article_id: int, own: frozenset[str], others: list[Any]) -> bool:
    """Put an article and what it copies into one group, the oldest of theirs; tell whether there was anything to copy."""
    alike = [(row, share) for row in others if (share := likeness(own, _triples(row.text))) is not None]
    if not alike:
        return False
    groups = {row.group_id for row, _ in alike if row.group_id is not None}
    group_id = min({article_id, *(row.article_id for row, _ in alike), *groups})
    run(cursor, "merge_copy_groups", {"groups": sorted(groups), "group_id": group_id})
    members = [(row.article_id, group_id, share) for row, share in alike]
    members.append((article_id, group_id, max(share for _, share in alike)))
    insert_rows(cursor, "upsert_copies", members)
    return True
