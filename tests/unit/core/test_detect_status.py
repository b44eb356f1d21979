"""What a text asserts of a contact: tense, negation, plans that fell through, and whose day a day is."""

from __future__ import annotations

import pytest

from tests.unit.core.test_detect import detect

# Friday 2023-03-03 is the publication day of every text.
ASSERTED = [
    ("لم يتمكن بلينكن من التحدث هاتفيا مع لافروف.", "not_held", None),
    ("لن يعقد بلينكن لقاء مع لافروف الأسبوع المقبل.", "denied", "2023-03-06/2023-03-12"),
    ("انتهت القمة من دون أن يعقد بلينكن ولافروف أي لقاء.", "not_held", None),
    ("اللقاء الذي كان سيجمع غدا بلينكن ولافروف لن يعقد.", "cancelled", "2023-03-04"),
    ("وكان بلينكن سيجتمع غدا مع لافروف، غير أن موسكو ألغت الموعد.", "cancelled", "2023-03-04"),
    ("أرجئت إلى 10 مارس محادثات كانت مقررة بين بلينكن ولافروف.", "postponed", "2023-03-10"),
    ("القمة المقررة بين جو بايدن وفلاديمير بوتين تم تأجيلها.", "postponed", None),
    ("قال الكرملين إنه لا توجد خطط لقمة بين بايدن وبوتين.", "denied", None),
    ("لا تستبعد موسكو عقد اجتماع بين بلينكن ولافروف.", "possible", None),
    ("عرض بلينكن على لافروف عقد لقاء في جنيف.", "possible", None),
    ("كشف الكرملين عن عقد قمة بين بايدن وبوتين.", "planned", None),
    ("سيجتمع بلينكن على الأرجح بلافروف في جنيف.", "possible", None),
    ("لم يلتق بلينكن لافروف منذ يناير 2022.", "held", "2022-01"),
    ("لم يتحدث بلينكن مع لافروف سوى مرة واحدة في يناير الماضي.", "held", "2023-01"),
    ("وكان بلينكن زار جنيف قبل أن يتحدث مع لافروف يوم الاثنين.", "held", "2023-02-27"),
    ("ألغى بلينكن يوم الأربعاء اجتماعا مع لافروف كان مقررا في 10 مارس.", "cancelled", "2023-03-10"),
]


@pytest.mark.parametrize(("text", "status", "date"), ASSERTED)
def test_status_and_date(text: str, status: str, date: str | None) -> None:
    """One contact, with the status that the clause gives it and the day that is its own."""
    [mention] = [m for m in detect(text) if m.confidence >= 0.3]

    assert mention.status == status
    assert (mention.when.iso if mention.when else None) == date


@pytest.mark.parametrize(
    "text",
    [
        "على بايدن وبوتين أن يلتقيا.",
        "كان بلينكن جاهزا للحديث مع لافروف.",
        "لم يناقش بلينكن مع لافروف مكان القمة.",
        "جلس بلينكن ولافروف في القاعة نفسها.",
        "غاب بلينكن عن مأدبة عشاء حضرها لافروف.",
        "تبادل الرئيسان بايدن وبوتين الاتهامات.",
        "اتفق بايدن وبوتين على إعادة قنوات الاتصال.",
        "خلال قمة منظمة شنغهاي هاجم بوتين بايدن.",
    ],
)
def test_nothing_is_asserted(text: str) -> None:
    """Duty, readiness, topics left out, sitting apart, absence, blows, means and others' forums are no contacts."""
    assert [(m.features, m.status) for m in detect(text) if m.confidence >= 0.5] == []


def test_a_day_in_another_clause_is_not_the_contacts() -> None:
    """«…، بينما فر الرئيس أمس» dates the flight, not the meeting."""
    [mention] = detect("التقى بلينكن لافروف في جنيف، بينما غادر ماكرون المدينة أمس.")

    assert mention.told_when is None


def test_each_contact_has_its_own_day() -> None:
    """Two verbs joined by و tell of two contacts, each with the day beside it."""
    found = detect("التقى بلينكن ولافروف في جنيف في 2 يناير، وتحدثا هاتفيا في 20 فبراير.")

    assert [m.when.iso for m in found if m.when] == ["2023-01-02", "2023-02-20"]


def test_several_days_are_several_contacts() -> None:
    """«مكالمتان في 21 و23 يناير» are two calls."""
    found = detect("أجرى بلينكن مع لافروف مكالمتين في 21 يناير و23 يناير.")

    assert sorted(m.when.iso for m in found if m.when) == ["2023-01-21", "2023-01-23"]


def test_what_news_is_measured_from_is_old() -> None:
    """«بعد ستة أسابيع على قمة …» speaks of the past, whatever day the sentence names."""
    found = detect("بعد ستة أسابيع على قمة بايدن وبوتين في جنيف، شددت واشنطن اليوم العقوبات.")

    assert [(m.role, m.when) for m in found] == [("background", None)]


def test_undated_news_takes_the_day_told_nearest() -> None:
    """The text dates the news in the sentence before; that day does not part the contact from others."""
    [mention] = detect("وصل لافروف إلى جنيف أمس الخميس.\nوالتقى بلينكن لافروف في مقر البعثة.")

    assert mention.when is not None
    assert mention.when.iso == "2023-03-02"
    assert mention.told_when is None
