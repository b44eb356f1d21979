"""Rebuild everything after the archive for some days in a scratch warehouse, and tell what today's rules read otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from include.rasid.io.migrations import migrate
from include.rasid.io.warehouse import connect, insert_rows, run, transaction
from include.rasid.model import Article
from include.rasid.stages.detect import detect_contacts
from include.rasid.stages.extract import extract_articles
from include.rasid.stages.publish import publish_batches
from include.rasid.stages.resolve import resolve_contacts
from include.rasid.stages.stage_articles import stage_articles
from include.rasid.stages.validate import validate_batches

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from include.rasid.settings import Settings

KINDS = ("article", "claim", "contact", "alert")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What the warehouse has and the replay has not, and the other way round."""

    gone: tuple[tuple[str, str], ...]  # kind, line
    new: tuple[tuple[str, str], ...]
    same: int
    pages: int  # rebuilt from the archive
    given: int  # articles that were given as files
    expired: int  # given articles whose text has expired: left out on both sides
    changed: tuple[str, ...]  # keys of the articles whose text or claims differ


def replay_window(
    first: date, last: date, scratch_dsn: str, *, settings: Settings, progress: Callable[[str], None] = lambda _: None
) -> Difference:
    """Rebuild the articles of the days from first to last in an empty database and compare.

    Claims are compared article by article; contacts and alerts only where all articles of the contact lie in these days and
    none of them speaks of a contact of other days, too. Nothing is written to the warehouse and nobody is mailed. A page is rebuilt from
    the last of its bodies that gave an article. What has expired, body or text, and pages that wait for extraction are left out on both sides.
    """
    window: dict[str, Any] = {"first": first, "last": last}
    scratch = replace(settings, warehouse_dsn=scratch_dsn, as_of_publication=True)
    connection = connect(scratch_dsn)
    migrate(connection)
    connection.close()
    with transaction(settings.warehouse_dsn) as cursor:
        pages = run(cursor, "replay_pages", window)
        given = run(cursor, "replay_given", window)
        articles = [_article(row) for row in given if not row.is_expired]
        window["keys"] = [*(page.canonical_url for page in pages), *(article.id for article in articles)]
        window["straddling"] = [row.article_key for row in run(cursor, "replay_straddling", window)]
        before = {(row.kind, row.line): row.article_key for row in run(cursor, "replay_outcome", window)}
    _copy_pages(scratch_dsn, pages)
    _rebuild(articles, scratch, progress)
    with transaction(scratch_dsn) as cursor:
        after = {(row.kind, row.line): row.article_key for row in run(cursor, "replay_outcome", window)}
    differing = [key for line, key in (before | after).items() if (line in before) != (line in after)]
    return Difference(
        gone=_in_order(before.keys() - after.keys()),
        new=_in_order(after.keys() - before.keys()),
        same=len(before.keys() & after.keys()),
        pages=len(pages),
        given=len(articles),
        expired=len(given) - len(articles),
        changed=tuple(sorted({key for key in differing if key is not None})),
    )


def _rebuild(articles: list[Article], scratch: Settings, progress: Callable[[str], None]) -> None:
    """Run everything after the archive on what the scratch warehouse has been given."""
    stage_articles("replay", articles, settings=scratch)
    progress("extract")
    while extract_articles("replay", settings=scratch):
        pass
    for name, stage in (
        ("detect", detect_contacts),
        ("validate", validate_batches),
        ("publish", publish_batches),
        ("resolve", resolve_contacts),
    ):
        progress(name)
        stage("replay", settings=scratch)


def _in_order(lines: set[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(lines, key=lambda one: (KINDS.index(one[0]), one[1])))


def _article(row: Any) -> Article:
    return Article(
        id=row.article_key,
        title=row.title,
        text=row.text,
        published_at=row.published_at,
        publisher=row.publisher_key,
        url=row.url,
    )


def _copy_pages(dsn: str, pages: list[Any]) -> None:
    """Write pages with their feeds and entries to the scratch warehouse, as if they had just been fetched."""
    feeds = {row.feed_key: (row.feed_key, row.publisher_key, row.feed_url) for row in pages}
    now = datetime.now(UTC)
    with transaction(dsn) as cursor:
        insert_rows(cursor, "insert_replay_feeds", list(feeds.values()))
        polls = insert_rows(cursor, "insert_replay_polls", [("replay", key, now, "ok", 0) for key in feeds], fetch=True)
        poll_of = {row.feed_key: row.poll_id for row in polls}
        entries = {
            row.entry_id: (
                row.entry_id,
                row.feed_key,
                poll_of[row.feed_key],
                row.identity,
                row.entry_url,
                row.canonical_url,
                row.title,
                row.summary,
                row.published_at,
                row.first_seen_at,
            )
            for row in pages
        }
        insert_rows(cursor, "insert_replay_entries", list(entries.values()))
        insert_rows(cursor, "insert_replay_pages", [_page(row) for row in pages])


def _page(row: Any) -> tuple[Any, ...]:
    return (
        row.page_id,
        row.canonical_url,
        row.entry_id,
        row.url,
        "fetched",
        "fetched",
        row.http_status,
        row.final_url,
        row.media_type,
        row.charset,
        row.body_sha256,
        row.archive_uri,
        row.fetched_at,
    )
