"""Move validated batches from staging to core, each in one transaction."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from include.rasid.io.copy_rows import group_copies
from include.rasid.io.gazetteer import store_gazetteer
from include.rasid.io.lexicons import load_lexicon
from include.rasid.io.search_index import index_batch
from include.rasid.io.warehouse import record_run, run, transaction
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from include.rasid.settings import Settings

# New ones first: what another batch publishes under the same key at the same time is then there to be revised.
LOAD_STEPS = ("publish_publishers", "publish_new_articles", "publish_revised_articles")
_STEPS = (
    *LOAD_STEPS,
    "publish_entity_mentions",
    "publish_keyword_hits",
    "publish_contact_mentions",
)


def publish_batches(run_id: str, *, settings: Settings | None = None) -> dict[str, int]:
    """Publish every validated batch; return how many articles were new, revised or known, and how many of them copy another.

    An article that core holds already with the same title and text is left alone, with everything found in it.
    """
    chosen = settings or process_settings()
    totals: Counter[str] = Counter()
    with transaction(chosen.warehouse_dsn) as cursor:
        batches = [row.batch_id for row in run(cursor, "validated_batches")]
        if batches:
            store_gazetteer(cursor, load_lexicon(chosen.lexicons))
    for batch_id in batches:
        with transaction(chosen.warehouse_dsn) as cursor:
            if run(cursor, "lock_validated_batch", {"batch_id": batch_id}):
                counts = {row.outcome: row.articles for row in run(cursor, "classify_batch", {"batch_id": batch_id})}
                for step in _STEPS:
                    run(cursor, step, {"batch_id": batch_id})
                copies = group_copies(cursor, batch_id)
                counts |= {"copies": copies} if copies else {}
                index_batch(cursor, batch_id)
                run(cursor, "mark_batch_published", {"batch_id": batch_id})
                record_run(cursor, run_id=run_id, stage="publish", counts=counts, batch_id=batch_id)
                totals.update(counts)
    return dict(totals)
