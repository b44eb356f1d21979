"""Take a person's answer about a contact: it is kept, every later resolution applies it, and what follows from it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from include.rasid.core.answers import Answer, read_fixes
from include.rasid.core.belief import believe
from include.rasid.core.corrections import Cause
from include.rasid.core.records import Change
from include.rasid.core.timeline import OPERATOR
from include.rasid.core.verdicts import Verdict, VerdictKind, judged_mentions
from include.rasid.io.book_store import store_book
from include.rasid.io.lexicons import load_lexicon
from include.rasid.io.shelf import Shelf, load_judged, open_book
from include.rasid.io.verdicts import store_verdict
from include.rasid.io.warehouse import record_run, run, transaction
from include.rasid.settings import settings as process_settings
from include.rasid.stages.decide import Operator, find_contact, watch_of

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor

    from include.rasid.core.book import Book
    from include.rasid.core.records import Shelved
    from include.rasid.core.watch import Watch
    from include.rasid.settings import Settings

_CAUSES = {VerdictKind.REJECTED: Cause.REJECTED, VerdictKind.CORRECTED: Cause.CORRECTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What came of an answer."""

    contact_id: str
    kind: VerdictKind
    counts: dict[str, int]  # as of a run of resolution: alerts, alerts_suppressed, alerts_corrected and so on


def answer_contact(contact: str, answer: Answer, operator: Operator, *, settings: Settings | None = None) -> Answered:
    """Approve, reject or put right a contact, whether it waits for review or not; its id may be shortened to what is unique.

    What an approval makes known is mailed like news, if it was news when the contact was queued; readers who got what is
    rejected or put right get a correction. All of it commits together.

    Raises:
        BadInputError: The contact does not exist or does not stand any more, or a correction cannot be read.
    """
    chosen = settings or process_settings()
    with transaction(chosen.warehouse_dsn) as cursor:
        run(cursor, "lock_resolution")
        contact_id = find_contact(cursor, contact)
        return _answer(cursor, contact_id, answer, (operator, chosen))


def answer_question(
    contact_id: str, answer: Answer, operator: Operator, *, settings: Settings | None = None
) -> Answered | None:
    """Answer as ``answer_contact`` what a person was asked; None: somebody has answered, or it is no question any more.

    Raises:
        BadInputError: A correction cannot be read; the question still waits.
    """
    chosen = settings or process_settings()
    with transaction(chosen.warehouse_dsn) as cursor:
        run(cursor, "lock_resolution")
        review = run(cursor, "review_of_contact", {"contact_id": contact_id})
        if not review or review[0].state != "waiting":
            return None
        return _answer(cursor, contact_id, answer, (operator, chosen))


def _answer(cursor: Cursor, contact_id: str, answer: Answer, scene: tuple[Operator, Settings]) -> Answered:
    operator, settings = scene
    watch = watch_of([contact_id], cursor, settings)
    [shelved] = Shelf(cursor).load([contact_id])
    verdict = _verdict(cursor, shelved, answer, (watch, settings))
    fields = {"contact_id": contact_id, "watch_key": watch.key, "decided_by": operator.name, "via": operator.via}
    store_verdict(cursor, verdict, shelved.mentions, {**fields, "reason": operator.reason})
    book = open_book(cursor, watch, settings)
    touched = _load(cursor, book, contact_id, verdict)
    book.revisit(touched, _change(cursor, book.records[contact_id].told, verdict, (contact_id, settings)))
    cause = _CAUSES.get(verdict.kind)
    counts = store_book(cursor, book, settings.lexicons, dict.fromkeys(touched, cause) if cause else {})
    run(cursor, "decide_review", {"contact_id": contact_id, "state": verdict.kind, "decided_by": operator.name})
    record_run(cursor, run_id=operator.run_id, stage=f"review_{verdict.kind}", counts=counts)
    return Answered(contact_id=contact_id, kind=verdict.kind, counts=dict(+counts))


def _verdict(cursor: Cursor, shelved: Shelved, answer: Answer, scene: tuple[Watch, Settings]) -> Verdict:
    watch, settings = scene
    belief = believe(load_judged(cursor, shelved.contact_id, watch).mentions)
    day = belief.when.first if belief.when else belief.last_reported_at.date()
    fixes = read_fixes(answer, watch, load_lexicon(settings.lexicons), day)
    return Verdict(verdict_id=0, kind=answer.kind, fixes=fixes, mentions=judged_mentions(shelved.mentions, belief))


def _load(cursor: Cursor, book: Book, contact_id: str, verdict: Verdict) -> list[str]:
    """Put every contact that the answer changes into the book; return their ids, the one that was asked about first."""
    words = {
        "watch_key": book.watch.key,
        "article_keys": [m.article_key for m in verdict.mentions],
        "evidences": [m.evidence for m in verdict.mentions],
        "published": [m.published_at for m in verdict.mentions],
    }
    others = [row.contact_id for row in run(cursor, "contacts_with_words", words) if row.contact_id != contact_id]
    same = [
        s
        for s in Shelf(cursor).load(others)
        if any(m.is_same(stored) for stored in s.mentions for m in verdict.mentions)
    ]
    found = [*Shelf(cursor).load([contact_id]), *same]
    for shelved in found:
        book.put(shelved)
    return [shelved.contact_id for shelved in found]


def _change(cursor: Cursor, told: list[Any], verdict: Verdict, scene: tuple[str, Settings]) -> Change:
    contact_id, settings = scene
    articles = {m.article_key for m in verdict.mentions if m.is_asked}
    is_told = any(t.article_key in articles and not t.is_corrected for t in told)
    suppress = OPERATOR if verdict.kind is VerdictKind.CORRECTED and is_told else None  # the correction says it
    today = run(cursor, "today")[0].today
    if settings.as_of_publication:
        return Change(now=max(m.published_at for m in verdict.mentions).date(), suppress=suppress)
    review = run(cursor, "review_of_contact", {"contact_id": contact_id})
    asked_on = review[0].created_at.date() if review and review[0].state == "waiting" else today
    return Change(now=today, suppress=suppress, waited=max(today - asked_on, timedelta(0)))
