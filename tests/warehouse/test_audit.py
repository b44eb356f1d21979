"""The daily audit on a real warehouse: a good day passes, and each thing that can be wrong turns one check red."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from include.rasid.io.data_docs import data_docs
from include.rasid.io.warehouse import transaction
from include.rasid.settings import Settings, read_settings
from include.rasid.stages.audit import audit_warehouse
from tests.factories import make_article
from tests.warehouse.loading import execute, read_more, rows
from tests.warehouse.test_validate import MEETING, REST

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.postgres
TODAY = datetime.now(UTC).date()
GOOD_DAY = """
insert into raw.feed (feed_key, publisher_key, url) values ('sada', 'sada', 'https://sada.test/rss');
insert into raw.feed_poll (run_id, feed_key, polled_at, outcome, entries_seen, entries_new, entries_known, entries_rejected, duration_ms)
    values ('r', 'sada', now(), 'ok', 4, 1, 2, 1, 5);
insert into raw.feed_entry (feed_key, poll_id, identity, url, canonical_url, title, summary, first_seen_at)
    select 'sada', poll_id, '1', 'https://sada.test/1', 'https://sada.test/1', 'خبر', '', now() from raw.feed_poll;
insert into raw.page (canonical_url, entry_id, url) select canonical_url, entry_id, url from raw.feed_entry;
insert into ops.rejection (run_id, stage, reason, poll_id, reference) select 'r', 'poll', 'no_link', poll_id, 'x' from raw.feed_poll;
insert into core.article (article_key, publisher_key, url, title, text, content_sha256, published_at, published_basis, batch_id, first_loaded_at, updated_at)
    select 'old-' || d || '-' || n, 'sada', '', 'خبر', 'نص', 'x', now() - make_interval(days => d), 'given', 0,
           now() - make_interval(days => d), now() - make_interval(days => d)
    from generate_series(1, 28) as d, generate_series(1, 8) as n;
"""


@pytest.fixture(scope="module")
def warehouse(warehouse_dsn: str) -> Settings:
    """Return the settings of a warehouse in which a day of eight articles and one poll is sound."""
    settings = read_settings({"WAREHOUSE_DSN": warehouse_dsn, "RASID_AS_OF": "publication"})
    today = [make_article(MEETING + REST, id=f"a{n}", title="بلينكن ولافروف", on="2023-03-02") for n in range(8)]
    read_more(settings, today)
    execute(settings, GOOD_DAY)
    return settings


@pytest.fixture
def audit(warehouse: Settings, tmp_path: Path) -> Any:
    """Return a function that audits this day after some changes, which are taken back, and gives the checks that failed."""
    settings = replace(warehouse, docs_folder=tmp_path)

    def run(*changes: str) -> set[tuple[str, str]]:
        execute(
            settings,
            "create schema keep",
            *(f"create table keep.{t.replace('.', '_')} as table {t}" for t in TABLES),
            *changes,
        )
        audit_warehouse("audit", settings=settings, day=TODAY)
        failed = rows(
            settings, "select severity, expectation from ops.quality_result where batch_id is null and not success"
        )
        execute(
            settings,
            "set session_replication_role = replica",
            *(f"delete from {t}" for t in (*TABLES, "ops.quality_result")),
            *(RESTORE.format(table=t, kept=t.replace(".", "_")) for t in TABLES),
            "drop schema keep cascade",
        )
        return {(row.severity, row.expectation) for row in failed}

    return run


TABLES = (
    "raw.feed_poll",
    "raw.feed_entry",
    "raw.page",
    "ops.rejection",
    "ops.quarantine",
    "ops.notice",
    "core.article",
    "core.entity_mention",
    "core.contact_mention",
    "core.contact_revision",
)
# Generated columns are made anew.
RESTORE = """
do $$
declare
    columns text := (select string_agg(quote_ident(attname), ', ') from pg_attribute
                     where attrelid = '{table}'::regclass and attnum > 0 and not attisdropped and attgenerated = '');
begin
    execute format('insert into {table} (%1$s) overriding system value select %1$s from keep.{kept}', columns);
