"""Stored contacts as the book of contacts takes them in: by key through an index, or by id."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from include.rasid.core.book import Book
from include.rasid.core.contacts import AlertedStep
from include.rasid.core.places import wide_places
from include.rasid.core.records import Shelved
from include.rasid.io.book_rows import stored_mention
from include.rasid.io.decisions import load_decisions
from include.rasid.io.lexicons import load_lexicon
from include.rasid.io.verdicts import load_verdicts
from include.rasid.io.warehouse import run
from include.rasid.model import Transition, When

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg2.extensions import cursor as Cursor

    from include.rasid.core.watch import Watch
    from include.rasid.model import StoredMention
    from include.rasid.settings import Settings


class Shelf:
    """The contacts of the warehouse, read in the transaction of a cursor."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor

    def fetch(self, keys: frozenset[str]) -> list[Shelved]:
        """Return the contacts that are filed under any of the keys."""
        rows = run(self._cursor, "contacts_filed_under", {"keys": sorted(keys)})
        return self.load([row.contact_id for row in rows])

    def recall(self, contact_id: str) -> Shelved | None:
        """Return a contact by its id, whatever became of it; None: there never was one."""
        return next(iter(self.load([contact_id])), None)

    def load(self, contact_ids: Sequence[str]) -> list[Shelved]:
        """Return the contacts with these ids, as far as there are any."""
        if not contact_ids:
            return []
        parameters = {"contact_ids": list(contact_ids)}
        states = run(self._cursor, "contact_states", parameters)
        mentions: defaultdict[str, list[StoredMention]] = defaultdict(list)
        told: defaultdict[str, list[AlertedStep]] = defaultdict(list)
        for row in run(self._cursor, "mentions_of_contacts", parameters) if states else ():
            mentions[row.contact_id].append(stored_mention(row))
        for row in run(self._cursor, "alerted_steps", parameters) if states else ():
            when = When(first=row.starts_on, last=row.ends_on, basis="") if row.starts_on else None
            told[row.survivor].append(
                AlertedStep(
                    transition=Transition(row.transition),
                    revision=row.revision,
                    when=when,
                    article_key=row.article_key,
                    contact_id=row.contact_id,
                    place=row.place,
                    is_taken_back=row.is_taken_back,
                    is_corrected=row.is_corrected,
                )
            )
        return [
            Shelved(
                contact_id=row.contact_id,
                mentions=tuple(mentions[row.contact_id]),
                revision=row.revision,
                told=tuple(told[row.contact_id]),
                merged_into=row.merged_into,
            )
            for row in states
        ]


def load_judged(cursor: Cursor, contact_id: str, watch: Watch) -> Shelved:
    """Return a stored contact with its mentions as people say they are."""
    [shelved] = Shelf(cursor).load([contact_id])
    return replace(shelved, mentions=tuple(load_verdicts(cursor, watch.key).judge_all(shelved.mentions)))


def open_book(cursor: Cursor, watch: Watch, settings: Settings) -> Book:
    """Return the book of a watch; it fetches what it needs in the transaction of the cursor."""
    shelf = Shelf(cursor)
    return Book(
        watch=watch,
        fresh=settings.freshness,
        decisions=load_decisions(cursor, watch.key),
        verdicts=load_verdicts(cursor, watch.key),
        wide_places=wide_places(load_lexicon(settings.lexicons)),
        fetch=shelf.fetch,
        recall=shelf.recall,
    )
