"""The heartbeat and the weekly digest: their figures, written and mailed once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from include.rasid.core.report import report_page
from include.rasid.io.reports import load_report_style
from include.rasid.io.warehouse import as_json
from include.rasid.stages.notices import tell_operators
from include.rasid.stages.report import preview_report, write_reports
from tests.alert_factories import make_facts, part_of
from tests.smtp_servers import Post, post_office
from tests.warehouse.reporting import NOW, READER, ask_named, empty, poll, settings_for_reports
from tests.warehouse.test_validate import ask

if TYPE_CHECKING:
    from pathlib import Path

    from include.rasid.settings import Settings

pytestmark = pytest.mark.postgres
DAY = date(2026, 11, 23)


@pytest.fixture
def settings(warehouse_dsn: str, tmp_path: Path) -> Settings:
    """Return settings on an empty warehouse in which every feed answered a minute ago."""
    chosen = settings_for_reports(tmp_path, warehouse_dsn)
    empty(chosen)
    poll(chosen, 0)
    return chosen


def shown(settings: Settings, kind: str = "heartbeat", language: str = "en") -> str:
    """Return the half of a report's text in one language."""
    style = load_report_style(settings)
    page = report_page(kind, preview_report(kind, DAY, settings=settings, now=NOW), style)
    return style.text.render({**page, "order": (language,)})


def add_contact(settings: Settings, number: int, *, status: str, starts_on: date, **more: Any) -> str:
    """Write a contact with an article that reported it on the day, and the alert that was mailed."""
    values = {
        "id": f"00000000-0000-4000-8000-{number:012}",
        "key": f"https://sada.example/{number}",
        "status": status,
        "starts_on": starts_on,
        "at": NOW - timedelta(hours=10),
        "watch": "us_russia",
        **more,
    }
    ask_named(
        settings,
        "insert into core.article (article_key, publisher_key, url, title, text, content_sha256, published_at, published_basis, batch_id, first_loaded_at)"
        " values (%(key)s, 'sada', %(key)s, 't', 't', 'x', %(at)s, 'feed', 1, %(at)s);"
        " insert into core.contact (contact_id, watch_key, participants, mode, cameo, setting, status, starts_on, ends_on, place, scope, role,"
        " confidence, first_reported_at, last_reported_at)"
        " values (%(id)s, %(watch)s, '{blinken,lavrov}', 'in_person', '044', 'bilateral', %(status)s, %(starts_on)s, %(starts_on)s, 'Geneva',"
        " 'principal', 'new', .9, %(at)s, %(at)s)",
        values,
    )
    return str(values["id"])


def add_alert(settings: Settings, contact_id: str, number: int, accepted_after: timedelta | None, **facts: Any) -> None:
    """Write an alert of the contact, mailed so long after its publication; None: not mailed yet."""
    told = make_facts(**facts)
    published = NOW - timedelta(hours=10)
    values = {
        "id": contact_id,
        "key": f"https://sada.example/{number}",
        "facts": as_json(told),
        "at": published + timedelta(seconds=30),
    }
    values |= {
        "done": published + accepted_after if accepted_after else None,
        "state": "sent" if accepted_after else "pending",
    }
    ask_named(
        settings,
        "insert into ops.subscriber (email, watch_keys) values ('anna@x.example', '{us_russia}') on conflict do nothing;"
        " insert into ops.alert (contact_id, transition, revision, article_key, watch_key, participants, facts, as_of, created_at)"
        " values (%(id)s, 'held', 1, %(key)s, 'us_russia', '{blinken,lavrov}', %(facts)s, %(at)s, %(at)s);"
        " insert into ops.delivery (alert_id, subscriber_id, state, finished_at)"
        " select max(a.alert_id), max(s.subscriber_id), %(state)s, %(done)s from ops.alert a cross join ops.subscriber s",
        values,
    )


def test_a_quiet_day_is_well(settings: Settings) -> None:
    """Nothing happened and everything works: the heartbeat says so, and what it looked at."""
    ask(
        settings,
        "insert into ops.quality_result (expectation, severity, success, element_count, unexpected_count, why, suite, checked_at)"
        " values ('e', 'block', true, 1, 0, 'w', 'articles', %s)",
        NOW,
    )
    ask(settings, "update ops.coverage_episode set ended_at = now()")
    ask(
        settings,
        "insert into raw.feed_poll (run_id, feed_key, polled_at, outcome, duration_ms) values ('r', 'feed1', %s, 'ok', 1)",
        NOW,
    )
    text = shown(settings)
    assert "Rasid heartbeat 2026-11-23: all is well" in text
    assert "feeds that answer: 10 / 10" in text
    assert "passed: 1" in text
    assert "2026-11-23 03:00 UTC+3 to 2026-11-24 03:00 UTC+3 (Asia/Riyadh)" in text


