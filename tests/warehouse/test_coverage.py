"""Degraded coverage is told once, and once when it is over."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from include.rasid.stages.coverage import watch_coverage
from include.rasid.stages.notices import tell_operators
from tests.alert_factories import parse
from tests.smtp_servers import Post, post_office
from tests.warehouse.reporting import NOW, OPS, empty, poll, settings_for_reports
from tests.warehouse.test_validate import ask

if TYPE_CHECKING:
    from pathlib import Path

    from include.rasid.settings import Settings

pytestmark = pytest.mark.postgres


@pytest.fixture
def settings(warehouse_dsn: str, tmp_path: Path) -> Settings:
    """Return settings with ten feeds, a quarter of which may fail."""
    chosen = settings_for_reports(tmp_path, warehouse_dsn)
    empty(chosen)
    return chosen


def kinds(settings: Settings) -> list[str]:
    """Return the notices, oldest first."""
    return [row.kind for row in ask(settings, "select kind from ops.notice order by notice_id")]


@pytest.mark.parametrize(
    ("failing", "told"), [(0, []), (2, []), (3, ["coverage_degraded"]), (10, ["coverage_degraded"])]
)
def test_more_than_the_share_is_told_at_once(settings: Settings, failing: int, told: list[str]) -> None:
    """Two of ten feeds are below a quarter, three above it."""
    poll(settings, failing)
    counts = watch_coverage("r", settings=settings, now=NOW)
    assert (counts["answering"], counts["failing"]) == (10 - failing, failing)
    assert kinds(settings) == told


def test_one_failed_poll_is_no_failure(settings: Settings) -> None:
    """The net hiccups: a feed fails when it did twice in a row."""
    poll(settings, 10, failures=1)
    assert watch_coverage("r", settings=settings, now=NOW) == {"answering": 10, "failing": 0}


def test_an_episode_is_told_once_with_an_all_clear(settings: Settings) -> None:
    """However long it lasts and however it varies; it ends below half of the share, and a later one is told anew."""
    for failing in (3, 6, 3, 2, 3, 10):
        poll(settings, failing)
        watch_coverage("r", settings=settings, now=NOW)
    assert kinds(settings) == ["coverage_degraded"]
    poll(settings, 1)
    assert watch_coverage("r", settings=settings, now=NOW)["restored"] == 1
    assert "restored" not in watch_coverage("r", settings=settings, now=NOW)
    assert kinds(settings) == ["coverage_degraded", "coverage_restored"]
    poll(settings, 4)
    watch_coverage("r", settings=settings, now=NOW)
    assert kinds(settings) == ["coverage_degraded", "coverage_restored", "coverage_degraded"]
    [first, second] = ask(settings, "select * from ops.coverage_episode order by episode_id")
    assert (first.most_failing, first.failing, first.ended_at, second.ended_at) == (10, 1, NOW, None)


def test_two_runs_at_once_tell_once(settings: Settings) -> None:
    """Both see that coverage is degraded; one notice is written."""
    poll(settings, 5)
    lookers = [
        threading.Thread(target=watch_coverage, args=("r",), kwargs={"settings": settings, "now": NOW})
        for _ in range(4)
    ]
    for looker in lookers:
        looker.start()
    for looker in lookers:
        looker.join()
    assert kinds(settings) == ["coverage_degraded"]


def test_the_mail_names_the_feeds_and_since_when(settings: Settings, warehouse_dsn: str, tmp_path: Path) -> None:
    """It goes to the operators, in both languages, once."""
    poll(settings, 4)
    watch_coverage("r", settings=settings, now=NOW)
    post = Post()
    with post_office(post) as port:
        told = settings_for_reports(tmp_path, warehouse_dsn, port)
        assert tell_operators("t", settings=told) == {"told": 1}
        assert tell_operators("t", settings=told) == {}
    mail = parse(post.contents[0])
    assert post.received == [OPS]
    assert (
        mail["Subject"] == "راصد: التغطية متدهورة، 4 من 10 مصدرا متوقفة | Rasid: coverage degraded, 4 of 10 feeds fail"
    )
    content = mail.get_content()
    assert "feed0: timeout, 2026-11-23 18:55 UTC" in content
    assert "4 of 10 feeds fail, 25% are allowed" in content


def test_no_feeds_is_nothing_to_watch(settings: Settings, tmp_path: Path) -> None:
    """A file without feeds degrades nothing."""
    (tmp_path / "feeds.yml").write_text("version: 1\npublishers: []\nfeeds: []\n", "utf-8")
    assert watch_coverage("r", settings=settings, now=NOW) == {}
