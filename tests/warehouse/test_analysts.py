"""The questions of docs/analysts.md, asked by an analyst of the newsroom's warehouse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import psycopg2
import pytest

from include.rasid.io.articles import read_articles
from include.rasid.io.migrations import migrate
from include.rasid.io.postgres import embedded_postgres
from include.rasid.io.roles import ROLES, create_roles
from include.rasid.io.warehouse import connect
from include.rasid.settings import read_settings
from tests.factories import PROJECT
from tests.warehouse.loading import execute, read_more

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.postgres
PAGE = (PROJECT / "docs" / "analysts.md").read_text("utf-8")
QUESTIONS = dict(re.findall(r"^### (.+?)\n```sql\n(.+?)```", PAGE, re.MULTILINE | re.DOTALL))
POLLS = """
insert into raw.feed (feed_key, publisher_key, url) values ('sada', 'sada', 'https://sada.test/rss');
insert into raw.feed_poll (run_id, feed_key, polled_at, outcome, entries_seen, entries_new, is_coverage_gap, duration_ms)
    values ('r', 'sada', now(), 'ok', 1, 1, true, 5), ('r', 'sada', now(), 'timeout', 0, 0, false, 5);
insert into ops.quality_result (batch_id, suite, expectation, severity, success, element_count, unexpected_count, why)
    values (1, 'articles', 'text_not_short', 'warn', false, 9, 1, 'x');
insert into core.known_contact (source, reference, participants, starts_on, ends_on) values ('x', '1', '{blinken,lavrov}', '2022-01-21', '2022-01-21');
"""


@pytest.fixture(scope="module")
def analyst(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Return a connection as rasid_analyst to a warehouse with the newsroom's articles, on a server of its own."""
    server = embedded_postgres(tmp_path_factory.mktemp("analysts"))
    server.start()
    try:
        dsn = server.ensure_database("rasid")
        connection = connect(dsn)
        migrate(connection)
        connection.close()
        settings = read_settings({"WAREHOUSE_DSN": dsn, "RASID_AS_OF": "publication"})
        read_more(settings, read_articles(sorted((PROJECT / "include" / "newsroom").glob("articles_*.jsonl"))))
        execute(settings, POLLS)
        create_roles(dsn, dict.fromkeys(ROLES, "secret"))
        connection = connect(re.sub(r"//[^@]+@", "//rasid_analyst:secret@", dsn))
        yield connection
        connection.close()
    finally:
        server.stop()


def test_there_are_questions_enough() -> None:
    """Twenty at least, none twice."""
    assert len(QUESTIONS) == PAGE.count("```sql") >= 20
    assert len({" ".join(q.split()) for q in QUESTIONS.values()}) == len(QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_question_is_answered(analyst: Any, question: str) -> None:
    """The query runs with an analyst's rights and gives rows on the newsroom's news."""
    with analyst, analyst.cursor() as cursor:
        cursor.execute(QUESTIONS[question])
        assert cursor.fetchall()


def test_every_view_and_function_is_on_the_page(analyst: Any) -> None:
    """What mart holds is listed, so that nobody has to guess."""
    with analyst, analyst.cursor() as cursor:
        cursor.execute("select table_name from information_schema.views where table_schema = 'mart'")
        views = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            "select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'mart'"
        )
        functions = {row[0] for row in cursor.fetchall()}
    assert views | functions == set(re.findall(r"`mart\.([a-z_]+)", PAGE.split("## Questions")[0]))


def test_what_was_believed_then_is_told(analyst: Any) -> None:
    """Before anything was published nothing was believed; at the end it is what is believed now; in between statuses differ."""
    with analyst, analyst.cursor() as cursor:
        cursor.execute("select count(*)::int as n from mart.contacts_as_of('1990-01-01')")
        assert cursor.fetchone().n == 0
        cursor.execute("select contact_id, status, starts_on from mart.contacts_as_of('infinity') order by 1")
        then = cursor.fetchall()
        cursor.execute("select contact_id, status, starts_on from mart.contacts order by 1")
        assert then == cursor.fetchall()
        cursor.execute(
            "select count(*)::int as n from mart.contact_timeline t join mart.contacts c using (contact_id) cross join lateral"
            " (select status from mart.contacts_as_of(t.believed_at) a where a.contact_id = t.contact_id) then_"
            " where then_.status <> c.status"
        )
        assert cursor.fetchone().n > 0
        cursor.execute("select count(*)::int as n from mart.contacts_as_of('infinity', '2000-01-01')")
        assert cursor.fetchone().n == 0  # Rasid did not know anything yet


def test_an_analyst_searches_and_reads_no_text(analyst: Any) -> None:
    """Search gives stretches; the texts themselves stay closed."""
    with analyst, analyst.cursor() as cursor:
        cursor.execute("select snippet from mart.search('لافروف')")
        found = cursor.fetchall()
    assert found
    assert max(len(row.snippet) for row in found) < 500
    with pytest.raises(psycopg2.errors.InsufficientPrivilege), analyst, analyst.cursor() as cursor:
        cursor.execute("select text from core.article")
