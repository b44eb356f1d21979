"""Who is spoken of, speaks behind it, or is one of many meets nobody; who invites, visits or writes does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from include.rasid.core.detect import detect_contacts
from tests.factories import detector, make_article

if TYPE_CHECKING:
    from include.rasid.model import ContactMention

# Friday 2023-03-03 is the publication day of every text.
CONTACTS = [
    ("وجه بوتين دعوة إلى نظيره الأميركي جو بايدن لزيارة موسكو.", ("biden", "putin"), "possible"),
    ("تلقى بوتين دعوة من بايدن لزيارة واشنطن في الخريف.", ("biden", "putin"), "possible"),
    ("دعا بايدن نظيره الروسي فلاديمير بوتين أمس إلى زيارة واشنطن.", ("biden", "putin"), "possible"),
    ("وجه بوتين دعوة إلى بايدن لزيارة موسكو في يوليو، وقبلها الرئيس الأميركي.", ("biden", "putin"), "planned"),
    ("لبى بلينكن دعوة نظيره الروسي سيرغي لافروف لزيارة موسكو.", ("blinken", "lavrov"), "planned"),
    ("رفض بلينكن دعوة لافروف لزيارة موسكو.", ("blinken", "lavrov"), "denied"),
    ("سحب بايدن دعوته إلى بوتين لزيارة واشنطن.", ("biden", "putin"), "cancelled"),
    ("أدت السفيرة لين تريسي أمس زيارة مجاملة لسيرغي ريابكوف.", ("ryabkov", "tracy"), "held"),
    ("هنأ بوتين جو بايدن بالعيد في برقية.", ("biden", "putin"), "held"),
    ("أجرى أناتولي أنطونوف أمس محادثات في الخارجية الأميركية.", ("antonov", "us_delegation"), "held"),
    ("أجرى يوري أوشاكوف أمس اتصالات هاتفية بممثلين عن الإدارة الأميركية.", ("us_delegation", "ushakov"), "held"),
    ("فشل بلينكن ولافروف في الالتقاء في ميونيخ.", ("blinken", "lavrov"), "not_held"),
    ("أعرب بايدن عن أمله في لقاء بوتين.", ("biden", "putin"), "possible"),
    ("انطلقت في جنيف اليوم محادثات روسية أميركية برئاسة بلينكن ولافروف.", ("blinken", "lavrov"), "ongoing"),
    ("اجتمع وفدان عسكريان أميركي وروسي في فيينا أمس.", ("ru_delegation", "us_delegation"), "held"),
    ("جلس الوزيران أنتوني بلينكن وسيرغي لافروف مساء أمس في جنيف ساعتين.", ("blinken", "lavrov"), "held"),
    ("وصل أنتوني بلينكن ووزيرة أخرى إلى موسكو. واستضافها بوتين، ثم التقى بلينكن.", ("blinken", "putin"), "held"),
    ("جمعت تركيا أمس في أنطاليا أنتوني بلينكن وسيرغي لافروف.", ("blinken", "lavrov"), "held"),
    ("اقترح بايدن في اتصال هاتفي مع بوتين أمس عقد قمة في بلد ثالث.", ("biden", "putin"), "held"),
    ("يرغب بايدن في لقاء مع بوتين.", ("biden", "putin"), "possible"),
    ("يفكر بايدن في لقاء بوتين.", ("biden", "putin"), "possible"),
    ("أجرى سيرغي شويغو محادثة هاتفية مع أوستن أمس.", ("austin", "shoigu"), "held"),
    (
        "بدأت في فيينا اليوم محادثات أميركية روسية، ويرأس الوفد الأميركي بوني جنكينز والوفد الروسي سيرغي ريابكوف.",
        ("jenkins", "ryabkov"),
        "ongoing",
    ),
    ("قال لافروف: سألتقي بلينكن في جنيف الأسبوع المقبل.", ("blinken", "lavrov"), "planned"),
    ("قال بايدن: لقائي مع بوتين كان مثمرا.", ("biden", "putin"), "held"),
    ("يعرض أردوغان استضافة قمة تجمع بوتين وبايدن.", ("biden", "putin"), "possible"),
    ("تأجل اجتماع اللجنة الاستشارية الثنائية بين موسكو وواشنطن.", ("ru_delegation", "us_delegation"), "postponed"),
]
NOTHING = [
    "عقد بوتين اجتماعا في الكرملين أمس، بحسب ما قال بايدن.",
    "عقد بوتين اجتماعا مع حكومته في الكرملين أمس، كما قال بايدن.",
    "عقد لافروف محادثات في أنقرة أمس تناولت سياسة بلينكن.",
    "أجرى لافروف محادثات في طهران أمس وانتقد خلالها بلينكن.",
    "انتقد لافروف بلينكن خلال لقاء مع طلاب في موسكو.",
    "تأتي قمة طهران التي يشارك فيها بوتين بعد قمة جدة التي شارك فيها بايدن.",
    "أطلع ماكرون بايدن أمس على محادثاته مع بوتين.",
    "عقد مجلس الأمن الدولي أمس اجتماعا تحدث فيه لافروف وبلينكن.",
    "توقع خبراء أن يلتقي بايدن وبوتين قبل نهاية العام.",
    "حذر سوليفان من عواقب زيارة بوتين إلى طهران ولقائه رئيسي.",
    "التقى لويد أوستن نظراءه في الناتو لبحث الغزو الروسي، فيما تفقد شويغو قواته.",
    "بحث وزراء خارجية مجموعة العشرين في بالي، ومنهم لافروف وبلينكن، أزمة الغذاء.",
    "قال بوتين إنه لن يشارك في قمة المناخ التي يستضيفها بايدن اليوم.",
    "وجه بوتين دعوة إلى أردوغان لزيارة موسكو، ثم تحدث عن بايدن.",
    "زار بلينكن الجزائر بعد زيارة لافروف لها.",
    "اجتمع بلينكن بوزراء خارجية مجموعة العشرين، وجلس لافروف على بعد أمتار منه.",
    "أعلن البيت الأبيض أن سوليفان اجتمع بمستشاري الأمن القومي الأوروبيين لبحث تهديدات بوتين.",
    "رد بايدن على بوتين خلال اجتماع لحكومته.",
    "رد بوتين على بايدن خلال لقاء مع عمال مصنع.",
    "تحدث ناريندرا مودي مع بوتين وزيلينسكي، وسيلتقي بايدن الجمعة.",
    "أجرى أردوغان اتصالين هاتفيين منفصلين مع بوتين وبايدن.",
    "مواجهة كلامية بين لافروف وبلينكن حول الحبوب.",
    "التقى بايدن قادة دول آسيا الوسطى، في خطوة تراقبها موسكو، ولم يعلق بوتين عليها.",
    "أعلن الكرملين أن بوتين سيلتقي شي في بكين، فيما قال البيت الأبيض إن بايدن سيلتقي شي الشهر المقبل.",
    "يجري وانغ يي محادثات مع لافروف في موسكو بعد لقاء مع سوليفان في مالطا.",
    "قال البيت الأبيض إن بايدن تلقى إحاطة عن اجتماع بوتين بقادة فاغنر.",
    "نتنياهو يلتقي بايدن بعد اتصال مع بوتين.",
    "بحث هاكان فيدان مع بلينكن ملف أوكرانيا، قبل أن يتوجه إلى موسكو للقاء لافروف.",
    "تشاور بايدن مع حلفائه بعد خطاب بوتين.",
    "تلقى الأمير فيصل بن فرحان اتصالين من لافروف وبلينكن.",
    "جلس بايدن ولافروف أمس إلى طاولة قمة العشرين في بالي، ثم غادرا.",
    "كشف جون كيربي أن واشنطن لم توجه دعوة إلى بوتين لحضور القمة.",
]


def detect(text: str) -> tuple[ContactMention, ...]:
    return detect_contacts(make_article(text), detector())


@pytest.mark.parametrize(("text", "participants", "status"), CONTACTS)
def test_who_meets(text: str, participants: tuple[str, ...], status: str) -> None:
    """Invitations and what becomes of them, visits, wishes by letter, talks in the other side's ministry, failures and hopes."""
    assert (participants, status) in {(m.participants, m.status) for m in detect(text)}


