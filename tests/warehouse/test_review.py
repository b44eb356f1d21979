"""Uncertain contacts: who is asked, what an answer changes and whom it tells, and that it outlives rebuilds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from include.rasid.core.answers import Answer
from include.rasid.core.verdicts import VerdictKind
from include.rasid.stages.answer import answer_question
from include.rasid.stages.decide import Operator
from include.rasid.stages.resolve import resolve_contacts
from include.rasid.stages.review import Given, queue_questions, take_answer
from tests.alert_factories import part_of
from tests.factories import make_article
from tests.warehouse.loading import execute, read, read_more, rows
from tests.warehouse.reviewing import (
    MET,
    alerts,
    careful_watches,
    contact_of,
    deliver,
    forget_contacts,
    reviews,
    waiting,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from include.rasid.settings import Settings

pytestmark = pytest.mark.postgres
SARA = Operator(name="sara", reason="read it", via="airflow", run_id="r1")
MONTHS = ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر")
OPTIONS = {
    "approve": "اعتماد · Approve",
    "reject": "رفض · Reject",
    "correct": "تصحيح · Correct",
    "later": "لاحقا · Later",
}
APPROVE, REJECT = Answer(kind=VerdictKind.APPROVED), Answer(kind=VerdictKind.REJECTED)


@pytest.fixture
def settings(make_database: Callable[[], str], tmp_path: Path) -> Settings:
    """Return a warehouse with one contact that waits for a person, and two readers."""
    return waiting(make_database, tmp_path)


def given(option: str, **form: str) -> Given:
    return Given(
        option=OPTIONS[option],
        form=dict.fromkeys(("status", "day", "place", "participants", "reason")) | form,
        by="sara",
    )


def answer(settings: Settings, what: Given) -> dict[str, int]:
    return take_answer("r1", contact_of(settings, "a1"), what, settings=settings)


def test_question_shows_evidence_and_proposal_in_both_languages(settings: Settings) -> None:
    """Subject and body name the people, day, place and confidence, quote the sentence, and link the article; it is asked once."""
    execute(settings, "update core.article set url = 'https://news.example/1', title = 'عنوان [x](javascript:1) <b>'")
    [question] = queue_questions("r1", settings=settings)

    assert question["contact_id"] == contact_of(settings, "a1")
    assert question["subject"].startswith(
        "عُقد: لقاء بلينكن ولافروف – جنيف، 2 مارس 2023 | Held: Blinken–Lavrov, Geneva, 2023-03-02 ("
    )
    body = question["body"]
    for words in (
        "أنتوني بلينكن Antony Blinken `blinken`",
        "تمّ · took place (`held`)",
        "Thursday, 2 March 2023",
        "جنيف · Geneva",
    ):
        assert words in body
    assert "> التقى وزير الخارجية الأميركي أنتوني بلينكن نظيره الروسي سيرغي لافروف في جنيف" in body
    assert r"[عنوان \[x\]\(javascript:1\) \<b\>](https://news.example/1)" in body
    assert "Approve" in body
    assert "اعتماد" in body
    assert queue_questions("r2", settings=settings) == []


def test_unanswered_question_comes_back(settings: Settings) -> None:
    """When Airflow has closed the action, or the person chose later, it is asked again a day later, not before."""
    assert len(queue_questions("r1", settings=settings)) == 1
    assert answer(settings, given("later")) == {"put_off": 1}
    assert queue_questions("r2", settings=settings) == []
    execute(settings, "update ops.review set asked_until = asked_until - interval '25 hours'")
    assert len(queue_questions("r3", settings=settings)) == 1


def test_approval_is_mailed_once(settings: Settings) -> None:
    """Each reader gets one mail through the outbox; the same answer again, and the same news again, mail nothing."""
    counts = answer(settings, given("approve"))
    mails = deliver(settings)

    assert (counts["approved"], counts["alerts"]) == (1, 1)
    assert sorted(m["To"] for m in mails) == ["omar@desk.example", "sara@desk.example"]
    assert "Held: Blinken–Lavrov, Geneva, 2023-03-02" in mails[0]["Subject"]
    assert answer(settings, given("approve")) == {"answered_elsewhere": 1}
    read_more(
        settings,
        [make_article(MET.format(place="جنيف", day="2 مارس 2023"), id="a2", on="2023-03-03", publisher="ufuq")],
    )
    resolve_contacts("again", settings=settings)
    assert deliver(settings) == []
    assert [r[1] for r in reviews(settings)] == ["approved"]


def test_only_the_first_of_two_answers_counts(settings: Settings) -> None:
    """Two people who answer at the same moment: one answer is taken, one mail goes to each reader."""
    contact = contact_of(settings, "a1")
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda a: answer_question(contact, a, SARA, settings=settings), (APPROVE, APPROVE)))
    assert sorted(d is None for d in done) == [False, True]
    assert len(rows(settings, "select 1 from core.contact_verdict")) == 1
    assert len(deliver(settings)) == 2


def test_rejection_takes_the_contact_away_and_mails_nobody(settings: Settings) -> None:
    """Nobody had been told; analysts do not see it any more; the next report of the same sentence is not asked about again."""
    assert answer(settings, given("reject", reason="a summary of last year"))["rejected"] == 1
    assert rows(settings, "select contact_id from mart.contacts") == []
    assert deliver(settings) == []
    copy = make_article(MET.format(place="جنيف", day="2 مارس 2023"), id="a2", on="2023-03-03", publisher="ufuq")
    assert read_more(settings, [copy])["mentions_rejected"] == 1
    assert [r[1] for r in reviews(settings)] == ["rejected"]
    [verdict] = rows(settings, "select kind, decided_by, via, reason from core.contact_verdict")
    assert tuple(verdict) == ("rejected", "sara", "airflow", "a summary of last year")


def test_other_report_of_what_was_rejected_is_asked_about(settings: Settings) -> None:
    """Rejection is of what was read, not of the world: another article that says so in its own words is a question of its own."""
    answer(settings, given("reject"))
    other = "اجتمع أنتوني بلينكن وزير الخارجية الأميركي مع سيرغي لافروف في جنيف يوم 2 مارس 2023 لبحث الأزمة."
    read_more(settings, [make_article(other, id="a2", on="2023-03-03", publisher="ufuq")])
    assert [r[1] for r in reviews(settings)] == ["rejected", "waiting"]


def test_correction_is_mailed_as_it_is_right(settings: Settings) -> None:
    """Status, day, place and people of the form are what is believed and mailed; empty fields stay."""
    counts = answer(
        settings, given("correct", status="planned", day="2023-03-09", place="فيينا", participants="sullivan, lavrov")
    )
    [mail, _] = deliver(settings)

    assert (counts["corrected"], counts["alerts"]) == (1, 1)
    assert "Announced: Sullivan–Lavrov, Vienna, 2023-03-09" in mail["Subject"].replace(
        "Lavrov–Sullivan", "Sullivan–Lavrov"
    )
    assert "given by a reviewer who read the articles" in part_of(mail, "plain")
    [contact] = rows(settings, "select status, starts_on::text as day, place, participants, mode from mart.contacts")
    assert tuple(contact) == ("planned", "2023-03-09", "Vienna", ["lavrov", "sullivan"], "in_person")


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"place": "Atlantis"}, "no city or country called Atlantis"),
        ({"day": "yesterday"}, "not a day such as"),
        ({"day": "2023-02-30"}, "not a day such as"),
        ({"status": "maybe"}, "maybe is no status"),
        ({"participants": "blinken"}, "nobody of Russia is among the participants"),
        ({"participants": "blinken, nobody_at_all"}, "the lexicon has nobody called nobody_at_all"),
        ({}, "a correction says what is right"),
    ],
    ids=str,
)
def test_correction_that_cannot_be_read_is_asked_again(settings: Settings, form: dict[str, str], why: str) -> None:
    """Nothing changes; the question comes back at once and says why."""
    queue_questions("r1", settings=settings)
    assert answer(settings, given("correct", **form)) == {"unreadable": 1}
    [question] = queue_questions("r2", settings=settings)
    assert why.replace("_", r"\_") in question["body"]
    assert (reviews(settings)[0][1], alerts(settings)) == ("waiting", [])


@pytest.mark.parametrize(
    "what",
    [given("approve"), given("reject"), given("correct", day="2023-03-01", place="Vienna")],
    ids=["approve", "reject", "correct"],
)
def test_answer_outlives_a_rebuild(settings: Settings, what: Given) -> None:
    """Contacts that are resolved anew from the mentions alone are as the person left them, and nobody is asked again."""
    answer(settings, what)
    before = rows(settings, "select participants, status, starts_on, place, confidence from mart.contacts")
    forget_contacts(settings)
    resolve_contacts("rebuild", settings=settings)

    assert rows(settings, "select participants, status, starts_on, place, confidence from mart.contacts") == before
    assert reviews(settings) == []


def test_answer_outlives_an_edit_of_the_article(settings: Settings) -> None:
    """An article that is published anew with the same sentence keeps its answer."""
    answer(settings, given("approve"))
    text = "مقدمة جديدة للخبر بعد تعديله. " + MET.format(place="جنيف", day="2 مارس 2023")
    read_more(settings, [make_article(text, id="a1", on="2023-03-02", publisher="sada")])
    assert rows(settings, "select confidence from mart.contacts")[0].confidence == pytest.approx(0.99)


def test_question_that_is_none_any_more_is_closed(make_database: Callable[[], str], tmp_path: Path) -> None:
    """When the article that raised it is edited and does not say so any more, nobody is asked."""
    first = make_article(MET.format(place="جنيف", day="2 مارس 2023"), id="a1", on="2023-03-02")
    settings = read(make_database, [[first]], RASID_WATCHES=str(careful_watches(tmp_path)))
    contact = contact_of(settings, "a1")
    read_more(
        settings, [make_article("قال بلينكن إن موقف لافروف معروف، ولم يزد على ذلك شيئا.", id="a1", on="2023-03-02")]
    )

    assert [r[1] for r in reviews(settings)] == ["moot"]
    assert take_answer("r1", contact, given("approve"), settings=settings) == {"answered_elsewhere": 1}


def test_new_doubt_about_an_approved_contact_is_asked(settings: Settings) -> None:
    """An uncertain cancellation of what was approved is a question again, and approving it tells readers of the cancellation."""
    answer(settings, given("correct", status="planned", day="2023-03-09"))
    deliver(settings)
    off = "ألغى وزير الخارجية الأميركي أنتوني بلينكن لقاءه مع نظيره الروسي سيرغي لافروف الذي كان مقررا في 9 مارس 2023."
    read_more(settings, [make_article(off, id="a2", on="2023-03-05", publisher="ufuq")])
    assert [r[1] for r in reviews(settings)] == ["waiting"]
    take_answer("r2", contact_of(settings, "a2"), given("approve"), settings=settings)
    mails = deliver(settings)
    assert ["Cancelled: " in m["Subject"] for m in mails] == [True, True]


def test_answer_that_comes_late_is_judged_by_when_it_was_asked(
    make_database: Callable[[], str], tmp_path: Path
) -> None:
    """What was news when it was queued is mailed after a weekend; what is older still is not."""
    today = date.today()  # noqa: DTZ011 - the days of the articles
    for days, state in ((2, "ready"), (9, "suppressed")):
        held = today - timedelta(days=days)
        text = (
            "التقى وزير الخارجية الأميركي ماركو روبيو نظيره الروسي سيرغي لافروف في جنيف يوم "
            f"{held.day} {MONTHS[held.month - 1]} {held.year}."
        )
        article = make_article(text, id="a1", on=held.isoformat(), publisher="sada")
        settings = read(make_database, [[article]], RASID_WATCHES=str(careful_watches(tmp_path)), RASID_AS_OF="now")
        execute(settings, "update ops.review set created_at = now() - interval '4 days'")
        if days == 9:
            execute(settings, "update ops.review set created_at = now()")
        answer(settings, given("approve"))
        assert [a[2] for a in alerts(settings)] == [state]
