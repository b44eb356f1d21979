"""Tag the articles of open batches and look for contacts in them."""

from __future__ import annotations

import json
import logging
from collections import Counter
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from include.rasid.core.staged import row_facts
from include.rasid.io.article_worker import ArticleWorker, Rules, as_text, read_article
from include.rasid.io.canary import CANARY, canary_watch_of
from include.rasid.io.detector import load_detectors
from include.rasid.io.knowns import load_knowns, rules_sha256
from include.rasid.io.mention_json import contact_json
from include.rasid.io.warehouse import insert_rows, record_run, run, transaction
from include.rasid.io.worker import Workers
from include.rasid.model import Article
from include.rasid.settings import settings as process_settings
from include.rasid.stages.second_look import open_second_look

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg2.extensions import cursor as Cursor

    from include.rasid.core.detect import Detector
    from include.rasid.core.staged import Knowns
    from include.rasid.io.article_worker import ArticleRead
    from include.rasid.settings import Settings
    from include.rasid.stages.second_look import SecondLook

log = logging.getLogger(__name__)
_CONTACTS, _NOTHING = 4, "[]"  # where a row for staging has its contacts, and what stands there for none
_FEW = 300  # articles, which are read in a second: children would take as long to start


@dataclass(frozen=True, slots=True, kw_only=True)
class _Readers:
    """What reads the articles of one run."""

    rules: Rules
    detectors: tuple[Detector, ...]
    look: SecondLook
    known: Knowns
    facts_of: str  # by which rules the facts for validation are made
    processes: int


def detect_contacts(run_id: str, *, settings: Settings | None = None) -> dict[str, int]:
    """Fill in what is named and claimed in the staged articles; return counts by outcome.

    One article that cannot be read becomes an outcome of its own and stays out of the batch; the rest goes on.
    """
    chosen = settings or process_settings()
    totals: Counter[str] = Counter()
    with transaction(chosen.warehouse_dsn) as cursor:
        readers = _Readers(
            rules=Rules(chosen.lexicons, chosen.watches_file),
            detectors=load_detectors(chosen.lexicons, chosen.watches_file),
            look=open_second_look(chosen),
            known=load_knowns(cursor, [], chosen),
            facts_of=rules_sha256(chosen.lexicons),
            processes=chosen.processes,
        )
        batches = [row.batch_id for row in run(cursor, "open_batches")]
    with Workers(ArticleWorker, chosen.processes) as workers:  # none is started before there is something for it
        for batch_id in batches:
            totals.update(_detect_batch(chosen.warehouse_dsn, batch_id, run_id, readers, workers))
    return dict(totals)


def _detect_batch(
    dsn: str, batch_id: int, run_id: str, readers: _Readers, workers: Workers[ArticleWorker]
) -> Counter[str]:
    counts: Counter[str] = Counter()
    look = readers.look
    look.counts.clear()
    with transaction(dsn) as cursor:
        if not run(cursor, "lock_open_batch", {"batch_id": batch_id}):
            return counts  # another run was faster
        found: list[tuple[Any, ...]] = []
        sightings: list[tuple[Any, ...]] = []
        for row, read in _read_all(run(cursor, "staged_articles", {"batch_id": batch_id}), readers, workers):
            try:
                found.append(_found(cursor, row, read, readers))
            except Exception as error:  # noqa: BLE001 - the one guard per item: a bad article never stops a batch
                log.warning("detection failed for %s: %r", row.article_key, error)
                counts["failed"] += 1
                run(cursor, "reject_staged_article", {**_keys(row, run_id), "detail": repr(error)})
                continue
            sightings.extend(_sightings(row, read))
            counts["with_contacts" if found[-1][_CONTACTS] != _NOTHING else "without_contacts"] += 1
        counts.update(look.counts)
        insert_rows(cursor, "update_staged_mentions", found)
        insert_rows(cursor, "insert_name_sightings", sightings)
        run(cursor, "mark_batch_detected", {"batch_id": batch_id})
        record_run(cursor, run_id=run_id, stage="detect", counts=counts, batch_id=batch_id)
    return counts


def _read_all(
    rows: list[Any], readers: _Readers, workers: Workers[ArticleWorker]
) -> Iterator[tuple[Any, ArticleRead | Exception]]:
    """Yield each row with what its article names and claims, or why that cannot be read; many are read by several processes."""
    if len(rows) < _FEW or readers.processes == 1:
        return ((row, _read(row, readers, None)) for row in rows)
    return zip(rows, workers.map(lambda row, worker: _read(row, readers, worker), rows), strict=True)


def _read(row: Any, readers: _Readers, worker: ArticleWorker | None) -> ArticleRead | Exception:
    """Read an article in a child, or in this process where there is no worker."""
    article = Article(
        id=row.article_key,
        title=row.title,
        text=row.text,
        published_at=row.published_at,
        publisher=row.publisher_key,
        url=row.url,
    )
    try:
        read: ArticleRead = worker.call(article, readers.rules) if worker else read_article(article, readers.rules)
    except Exception as error:  # noqa: BLE001 - told by whoever asked
        return error
    return read


def _found(cursor: Cursor, row: Any, read: ArticleRead | Exception, readers: _Readers) -> tuple[Any, ...]:
    """Return the row of what is named and claimed; raise why the article could not be read."""
    if isinstance(read, Exception):
        raise read
    detectors = readers.detectors
    if row.publisher_key == CANARY:
        detectors = (replace(detectors[0], watch=canary_watch_of(row.article_key)),)
    contacts = [
        contact_json(m, d.watch.key)
        for d, claimed in zip(detectors, read.contacts, strict=True)
        for m in readers.look.at(cursor, row.article_key, claimed, d)
    ]
    found = (read.entities, read.keywords, as_text(contacts))
    prints = (read.search_document, read.dated_bands)
    return (row.batch_id, row.article_key, *found, *prints, *_facts(row, found, readers))


def _sightings(row: Any, read: ArticleRead | Exception) -> list[tuple[Any, ...]]:
    names = () if isinstance(read, Exception) else read.near_names
    return [(form, person, row.article_key, *rest) for form, person, *rest in names]


def _facts(row: Any, found: tuple[str, ...], readers: _Readers) -> tuple[str, str]:
    """Return what validation looks at, of the row as the warehouse will have it, and by which rules it was measured."""
    entities, _, contacts = map(json.loads, found)
    whole = SimpleNamespace(**row._asdict(), entity_mentions=entities, contact_mentions=contacts)
    return as_text(row_facts(whole, readers.known)), readers.facts_of


def _keys(row: Any, run_id: str) -> dict[str, Any]:
    return {"batch_id": row.batch_id, "article_key": row.article_key, "page_id": row.page_id, "run_id": run_id}
