"""Collecting and extracting the real newsroom over HTTP into a real warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from psycopg2 import IntegrityError

from include.rasid.core.encoding import visible_line
from include.rasid.core.urls import canonical_url
from include.rasid.errors import ReconciliationError
from include.rasid.io.archive import Archive
from include.rasid.io.articles import read_articles
from include.rasid.newsroom.newsroom import CLOSED_URL, build_newsroom
from include.rasid.newsroom.pages import split_paragraphs
from include.rasid.newsroom.publishers import NEWSROOM
from include.rasid.settings import PROJECT
from include.rasid.stages.extract import extract_articles
from include.rasid.stages.fetch import fetch_pages
from include.rasid.stages.poll import poll_feeds
from include.rasid.stages.reconcile import reconcile_collection
from tests.warehouse.collecting import rows, serving, settings_for, values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from include.rasid.newsroom.newsroom import Newsroom
    from include.rasid.settings import Settings

pytestmark = pytest.mark.postgres


@dataclass(frozen=True)
class Collected:
    """One whole run over the bundled newsroom, which still runs."""

    newsroom: Newsroom
    base_url: str
    settings: Settings
    polled: dict[str, int]
    fetched: dict[str, int]
    extracted: dict[str, int]


@pytest.fixture(scope="module")
def run(warehouse_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collected]:
    """The bundled newsroom, collected once."""
    home = tmp_path_factory.mktemp("collect")
    newsroom = build_newsroom(read_articles(sorted(NEWSROOM.glob("*.jsonl"))), slow_seconds=0.0, oddities=True)
    with serving(newsroom.app()) as base_url:
        (home / "feeds.yml").write_text(newsroom.feeds_yaml(base_url), "utf-8")
        allowed = f"{urlsplit(base_url).netloc},{urlsplit(CLOSED_URL).netloc}"
        settings = settings_for(home, warehouse_dsn, RASID_ALLOW_PRIVATE=allowed, RASID_AS_OF="publication")
        yield Collected(
            newsroom,
            base_url,
            settings,
            poll_feeds("first", settings=settings),
            fetch_pages("first", settings=settings),
            extract_articles("first", settings=settings),
        )


def test_every_entry_of_the_newsroom_is_new_once(run: Collected) -> None:
    """Five good feeds, one that is HTML, one that is dead: each has its outcome, and no item is lost."""
    items = sum(len(section.entries) for section in run.newsroom.sections)

    assert items > 150
    assert run.polled == {
        "feeds_ok": 5,
        "feeds_not_a_feed": 1,
        "feeds_unreachable": 1,
        "entries_new": items,
        "entries_known": 0,
        "entries_edited": 0,
        "entries_rejected": 0,
    }
    assert run.fetched == {"fetched": items}
    assert run.extracted == {"extracted": items - 2, "no_text": 1, "empty_page": 1}


def test_the_articles_are_those_that_the_newsroom_printed(run: Collected) -> None:
    """Title, text paragraph by paragraph, time, outlet: nothing of five page styles is lost and nothing of them stays."""
    staged = {
        row.article_key: (row.publisher_key, row.title, row.text, row.published_at, row.published_basis, row.seen_at)
        for row in rows(run.settings, "select * from staging.article")
    }
    expected = {
        canonical_url(run.base_url + entry.path): (
            section.publisher.key,
            visible_line(entry.article.title),
            "\n".join(visible_line(paragraph) for paragraph in split_paragraphs(entry.article.text)),
            entry.article.published_at,
            "feed",
            entry.article.published_at,
        )
        for section in run.newsroom.sections
        for entry in section.entries
        if entry.article.text
    }

    assert staged == expected


def test_one_open_batch_holds_them(run: Collected) -> None:
    """The batch belongs to the run, and each page says what became of it."""
    assert rows(run.settings, "select run_id, state from staging.batch") == [("first", "open")]
    assert values(run.settings, "select distinct batch_id from staging.article") == values(
        run.settings, "select batch_id from staging.batch"
    )
    assert values(run.settings, "select count(*) from raw.page where extracted_at is null or state <> 'fetched'") == [0]
    assert sorted(values(run.settings, "select reason from ops.rejection")) == ["empty_page", "no_text"]


def test_every_body_is_in_the_archive(run: Collected) -> None:
    """Feeds and pages can be read again from what was archived."""
    archive = Archive(run.settings.archive_url)
    kept = rows(
        run.settings,
        "select archive_uri, body_sha256 from raw.page union select archive_uri, body_sha256 from raw.feed_poll where archive_uri is not null",
    )

    assert len(kept) > 150
    assert all(archive.get(row.archive_uri, row.body_sha256) is not None for row in kept)


def test_publishers_are_those_of_the_file(run: Collected) -> None:
    """Every outlet of feeds.yml is in core with both names."""
    found = rows(run.settings, "select publisher_key, name_ar, name_en, country from core.publisher order by 1")

    assert len(found) == 7
    assert ("sada", "صدى نيوز", "Sada News", "AE") in found


def test_the_ledger_has_what_the_stages_returned(run: Collected) -> None:
    """The counts of a run can be read off the database."""
    counted = rows(
        run.settings,
        """select stage, key, sum(value::int)::int as number from ops.run_ledger, jsonb_each_text(counts)
           where run_id = 'first' group by 1, 2""",
    )
    ledger = {(row.stage, row.key): row.number for row in counted}
    returned = {"poll": run.polled, "fetch": run.fetched, "extract": run.extracted}

    assert ledger == {(stage, key): number for stage, counts in returned.items() for key, number in counts.items()}


def test_the_run_adds_up(run: Collected) -> None:
    """Every poll is checked; a missing row is found."""
    assert reconcile_collection("first", settings=run.settings) == {"polls": 7, "feeds_noted": 0}
    rows(
        run.settings, "update raw.feed_entry set poll_id = (select max(poll_id) from raw.feed_poll) where entry_id = 1"
    )
    with pytest.raises(ReconciliationError, match="do not add up"):
        reconcile_collection("first", settings=run.settings)
    rows(
        run.settings, "update raw.feed_entry set poll_id = (select min(poll_id) from raw.feed_poll) where entry_id = 1"
    )


def test_a_poll_that_does_not_add_up_is_refused(run: Collected) -> None:
    """Seen are new, known and rejected, by a check of the table: a count that is off by one cannot be stored."""
    assert values(run.settings, "select sum(entries_seen) > 0 from raw.feed_poll") == [True]
    for column in ("seen", "new", "known", "rejected"):
        with pytest.raises(IntegrityError, match="feed_poll_check"):
            rows(run.settings, f"update raw.feed_poll set entries_{column} = entries_{column} + 1")


def test_nothing_is_due_right_after(run: Collected) -> None:
    """Each feed keeps its interval."""
    assert poll_feeds("soon", settings=run.settings) == {}


def test_a_second_round_finds_nothing_new(run: Collected) -> None:
    """Unchanged feeds cost a 304 or a hash; no page is fetched, no article staged again."""
    before = rows(run.settings, "select count(*) from staging.article")
    rows(run.settings, "update raw.feed set next_due_at = now()")

    polled = poll_feeds("second", settings=run.settings)

    assert polled["entries_new"] == 0
    assert {k: v for k, v in polled.items() if k.startswith("feeds_")} == {
        "feeds_unchanged": 4,
        "feeds_not_modified": 1,
        "feeds_not_a_feed": 1,
        "feeds_unreachable": 1,
    }
    assert fetch_pages("second", settings=run.settings) == {}
    assert extract_articles("second", settings=run.settings) == {}
    assert rows(run.settings, "select count(*) from staging.article") == before


def test_a_feed_read_again_in_full_gives_known_entries_only(run: Collected) -> None:
    """Without validators and hash everything is parsed once more, and everything is known: no coverage gap."""
    rows(run.settings, "update raw.feed set next_due_at = now(), etag = null, last_modified = null, body_sha256 = null")

    polled = poll_feeds("third", settings=run.settings)

    assert (polled["feeds_ok"], polled["entries_new"]) == (5, 0)
    assert polled["entries_known"] == run.polled["entries_new"]
    assert values(run.settings, "select count(*) from raw.feed_poll where is_coverage_gap") == [0]
    assert reconcile_collection("third", settings=run.settings) == {"polls": 7, "feeds_noted": 0}


def test_every_entry_has_one_outcome(run: Collected) -> None:
    """Of a closed list that the glossary explains; none is lost between the stages."""
    glossary = (PROJECT / "docs" / "glossary.md").read_text("utf-8")
    found = rows(run.settings, "select outcome, count(*)::int as entries from mart.entry_outcomes group by 1")

    assert sum(row.entries for row in found) == run.polled["entries_new"]
    assert {row.outcome: row.entries for row in found} == {
        "in_staging": run.extracted["extracted"],
        "no_text": 1,
        "empty_page": 1,
    }
    assert all(f"`{row.outcome}`" in glossary for row in found)
