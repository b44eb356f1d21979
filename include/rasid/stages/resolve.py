"""Attach new contact mentions to contacts, and write the steps that readers are to be told to the outbox."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from include.rasid.core.records import Change
from include.rasid.io.book_rows import stored_mention
from include.rasid.io.book_store import store_book
from include.rasid.io.canary import watches_with_canary
from include.rasid.io.channels import load_channels, with_channels
from include.rasid.io.shelf import Shelf, open_book
from include.rasid.io.subscribers import sync_watches
from include.rasid.io.warehouse import record_run, run, transaction
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor

    from include.rasid.core.watch import Watch
    from include.rasid.settings import Settings


def resolve_contacts(run_id: str, *, settings: Settings | None = None) -> dict[str, int]:
    """Resolve every mention that is not resolved yet; contacts, revisions and alerts commit together.

    Articles are taken in order of publication. History, which a batch was loaded as or the first poll of a feed listed, changes contacts
    like news does, and its alerts are suppressed (``backfill``, ``first_load``). Returns counts of mentions, contacts, alerts and reviews.
    """
    chosen = settings or process_settings()
    totals: Counter[str] = Counter()
    watches = with_channels(watches_with_canary(chosen), load_channels(chosen))
    with transaction(chosen.warehouse_dsn) as cursor:
        sync_watches(cursor, watches, chosen.zone)
    for watch in watches:
        with transaction(chosen.warehouse_dsn) as cursor:
            run(cursor, "lock_resolution")
            counts = _resolve_watch(cursor, watch, chosen)
            if counts:
                record_run(cursor, run_id=run_id, stage="resolve", counts=counts)
            totals.update(counts)
    return dict(totals)


def _resolve_watch(cursor: Cursor, watch: Watch, settings: Settings) -> Counter[str]:
    counts: Counter[str] = Counter()
    unresolved = run(
        cursor, "unresolved_mentions", {"watch_key": watch.key, "as_of_publication": settings.as_of_publication}
    )
    pending = [stored_mention(row) for row in unresolved]
    suppressed = {row.article_key: row.suppress for row in unresolved}
    stale = {row.contact_id: row.stale_reason for row in run(cursor, "stale_contacts", {"watch_key": watch.key})}
    if not pending and not stale:
        return counts
    book = open_book(cursor, watch, settings)
    judged = book.verdicts.judge_all(pending)
    sure = [m for m in judged if m.mention.confidence >= watch.review_threshold]
    today = run(cursor, "today")[0].today
    for shelved in Shelf(cursor).load(list(stale)):
        book.put(shelved)
    for reason in sorted(set(stale.values()), key=str):
        book.revisit((c for c, why in stale.items() if why == reason), Change(now=today, suppress=reason))
    book.prepare(sure)
    for _, news in groupby(sure, key=lambda m: m.article_key):
        listed = list(news)
        now = listed[0].published_at.date() if settings.as_of_publication else today
        book.add(listed, now=now, suppress=suppressed[listed[0].article_key])
    counts.update(store_book(cursor, book, settings.lexicons))
    run(cursor, "mark_mentions_resolved", {"mention_ids": [m.mention_id for m in pending]})
    counts["mentions"] = len(sure)
    counts["mentions_below_review"] = len(judged) - len(sure)
    if len(judged) < len(pending):
        counts["mentions_rejected"] = len(pending) - len(judged)
    return counts
