"""Everything that Rasid runs, run as the role that runs it in docker compose: a right that a migration forgot fails here."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from include.rasid.desk.unsubscribe import unsubscribe_app
from include.rasid.io.migrations import migrate
from include.rasid.io.postgres import embedded_postgres
from include.rasid.io.roles import ROLES, create_roles
from include.rasid.io.subscribers import ReaderWishes, add_reader, mute, remove_reader, renew_token, unmute
from include.rasid.io.warehouse import connect, transaction
from include.rasid.local.replayed import replayed_lines
from include.rasid.stages.audit import audit_warehouse
from include.rasid.stages.decide import Operator, merge_contacts
from include.rasid.stages.deliver import deliver_alerts
from include.rasid.stages.detect import detect_contacts
from include.rasid.stages.expire import expire_texts
from include.rasid.stages.notices import tell_operators
from include.rasid.stages.quarantine import Decision, drop, list_held, release
from include.rasid.stages.recall import load_records, recall_since
from include.rasid.stages.stage_articles import stage_articles
from include.rasid.stages.validate import validate_batches
from tests.factories import make_article
from tests.warehouse.pipeline import STAGES, Pipeline, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.postgres
ANNA = "anna@newsroom.example"
KNOWN = "reference,participants,starts_on,ends_on,place,remarks\none,lavrov blinken,2022-01-21,,Geneva,\n"


@pytest.fixture(scope="module")
def dsns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Return the DSN of each role, and of the administrator, on a server of its own."""
    server = embedded_postgres(tmp_path_factory.mktemp("stages"))
    server.start()
    try:
        dsn = server.ensure_database("rasid")
        connection = connect(dsn)
        migrate(connection)
        connection.close()
        create_roles(dsn, dict.fromkeys(ROLES, "secret"))
        given = {r.removeprefix("rasid_"): re.sub(r"//[^@]+@", f"//{r}:secret@", dsn) for r in ROLES}
        yield {"admin": dsn, **given}
    finally:
        server.stop()


