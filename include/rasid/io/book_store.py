"""Write what changed in the book of contacts, and what readers are to be told of it, in one transaction."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING

from include.rasid.io.book_rows import alert_rows, contact_rows, left_rows, reach_rows, revision_rows, taken_back_rows
from include.rasid.io.corrections import store_corrections
from include.rasid.io.lexicons import load_lexicon
from include.rasid.io.warehouse import insert_rows, run
from include.rasid.model import Role

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from psycopg2.extensions import cursor as Cursor

    from include.rasid.core.book import Book
    from include.rasid.core.corrections import Cause


def store_book(
    cursor: Cursor, book: Book, lexicons: Path, causes: Mapping[str, Cause] = MappingProxyType({})
) -> Counter[str]:
    """Write contacts, revisions, assignments, alerts, corrections and reviews; return counts of what was written.

    ``causes`` tells what a person decided of which contacts.
    """
    counts: Counter[str] = Counter()
    lexicon = load_lexicon(lexicons)
    insert_rows(cursor, "upsert_contacts", contact_rows(book, lexicon))
    insert_rows(cursor, "leave_contacts", left_rows(book))
    run(cursor, "delete_reach", {"contact_ids": sorted(book.touched)})
    insert_rows(cursor, "insert_reach", reach_rows(book))
    insert_rows(cursor, "insert_contact_revisions", revision_rows(book))
    insert_rows(cursor, "assign_mentions", [(i, book.contact_of[i]) for i in sorted(book.moved)])
    run(cursor, "unassign_mentions", {"mention_ids": sorted(book.rejected)})
    alerts = insert_rows(cursor, "insert_alerts", alert_rows(cursor, book, lexicon), fetch=True)
    insert_rows(cursor, "mark_taken_back", taken_back_rows(book))
    run(cursor, "silence_duplicates", {"contact_ids": sorted(book.touched)})
    ready = [row.alert_id for row in alerts if row.state == "ready"]
    run(cursor, "insert_deliveries", {"alert_ids": ready})
    corrected = store_corrections(cursor, book, causes, lexicon)
    reviews = [c for c in sorted(book.touched) if _is_for_review(book, c)]
    insert_rows(cursor, "insert_reviews", [(c,) for c in reviews])
    run(cursor, "close_reviews", {"contact_ids": sorted(book.touched - set(reviews))})
    counts["contacts_changed"] = len(book.touched)
    counts["alerts"] = len(ready)
    counts["alerts_suppressed"] = len(alerts) - len(ready)
    counts["for_review"] = len(reviews)
    if corrected:
        counts["alerts_corrected"] = corrected
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
