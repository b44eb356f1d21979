"""Retention: bodies and texts go after their time, everything that was concluded from them stays."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from include.rasid.errors import ArchiveError
from include.rasid.io.archive import Archive
from include.rasid.io.warehouse import transaction
from include.rasid.settings import Settings, read_settings
from include.rasid.stages.expire import expire_texts
from tests.factories import make_article
from tests.warehouse.loading import execute, read, read_more, rows
from tests.warehouse.test_validate import MEETING, REST

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.postgres
LATER = datetime.now(UTC) + timedelta(days=91)


@pytest.fixture
def warehouse(make_database: Callable[[], str], tmp_path: Path) -> Settings:
    """Return a warehouse with one article and its contact, and an archive of its own."""
    return read(
        make_database,
        [[make_article(MEETING + REST, id="a1", on="2023-03-02", title="لقاء")]],
        RASID_ARCHIVE=(tmp_path / "archive").as_uri(),
    )


def test_a_text_expires_and_what_it_proved_stays(warehouse: Settings) -> None:
    """After 90 days the text is gone in every table; title, hash, names, the contact with its sentence, and the search stay."""
    before = rows(warehouse, "select content_sha256, title from core.article")
    names = rows(warehouse, "select * from core.entity_mention order by 1, 2, 3")
    assert expire_texts("early", settings=warehouse) == {}

    counts = expire_texts("late", settings=warehouse, now=LATER)

    [article] = rows(warehouse, "select * from core.article")
    assert counts == {"texts": 1, "staged": 1}
    assert (article.text, article.text_expired_at is not None) == ("", True)
    assert [(article.content_sha256, article.title)] == [tuple(row) for row in before]
    assert rows(warehouse, "select distinct text from core.article_revision")[0].text == ""
    assert rows(warehouse, "select * from core.entity_mention order by 1, 2, 3") == names
    assert rows(warehouse, "select evidence from mart.contact_evidence")[0].evidence in MEETING
    assert len(rows(warehouse, "select * from mart.contacts")) == 1
    assert [row.article_key for row in rows(warehouse, "select * from mart.search('نيودلهي')")] == ["a1"]
    assert no_text_anywhere(warehouse)
    assert expire_texts("again", settings=warehouse, now=LATER) == {}


def no_text_anywhere(settings: Settings) -> bool:
    """Tell whether no column of any table holds a stretch of the article that is no evidence."""
    stretch = REST[40:80]
    columns = rows(settings, "select table_schema || '.' || table_name as t, column_name as c from information_schema.columns"
                   " where table_schema in ('raw', 'staging', 'core', 'ops') and data_type in ('text', 'jsonb')")  # fmt: skip
    with transaction(settings.warehouse_dsn) as cursor:
        for column in columns:
            cursor.execute(
                f'select count(*)::int as n from {column.t} where strpos("{column.c}"::text, %s) > 0', (stretch,)
            )
            if cursor.fetchone().n:  # type: ignore[union-attr] # a count is always there
                return False
    return True


def test_the_same_article_again_is_known(warehouse: Settings) -> None:
    """An expired article that comes once more is recognised by its hash: no revision, no mail."""
    expire_texts("late", settings=warehouse, now=LATER)
    read_more(warehouse, [make_article(MEETING + REST, id="a1", on="2023-03-02", title="لقاء")])

    assert rows(warehouse, "select revision from core.article")[0].revision == 1
    assert rows(warehouse, "select count(*)::int as n from ops.alert")[0].n == 1


def test_what_waits_in_quarantine_stays(warehouse: Settings) -> None:
    """An article that nobody has decided on keeps its text; a decided one loses it."""
    execute(
        warehouse,
        "insert into ops.quarantine (batch_id, article_key, expectation, why, article, state, decided_at) values"
        " (1, 'w', 'x', 'x', '{\"text\": \"نص\", \"title\": \"ع\"}', 'held', null), (1, 'd', 'x', 'x', '{\"text\": \"نص\", \"title\": \"ع\"}', 'dropped', now())",
    )
    assert expire_texts("late", settings=warehouse, now=LATER)["quarantined"] == 1
    kept = {row.article_key: sorted(row.article) for row in rows(warehouse, "select * from ops.quarantine")}
    assert kept == {"w": ["text", "title"], "d": ["title"]}


def page(settings: Settings, body: bytes, *, number: int, days: int, extracted: bool = True) -> str:
    """Store a page with its body, fetched some days ago; return the address of the body."""
    digest, uri = Archive(settings.archive_url).put(body)
    with transaction(settings.warehouse_dsn) as cursor:
        cursor.execute(
            "insert into raw.feed (feed_key, publisher_key, url) values ('f', 'f', 'f') on conflict do nothing"
        )
        cursor.execute(
            "insert into raw.feed_poll (run_id, feed_key, polled_at, outcome, duration_ms) values ('r', 'f', now(), 'ok', 1) returning poll_id"
        )
        cursor.execute(
            "insert into raw.feed_entry (feed_key, poll_id, identity, url, canonical_url, title, summary, first_seen_at)"
            " select 'f', max(poll_id), %(n)s, %(n)s, %(n)s, '', '', now() from raw.feed_poll",
            {"n": str(number)},
        )
        cursor.execute(
            "insert into raw.page (canonical_url, entry_id, url, state, body_sha256, archive_uri, fetched_at, extracted_at)"
            " select %(n)s, entry_id, %(n)s, 'fetched', %(d)s, %(u)s, now() - make_interval(days => %(days)s), case when %(e)s then now() end"
            " from raw.feed_entry where identity = %(n)s",
            {"n": str(number), "d": digest, "u": uri, "days": days, "e": extracted},
        )
        cursor.execute(
            "insert into raw.page_body (page_id, body_sha256, archive_uri, final_url, fetched_at)"
            " select page_id, body_sha256, archive_uri, url, fetched_at from raw.page where url = %s",
            (str(number),),
        )
    return uri


def is_there(settings: Settings, uri: str, body: bytes) -> bool:
    """Tell whether the archive has a body."""
    try:
        return Archive(settings.archive_url).get(uri, hashlib.sha256(body).hexdigest()) == body
    except ArchiveError:
        return False


def test_bodies_go_when_nobody_needs_them(warehouse: Settings) -> None:
    """An old body goes; one that a younger page has, too, one that is young, and one that is not extracted stay."""
    bodies: dict[str, Any] = {name: name.encode() for name in ("old", "shared", "young", "unread")}
    uris = {
        "old": page(warehouse, b"old", number=1, days=91),
        "shared": page(warehouse, b"shared", number=2, days=91),
        "young": page(warehouse, b"young", number=3, days=89),
        "unread": page(warehouse, b"unread", number=4, days=91, extracted=False),
    }
    page(warehouse, b"shared", number=5, days=1)

    assert expire_texts("bodies", settings=warehouse)["bodies"] == 2

    assert {name for name in uris if is_there(warehouse, uris[name], bodies[name])} == {"shared", "young", "unread"}
    assert [
        row.url for row in rows(warehouse, "select url from raw.page where body_expired_at is not null order by url")
    ] == ["1", "2"]
    assert rows(warehouse, "select body_sha256 from raw.page where url = '1'")[0].body_sha256  # the hash stays
    assert "bodies" not in expire_texts("again", settings=warehouse)


def test_an_earlier_body_of_a_page_goes_too(warehouse: Settings) -> None:
    """A page that was fetched again loses its old body after its time; the page still has its last one."""
    last, earlier = (
        page(warehouse, b"last", number=1, days=1),
        Archive(warehouse.archive_url).put(b"earlier"),
    )
    execute(
        warehouse,
        "insert into raw.page_body (page_id, body_sha256, archive_uri, final_url, fetched_at)"
        f" select page_id, '{earlier[0]}', '{earlier[1]}', url, now() - interval '91 days' from raw.page where url = '1'",
    )

    assert expire_texts("bodies", settings=warehouse)["bodies"] == 1

    assert (is_there(warehouse, last, b"last"), is_there(warehouse, earlier[1], b"earlier")) == (True, False)
    assert rows(warehouse, "select body_expired_at from raw.page where url = '1'")[0].body_expired_at is None


def test_the_time_is_a_setting(make_database: Callable[[], str]) -> None:
    """RASID_RETENTION_DAYS decides."""
    settings = read(
        make_database, [[make_article(MEETING + REST, id="a1", on="2023-03-02")]], RASID_RETENTION_DAYS="10"
    )
    now = datetime.now(UTC)
    assert "texts" not in expire_texts("nine", settings=settings, now=now + timedelta(days=9))
    assert expire_texts("eleven", settings=settings, now=now + timedelta(days=11))["texts"] == 1
    assert read_settings({}).retention == timedelta(days=90)
