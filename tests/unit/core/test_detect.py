"""Each case is one behaviour of detection; quality over whole articles is measured by `make golden`."""

from __future__ import annotations

import pytest

from include.rasid.core.detect import detect_contacts
from include.rasid.model import ContactMention, Part
from tests.factories import detector, make_article

# Friday 2023-03-03 is the publication day of every text.
BOUND = [
    ("التقى بلينكن لافروف في نيودلهي أمس.", "held", "2023-03-02", "New Delhi"),
    ("التقى وزير الخارجية الأميركي نظيره الروسي في نيودلهي أمس الخميس.", "held", "2023-03-02", "New Delhi"),
    ("عقد وزيرا خارجية الولايات المتحدة وروسيا اجتماعا في فيينا يوم الأربعاء.", "held", "2023-03-01", "Vienna"),
    ("جرى اللقاء بين أنتوني بلينجن وسيرجي لافروف في 2 آذار/مارس 2023.", "held", "2023-03-02", None),
    ("يلتقي بلينكن نظيره الروسي سيرغي لافروف الأسبوع المقبل في جنيف.", "planned", "2023-03-06/2023-03-12", "Geneva"),
    ("اتفق الجانبان على عقد اجتماع بين بلينكن ولافروف في 10 مارس.", "planned", "2023-03-10", None),
    ("قد يجتمع بلينكن مع لافروف الشهر المقبل.", "possible", "2023-04", None),
    ("ألغى بلينكن اجتماعا مع لافروف كان مقررا غدا.", "cancelled", "2023-03-04", None),
    ("نفى الكرملين وجود خطط للقاء بين بلينكن ولافروف.", "denied", None, None),
    ("لم يلتق بلينكن لافروف في نيودلهي.", "not_held", None, "New Delhi"),
    ("اختتم وزير الخارجية الأمريكي محادثات مع لافروف أمس.", "held", "2023-03-02", None),
]


def detect(text: str, title: str = "") -> tuple[ContactMention, ...]:
    return detect_contacts(make_article(text, title=title), detector())


@pytest.mark.parametrize(("text", "status", "date", "place"), BOUND)
def test_parties_status_date_and_place(text: str, status: str, date: str | None, place: str | None) -> None:
    """Verb, noun, dual and counterpart bind the same two people; tense and cues give the status."""
    [mention] = detect(text)

    assert mention.participants == ("blinken", "lavrov")
    assert mention.status == status
    assert (mention.when.iso if mention.when else None) == date
    assert mention.place == place
    assert mention.evidence in text


@pytest.mark.parametrize(
    "text",
    [
        "التقى بلينكن نظيره التركي في أنقرة، فيما انتقد لافروف واشنطن.",
        "أجرى بوتين اتصالا هاتفيا بماكرون، وقال بايدن إنه يتابع.",
        "قال بايدن إنه على استعداد تام لعقد اجتماع مع الرئيس الروسي.",
        "كان من المتوقع أن يلتقي بلينكن لافروف.",
        "التقى لافروف وزير الخارجية الصيني وانغ يي قبل وصول بلينكن.",
        "فرضت الولايات المتحدة عقوبات على روسيا بعد محادثات مع أوروبا.",
        "حضر بلينكن ولافروف القمة.",
        "تدهورت العلاقات بين واشنطن وموسكو.",
        "عقد بايدن قمة افتراضية مع رئيس الوزراء الياباني، وهاجم بوتين.",
        "التقى الصحافي تاكر كارلسون الرئيس الروسي فلاديمير بوتين.",
    ],
)
def test_no_contact_is_asserted(text: str) -> None:
    """Third countries, willingness, past expectation, common presence and relations are no contacts."""
    assert [m.participants for m in detect(text) if m.confidence >= 0.4] == []


def test_office_resolves_by_date() -> None:
    """The same title is another person at another time."""
    text = "التقى وزير الخارجية الأميركي سيرغي لافروف اليوم."
    found = [
        detect_contacts(make_article(text, on=on), detector())[0].participants
        for on in ("2009-03-06", "2015-05-12", "2022-01-21", "2025-02-18")
    ]

    assert found == [("clinton", "lavrov"), ("kerry", "lavrov"), ("blinken", "lavrov"), ("lavrov", "rubio")]


def test_call_and_video_are_told_from_meetings() -> None:
    """The words beside the trigger give the mode."""
    assert [m.mode for m in detect("أجرى بايدن مكالمة هاتفية مع بوتين أمس.")] == ["phone"]
    assert [m.mode for m in detect("عقد بايدن وبوتين قمة عبر الفيديو أمس.")] == ["video"]
    assert [m.mode for m in detect("التقى بايدن بوتين أمس.")] == ["in_person"]


def test_older_contact_is_background() -> None:
    """A contact of last year is told for context."""
    [mention] = detect("كانت آخر مرة التقى فيها بلينكن ولافروف في جنيف في يناير 2022.")

    assert mention.role == "background"
    assert mention.when is not None
    assert mention.when.iso == "2022-01"


def test_body_decides_over_headline() -> None:
    """A headline in the present tense is no meeting when the text says that it will be."""
    found = detect(
        "ستجري روسيا والولايات المتحدة جولة محادثات جديدة قبل نهاية العام.",
        title="واشنطن وموسكو تجريان محادثات جديدة",
    )

    assert [(m.status, m.part) for m in found] == [("planned", Part.TEXT)]


def test_two_contacts_of_one_text_stay_apart() -> None:
    """The news and an older call are two contacts."""
    found = detect("التقى بلينكن لافروف أمس في نيودلهي. وكان الرجلان تحدثا عبر الهاتف الصيف الماضي.")

    assert [(m.mode, m.role) for m in found] == [("in_person", "new"), ("phone", "background")]
