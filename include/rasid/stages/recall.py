"""Compare contacts known from elsewhere with what the warehouse holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from include.rasid.io.known_contacts import read_known_contacts
from include.rasid.io.lexicons import load_lexicon
from include.rasid.io.warehouse import insert_rows, run, transaction
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from include.rasid.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """Known contacts by outcome, and those that were missed."""

    found: int
    missed: int
    not_covered: int
    rows: tuple[Any, ...]  # of mart.recall

    @property
    def share(self) -> float | None:
        """Found among those that articles could have told; None: there is none."""
        return self.found / (self.found + self.missed) if self.found + self.missed else None


def load_records(path: Path, *, settings: Settings | None = None) -> int:
    """Store the contacts of a list under the name of its file; return how many. The same list again replaces its rows.

    Raises:
        BadInputError: The file is no such list; nothing is stored.
    """
    chosen = settings or process_settings()
    known = read_known_contacts(path, load_lexicon(chosen.lexicons))
    rows = [(path.stem, k.reference, list(k.participants), k.starts_on, k.ends_on, k.place, k.remarks) for k in known]
    with transaction(chosen.warehouse_dsn) as cursor:
        insert_rows(cursor, "upsert_known_contacts", rows)
    return len(rows)


def recall_since(since: date, *, settings: Settings | None = None) -> Recall:
    """Return what is known from elsewhere of the days since ``since``, and whether the warehouse holds it."""
    chosen = settings or process_settings()
    with transaction(chosen.warehouse_dsn) as cursor:
        rows = tuple(run(cursor, "recall_since", {"since": since}))
    counts = Counter(row.outcome for row in rows)
    return Recall(found=counts["found"], missed=counts["missed"], not_covered=counts["not_covered"], rows=rows)