@pytest.mark.parametrize("text", NOTHING)
def test_who_is_only_spoken_of(text: str) -> None:
    """Each sentence has officials of both sides and a word of meeting, and no contact of theirs."""
    assert [m.participants for m in detect(text)] == []


def test_what_comes_before_a_gathering() -> None:
    """A handshake before others gather is one contact, not two."""
    [mention] = detect("تصافح لافروف وبلينكن قبل بدء الاجتماع الوزاري.")
    assert mention.status == "held"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("استضافت أنطاليا أمس اجتماعا بين بلينكن ولافروف.", "Antalya"),
        ("قال مسؤول كبير في البيت الأبيض إن بلينكن ولافروف اجتمعا أمس.", None),
        ("اجتمع بلينكن ولافروف أمس على هامش قمة الناتو.", None),
        ("اجتماع بلينكن ولافروف أمس تركز على سوريا.", None),
        ("اجتمع بلينكن ولافروف أمس في فيينا وبحثا الوضع في دونباس.", "Vienna"),
    ],
)
def test_where_they_meet(text: str, place: str | None) -> None:
    """Hosts are places; employers, alliances and subjects are none."""
    assert [m.place for m in detect(text)] == [place]


def test_a_process_that_goes_on() -> None:
    """To go on with a dialogue without a day is no contact."""
    [mention] = detect("اختتم بلينكن ولافروف محادثاتهما في جنيف أمس، واتفقا على مواصلة الحوار.")
    assert mention.status == "held"


def test_a_year_after_the_summit() -> None:
    """What the time of the news is measured from was long ago."""
    [mention] = detect("مر عام على قمة جنيف بين بوتين وبايدن.")
    assert (mention.role, mention.when) == ("background", None)


def test_ministers_prepare_the_summit_of_others() -> None:
    """Two who lead no state talk of a summit: one call, no summit of theirs."""
    [mention] = detect("بحث لافروف وبلينكن هاتفيا أمس التحضير لقمة في جنيف.")
    assert (mention.status, mention.mode) == ("held", "phone")


def test_a_meeting_that_will_be() -> None:
    """What a future verb is said of has not been held."""
    [mention] = detect("قال بايدن إن اجتماعه مع بوتين قد يكون الأسهل.")
    assert mention.status == "planned"
