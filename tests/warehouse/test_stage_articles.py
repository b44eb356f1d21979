"""Articles given as values are staged as they are, and only where core does not have them."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import psycopg2
import pytest

from include.rasid.io.sql import query
from include.rasid.io.warehouse import run, transaction
from include.rasid.model import Article
from include.rasid.stages import stage_articles as staging
from include.rasid.stages.detect import detect_contacts
from include.rasid.stages.publish import LOAD_STEPS, publish_batches
from include.rasid.stages.stage_articles import stage_articles, staged_ahead
from include.rasid.stages.validate import validate_batches
from tests.warehouse.collecting import SENTENCE, rows, settings_for, values

if TYPE_CHECKING:
    from pathlib import Path

    from include.rasid.settings import Settings

pytestmark = pytest.mark.postgres

SOUND = "content_sha256 = encode(sha256(convert_to(title || e'\\n' || text, 'UTF8')), 'hex') and text_chars = char_length(text)"
ARTICLE = Article(
    id="a",
    title="خبر",
    text=f"{SENTENCE}\n{SENTENCE[::-1]}",
    published_at=datetime(2022, 1, 21, 10, tzinfo=UTC),
    publisher="sada",
    url="",
)


@pytest.fixture
def settings(warehouse_dsn: str, tmp_path: Path) -> Settings:
    """An empty warehouse."""
    found = settings_for(tmp_path, warehouse_dsn, RASID_AS_OF="publication")
    rows(found, "truncate core.article, staging.batch, ops.run_ledger cascade")
    return found


@pytest.mark.parametrize(
    "text", ["a\tb\nc\r\nd", "\\N", "\\.", "a\\nb", "\\", "'\"%s;--", "خبر\u2028\u00a0", "", "x" * 100_000], ids=repr
)
def test_text_reaches_staging_as_it_is(settings: Settings, text: str) -> None:
    """Nothing in a text is taken for the format in which it travels."""
    assert stage_articles("r", [replace(ARTICLE, text=text, title=text)], settings=settings) == {"staged": 1}
    assert rows(settings, "select title, text, page_id from staging.article") == [(text, text, None)]
    assert values(settings, f"select {SOUND} from staging.article") == [True]


def test_a_zero_byte_goes(settings: Settings) -> None:
    """No text of Postgres can hold one."""
    stage_articles("r", [replace(ARTICLE, text="a\x00b")], settings=settings)

    assert values(settings, "select text from staging.article") == ["ab"]
    assert values(settings, f"select {SOUND} from staging.article") == [True]


def test_what_core_has_is_not_staged_again(settings: Settings) -> None:
    """The same title and text are known; another text is staged and becomes a revision."""
    other = replace(ARTICLE, id="b", text=f"ثانيا: {ARTICLE.text}")
    stage_articles("r", [ARTICLE, other], settings=settings)
    for stage in (detect_contacts, validate_batches, publish_batches):
        stage("r", settings=settings)

    assert stage_articles("r", [ARTICLE, other], settings=settings) == {"staged": 0, "known": 2}
    edited = replace(other, title="خبر معدل")
    assert stage_articles("r", [ARTICLE, edited, edited], settings=settings) == {"staged": 1, "known": 1}
    for stage in (detect_contacts, validate_batches, publish_batches):
        stage("r", settings=settings)
    assert rows(settings, "select article_key, revision from core.article order by 1") == [("a", 1), ("b", 2)]
    assert values(settings, "select count(*) from staging.batch") == [2]


def test_what_core_has_is_looked_up_by_key(settings: Settings) -> None:
    """A table that was just filled, of which the planner knows nothing, is not read whole for every thousand articles."""
    rows(
        settings,
        "insert into core.article (article_key, publisher_key, url, title, text, content_sha256, published_at, published_basis, batch_id)"
        " select 'k' || n, 'sada', '', 't', repeat('x', 1500), md5(n::text), now(), 'given', 1 from generate_series(1, 5000) as n",
    )
    asked = {"article_keys": [f"k{number}" for number in range(1000)], "digests": ["x"] * 1000}
    with transaction(settings.warehouse_dsn) as cursor:
        cursor.execute(f"explain {query('unchanged_articles')}", asked)
        plan = [row[0] for row in cursor.fetchall()]

    assert any("Index Scan using article_article_key_key" in line for line in plan), plan
    assert not any("Seq Scan on article" in line for line in plan), plan


def test_core_keeps_a_text_once(settings: Settings) -> None:
    """The newest text lies with the article, those that it replaced beside it; all revisions can be read as one table, and their figures are right."""
    texts = [ARTICLE.text, f"ثانيا: {ARTICLE.text}", f"ثالثا: {ARTICLE.text}"]
    for text in texts:
        load([replace(ARTICLE, text=text)], settings)

    assert values(settings, "select text from core.article") == texts[2:]
    assert values(settings, "select text from core.earlier_revision order by revision") == texts[:2]
    assert rows(settings, "select revision, text from core.article_revision order by 1") == list(enumerate(texts, 1))
    assert values(settings, f"select bool_and({SOUND}) from core.article") == [True]
    whole = "content_sha256 = encode(sha256(convert_to(title || e'\\n' || text, 'UTF8')), 'hex')"
    assert values(settings, f"select bool_and({whole}) from core.article_revision") == [True]
    assert values(settings, "select count(distinct batch_id) from core.article_revision") == [3]
    assert values(
        settings,
        "select loaded_at = (select first_loaded_at from core.article) from core.article_revision where revision = 1",
    ) == [True]
    times = values(settings, "select loaded_at from core.article_revision order by revision")
    assert times == sorted(set(times))
    assert values(settings, "select replaced_at from core.earlier_revision order by revision") == times[1:]


def test_a_text_lies_beside_its_row(settings: Settings) -> None:
    """Compressed in staging as in core: questions on titles and times read rows of some hundred bytes."""
    words = " ".join(f"كلمة{n}" for n in range(400))
    load([replace(ARTICLE, id=str(n), text=f"{n} {words}") for n in range(200)], settings)

    for table in ("staging.article", "core.article"):
        [size] = rows(
            settings,
            f"select pg_relation_size('{table}') / 200 as row, avg(pg_column_size(text))::int as kept from {table}",
        )
        assert size.row < 1000, table
        assert size.kept < len(words.encode()) * 0.9, table


def test_two_batches_with_one_article_lose_neither_text(settings: Settings) -> None:
    """Both read it as new at the same time: the second waits for the first and becomes its revision."""
    later = replace(ARTICLE, text=f"ثانيا: {ARTICLE.text}")
    for article in (ARTICLE, later):
        stage_articles("r", [article], settings=settings)
    first, second = values(settings, "select batch_id from staging.batch order by 1")
    publish_both(settings, first, second)

    assert rows(settings, "select revision, text, batch_id from core.article_revision order by 1") == [
        (1, ARTICLE.text, first),
        (2, later.text, second),
    ]


def test_two_batches_that_edit_one_article_lose_neither_text(settings: Settings) -> None:
    """The second edits what the first has made of it, though it was not yet to be seen when it began."""
    load([ARTICLE], settings)
    edits = [replace(ARTICLE, text=f"{n}: {ARTICLE.text}") for n in (2, 3)]
    for article in edits:
        stage_articles("r", [article], settings=settings)
    first, second = values(settings, "select batch_id from staging.batch where state = 'open' order by 1")
    publish_both(settings, first, second)

    assert values(settings, "select text from core.article_revision order by revision") == [
        ARTICLE.text,
        *(a.text for a in edits),
    ]


def publish_both(settings: Settings, first: int, second: int) -> None:
    """Publish two batches, the second while the first has written and not committed: it waits, then goes on."""
    rows(
        settings, "insert into core.publisher values ('sada', 'صدى', 'Sada') on conflict do nothing"
    )  # nothing to wait for
    other = threading.Thread(target=publish, args=(settings, second))
    with transaction(settings.warehouse_dsn) as cursor:
        for step in LOAD_STEPS:
            run(cursor, step, {"batch_id": first})
        other.start()
        waits = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        while other.is_alive() and values(settings, waits) == [0]:
            time.sleep(0.01)
        assert other.is_alive()
    other.join()


def publish(settings: Settings, batch_id: int) -> None:
    """Take a batch from staging to core, whatever its state."""
    with transaction(settings.warehouse_dsn) as cursor:
        for step in LOAD_STEPS:
            run(cursor, step, {"batch_id": batch_id})


def load(articles: list[Article], settings: Settings) -> None:
    """Stage articles and publish them, with nothing between."""
    stage_articles("r", articles, settings=settings)
    for batch_id in values(settings, "select batch_id from staging.batch where state = 'open' order by 1"):
        publish(settings, batch_id)
        rows(settings, f"update staging.batch set state = 'published' where batch_id = {batch_id}")


def test_the_next_batch_is_staged_while_one_is_worked_on(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each batch commits on its own, a key counts once, the last time; with the first in hand the second comes, and the third does not."""
    monkeypatch.setattr(staging, "_MOST_ROWS", 2)
    articles = [replace(ARTICLE, id=key) for key in "abcdea"]
    batches = staged_ahead("r", articles, settings=settings)

    assert next(batches) == {"staged": 2}
    while len(values(settings, "select 1 from staging.article")) < 4:
        time.sleep(0.01)
    assert values(settings, "select count(*) from staging.batch") == [2]
    assert list(batches) == [{"staged": 2}, {"staged": 1}]
    assert values(
        settings,
        "select array_agg(article_key order by article_key) from staging.article group by batch_id order by batch_id",
    ) == [
        ["a", "b"],
        ["c", "d"],
        ["e"],
    ]
    assert list(staged_ahead("r", [], settings=settings)) == []


def test_what_was_staged_before_an_error_stays(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch that the database refuses is an error of the load; the batch before it is there."""
    monkeypatch.setattr(staging, "_MOST_ROWS", 1)
    broken = replace(ARTICLE, id="b", published_at="never")  # type: ignore[arg-type] # what no reader of articles lets through
    batches = staged_ahead("r", [ARTICLE, broken, replace(ARTICLE, id="c")], settings=settings)

    assert next(batches) == {"staged": 1}
    with pytest.raises(psycopg2.DataError):
        list(batches)
    assert values(settings, "select article_key from staging.article") == ["a"]