@pytest.fixture(scope="module")
def pipeline(dsns: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    """Return the newsroom's news, from its feeds to its contacts, all read as the loader."""
    with served(tmp_path_factory.mktemp("newsroom"), dsns["loader"], None) as made:
        for stage in STAGES:
            if stage is not deliver_alerts:
                stage("roles", settings=made.settings)
        yield made


def test_the_loader_runs_everything_from_the_feeds_to_the_outbox(pipeline: Pipeline) -> None:
    """The rows of each step are there, those of copies, gaps and searches included."""
    counts = pipeline.row_counts()

    assert counts["raw.page"] > 180
    assert counts["mart.contacts"] > 40
    assert counts["ops.alert"] > 40
    assert counts["core.article_signature"] == counts["core.article"] == counts["core.article_search"]


def test_the_sender_mails(pipeline: Pipeline, dsns: dict[str, str]) -> None:
    """Deliveries are walked, leased, sent and written, and operators' notices are read, with the sender's rights alone."""
    settings = replace(pipeline.settings, warehouse_dsn=dsns["sender"])

    assert deliver_alerts("roles", settings=settings)["sent"] > 40
    assert tell_operators("roles", settings=settings) == {}


def test_the_loader_maintains(pipeline: Pipeline, tmp_path: Path) -> None:
    """Audit, recall, an operator's decisions, and a replay need no other rights."""
    settings = replace(pipeline.settings, docs_folder=tmp_path)
    assert audit_warehouse("roles", settings=settings, day=datetime.now(UTC).date())["passed"] > 10
    known = tmp_path / "known.csv"
    known.write_text(KNOWN, "utf-8")
    assert load_records(known, settings=settings) == load_records(known, settings=settings) == 1
    assert recall_since(date.min, settings=settings).rows
    stage_articles("roles", [make_article("English, not Arabic. " * 20, id=i) for i in "xy"], settings=settings)
    detect_contacts("roles", settings=settings)
    assert validate_batches("roles", settings=settings)["quarantined"] == 2
    held = [h.name for h in list_held(settings=settings)]
    decision = Decision(by="anna", reason="seen")
    assert release(held[:1], decision, settings=settings)["articles_released"] == 1
    assert drop(held[1:2], decision, settings=settings)["articles_dropped"] == 1
    keep, other = pipeline.rows("select contact_id::text as id from mart.contacts order by 1 limit 2")
    assert merge_contacts(keep.id, other.id, Operator(name="anna"), settings=settings).contact_id == keep.id
    *_, sums, published = replayed_lines((date(2021, 5, 1), date(2021, 5, 31)), settings, publish=True)
    assert " new, " in sums
    assert published.startswith("published, nobody was mailed")


def test_the_loader_keeps_readers_and_their_wishes(pipeline: Pipeline) -> None:
    """What `./rasid subscribers` does is done as the loader, taking a mute back included."""
    with transaction(pipeline.settings.warehouse_dsn) as cursor:
        add_reader(cursor, ANNA, ["us_russia"], ReaderWishes())
        mute(cursor, ANNA, ["lavrov", "blinken"], None)
        unmute(cursor, ANNA, ["lavrov", "blinken"], None)
        renew_token(cursor, ANNA)
    assert pipeline.rows("select count(*)::int as n from ops.mute")[0].n == 0


@pytest.mark.parametrize("role", ["loader", "desk", "sender"])
def test_a_reader_leaves_whoever_serves_the_page(pipeline: Pipeline, dsns: dict[str, str], role: str) -> None:
    """The page behind the links works as the loader, as the desk, and beside the sender."""
    with transaction(pipeline.settings.warehouse_dsn) as cursor:
        add_reader(cursor, f"{role}@newsroom.example", ["us_russia"], ReaderWishes())
    [reader] = pipeline.rows(f"select token from ops.subscriber where email = '{role}@newsroom.example'")
    client = TestClient(unsubscribe_app(lambda: dsns[role]))

    assert client.get(f"/unsubscribe/{reader.token}").status_code == 200
    assert client.post(f"/unsubscribe/{reader.token}").status_code == 200
    [reader] = pipeline.rows(f"select is_active, left_by from ops.subscriber where email = '{role}@newsroom.example'")
    assert tuple(reader) == (False, "link")
    with transaction(pipeline.settings.warehouse_dsn) as cursor:
        remove_reader(cursor, f"{role}@newsroom.example", ["us_russia"])


@pytest.mark.parametrize("role", ["loader", "desk", "analyst"])
def test_every_view_of_mart_answers(pipeline: Pipeline, dsns: dict[str, str], role: str) -> None:
    """Whoever may read mart may read all of it, whatever migration brought it."""
    views = pipeline.rows("select viewname as name from pg_views where schemaname = 'mart' order by 1")
    assert len(views) > 20
    connection = connect(dsns[role])
    with connection, connection.cursor() as cursor:
        for view in views:
            cursor.execute(f"select * from mart.{view.name} limit 1")
        cursor.execute("select * from mart.contacts_as_of(now())")
        assert cursor.fetchall()
        cursor.execute("select * from mart.search('لافروف')")
        assert cursor.fetchall()
    connection.close()


def test_no_right_of_everybody(dsns: dict[str, str]) -> None:
    """No table, view or function that runs with its owner's rights is open to whoever can connect."""
    connection = connect(dsns["admin"])
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "select distinct p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
            " cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a"
            " where n.nspname in ('raw', 'staging', 'core', 'ops', 'mart') and a.grantee = 0 and p.prosecdef"
        )
        assert [row[0] for row in cursor.fetchall()] == []
        cursor.execute(
            "select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " cross join lateral aclexplode(c.relacl) as a where n.nspname in ('raw', 'staging', 'core', 'ops', 'mart') and a.grantee = 0"
        )
        assert cursor.fetchall() == []
    connection.close()


def test_the_loader_lets_texts_expire(pipeline: Pipeline) -> None:
    """The last of all: nothing is left of the bodies and texts, and nothing is refused."""
    later = datetime.now(UTC) + timedelta(days=91)
    counts = expire_texts("roles", settings=pipeline.settings, now=later)

    assert min(counts["texts"], counts["bodies"], counts["staged"]) > 50
