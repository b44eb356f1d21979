"""From feed to e-mail: the same stages that the DAGs call, over a real newsroom, Postgres and mail server."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest

from include.rasid.io.migrations import migrate
from include.rasid.io.warehouse import connect
from tests.factories import PROJECT, SHARED
from tests.warehouse.pipeline import STAGES, Pipeline, served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CONTACTS = "select participants, mode, status, starts_on, ends_on, role, articles from mart.contacts"
pytestmark = pytest.mark.postgres


@pytest.fixture
def pipeline_over(tmp_path: Path, make_database: Callable[[], str]) -> Iterator[Callable[[Path | None], Pipeline]]:
    """Return a function that serves articles, the bundled ones for None, and gives the pipeline over them."""
    with ExitStack() as stack:

        def make(articles: Path | None) -> Pipeline:
            dsn = make_database()
            connection = connect(dsn)
            migrate(connection)
            connection.close()
            return stack.enter_context(served(tmp_path, dsn, articles))

        yield make


def found(pipeline: Pipeline) -> set[tuple[str, str, str, date | None, int]]:
    """Return people, mode, status, day and articles of the contacts that were news."""
    rows = pipeline.rows(CONTACTS + " where role = 'new'")
    return {
        ("–".join(r.participants), r.mode, r.status, r.starts_on if r.starts_on == r.ends_on else None, r.articles)
        for r in rows
    }


def mails(pipeline: Pipeline) -> list[tuple[str, str]]:
    """Return transition and contact of the mails that arrived."""
    parsed = [message_from_bytes(p.read_bytes(), policy=policy.SMTP) for p in sorted(pipeline.mails.glob("*.eml"))]
    return [(str(m["X-Rasid-Transition"]), str(m["X-Rasid-Contact"])) for m in parsed]


def test_texts_with_the_traps_of_the_seeds(pipeline_over: Callable[[Path | None], Pipeline]) -> None:
    """Two articles on one meeting are one contact and one mail; plans of delegations and older contacts mail nobody."""
    pipeline = pipeline_over(PROJECT / "tests" / "fixtures" / "seed_like.jsonl")
    pipeline.run("first")

    assert found(pipeline) == {
        ("lavrov–tillerson", "in_person", "held", date(2017, 8, 6), 2),
        ("kerry–lavrov", "in_person", "held", date(2015, 5, 12), 1),
        ("kerry–lavrov", "in_person", "held", date(2016, 7, 15), 1),
        ("biden–putin", "phone", "held", date(2021, 7, 9), 1),
        ("ru_delegation–us_delegation", "in_person", "planned", None, 1),
    }
    assert sorted(t for t, _ in mails(pipeline)) == ["held"] * 4
    assert {r.role for r in pipeline.rows(CONTACTS + " where starts_on = '2017-07-01'")} == {"background"}


@pytest.mark.skipif(not (SHARED / "gold" / "seeds.jsonl").exists(), reason="the seeds lie outside the project")
def test_the_five_seeds(pipeline_over: Callable[[Path | None], Pipeline]) -> None:
    """The five articles that Rasid was asked to handle give their contacts, one mail each, none for context."""
    pipeline = pipeline_over(SHARED / "gold" / "seeds.jsonl")
    pipeline.run("first")
    news = found(pipeline)

    assert ("blinken–lavrov", "in_person", "held", date(2023, 3, 2), 2) in news
    assert ("blinken–lavrov", "in_person", "held", date(2021, 5, 19), 1) in news
    assert ("biden–putin", "video", "held", date(2021, 12, 7), 1) in news
    assert ("ru_delegation–us_delegation", "in_person", "planned", None, 1) in news
    assert date(2022, 1, 21) in {
        day for people, _, status, day, _ in news if (people, status) == ("blinken–lavrov", "held")
    }
    assert sorted(t for t, _ in mails(pipeline)) == ["held"] * 4


def test_second_run_finds_nothing_new(pipeline_over: Callable[[Path | None], Pipeline]) -> None:
    """Another run over unchanged feeds adds no row and mails nobody; every oddity of the newsroom is an outcome."""
    pipeline = pipeline_over(None)
    first = pipeline.run("first")
    rows, mailed = pipeline.row_counts(), mails(pipeline)
    second = pipeline.run("second")

    assert first["poll_feeds"]["feeds_unreachable"] == 1
    assert first["poll_feeds"]["feeds_not_a_feed"] == 1
    assert first["extract_articles"]["no_text"] == first["extract_articles"]["empty_page"] == 1
    assert first["extract_articles"]["extracted"] >= 80
    assert len(mailed) == len(set(mailed)) > 40
    assert second["poll_feeds"]["entries_new"] == 0
    assert pipeline.row_counts() == rows
    assert mails(pipeline) == mailed


def test_clearing_any_stage_changes_nothing(pipeline_over: Callable[[Path | None], Pipeline]) -> None:
    """Each task may run again at any time: rows and mails stay as they are."""
    pipeline = pipeline_over(PROJECT / "tests" / "fixtures" / "seed_like.jsonl")
    pipeline.run("first")
    rows, mailed = pipeline.row_counts(), mails(pipeline)

    for stage in (*STAGES, *reversed(STAGES)):
        stage("first", settings=pipeline.settings)

        assert (pipeline.row_counts(), mails(pipeline)) == (rows, mailed), stage.__name__
