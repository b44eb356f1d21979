"""Articles given as values are staged as they are, and only where core does not have them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from include.rasid.io.sql import query
from include.rasid.model import Article
from include.rasid.stages.detect import detect_contacts
from include.rasid.stages.publish import publish_batches
from include.rasid.stages.stage_articles import stage_articles
from include.rasid.stages.validate import validate_batches
from tests.warehouse.collecting import SENTENCE, rows, settings_for, values

if TYPE_CHECKING:
    from pathlib import Path

    from include.rasid.settings import Settings

pytestmark = pytest.mark.postgres

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


def test_a_zero_byte_goes(settings: Settings) -> None:
    """No text of Postgres can hold one."""
    stage_articles("r", [replace(ARTICLE, text="a\x00b")], settings=settings)

    assert values(settings, "select text from staging.article") == ["ab"]


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
    listed = ", ".join(f"('k{number}', 'x')" for number in range(1000))
    plan = values(settings, f"explain {query('unchanged_articles').replace('%s', listed)}")

    assert any("Index Scan using article_article_key_key" in line for line in plan), plan
    assert not any("Seq Scan on article" in line for line in plan), plan
