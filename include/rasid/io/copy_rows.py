"""Groups of articles that print one text, kept up to date batch by batch."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from include.rasid.core.copies import DAYS_APART, dated_bands, likeness, signature, triples
from include.rasid.io.warehouse import insert_rows, run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg2.extensions import cursor as Cursor

_AT_ONCE = 500  # articles whose candidates are read together: texts of so many copies are in memory at most
_triples = lru_cache(1000)(triples)  # what many sites printed is compared with each of them again and again


def group_copies(cursor: Cursor, batch_id: int) -> int:
    """Sign the articles of a published batch and put those that copy another of the last or next seven days into its group.

    A revised article is judged anew. Returns how many articles of the batch are in a group.
    """
    _sign(cursor, batch_id)
    articles = [row.article_id for row in run(cursor, "articles_of_batch", {"batch_id": batch_id})]
    run(cursor, "leave_copy_groups", {"article_ids": articles})
    grouped = 0
    run(cursor, "look_up_by_index", {"others": "off"})
    for first in range(0, len(articles), _AT_ONCE):
        for article_id, alike in _alike(cursor, articles[first : first + _AT_ONCE]):
            _join(cursor, article_id, alike)
            grouped += 1
    run(cursor, "look_up_by_index", {"others": "on"})
    run(cursor, "drop_single_copies")
    return grouped


def _sign(cursor: Cursor, batch_id: int) -> None:
    """Store the signatures that detection left beside the articles, and make those that it did not."""
    run(cursor, "publish_signatures", {"batch_id": batch_id})
    unsigned = run(cursor, "articles_to_sign", {"batch_id": batch_id})
    signed = [
        (row.article_id, row.revision, dated_bands(signature(triples(row.text)), row.published_at)) for row in unsigned
    ]
    insert_rows(cursor, "upsert_signatures", signed)


def _alike(cursor: Cursor, articles: list[int]) -> Iterator[tuple[int, list[tuple[int, float]]]]:
    """Yield each article that copies others, with those and the likeness of each."""
    pairs = run(cursor, "copy_candidates", {"article_ids": articles, "days": DAYS_APART})
    if not pairs:
        return
    asked = {"article_ids": sorted({i for pair in pairs for i in pair})}
    texts = {row.article_id: row.text for row in run(cursor, "texts_of_articles", asked)}
    for article_id, candidates in groupby(pairs, attrgetter("article_id")):
        own = _triples(texts[article_id])
        measured = ((pair.other_id, likeness(own, _triples(texts[pair.other_id]))) for pair in candidates)
        if alike := [(other, share) for other, share in measured if share is not None]:
            yield article_id, alike


def _join(cursor: Cursor, article_id: int, alike: list[tuple[int, float]]) -> None:
    """Put an article and what it copies into one group, the oldest of theirs."""
    others = [other for other, _ in alike]
    groups = sorted(row.group_id for row in run(cursor, "copy_groups_of", {"article_ids": others}))
    group_id = min([article_id, *others, *groups])
    run(cursor, "merge_copy_groups", {"groups": groups, "group_id": group_id})
    members: list[tuple[Any, ...]] = [(other, group_id, share) for other, share in alike]
    members.append((article_id, group_id, max(share for _, share in alike)))
    insert_rows(cursor, "upsert_copies", members)
