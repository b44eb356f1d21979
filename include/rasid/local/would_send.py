"""A dry run: what readers would have been sent over some time, with today's rules, watches and wishes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from include.rasid.core.alert_facts import read_alert_facts
from include.rasid.core.mail_words import headline
from include.rasid.io.templates import TEMPLATES, load_phrases
from include.rasid.io.warehouse import insert_rows, run, transaction
from include.rasid.local.scratch import scratch_warehouse, warehouse
from include.rasid.model import Article
from include.rasid.stages.replay import replay_articles

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from psycopg2.extensions import cursor as Cursor

    from include.rasid.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class WouldSend:
    """One mail, or one entry of a digest, that a reader would have got."""

    leaves_at: datetime
    email: str
    pace: str  # immediate | digest
    headline: str  # in the reader's language
    transition: str
    contact_id: str  # of the dry run: contacts of the warehouse may have others
    refusal: str | None  # why it would not have been sent; None: it would


def would_send(
    since: datetime, until: datetime, *, settings: Settings, progress: Callable[[str], None] = lambda _: None
) -> list[WouldSend]:
    """Replay the warehouse's articles of [since, until) on a scratch warehouse and ask the outbox; nothing is mailed."""
    with warehouse(settings) as dsn:
        with transaction(dsn) as cursor:
            rows = run(cursor, "articles_between", {"since": since, "until": until})
            readers = run(cursor, "subscribers_to_copy")
        articles = [_article(row) for row in rows]
        kept = replace(settings, warehouse_dsn=dsn)
        with scratch_warehouse(kept) as scratch:
            chosen = replace(settings, warehouse_dsn=scratch, as_of_publication=True)
            replay_articles(articles, settings=chosen, progress=progress)
            with transaction(scratch) as cursor:
                return _outbox_of(cursor, readers)


def _outbox_of(cursor: Cursor, readers: list[Any]) -> list[WouldSend]:
    copied = [(*row[:5], row.zone, row.quiet_from, row.quiet_until) for row in readers]
    insert_rows(cursor, "copy_subscribers", copied)
    mutes = [(row.email, mute["people"], mute["publisher_key"]) for row in readers for mute in row.mutes]
    insert_rows(cursor, "copy_mutes", mutes)
    run(cursor, "insert_deliveries", {"alert_ids": [row.alert_id for row in run(cursor, "ready_alerts")]})
    run(cursor, "refuse_unwanted")
    return [_told(row) for row in run(cursor, "would_send")]


def _told(row: Any, phrases_file: Path = TEMPLATES / "phrases.yml") -> WouldSend:
    return WouldSend(
        leaves_at=row.leaves_at,
        email=row.email,
        pace=row.pace,
        headline=headline(read_alert_facts(row.facts), row.language, load_phrases(phrases_file)),
        transition=row.transition,
        contact_id=row.contact_id,
        refusal=row.refusal,
    )


def _article(row: Any) -> Article:
    return Article(
        id=row.article_key,
        title=row.title,
        text=row.text,
        published_at=row.published_at,
        publisher=row.publisher_key,
        url=row.url,
    )
