"""Rebuilding some days of the warehouse in a scratch database: no difference by itself, each difference told, nothing touched."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from include.rasid.cli import app
from include.rasid.errors import BadInputError
from include.rasid.io.warehouse import transaction
from include.rasid.local.replayed import replay_archive
from include.rasid.settings import settings as process_settings
from include.rasid.stages.publish import publish_batches
from include.rasid.stages.replay_archive import replay_window
from include.rasid.stages.replay_publish import publish_replay
from include.rasid.stages.resolve import resolve_contacts
from tests.factories import make_article
from tests.warehouse.loading import execute, read
from tests.warehouse.pipeline import Pipeline, served
from tests.warehouse.test_validate import MEETING, REST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.postgres
ALL = (date(1990, 1, 1), date(2030, 1, 1))
WATCHED = (
    "core.article",
    "core.contact",
    "core.contact_mention",
    "core.contact_revision",
    "ops.alert",
    "ops.delivery",
    "raw.page",
    "staging.batch",
)


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory, warehouse_dsn: str) -> Iterator[Pipeline]:
    """Return the newsroom's news, collected from its feeds and resolved."""
    with served(tmp_path_factory.mktemp("replay"), warehouse_dsn, None) as made:
        made.run("first")
        yield made


def contents(pipeline: Pipeline) -> list[Any]:
    return [
        pipeline.rows(f"select md5(string_agg(t::text, ',' order by t::text)) as hash from {table} t")[0].hash
        for table in WATCHED
    ]


def test_the_same_rules_read_the_same(pipeline: Pipeline, make_database: Callable[[], str]) -> None:
    """Everything after the archive comes out alike, and the warehouse is not touched."""
    before = contents(pipeline)
    found = replay_window(*ALL, make_database(), settings=pipeline.settings)

    assert (found.gone, found.new) == ((), ())
    assert found.pages > 180
    assert found.same > 300
    assert contents(pipeline) == before


def test_each_difference_is_told(pipeline: Pipeline, make_database: Callable[[], str]) -> None:
    """A claim, a contact and an alert that older rules had read otherwise stand with - and +."""
    [contact] = pipeline.rows(
        "select contact_id from core.contact where status = 'held' and mode = 'phone' and merged_into is null order by starts_on limit 1"
    )
    changes = (
        f"update core.contact set mode = 'video' where contact_id = '{contact.contact_id}'",
        f"update core.contact_mention set mode = 'video' where contact_id = '{contact.contact_id}'",
        f"update ops.alert set transition = 'announced' where contact_id = '{contact.contact_id}' and transition = 'held'",
    )
    execute(pipeline.settings, *changes)
    try:
        found = replay_window(*ALL, make_database(), settings=pipeline.settings)
    finally:
        execute(
            pipeline.settings,
            *(
                c.replace("'video'", "'phone'")
                .replace("'announced'", "'x'")
                .replace("'held'", "'announced'")
                .replace("'x'", "'held'")
                for c in changes
            ),
        )

    assert {kind for kind, _ in found.gone} >= {"claim", "contact"}
    assert all("video" in line or kind == "alert" for kind, line in found.gone)
    assert all("phone" in line or kind == "alert" for kind, line in found.new)


def test_a_window_holds_its_days_only(pipeline: Pipeline, make_database: Callable[[], str]) -> None:
    """Pages outside the days are not read."""
    found = replay_window(date(2022, 1, 1), date(2022, 12, 31), make_database(), settings=pipeline.settings)

    assert 0 < found.pages < 100
    assert [line for line in (*found.gone, *found.new) if line[0] in {"article", "claim"}] == []