end
$$
"""
NEW = "updated_at > now() - interval '1 day'"
MUTATIONS = {
    "a quarter of the usual articles": (
        f"update core.article set first_loaded_at = now() - interval '40 days' where {NEW} and article_key > 'a0'",
        ("warn", "volume_not_low"),
    ),
    "five times the usual articles": (
        """delete from core.article where article_key ~ '^old-.*-[678]$';
        insert into core.article (article_key, publisher_key, url, title, text, content_sha256, published_at, published_basis, batch_id, updated_at)
        select 'more-' || n, 'sada', '', 'خبر', 'نص', 'x', now(), 'given', 0, now() - interval '2 days' from generate_series(1, 20) as n""",
        ("warn", "volume_not_high"),
    ),
    "a third in quarantine": (
        """insert into ops.quarantine (batch_id, article_key, expectation, why, article)
        select 1, 'q' || n, 'x', 'x', '{"publisher_key": "sada"}' from generate_series(1, 4) as n""",
        ("warn", "source_mostly_good"),
    ),
    "an entry without its row": (
        "delete from raw.page; delete from raw.feed_entry",
        ("block", "new_entries_stored"),
    ),
    "a rejection without a reason": ("delete from ops.rejection", ("block", "rejections_stored")),
    "an entry without a page": ("delete from raw.page", ("block", "entries_have_pages")),
    "an entry lost behind extraction": (
        """update raw.page set state = 'fetched', outcome = 'fetched', body_sha256 = 'x', archive_uri = 'x', final_url = url,
        fetched_at = now(), extracted_at = now(), extract_outcome = 'extracted'""",
        ("block", "entries_have_outcomes"),
    ),
    "a gap without its row": ("update raw.feed_poll set is_coverage_gap = true", ("block", "coverage_gaps_agree")),
    "entries that do not add up": (
        "alter table raw.feed_poll drop constraint feed_poll_check; update raw.feed_poll set entries_seen = 5",
        ("block", "entries_add_up"),
    ),
    "a person in no table": (
        "update core.entity_mention set entity_key = 'ghost' where kind = 'person' and entity_key = 'lavrov'",
        ("block", "keys_in_gazetteer"),
    ),
    "a span that moved": (
        "update core.entity_mention set span_start = span_start + 1, span_end = span_end + 1 where kind = 'place'",
        ("block", "spans_inside_their_text"),
    ),
    "a contact that nobody claims": (
        "update core.contact_mention set contact_id = null",
        ("block", "contacts_supported"),
    ),
    "a contact without a history": ("delete from core.contact_revision", ("block", "contacts_have_revisions")),
}
# What these break beside the audit's own checks is the articles' and contacts' suites, which have a module of mutations of their own.
ALSO = {("quarantine", "entities_in_gazetteer"), ("quarantine", "entity_spans_inside")}


def test_a_good_day_passes(audit: Any) -> None:
    """Every check passes, those of articles and contacts included."""
    assert audit() == set()


@pytest.mark.parametrize("name", MUTATIONS)
def test_one_fault_turns_one_check_red(audit: Any, name: str) -> None:
    """A day that is good but for one thing fails the check on that thing and no other of the audit."""
    change, expected = MUTATIONS[name]
    assert audit(change) - ALSO == {expected}
    assert audit() == set()


def test_results_are_kept_and_a_failure_is_told(warehouse: Settings, tmp_path: Path) -> None:
    """Each check has a row with its suite and run; a warning tells nobody, a failure leaves one notice."""
    settings = replace(warehouse, docs_folder=tmp_path)
    with transaction(settings.warehouse_dsn) as cursor:
        cursor.execute("delete from ops.rejection returning rejection_id")
    counts = audit_warehouse("kept", settings=settings, day=TODAY)
    kept = rows(
        settings,
        "select suite, count(*)::int as checks, bool_and(run_id = 'kept') as ours from ops.quality_result where run_id = 'kept' group by 1",
    )
    [notice] = rows(settings, "select * from ops.notice where kind = 'audit_failed'")

    assert counts["failed"] == 1
    assert {row.suite for row in kept} == {"articles", "contacts", "references", "polls", "sources"}
    assert sum(row.checks for row in kept) == sum(counts.values())
    assert all(row.ours for row in kept)
    assert notice.facts["expectations"] == {"polls.rejections_stored": 1}


def test_data_docs_show_arabic_and_ask_nothing_of_others(warehouse: Settings, tmp_path: Path) -> None:
    """The pages hold Arabic values as letters and the reason of each check; no other server is named where a browser would ask it."""
    settings = replace(warehouse, docs_folder=tmp_path)
    execute(settings, "update core.article set title = '<b>لقاء</b>' where article_key = 'a0'")
    execute(settings, "update core.entity_mention set entity_key = 'شبح' where kind = 'place'")
    audit_warehouse("docs", settings=settings, day=TODAY)
    pages = {path: path.read_text("utf-8") for path in tmp_path.rglob("*.html")}
    everything = "".join(pages.values())

    assert (tmp_path / "index.html").exists()
    assert "شبح" in everything
    assert "points to nothing cannot be joined" in everything
    for path, page in pages.items():
        asked = [
            part
            for part in page.split("<")
            if part.startswith(("script", "link", "img")) and "http" in part.split(">")[0]
        ]
        assert asked == [], path


def test_the_last_thirty_audits_stay(tmp_path: Path) -> None:
    """Older pages go, the index leads to those that are there, and an audit that fails leaves none."""
    for second in range(31):
        with data_docs(tmp_path, datetime(2026, 1, 1, 0, 0, second, tzinfo=UTC)):
            pass
    with pytest.raises(ZeroDivisionError), data_docs(tmp_path, datetime(2026, 1, 2, tzinfo=UTC)):
        raise ZeroDivisionError
    kept = sorted(p.name for p in tmp_path.iterdir() if p.is_dir())
    index = (tmp_path / "index.html").read_text("utf-8")

    assert len(kept) == 30
    assert "2026-01-01T000000Z" not in kept
    assert all(name in index for name in kept)
