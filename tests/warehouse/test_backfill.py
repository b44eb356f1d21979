"""History is loaded like news and mailed to nobody; the outbox says why."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from include.rasid.cli import app
from include.rasid.io.articles import read_articles
from include.rasid.settings import PROJECT, settings as process_settings
from include.rasid.stages.deliver import deliver_alerts
from include.rasid.stages.detect import detect_contacts
from include.rasid.stages.load import load_history
from include.rasid.stages.publish import publish_batches
from include.rasid.stages.quarantine import Decision, list_held, release
from include.rasid.stages.replay_archive import replay_window
from include.rasid.stages.resolve import resolve_contacts
from include.rasid.stages.stage_articles import stage_articles
from include.rasid.stages.validate import validate_batches
from tests.factories import make_article
from tests.smtp_servers import Post, post_office
from tests.warehouse.reporting import ask_named, empty, settings_for_reports
from tests.warehouse.test_canary import watches
from tests.warehouse.test_validate import ask

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from include.rasid.settings import Settings

pytestmark = pytest.mark.postgres
NOW = datetime.now(UTC)
TODAY = (NOW - timedelta(days=1)).date()
PLAN = (
    "أعلنت الخارجية الأميركية أن وزير الخارجية ماركو روبيو سيلتقي نظيره الروسي سيرغي لافروف في جنيف يوم {day} {month} {year} "
    "لبحث الحد من التسلح والأوضاع في أوكرانيا، وأكدت موسكو الموعد."
)
MONTHS = ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر")


def plan(ahead: int) -> str:
    """Return the text of an article that announces a meeting so many days ahead of today."""
    day = TODAY + timedelta(days=ahead)
    return PLAN.format(day=day.day, month=MONTHS[day.month - 1], year=day.year)


def go_on(settings: Settings) -> dict[str, int]:
    """Run what follows staging, delivery included; return what was delivered."""
    for stage in (detect_contacts, validate_batches, publish_batches, resolve_contacts):
        stage("r", settings=settings)
    return deliver_alerts("r", settings=settings)


def alerts(settings: Settings) -> list[tuple[str, str | None]]:
    """Return state and reason of the alerts."""
    return [
        (row.state, row.suppressed_reason)
        for row in ask(settings, "select state, suppressed_reason from ops.alert order by alert_id")
    ]


@pytest.fixture
def scene(warehouse_dsn: str, tmp_path: Path) -> Any:
    """Give settings with a reader, and the mail server that would have the mail."""
    post = Post()
    with post_office(post) as port:
        settings = settings_for_reports(tmp_path, warehouse_dsn, port, RASID_WATCHES=watches(tmp_path))
        empty(settings)
        yield settings, post


def test_what_is_loaded_is_not_mailed(scene: tuple[Settings, Post]) -> None:
    """The same article is mailed as news, and suppressed as history with the reason."""
    settings, post = scene
    counts = load_history([make_article(plan(9), id="old", on=TODAY.isoformat())], settings=settings)
    assert (counts["staged"], counts["alerts"], counts["alerts_suppressed"]) == (1, 0, 1)
    assert deliver_alerts("r", settings=settings) == {}
    assert alerts(settings) == [("suppressed", "backfill")]
    assert ask(settings, "select 1 from ops.delivery") == []
    assert len(ask(settings, "select 1 from mart.contacts")) == 1

    stage_articles("r", [make_article(plan(40), id="news", on=TODAY.isoformat())], settings=settings)
    assert go_on(settings) == {"sent": 1}
    assert alerts(settings) == [("suppressed", "backfill"), ("ready", None)]
    assert len(post.received) == 1


def test_history_in_quarantine_stays_history(scene: tuple[Settings, Post]) -> None:
    """Released later, it is still mailed to nobody."""
    settings, post = scene
    article = make_article(plan(9), id="old", on=TODAY.isoformat())
    stage_articles("r", [article], settings=settings, is_backfill=True)
    detect_contacts("r", settings=settings)
    ask(settings, "update staging.article set text_chars = 3")
    validate_batches("r", settings=settings)
    held = list_held(settings=settings)
    assert held
    release([one.name for one in held], Decision(by="amal", reason=""), settings=settings)
    go_on(settings)
    assert alerts(settings) == [("suppressed", "backfill")]
    assert post.received == []


def publish_polled(settings: Settings, key: str, text: str, *, published: datetime, poll: str) -> None:
    """Let an article have come by a poll of a feed."""
    stage_articles("r", [make_article(text, id=key)], settings=settings)
    values = {"key": key, "at": published, "poll": poll}
    ask_named(
        settings,
        "insert into raw.feed (feed_key, publisher_key, url) values ('f', 'sada', 'f') on conflict do nothing;"
        " insert into raw.feed_poll (run_id, feed_key, polled_at, outcome, duration_ms, entries_seen, entries_new)"
        " select %(poll)s, 'f', now(), 'ok', 1, 1, 1 where not exists (select from raw.feed_poll where run_id = %(poll)s);"
        " insert into raw.feed_entry (feed_key, poll_id, identity, url, canonical_url, title, summary, published_at, first_seen_at)"
        " select 'f', poll_id, %(key)s, %(key)s, %(key)s, 't', '', %(at)s, now() from raw.feed_poll where run_id = %(poll)s;"
        " insert into raw.page (canonical_url, entry_id, url) select canonical_url, entry_id, url from raw.feed_entry where identity = %(key)s;"
        " update staging.article s set published_at = %(at)s, seen_at = now(), published_basis = 'feed', page_id = p.page_id from raw.page p"
        " where s.article_key = %(key)s and p.canonical_url = s.article_key",
        values,
    )


def test_the_first_load_of_a_feed_tells_news_alone(scene: tuple[Settings, Post]) -> None:
    """What a feed lists at its first poll is history, but for the last day; what a later poll brings late is news."""
    settings, post = scene
    publish_polled(settings, "history", plan(9), published=NOW - timedelta(hours=47), poll="first")
    assert go_on(settings) == {}
    assert alerts(settings) == [("suppressed", "first_load")]
    publish_polled(settings, "fresh", plan(40), published=NOW - timedelta(hours=20), poll="first")
    assert go_on(settings) == {"sent": 1}
    publish_polled(settings, "late", plan(80), published=NOW - timedelta(hours=47), poll="second")
    assert go_on(settings) == {"sent": 1}
    assert alerts(settings) == [("suppressed", "first_load"), ("ready", None), ("ready", None)]
    assert len(post.received) == 2


def test_a_replay_mails_nobody(scene: tuple[Settings, Post], make_database: Callable[[], str]) -> None:
    """A mail server is set and readers wait: a replay of the days that made an alert sends nothing and writes nothing."""
    settings, post = scene
    stage_articles("r", [make_article(plan(9), id="news", on=TODAY.isoformat())], settings=settings)
    assert go_on(settings) == {"sent": 1}
    before = ask(settings, "select * from ops.alert")
    found = replay_window(TODAY, TODAY, make_database(), settings=settings)
    assert (found.gone, found.new) == ((), ())
    assert ask(settings, "select * from ops.alert") == before
    assert deliver_alerts("r", settings=settings) == {}
    assert len(post.received) == 1


def test_the_command_loads_a_file(scene: tuple[Settings, Post], monkeypatch: pytest.MonkeyPatch) -> None:
    """``./rasid load`` takes the lines that replay takes; its alerts are suppressed, and a second time nothing is new."""
    settings, post = scene
    source = PROJECT / "tests" / "fixtures" / "seed_like.jsonl"
    assert len(read_articles([source])) > 3
    monkeypatch.setenv("WAREHOUSE_DSN", settings.warehouse_dsn)
    monkeypatch.setenv("RASID_WATCHES", str(settings.watches_file))
    monkeypatch.setenv("RASID_AS_OF", "publication")
    process_settings.cache_clear()
    first, second = (CliRunner().invoke(app, ["load", str(source)], catch_exceptions=False).output for _ in range(2))
    process_settings.cache_clear()
    assert "alerts_suppressed" in first
    assert "0 staged" in second
    assert {state for state, _ in alerts(settings)} == {"suppressed"}
    assert "backfill" in {reason for _, reason in alerts(settings)}
    assert deliver_alerts("r", settings=settings) == {}
    assert post.received == []
    assert json.dumps(ask(settings, "select 1 from ops.delivery")) == "[]"
