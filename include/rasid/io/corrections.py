"""Tell those who got an alert that it was wrong: one more alert in the same thread, through the same outbox."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from include.rasid.core.corrections import Cause, wrong_alerts
from include.rasid.io.book_rows import belief_facts
from include.rasid.io.warehouse import as_json, insert_rows, run
from include.rasid.model import Transition

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from psycopg2.extensions import cursor as Cursor

    from include.rasid.core.book import Book
    from include.rasid.core.lexicon import Lexicon
    from include.rasid.model import Contact

Key = tuple[str, str, int, Cause]  # contact, transition and revision of an alert, and why it was wrong


def store_corrections(cursor: Cursor, book: Book, causes: Mapping[str, Cause], lexicon: Lexicon) -> int:
    """Write the corrections that follow from what changed in the book; return how many alerts they correct.

    An alert that nobody has got is closed instead. One that is being sent meanwhile is corrected as well: whoever gets it gets
    the correction as soon as that is known (``insert_correction_deliveries``).
    """
    keys = [(w.contact_id, w.transition, w.revision, w.cause) for w in wrong_alerts(book, causes)]
    keys += [key for contact_id in sorted(causes) for key in _outdated(cursor, book, contact_id, causes[contact_id])]
    rows = _read(cursor, dict.fromkeys(keys))
    run(cursor, "close_wrong_alerts", {"alert_ids": [row.alert_id for row in rows]})
    run(cursor, "take_back_untold", {"alert_ids": [row.alert_id for row in rows if not row.was_told]})
    told = sorted((row for row in rows if row.was_told), key=lambda row: (row.contact_id, row.alert_id))
    for contact_id, listed in groupby(told, key=lambda row: str(row.contact_id)):
        _correct(cursor, list(listed), _belief_of(book, contact_id), lexicon)
    if told:
        run(cursor, "insert_correction_deliveries")
    return len(told)


def _read(cursor: Cursor, keys: Iterable[Key]) -> list[Any]:
    """Return the alerts that may be mailed and were not corrected before."""
    return insert_rows(cursor, "wrong_alerts", list(keys), fetch=True)


def _outdated(cursor: Cursor, book: Book, contact_id: str, cause: Cause) -> list[Key]:
    """Return the last alert of a contact that a person put right, if it said other people, days or places."""
    belief = book.records[contact_id].belief
    if cause is not Cause.CORRECTED or belief is None:
        return []
    told = [t for t in book.records[contact_id].told if not t.is_corrected]
    right = (list(belief.participants), *_days(belief), belief.place)
    return [
        (row.contact_id, row.transition, row.revision, cause)
        for row in _read(cursor, [(t.contact_id, t.transition, t.revision, cause) for t in told])[-1:]
        if (row.participants, row.starts_on, row.ends_on, row.place) != right
    ]


def _belief_of(book: Book, contact_id: str) -> Contact | None:
    record = book.records.get(contact_id)
    while record is not None and record.merged_into is not None:
        record = book.records.get(record.merged_into)
    return None if record is None else record.belief


def _correct(cursor: Cursor, wrong: Sequence[Any], belief: Contact | None, lexicon: Lexicon) -> None:
    """Write one alert that corrects all wrong ones of a thread, with what is believed now where a person put it right."""
    last = wrong[-1]
    told = [{name: row.facts.get(name) for name in ("transition", "date", "place", "place_ar")} for row in wrong]
    facts = {
        **last.facts,
        "transition": Transition.CORRECTED,
        "correction": {"cause": last.cause, "told": told},
        "changed_from": None,
        "late": False,
    }
    about: tuple[Any, ...] = (last.participants, last.starts_on, last.ends_on, last.place)
    if last.cause == Cause.CORRECTED and belief is not None:
        facts |= belief_facts(belief, lexicon)
        about = (list(belief.participants), *_days(belief), belief.place)
    revision = last.corrections + 1
    row = (last.contact_id, Transition.CORRECTED, revision, last.article_key, last.watch_key, *about)
    insert_rows(cursor, "insert_alerts", [(*row, as_json(facts), last.as_of, None, False)])
    insert_rows(cursor, "insert_corrections", [(r.alert_id, r.contact_id, revision, r.cause) for r in wrong])


def _days(belief: Contact) -> tuple[Any, Any]:
    return (belief.when.first, belief.when.last) if belief.when else (None, None)