def test_the_command_prints_the_difference(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last line has the sums; wrong arguments are one clear error."""
    monkeypatch.setenv("WAREHOUSE_DSN", pipeline.settings.warehouse_dsn)
    monkeypatch.setenv("RASID_HOME", str(pipeline.settings.home))
    process_settings.cache_clear()
    done = CliRunner().invoke(
        app, ["replay", "--diff", "--from", "2021-05-01", "--to", "2021-05-31"], catch_exceptions=False
    )
    process_settings.cache_clear()

    assert done.output.splitlines()[-1].startswith("0 gone, 0 new, ")
    days = ["--from", "2021-05-02", "--to", "2021-05-01"]
    for wrong in (
        ["replay"],
        ["replay", "--publish", "a", "b"],
        ["replay", "--diff", *days[:2]],
        ["replay", "--diff", *days],
    ):
        with pytest.raises(BadInputError):
            CliRunner().invoke(app, wrong, catch_exceptions=False)


def test_a_replay_is_published_on_request_and_mails_nobody(
    pipeline: Pipeline, make_database: Callable[[], str]
) -> None:
    """What older rules had read otherwise reads as today's do, in claims, contacts and names; steps that come of it are told to nobody."""
    [row] = pipeline.rows(
        "select c.contact_id, c.status, min(a.article_id) as article_id, min(a.article_key) as article_key, min(a.revision) as revision"
        " from core.contact c join core.contact_mention m using (contact_id) join core.article a using (article_id)"
        " where c.status = 'held' and c.merged_into is null and c.withdrawn_at is null and c.role = 'new'"
        " and exists (select from ops.alert t where t.contact_id = c.contact_id and t.state = 'ready')"
        " group by c.contact_id having count(*) = 1 order by max(a.published_at) desc limit 1"
    )
    execute(
        pipeline.settings,  # as if older rules had found nothing in the article, and so told nobody
        f"delete from core.contact_mention where article_id = {row.article_id}",
        f"delete from core.entity_mention where article_id = {row.article_id}",
        f"delete from ops.delivery where alert_id in (select alert_id from ops.alert where contact_id = '{row.contact_id}')",
        f"delete from ops.alert where contact_id = '{row.contact_id}'",
        f"update core.contact set is_stale = true where contact_id = '{row.contact_id}'",
    )
    resolve_contacts("older", settings=pipeline.settings)
    assert pipeline.rows(f"select 1 from mart.contacts where contact_id = '{row.contact_id}'") == []
    deliveries = pipeline.rows("select count(*)::int as n from ops.delivery")
    scratch = make_database()
    found = replay_window(*ALL, scratch, settings=pipeline.settings)
    assert found.changed == (row.article_key,)

    counts = publish_replay(found.changed, scratch, settings=pipeline.settings)

    assert (counts["staged"], counts["left"], counts["reread"], counts["alerts"]) == (1, 0, 1, 0)
    assert counts["alerts_suppressed"] >= 1
    again = replay_window(*ALL, make_database(), settings=pipeline.settings)
    assert {kind for kind, _ in (*again.gone, *again.new)} <= {"alert"}
    assert pipeline.rows("select count(*)::int as n from ops.delivery") == deliveries
    told = pipeline.rows(f"select state, suppressed_reason from ops.alert where article_key = '{row.article_key}'")
    assert {tuple(t) for t in told} == {("suppressed", "replay")}
    [article] = pipeline.rows(f"select revision from core.article where article_id = {row.article_id}")
    assert article.revision == row.revision  # its text is the same
    assert pipeline.rows(f"select 1 from core.entity_mention where article_id = {row.article_id}")


def test_a_claim_that_today_is_read_otherwise_is_replaced(pipeline: Pipeline, make_database: Callable[[], str]) -> None:
    """A contact that changes by a published replay keeps its history, and nobody is told of the change."""
    [row] = pipeline.rows(
        "select m.mention_id, m.contact_id, m.status, a.article_key from core.contact_mention m join core.article a using (article_id)"
        " join core.contact c using (contact_id) where m.status = 'held' and c.withdrawn_at is null and c.merged_into is null"
        " and (select count(*) from core.contact_mention o where o.contact_id = m.contact_id) = 1"
        " and (select count(*) from core.contact_mention o where o.article_id = m.article_id) = 1 order by 1 limit 1"
    )
    execute(
        pipeline.settings,
        f"update core.contact_mention set status = 'planned' where mention_id = {row.mention_id}",
        f"update core.contact set is_stale = true, stale_reason = 'test' where contact_id = '{row.contact_id}'",
    )
    resolve_contacts("older", settings=pipeline.settings)
    assert (
        pipeline.rows(f"select status from core.contact where contact_id = '{row.contact_id}'")[0].status == "planned"
    )
    ready = pipeline.rows("select count(*)::int as n from ops.alert where state = 'ready'")
    scratch = make_database()
    found = replay_window(*ALL, scratch, settings=pipeline.settings)

    publish_replay(found.changed, scratch, settings=pipeline.settings)

    assert row.article_key in found.changed
    [contact] = pipeline.rows(
        f"select status, is_stale, stale_reason from core.contact where contact_id = '{row.contact_id}'"
    )
    assert tuple(contact) == ("held", False, None)
    believed = pipeline.rows(
        f"select status from mart.contact_timeline where contact_id = '{row.contact_id}' order by revision"
    )
    assert [b.status for b in believed][-2:] == ["planned", "held"]
    assert pipeline.rows("select count(*)::int as n from ops.alert where state = 'ready'") == ready


def test_a_contact_that_loses_a_claim_to_a_replay_tells_nobody(make_database: Callable[[], str]) -> None:
    """Until it is grouped anew the contact says why no step of it is mailed; an edited article, which is news, leaves no such word."""
    articles = [make_article(MEETING + REST, id=key, on="2023-03-02", title="لقاء") for key in ("reread", "edited")]
    settings = read(make_database, [articles])
    for key, is_reread in (("reread", True), ("edited", False)):
        execute(
            settings,
            f"with b as (insert into staging.batch (run_id, state, is_reread) values ('x', 'validated', {is_reread}) returning batch_id)"
            " insert into staging.article select b.batch_id, s.article_key, s.page_id, s.publisher_key, s.url, s.title || ' ', s.text,"
            " s.published_at, s.published_basis, s.seen_at, s.text_chars, s.arabic_letter_ratio, s.replacement_chars, s.duplicate_paragraphs,"
            f" '[]', '[]', '[]', '{{}}', encode(sha256(convert_to(s.title || ' ' || e'\\n' || s.text, 'UTF8')), 'hex') from staging.article s, b where s.article_key = '{key}'",
        )
        outcomes = publish_batches("x", settings=settings)
        assert outcomes.get("reread" if is_reread else "revised") == 1
        with transaction(settings.warehouse_dsn) as cursor:
            cursor.execute("select distinct is_stale, stale_reason from core.contact where withdrawn_at is null")
            assert cursor.fetchall() == [(True, "replay" if is_reread else None)]
        resolve_contacts("x", settings=settings)


def test_the_dag_logs_the_difference(pipeline: Pipeline, caplog: pytest.LogCaptureFixture) -> None:
    """What the task of the DAG runs takes ISO days, and its log ends with the sums; a day that is none is one clear error."""
    settings = pipeline.settings
    with caplog.at_level("INFO", logger="include.rasid.local.replayed"):
        replay_archive("manual", first="2021-05-01", last="2021-05-31", publish=False, settings=settings)
    assert caplog.messages[-1].startswith("manual: 0 gone, 0 new, ")
    with pytest.raises(BadInputError, match="must be days"):
        replay_archive("manual", first="2021-05", last="2021-05-31", publish=False, settings=settings)
