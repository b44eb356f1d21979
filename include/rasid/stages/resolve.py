"""Attach new contact mentions to contacts, and write the steps that readers are to be told to the outbox."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from include.rasid.core.book import NEIGHBOURHOOD, Book
from include.rasid.core.contacts import AlertedStep
from include.rasid.io.book_rows import alert_rows, contact_rows, revision_rows, stored_mention
from include.rasid.io.decisions import load_decisions
from include.rasid.io.lexicons import load_lexicon
from include.rasid.io.warehouse import insert_rows, record_run, run, transaction
from include.rasid.io.watches import load_watches
from include.rasid.model import Role, Transition, When
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor

    from include.rasid.core.watch import Watch
    from include.rasid.model import StoredMention
    from include.rasid.settings import Settings


def resolve_contacts(run_id: str, *, settings: Settings | None = None) -> dict[str, int]:
    """Resolve every mention that is not resolved yet; contacts, revisions and alerts commit together.

    Articles are taken in order of publication. Returns counts of mentions, contacts, alerts and reviews.
    """
    chosen = settings or process_settings()
    totals: Counter[str] = Counter()
    for watch in load_watches(chosen.watches_file):
        with transaction(chosen.warehouse_dsn) as cursor:
            run(cursor, "lock_resolution")
            counts = _resolve_watch(cursor, watch, chosen)
            if counts:
                record_run(cursor, run_id=run_id, stage="resolve", counts=counts)
            totals.update(counts)
    return dict(totals)


def _resolve_watch(cursor: Cursor, watch: Watch, settings: Settings) -> Counter[str]:
    counts: Counter[str] = Counter()
    _sync_subscribers(cursor, watch)
    pending = [stored_mention(r) for r in run(cursor, "unresolved_mentions", {"watch_key": watch.key})]
    if not pending:
        return counts
    sure = [m for m in pending if m.mention.confidence >= watch.review_threshold]
    book = _load_book(cursor, watch, sure, settings)
    today = run(cursor, "today")[0].today
    for _, news in groupby(sure, key=lambda m: m.article_key):
        listed = list(news)
        book.add(listed, now=listed[0].published_at.date() if settings.as_of_publication else today)
    counts.update(_store(cursor, book, pending, settings))
    counts["mentions"] = len(sure)
    counts["mentions_below_review"] = len(pending) - len(sure)
    return counts


def _load_book(cursor: Cursor, watch: Watch, news: list[StoredMention], settings: Settings) -> Book:
    book = Book(watch=watch, fresh=settings.freshness, decisions=load_decisions(cursor))
    days = [d for m in news for d in _reach(m)]
    parameters = {
        "watch_key": watch.key,
        "people": sorted({p for m in news for p in m.mention.participants}),
        "first": min(days, default=None),
        "last": max(days, default=None),
    }
    contact_ids = [row.contact_id for row in run(cursor, "contacts_near", parameters)]
    for row in run(cursor, "mentions_of_contacts", {"contact_ids": contact_ids}):
        book.load(stored_mention(row), row.contact_id)
    for row in run(cursor, "contact_revisions", {"contact_ids": contact_ids}):
        book.open(row.contact_id).revision = row.revision
    for row in run(cursor, "alerted_steps", {"contact_ids": contact_ids}):
        when = When(first=row.starts_on, last=row.ends_on, basis="") if row.starts_on else None
        step = AlertedStep(transition=Transition(row.transition), revision=row.revision, when=when)
        book.open(row.contact_id).steps.append(step)
    book.settle()
    return book


def _reach(stored: StoredMention) -> tuple[Any, Any]:
    when = stored.mention.when
    published = stored.published_at.date()
    first, last = (when.first, when.last) if when else (published, published)
    return min(first, published) - NEIGHBOURHOOD, max(last, published) + NEIGHBOURHOOD + timedelta(days=1)


def _store(cursor: Cursor, book: Book, pending: list[StoredMention], settings: Settings) -> Counter[str]:
    counts: Counter[str] = Counter()
    insert_rows(cursor, "upsert_contacts", contact_rows(book))
    insert_rows(cursor, "insert_contact_revisions", revision_rows(book))
    assigned = [(i, book.contact_of[i]) for i in sorted(book.contact_of)]
    insert_rows(cursor, "assign_mentions", assigned)
    run(cursor, "mark_mentions_resolved", {"mention_ids": [m.mention_id for m in pending]})
    lexicon = load_lexicon(settings.lexicons)
    alerts = insert_rows(cursor, "insert_alerts", alert_rows(cursor, book, lexicon), fetch=True)
    run(cursor, "insert_deliveries", {"alert_ids": [row.alert_id for row in alerts]})
    reviews = [(c,) for c in sorted(book.touched) if _is_for_review(book, c)]
    insert_rows(cursor, "insert_reviews", reviews)
    counts["contacts_changed"] = len(book.touched)
    counts["alerts"] = len(alerts)
    counts["for_review"] = len(reviews)
    counts.update(f"silent_{reason}" for _, _, reason in book.silences)
    return counts


def _is_for_review(book: Book, contact_id: str) -> bool:
    belief = book.records[contact_id].belief
    if belief is None or book.records[contact_id].merged_into is not None or belief.role is not Role.NEW:
        return False
    return (
        belief.scope in book.watch.scopes
        and book.watch.review_threshold <= belief.confidence < book.watch.alert_threshold
    )


def _sync_subscribers(cursor: Cursor, watch: Watch) -> None:
    insert_rows(cursor, "upsert_subscribers", [(email, watch.key) for email in watch.recipients])
