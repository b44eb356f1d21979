"""Tag the articles of open batches and look for contacts in them."""

from __future__ import annotations

import json
import logging
from collections import Counter
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from include.rasid.core.detect import detect_contacts as detect_in_article
from include.rasid.core.fold import fold_word
from include.rasid.core.reveal import mark_revealed
from include.rasid.core.staged import row_facts
from include.rasid.core.tag import tag_article
from include.rasid.io.canary import CANARY, canary_watch_of
from include.rasid.io.detector import load_detectors
from include.rasid.io.knowns import load_knowns, rules_sha256
from include.rasid.io.mention_json import contact_json, entity_json, keyword_json
from include.rasid.io.reveal import load_reveal_phrases
from include.rasid.io.warehouse import insert_rows, record_run, run, transaction
from include.rasid.model import Article
from include.rasid.settings import settings as process_settings
from include.rasid.stages.second_look import open_second_look

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor

    from include.rasid.core.detect import Detector
    from include.rasid.core.staged import Knowns
    from include.rasid.settings import Settings
    from include.rasid.stages.second_look import SecondLook

log = logging.getLogger(__name__)
_CONTACTS, _NOTHING = 4, "[]"  # where a row for staging has its contacts, and what stands there for none


@dataclass(frozen=True, slots=True, kw_only=True)
class _Readers:
    """What reads the articles of one run."""

    detectors: tuple[Detector, ...]
    look: SecondLook
    phrases: frozenset[tuple[str, ...]]  # that reveal
    known: Knowns
    facts_of: str  # by which rules the facts for validation are made


def detect_contacts(run_id: str, *, settings: Settings | None = None) -> dict[str, int]:
    """Fill in what is named and claimed in the staged articles; return counts by outcome.

    One article that cannot be read becomes an outcome of its own and stays out of the batch; the rest goes on.
    """
    chosen = settings or process_settings()
    totals: Counter[str] = Counter()
    with transaction(chosen.warehouse_dsn) as cursor:
        readers = _Readers(
            detectors=load_detectors(chosen.lexicons, chosen.watches_file),
            look=open_second_look(chosen),
            phrases=load_reveal_phrases(chosen.lexicons),
            known=load_knowns(cursor, [], chosen),
            facts_of=rules_sha256(chosen.lexicons),
        )
        batches = [row.batch_id for row in run(cursor, "open_batches")]
    for batch_id in batches:
        totals.update(_detect_batch(chosen.warehouse_dsn, batch_id, run_id, readers))
    return dict(totals)


def _detect_batch(dsn: str, batch_id: int, run_id: str, readers: _Readers) -> Counter[str]:
    counts: Counter[str] = Counter()
    look = readers.look
    look.counts.clear()
    with transaction(dsn) as cursor:
        if not run(cursor, "lock_open_batch", {"batch_id": batch_id}):
            return counts  # another run was faster
        found: list[tuple[Any, ...]] = []
        sightings: list[tuple[Any, ...]] = []
        for row in run(cursor, "staged_articles", {"batch_id": batch_id}):
            try:
                mentions, near_names = _read(cursor, row, readers)
                found.append(mentions)
                sightings.extend(near_names)
            except Exception as error:  # noqa: BLE001 - the one guard per item: a bad article never stops a batch
                log.warning("detection failed for %s: %r", row.article_key, error)
                counts["failed"] += 1
                run(cursor, "reject_staged_article", {**_keys(row, run_id), "detail": repr(error)})
                continue
            counts["with_contacts" if found[-1][_CONTACTS] != _NOTHING else "without_contacts"] += 1
        counts.update(look.counts)
        insert_rows(cursor, "update_staged_mentions", found)
        insert_rows(cursor, "insert_name_sightings", sightings)
        run(cursor, "mark_batch_detected", {"batch_id": batch_id})
        record_run(cursor, run_id=run_id, stage="detect", counts=counts, batch_id=batch_id)
    return counts


def _read(cursor: Cursor, row: Any, readers: _Readers) -> tuple[tuple[Any, ...], list[tuple[Any, ...]]]:
    """Return the row of what is named and claimed, and a row for each spelling to review."""
    article = Article(
        id=row.article_key,
        title=row.title,
        text=row.text,
        published_at=row.published_at,
        publisher=row.publisher_key,
        url=row.url,
    )
    detectors, look, phrases = readers.detectors, readers.look, readers.phrases
    first = detectors[0]
    is_canary = row.publisher_key == CANARY
    if is_canary:  # read by its own watch, and by it alone
        detectors = (replace(first, watch=canary_watch_of(row.article_key)),)
    tagged = tag_article(article, first.lexicon, first.matcher)
    contacts = [
        contact_json(m, d.watch.key)
        for d in detectors
        for m in look.at(cursor, row.article_key, mark_revealed(detect_in_article(article, d), article, phrases), d)
    ]
    near = {} if is_canary else {(fold_word(n.surface), n.person): n for n in tagged.near_names}
    sightings = [(*key, row.article_key, n.surface, n.example, n.was_taken) for key, n in near.items()]
    found = [
        _as_text(values)
        for values in (
            [entity_json(m) for m in tagged.mentions],
            [keyword_json(k) for k in tagged.keywords],
            contacts,
        )
    ]
    return (row.batch_id, row.article_key, *found, *_facts(row, found, readers)), sightings


def _facts(row: Any, found: list[str], readers: _Readers) -> tuple[str, str]:
    """Return what validation looks at, of the row as the warehouse will have it, and by which rules it was measured."""
    entities, _, contacts = map(json.loads, found)
    whole = SimpleNamespace(**row._asdict(), entity_mentions=entities, contact_mentions=contacts)
    return _as_text(row_facts(whole, readers.known)), readers.facts_of


def _as_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _keys(row: Any, run_id: str) -> dict[str, Any]:
    return {"batch_id": row.batch_id, "article_key": row.article_key, "page_id": row.page_id, "run_id": run_id}
