"""Changes of what was announced, and corrections: who got an alert that was wrong is told so, once, in the same thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from include.rasid.core.answers import Answer
from include.rasid.core.verdicts import VerdictKind
from include.rasid.stages.answer import answer_contact
from include.rasid.stages.decide import Operator, split_contact
from tests.alert_factories import part_of
from tests.factories import make_article
from tests.smtp_servers import Post
from tests.warehouse.loading import execute, read, read_more, rows
from tests.warehouse.reviewing import MET, PLANNED, alerts, contact_of, deliver, usual_watches

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from include.rasid.model import Article
    from include.rasid.settings import Settings

pytestmark = pytest.mark.postgres
SARA = Operator(name="sara", reason="read it")
MOVED = "أرجئت إلى {day} محادثات كانت مقررة بين بلينكن ولافروف."
NOTHING = "قال بلينكن إن موقف لافروف معروف، ولم يزد على ذلك شيئا، وانتقل إلى أسعار الحبوب."
REJECT = Answer(kind=VerdictKind.REJECTED)


def planned(key: str, on: str, place: str = "جنيف", day: str = "10 مارس 2023") -> Article:
    return make_article(PLANNED.format(place=place, day=day), id=key, on=on, publisher=key)


@pytest.fixture
def announced(make_database: Callable[[], str], tmp_path: Path) -> Settings:
    """Return a warehouse with one announced contact, of which both readers have been told."""
    settings = read(make_database, [[planned("a1", "2023-03-02")]], RASID_WATCHES=str(usual_watches(tmp_path)))
    assert len(deliver(settings)) == 2
    return settings


def test_changed_place_is_told_in_the_thread(announced: Settings) -> None:
    """Another city for an announced contact is a second announcement, which says what was announced before."""
    read_more(announced, [planned("a2", "2023-03-03", "إسطنبول")])
    mails = deliver(announced)

    assert alerts(announced) == [("announced", 1, "ready", None), ("announced", 2, "ready", None)]
    assert sorted(m["To"] for m in mails) == ["omar@desk.example", "sara@desk.example"]
    assert {m["References"] for m in mails} == {f"<contact-{contact_of(announced, 'a1')}@alerts.example>"}
    assert "Previously: Friday, 10 March 2023, Geneva" in part_of(mails[0], "plain")
    read_more(announced, [planned("a3", "2023-03-04", "إسطنبول"), planned("a4", "2023-03-04")])
    assert deliver(announced) == []


def test_changed_day_is_told_in_the_thread(announced: Settings) -> None:
    """Another day for an announced contact is told once for each change, with the day before."""
    thread = {f"<contact-{contact_of(announced, 'a1')}@alerts.example>"}
    for key, on, day, before in (
        ("a2", "2023-03-05", "17 مارس 2023", "Friday, 10 March 2023"),
        ("a3", "2023-03-08", "24 مارس 2023", "Friday, 17 March 2023"),
    ):
        read_more(announced, [make_article(MOVED.format(day=day), id=key, on=on, publisher=key)])
        mails = deliver(announced)
        assert ({m["References"] for m in mails}, len(mails)) == (thread, 2)
        assert f"Previously: {before}" in part_of(mails[0], "plain")
    assert [a[:3] for a in alerts(announced)] == [
        ("announced", 1, "ready"),
        ("postponed", 1, "ready"),
        ("postponed", 2, "ready"),
    ]


@pytest.mark.parametrize("place", ["سويسرا", "جنيف"], ids=["its country", "the same"])
def test_plan_told_more_or_less_precisely_is_no_change(announced: Settings, place: str) -> None:
    """The country of the city, or the city again, is no news."""
    read_more(announced, [planned("a2", "2023-03-03", place)])
    assert alerts(announced) == [("announced", 1, "ready", None)]


def test_rejected_contact_is_corrected_once(announced: Settings) -> None:
    """Whoever got the alert gets one mail in its thread that says it was wrong; nobody gets a second one."""
    thread = f"<contact-{contact_of(announced, 'a1')}@alerts.example>"
    done = answer_contact(contact_of(announced, "a1"), REJECT, SARA, settings=announced)
    post = Post()
    mails = deliver(announced, post)

    assert done.counts["alerts_corrected"] == 1
    assert sorted(m["To"] for m in mails) == ["omar@desk.example", "sara@desk.example"]
    assert {m["References"] for m in mails} == {thread}
    assert all("Correction: " in m["Subject"] and "تصحيح: " in m["Subject"] for m in mails)
    text = part_of(mails[0], "plain")
    assert "A reviewer found that this was wrong" in text
    assert "We told you: announced, Friday, 10 March 2023, Geneva" in text
    assert rows(announced, "select contact_id from mart.contacts") == []
    assert deliver(announced, post) == []
    assert [r.cause for r in rows(announced, "select cause from ops.correction")] == ["rejected"]


def test_only_who_got_it_is_corrected(make_database: Callable[[], str], tmp_path: Path) -> None:
    """A reader whose mail was refused gets nothing; one who has not got the alert yet never does."""
    watches = usual_watches(tmp_path, readers=("sara@desk.example", "gone@desk.example", "late@desk.example"))
    settings = read(make_database, [[planned("a1", "2023-03-02")]], RASID_WATCHES=str(watches))
    deliver(settings, Post({"gone@desk.example": "550 no such user", "late@desk.example": "451 later"}))
    answer_contact(contact_of(settings, "a1"), REJECT, SARA, settings=settings)
    execute(settings, "update ops.delivery set next_attempt_at = now()")
    mails = deliver(settings)

    assert [m["To"] for m in mails] == ["sara@desk.example"]
    found = rows(
        settings,
        "select s.email, a.transition, d.state from ops.delivery d join ops.alert a using (alert_id) join ops.subscriber s using (subscriber_id) order by 1, 2",
    )
    assert [tuple(r) for r in found] == [
        ("gone@desk.example", "announced", "refused"),
        ("late@desk.example", "announced", "refused"),
        ("sara@desk.example", "announced", "sent"),
        ("sara@desk.example", "corrected", "sent"),
    ]


def test_mail_whose_fate_is_known_late_is_corrected_then(announced: Settings) -> None:
    """A delivery that was unknown when the alert proved wrong gets its correction once a person says that it arrived."""
    execute(
        announced,
        "update ops.delivery set state = 'unknown' where delivery_id = (select min(delivery_id) from ops.delivery)",
    )
    answer_contact(contact_of(announced, "a1"), REJECT, SARA, settings=announced)
    assert len(deliver(announced)) == 1
    execute(announced, "update ops.delivery set state = 'sent' where state = 'unknown'")
    assert len(deliver(announced)) == 1
    assert deliver(announced) == []


def test_muting_what_was_told_does_not_hide_that_it_was_wrong(announced: Settings) -> None:
    """A reader who got the alert and has muted its people since gets the correction, but no news of them."""
    mute = "insert into ops.mute (subscriber_id, people) select subscriber_id, '{blinken,lavrov}' from ops.subscriber where email like 'sara%'"
    execute(announced, mute)
    read_more(announced, [planned("a2", "2023-03-03", "إسطنبول")])
    assert [m["To"] for m in deliver(announced)] == ["omar@desk.example"]
    answer_contact(contact_of(announced, "a1"), REJECT, SARA, settings=announced)
    assert sorted(m["To"] for m in deliver(announced)) == ["omar@desk.example", "sara@desk.example"]


def test_alert_that_nobody_got_is_closed(make_database: Callable[[], str], tmp_path: Path) -> None:
    """Rejected before it was sent: nothing is mailed, neither the alert nor a correction."""
    settings = read(make_database, [[planned("a1", "2023-03-02")]], RASID_WATCHES=str(usual_watches(tmp_path)))
    answer_contact(contact_of(settings, "a1"), REJECT, SARA, settings=settings)

    assert deliver(settings) == []
    assert alerts(settings) == [("announced", 1, "suppressed", "taken_back")]


def test_contact_that_its_source_withdraws_is_corrected(announced: Settings) -> None:
    """The only article is edited and says nothing of it any more: its readers are told; when it says it again, they are told anew."""
    read_more(announced, [make_article(NOTHING, id="a1", on="2023-03-02", publisher="a1")])
    mails = deliver(announced)
    assert [("The source has changed its report" in part_of(m, "plain")) for m in mails] == [True, True]

    read_more(announced, [planned("a1", "2023-03-02")])
    assert alerts(announced)[2:] == [("announced", 2, "ready", None)]
    assert len(deliver(announced)) == 2


def test_source_that_was_not_alone_withdraws_nothing(announced: Settings) -> None:
    """Another article still says it: what readers were told is right."""
    read_more(announced, [planned("a2", "2023-03-03")])
    read_more(announced, [make_article(NOTHING, id="a1", on="2023-03-02", publisher="a1")])
    assert deliver(announced) == []
    assert [a[0] for a in alerts(announced)] == ["announced"]


def test_split_off_step_is_corrected(make_database: Callable[[], str], tmp_path: Path) -> None:
    """A step that belongs to another contact is corrected in the thread in which it was told."""
    later = make_article(MET.format(place="جنيف", day="10 مارس 2023"), id="a2", on="2023-03-10", publisher="a2")
    first = planned("a1", "2023-03-02")
    settings = read(make_database, [[first], [later]], RASID_WATCHES=str(usual_watches(tmp_path)))
    contact = contact_of(settings, "a1")
    assert [a[0] for a in alerts(settings)] == ["announced", "held"]
    deliver(settings)
    mention = rows(
        settings,
        "select m.mention_id from core.contact_mention m join core.article a using (article_id) where a.article_key = 'a2'",
    )
    split_contact(contact, [mention[0].mention_id], SARA, settings=settings)
    mails = deliver(settings)

    assert len(mails) == 2
    assert {m["References"] for m in mails} == {f"<contact-{contact}@alerts.example>"}
    assert "belongs to another contact" in part_of(mails[0], "plain")
    assert "We told you: held" in part_of(mails[0], "plain")


def test_contact_put_right_is_corrected_with_what_is_right(announced: Settings) -> None:
    """The mail says what was told and what is right; no second mail tells the same as news."""
    answer = Answer(kind=VerdictKind.CORRECTED, day="2023-03-20", place="فيينا", participants="blinken, lavrov")
    answer_contact(contact_of(announced, "a1"), answer, SARA, settings=announced)
    mails = deliver(announced)

    assert sorted(m["To"] for m in mails) == ["omar@desk.example", "sara@desk.example"]
    text = part_of(mails[0], "plain")
    assert "We told you: announced, Friday, 10 March 2023, Geneva" in text
    assert "Monday, 20 March 2023" in text
    assert "Vienna" in text
    [contact] = rows(announced, "select starts_on::text as day, place from mart.contacts")
    assert tuple(contact) == ("2023-03-20", "Vienna")
    assert [a[:2] for a in alerts(announced) if a[2] == "ready"] == [("announced", 1), ("corrected", 1)]


def test_correction_of_a_digest_is_in_the_next_digest(make_database: Callable[[], str], tmp_path: Path) -> None:
    """A reader of digests who was told of a contact finds the correction in a digest."""
    path = usual_watches(tmp_path, readers=("sara@desk.example",))
    path.write_text(path.read_text("utf-8").replace("scopes:", "pace: digest\n    scopes:"), "utf-8")
    settings = read(make_database, [[planned("a1", "2023-03-02")]], RASID_WATCHES=str(path))
    execute(settings, "update ops.alert set created_at = now() - interval '2 days'")
    assert len(deliver(settings)) == 1
    answer_contact(contact_of(settings, "a1"), REJECT, SARA, settings=settings)
    execute(settings, "update ops.alert set created_at = now() - interval '2 days'")
    [mail] = deliver(settings)

    assert mail["X-Rasid-Transition"] == "digest"
    assert "Correction: " in part_of(mail, "plain")
