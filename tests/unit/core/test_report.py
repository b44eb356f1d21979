"""The reports as mails: what they say, in which language, and what they call an alarm."""

from __future__ import annotations

from typing import Any

import pytest

from include.rasid.core.report import report_page
from tests.alert_factories import parse, part_of
from tests.report_factories import make_report, make_report_facts, report_style
from tests.unit.core.test_mail_hostile import HOSTILE


def alarms(**fields: Any) -> list[str]:
    """Return the labels of the rows that ask for somebody, in English."""
    page = report_page("heartbeat", make_report_facts(**fields), report_style())
    return [row.label for section in page["en"]["sections"] for row in section.rows if row.is_alarm]


WELL: dict[str, Any] = {
    "feeds": {"total": 43, "failing": [], "silent": []},
    "mail": {"alerts": 0, "suppressed": 0, "sent": 0, "refused": 0, "unknown": 0, "pending": 0},
}


def test_a_good_day_has_no_alarm() -> None:
    """The subject says that all is well, in both languages."""
    assert alarms(**WELL) == []
    subject = str(parse(make_report(**WELL))["Subject"])
    assert subject == "نبض راصد 2026-11-23: كل شيء على ما يرام | Rasid heartbeat 2026-11-23: all is well"


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({"feeds": make_report_facts()["feeds"]}, "Sada News (sada_world)"),
        ({"mail": {**WELL["mail"], "unknown": 1}}, "mails of unknown fate"),
        ({"mail": {**WELL["mail"], "refused": 1}}, "mails refused"),
        ({"checks": {"passed": 1, "warned": 0, "failed": 2, "failed_names": ["a.b"]}}, "failed"),
        ({"checks": {"passed": 0, "warned": 0, "failed": 0, "failed_names": []}}, "this day was not audited"),
        ({"canary": {**make_report_facts()["canary"], "lost": 1}}, "lost"),
        ({"waiting": {**make_report_facts()["waiting"], "held_batches": 1}}, "held batches"),
        ({"waiting": {**make_report_facts()["waiting"], "last_poll_at": None}}, "last poll"),
        (
            {"waiting": {**make_report_facts()["waiting"], "degraded_since": "2026-11-23T09:00:00+00:00"}},
            "coverage degraded since",
        ),
    ],
)
def test_what_asks_for_somebody(fields: dict[str, Any], label: str) -> None:
    """Each of these alone makes the verdict say that there is a thing to look at."""
    assert alarms(**{**WELL, **fields}) == [label]
    assert "things to look at: 1" in str(parse(make_report(**{**WELL, **fields}))["Subject"])


def test_both_halves_say_the_same() -> None:
    """As many sections and rows in Arabic as in English, Arabic first, none of them empty."""
    page = report_page("weekly", make_report_facts(), report_style())
    assert page["order"][0] == "ar"
    counts = {language: [len(section.rows) for section in page[language]["sections"]] for language in ("ar", "en")}
    assert counts["ar"] == counts["en"]
    assert 0 not in counts["ar"]


def test_figures_are_told() -> None:
    """A table of figures in the text part, durations in two units, the share of recall."""
    text = part_of(make_report(), "plain")
    for line in (
        "publication to mail server, median and worst: 10 min 40 s / 48 min 20 s",
        "share found: 92%",
        "feeds that answer: 42 / 43",
        "arrived of those sent out: 7 / 7",
        "published: 812",
        "server error: 3",
        "Wednesday, 2 December 2026, Geneva",
        "2026-11-23: 812 articles · 0 alerts",
    ):
        assert line in text


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_names_add_no_header_and_no_element(text: str) -> None:
    """What an outlet calls itself is text, in the header block as in the HTML."""
    feed = {**make_report_facts()["feeds"]["failing"][0], "publisher_ar": text, "publisher_en": text}
    fields = {"feeds": {"total": 1, "failing": [feed], "silent": []}, "told": [{"headline": {"ar": text, "en": text}}]}
    mail, usual = make_report("weekly", **fields), make_report("weekly")
    assert parse(mail).keys() == parse(usual).keys()
    html = part_of(mail, "html")
    assert "<script" not in html.lower()
    assert "<img" not in html.lower()
