"""The canary travels the whole way to its mailbox, and nobody else ever sees it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from include.rasid.errors import BadInputError
from include.rasid.io.canary import canary_address, watches_with_canary
from include.rasid.io.feeds_file import load_feeds
from include.rasid.io.report_rows import Span, read_report
from include.rasid.io.search_index import index_missing
from include.rasid.io.warehouse import transaction
from include.rasid.settings import PROJECT
from include.rasid.stages.canary import plant_canary
from include.rasid.stages.deliver import deliver_alerts
from include.rasid.stages.detect import detect_contacts
from include.rasid.stages.extract import extract_articles
from include.rasid.stages.publish import publish_batches
from include.rasid.stages.resolve import resolve_contacts
from include.rasid.stages.stage_articles import stage_articles
from include.rasid.stages.validate import validate_batches
from tests.alert_factories import parse, part_of
from tests.factories import make_article
from tests.smtp_servers import Post, post_office
from tests.warehouse.reporting import CANARY_BOX, empty, settings_for_reports
from tests.warehouse.test_validate import ask

if TYPE_CHECKING:
    from pathlib import Path

    from include.rasid.settings import Settings

pytestmark = pytest.mark.postgres
STAGES = (extract_articles, detect_contacts, validate_batches, publish_batches, resolve_contacts, deliver_alerts)
YESTERDAY = (datetime.now(UTC).date() - timedelta(days=1)).isoformat()
READER = "anna@newsroom.example"
NEWS = (
    "التقى وزير الخارجية الأميركي ماركو روبيو نظيره الروسي سيرغي لافروف اليوم في جنيف، وبحثا الحد من التسلح، "
    "وقالت الخارجية الأميركية إن اللقاء استمر ساعتين وتناول ملفات عدة بين البلدين."
)


def watches(folder: Path) -> str:
    """Write a watches.yml with one reader; return its path."""
    raw = yaml.safe_load((PROJECT / "include" / "lexicons" / "watches.yml").read_text("utf-8"))
    raw["watches"] = [{**raw["watches"][0], "recipients": [READER]}]
    (folder / "watches.yml").write_text(yaml.safe_dump(raw, allow_unicode=True), "utf-8")
    return str(folder / "watches.yml")


def travel(settings: Settings) -> dict[str, dict[str, int]]:
    """Run what Airflow runs after the canary was planted."""
    return {stage.__name__: stage("r", settings=settings) for stage in STAGES}


def test_it_arrives_in_its_mailbox_alone(warehouse_dsn: str, tmp_path: Path) -> None:
    """Planted, extracted, read by its own watch, validated, published, resolved, alerted, mailed: once; readers get nothing."""
    post = Post()
    with post_office(post) as port:
        settings = settings_for_reports(tmp_path, warehouse_dsn, port, RASID_WATCHES=watches(tmp_path))
        empty(settings)
        assert plant_canary("p", settings=settings) == {"planted": 1}
        assert plant_canary("p", settings=settings) == {"known": 1}
        counts = travel(settings)
        assert travel(settings)["resolve_contacts"] == {}
    assert counts["extract_articles"] == {"extracted": 1}
    assert counts["detect_contacts"] == {"with_contacts": 1}
    assert counts["deliver_alerts"] == {"sent": 1}
    assert post.received == [CANARY_BOX]
    mail = parse(post.contents[0])
    assert mail["List-Id"] == "<canary.rasid.invalid>"
    assert "موناكو" in part_of(mail, "plain")
    assert canary_address(datetime.now(UTC).date()) in part_of(mail, "plain")


def test_each_day_is_a_contact_of_its_own(warehouse_dsn: str, tmp_path: Path) -> None:
    """Four days running are four mails: none is taken for news of the days before, not even where its countries come again."""
    post = Post()
    with post_office(post) as port:
        settings = settings_for_reports(tmp_path, warehouse_dsn, port)
        empty(settings)
        today = datetime.now(UTC).date()
        for back in range(3, -1, -1):
            plant_canary("p", settings=settings, day=today - timedelta(days=back))
            travel(settings)
    assert post.received == [CANARY_BOX] * 4


def test_no_mart_shows_it_and_news_are_told(warehouse_dsn: str, tmp_path: Path) -> None:
    """Views, functions and searches for analysts know nothing of it, while an article beside it reaches its reader."""
    post = Post()
    with post_office(post) as port:
        settings = settings_for_reports(tmp_path, warehouse_dsn, port, RASID_WATCHES=watches(tmp_path))
        empty(settings)
        plant_canary("p", settings=settings)
        article = make_article(id="https://sada.example/1", text=NEWS, title="روبيو يلتقي لافروف", on=YESTERDAY)
        stage_articles("r", [article], settings=settings)
        travel(settings)
        index_missing(warehouse_dsn)
    assert sorted(post.received) == sorted([READER, CANARY_BOX])
    views = [
        row.name
        for row in ask(settings, "select table_name as name from information_schema.views where table_schema = 'mart'")
    ]
    assert len(views) > 20
    key = f"https://{'canary.rasid.invalid'}"
    contact = ask(settings, "select contact_id::text as id from core.contact where watch_key = 'canary'")[0].id
    publisher = "canary"
    seen: dict[str, Any] = {}
    for view in [*views, "contacts_as_of(now())", "search('موناكو')", "search('الأندوري')"]:
        rows = ask(settings, f"select to_jsonb(v)::text as row from mart.{view} v")
        seen[view] = [row.row for row in rows if key in row.row or contact in row.row or f'"{publisher}"' in row.row]
    assert {view: rows for view, rows in seen.items() if rows} == {}
    assert len(ask(settings, "select 1 from mart.alerts")) == 1
    assert len(ask(settings, "select 1 from mart.contacts_as_of(now())")) == 1


def test_the_heartbeat_says_how_long_it_took_and_what_was_lost(warehouse_dsn: str, tmp_path: Path) -> None:
    """One arrived, one of yesterday did not: lost; without a mailbox there is none and the heartbeat says that."""
    post = Post()
    now = datetime.now(UTC)
    today = now.date()
    with post_office(post) as port:
        settings = settings_for_reports(tmp_path, warehouse_dsn, port)
        empty(settings)
        plant_canary("p", settings=settings)
        travel(settings)
    plant_canary("p", settings=settings, day=today - timedelta(days=1))
    ask(settings, "update ops.canary set planted_at = now() - interval '1 day' where day < %s", today)
    ask(settings, "update ops.canary set planted_at = now() - interval '90 seconds' where day = %s", today)
    with transaction(warehouse_dsn) as cursor:
        told = read_report(cursor, Span(first=today, last=today), settings, now)["canary"]
    assert (told["planted"], told["arrived"], told["lost"], told["under_way"]) == (2, 1, 1, 0)
    assert 60 < told["median_seconds"] == told["worst_seconds"] < 120


def test_without_a_mailbox_there_is_no_canary(warehouse_dsn: str, tmp_path: Path) -> None:
    """Nothing is planted, and no watch is added."""
    settings = settings_for_reports(tmp_path, warehouse_dsn, RASID_CANARY_MAIL="")
    assert plant_canary("p", settings=settings) == {"off": 1}
    assert [watch.key for watch in watches_with_canary(settings)] == ["us_russia"]


def test_news_of_its_countries_are_nobodys_canary(warehouse_dsn: str, tmp_path: Path) -> None:
    """An article of an outlet that says the same is not read by the canary's watch."""
    settings = settings_for_reports(tmp_path, warehouse_dsn)
    empty(settings)
    text = "التقى وزير خارجية موناكو نظيره الأندوري اليوم في جنيف، وبحثا التعاون بين البلدين في السياحة وحماية البحر والطرق."
    stage_articles("r", [make_article(id="a", text=text, on=YESTERDAY)], settings=settings)
    assert detect_contacts("r", settings=settings) == {"without_contacts": 1}


@pytest.mark.parametrize("kind", ["watch", "feed", "publisher"])
def test_its_key_is_its_own(kind: str, warehouse_dsn: str, tmp_path: Path) -> None:
    """Neither watches.yml nor feeds.yml may file anything under it: it would be hidden from everybody."""
    settings = settings_for_reports(tmp_path, warehouse_dsn)
    if kind == "watch":
        path = tmp_path / "watches.yml"
        path.write_text((PROJECT / "include" / "canary" / "watch.yml").read_text("utf-8"), "utf-8")
        with pytest.raises(BadInputError, match="kept for the canary"):
            watches_with_canary(settings_for_reports(tmp_path, warehouse_dsn, RASID_WATCHES=str(path)))
        return
    text = settings.feeds_file.read_text("utf-8")
    settings.feeds_file.write_text(text.replace("feed3" if kind == "feed" else "sada", "canary"), "utf-8")
    with pytest.raises(BadInputError, match="the key canary is kept"):
        load_feeds(settings.feeds_file)


def test_days_are_named_in_the_language_of_its_readers() -> None:
    """Its address tells its day."""
    assert canary_address(date(2026, 11, 3)) == "https://canary.rasid.invalid/2026-11-03"