def fill_day(settings: Settings) -> None:
    """Write a day with contacts, plans, mails, feeds that fail, a gap, and contacts known from elsewhere."""
    empty(settings)
    poll(settings, 3)
    held = add_contact(settings, 1, status="held", starts_on=DAY)
    add_contact(settings, 2, status="planned", starts_on=DAY + timedelta(days=20))
    add_contact(settings, 3, status="planned", starts_on=DAY - timedelta(days=20))
    add_alert(settings, held, 1, timedelta(seconds=95))
    other = add_contact(settings, 4, status="held", starts_on=DAY)
    add_alert(settings, other, 4, timedelta(minutes=61))
    ask(
        settings,
        "insert into raw.coverage_gap (poll_id, feed_key, since, until, entries_new) select max(poll_id), 'feed4', %s, %s, 37 from raw.feed_poll where feed_key = 'feed4'",
        NOW - timedelta(hours=9),
        NOW - timedelta(hours=8),
    )
    ask(
        settings,
        "insert into core.known_contact (source, reference, participants, starts_on, ends_on) values ('l', '1', '{blinken,lavrov}', %s, %s), ('l', '2', '{biden,putin}', %s, %s)",
        DAY,
        DAY,
        DAY,
        DAY,
    )


def test_the_figures_of_a_day(settings: Settings) -> None:
    """Contacts by status, plans with day, people and place, mails, failing feeds since when, gaps, latency, recall."""
    fill_day(settings)
    english, arabic = shown(settings), shown(settings, language="ar")

    assert "- took place: 2" in english
    assert "- planned: 2" in english
    assert "Sunday, 13 December 2026, Geneva" in english
    assert english.count("Geneva") == 1, "a plan whose day is over is not ahead"
    assert "mails accepted: 2" in english
    assert "feeds that answer: 7 / 10" in english
    assert "! Sada (feed0): failing since 2026-11-23 21:55 (timed out)" in english
    assert "37 entries at once, 2026-11-23 22:00 to 2026-11-23 23:00" in english
    assert "publication to mail server, median and worst: 1 min 35 s / 1 h 1 min" in english
    assert "found: 1" in english
    assert "not covered by any source: 1" in english
    assert "! this day was not audited" in english
    assert "things to look at: " in english
    assert "أمور تحتاج نظرا" in arabic
    assert "متوقف منذ" in arabic


def test_a_collector_that_stands_still_is_told(settings: Settings) -> None:
    """No poll since before the end of the day: nothing fails, and yet nothing is read."""
    ask(settings, "update raw.feed_poll set polled_at = %s", NOW - timedelta(days=2))
    assert "! last poll: 2026-11-22 07:00" in shown(settings)


def test_the_weekly_digest_names_what_readers_were_told(settings: Settings) -> None:
    """One headline an alert, in the language of each half."""
    contact = add_contact(settings, 1, status="held", starts_on=DAY)
    add_alert(settings, contact, 1, timedelta(seconds=95))
    assert "Held: Blinken–Lavrov, New Delhi, 2023-03-02" in shown(settings, "weekly")
    assert "عُقد: لقاء بلينكن ولافروف" in shown(settings, "weekly", "ar")
    assert "What readers were told" not in shown(settings)


def test_each_report_is_written_and_mailed_once(settings: Settings, warehouse_dsn: str, tmp_path: Path) -> None:
    """The heartbeat of yesterday and the digest of last week; again the same day: nothing; next Monday: the next digest."""
    assert write_reports("r", settings=settings, now=NOW) == {"heartbeats": 1, "weekly": 1}
    assert write_reports("r", settings=settings, now=NOW) == {"known": 2}
    assert write_reports("r", settings=settings, now=NOW + timedelta(days=1)) == {"heartbeats": 1, "known": 1}
    assert write_reports("r", settings=settings, now=NOW + timedelta(days=6)) == {"heartbeats": 1, "weekly": 1}
    post = Post()
    with post_office(post) as port:
        told = settings_for_reports(tmp_path, warehouse_dsn, port)
        assert tell_operators("t", settings=told) == {"told": 5}
        assert tell_operators("t", settings=told) == {}
    assert post.received == [READER] * 5
    assert len(set(post.identities)) == 5
    assert post.identities[0].startswith("<heartbeat-2026-11-23.")
    assert post.identities[1].startswith("<weekly-2026-11-22.")
    content = post.contents[0]
    assert b"Auto-Submitted: auto-generated\r\n" in content
    assert b"List-Id: <heartbeat.rasid.invalid>\r\n" in content
    assert "نبض راصد" in part_of(content, "plain")
    assert "Rasid heartbeat 2026-11-23" in part_of(content, "html")


def test_where_nobody_reads_reports_none_is_written(settings: Settings) -> None:
    """They do not pile up for the day on which an address is set; without readers of their own, operators get them."""
    silent = replace(settings, ops_mail=(), reports=replace(settings.reports, mail=()))
    assert write_reports("r", settings=silent, now=NOW) == {"nobody_to_tell": 1}
    assert ask(settings, "select 1 from ops.notice") == []
    operators = replace(settings, reports=replace(settings.reports, mail=()))
    assert write_reports("r", settings=operators, now=NOW) == {"heartbeats": 1, "weekly": 1}


def test_hostile_names_stay_text(settings: Settings) -> None:
    """A publisher that calls itself a script, or turns the line round, is shown as it is, escaped."""
    ask(
        settings,
        "update core.publisher set name_ar = '<script>x</script>\u202eabc', name_en = '=?utf-8?q?=0d=0aBcc:_a@b?='",
    )
    poll(settings, 2)
    style = load_report_style(settings)
    page = report_page("heartbeat", preview_report("heartbeat", DAY, settings=settings, now=NOW), style)
    html = style.html.render(page)
    assert "<script" not in html
    assert "\u202e" not in html
    assert "=?utf" not in style.text.render(page).splitlines()[0]
    assert "&lt;" in html
