"""Detection of many articles by several processes: the same as by one, and an article that cannot be read costs itself alone."""

from __future__ import annotations

import itertools
import os
import signal
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from include.rasid.io.article_worker import ArticleRead, ArticleWorker, read_article
from include.rasid.io.worker import Worker
from include.rasid.stages.detect import detect_contacts
from include.rasid.stages.stage_articles import stage_articles
from tests.factories import make_article
from tests.warehouse.loading import rows
from tests.warehouse.test_validate import MEETING, REST, settings

if TYPE_CHECKING:
    from include.rasid.io.article_worker import Rules
    from include.rasid.model import Article
    from include.rasid.settings import Settings

pytestmark = pytest.mark.postgres
__all__ = ["settings"]  # the fixture
_numbers = itertools.count(1)
POISON = "الخبر المسموم"


def read_or_die(article: Article, rules: Rules) -> ArticleRead:
    """Read an article, in the child; the title of one kills the process, that of another is refused."""
    if article.title == POISON:
        os.kill(os.getpid(), signal.SIGKILL)
    if not article.title:
        raise ValueError("no title")
    return read_article(article, rules)


class DyingWorker(ArticleWorker):
    """The worker of articles, which two of them stop."""

    def __init__(self) -> None:
        Worker.__init__(self, read_or_die, seconds=30.0)


def staged(settings: Settings, *titles: str) -> str:
    """Stage an article for each title; return the run."""
    run = f"processes-{next(_numbers)}"
    stage_articles(
        run,
        [make_article(f"{MEETING} {n}{REST}", id=f"{run}-{n}", title=t, on="2023-03-02") for n, t in enumerate(titles)],
        settings=settings,
    )
    return run


def found(run: str, settings: Settings) -> list[tuple[Any, ...]]:
    """Return what staging has of a run, without the run's name."""
    taken = "entity_mentions, keyword_hits, contact_mentions, facts, facts_of"
    listed = rows(
        settings,
        f"select replace(article_key, '{run}', ''), {taken} from staging.article where article_key like '{run}-%' order by article_key",
    )
    return [tuple(row) for row in listed]


def test_several_processes_find_what_one_finds(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same mentions, contacts and facts for each article; the children are gone afterwards."""
    titles = [f"بلينكن ولافروف في نيودلهي {n}" for n in range(7)]
    alone = staged(settings, *titles)
    assert detect_contacts(alone, settings=settings) == {"with_contacts": 7}
    monkeypatch.setattr("include.rasid.stages.detect._FEW", 2)
    together = staged(settings, *titles)
    counts = detect_contacts(together, settings=replace(settings, processes=3))

    assert counts == {"with_contacts": 7}
    assert found(together, settings) == found(alone, settings)
    assert not [c for c in psutil.Process().children() if "article_worker" in " ".join(c.cmdline())]


def test_an_article_that_cannot_be_read_costs_itself_alone(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """One kills the process that reads it, one is refused: both are rejected with the reason, the others are staged."""
    monkeypatch.setattr("include.rasid.stages.detect._FEW", 2)
    monkeypatch.setattr("include.rasid.stages.detect.ArticleWorker", DyingWorker)
    run = staged(settings, "لقاء 1", POISON, "لقاء 2", "", "لقاء 3", "لقاء 4")
    counts = detect_contacts(run, settings=replace(settings, processes=2))

    assert counts == {"with_contacts": 4, "failed": 2}
    assert [key for key, *_ in found(run, settings)] == ["-0", "-2", "-4", "-5"]
    rejected = rows(
        settings,
        f"select reason, detail from ops.rejection where run_id = '{run}'",
    )
    assert [row.reason for row in rejected] == ["detection_failed"] * 2
    assert ["died with code -9" in row.detail for row in rejected].count(True) == 1
    assert ["no title" in row.detail for row in rejected].count(True) == 1


def test_an_article_that_this_process_cannot_read_costs_itself_alone(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there are few articles it is the same without children."""

    def refusing(article: Article, rules: Rules) -> ArticleRead:
        if not article.title:
            raise ValueError("no title")
        return read_article(article, rules)

    monkeypatch.setattr("include.rasid.stages.detect.read_article", refusing)
    run = staged(settings, "لقاء 1", "", "لقاء 2")

    assert detect_contacts(run, settings=settings) == {"with_contacts": 2, "failed": 1}
    assert [key for key, *_ in found(run, settings)] == ["-0", "-2"]
