"""Officials without names, bare titles, and whom pronouns mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from include.rasid.core.detect import detect_contacts
from tests.factories import detector, make_article

if TYPE_CHECKING:
    from include.rasid.model import ContactMention

# Friday 2023-03-03 is the publication day of every text.
DELEGATIONS = [
    "أجرى مسؤولون أميركيون وروس محادثات في إسطنبول أمس الخميس.",
    "التقى مسؤولون أميركيون كبار دبلوماسيين روسا في جنيف أمس الخميس.",
    "اجتمع نواب روس بمشرعين أميركيين في فيينا أمس الخميس.",
    "استضافت إسطنبول أمس الخميس اجتماعا بين دبلوماسيين من روسيا والولايات المتحدة.",
    "التقى وفد روسي وفدا أميركيا في فيينا أمس الخميس.",
]
NAMED = [
    ("أجرى الجانبان الروسي والأميركي محادثات في جدة أمس الخميس.", ("ru_delegation", "us_delegation"), "held"),
    ("قال مسؤول إن الجانبين الأميركي والروسي سيجتمعان غدا السبت.", ("ru_delegation", "us_delegation"), "planned"),
    ("أعلن أوشاكوف أنه تحدث هاتفيا مع سوليفان أمس.", ("sullivan", "ushakov"), "held"),
    ("قال أوشاكوف إنه سيلتقي سوليفان غدا السبت.", ("sullivan", "ushakov"), "planned"),
    ("استدعيت السفيرة الأميركية لين تريسي إلى وزارة الخارجية الروسية أمس.", ("ru_delegation", "tracy"), "held"),
    ("اختتم الوفدان الروسي والأميركي محادثاتهما في الرياض أمس الخميس.", ("ru_delegation", "us_delegation"), "held"),
    ("جلس الوفدان الأميركي والروسي وجها لوجه في جنيف أمس الخميس.", ("ru_delegation", "us_delegation"), "held"),
    ("نفى الكرملين وجود خطط لعقد لقاء بين بوتين وبايدن.", ("biden", "putin"), "denied"),
    ("أجرى يوري أوشاكوف اتصالا هاتفيا مع جيك سوليفان أمس الخميس.", ("sullivan", "ushakov"), "held"),
    ("وأجرى أوشاكوف، مساعد الرئيس الروسي، اتصالا هاتفيا بسوليفان أمس.", ("sullivan", "ushakov"), "held"),
    ("التقى سيرغي ريابكوف مسؤولين في وزارة الخارجية الأميركية أمس الخميس.", ("ryabkov", "us_delegation"), "held"),
    ("اجتمع أنتوني بلينكن بمسؤولين في الكرملين أمس الخميس.", ("blinken", "ru_delegation"), "held"),
    ("استدعت الخارجية الأميركية السفير الروسي أناتولي أنطونوف أمس.", ("antonov", "us_delegation"), "held"),
    (
        "عقدت في هلسنكي أمس جولة مشاورات. وترأس الجانب الروسي سيرغي ريابكوف، وترأست الجانب الأميركي ويندي شيرمان.",
        ("ryabkov", "sherman"),
        "held",
    ),
    ("قال بوتين في لقائه شي إنه أطلع ضيفه على ما دار بينه وبين بايدن أمس.", ("biden", "putin"), "held"),
    ("تحدث بلينكن إلى الصحافة عن كييف، وهدد موسكو، فاتصل به لافروف أمس الخميس.", ("blinken", "lavrov"), "held"),
    ("وعلق بيسكوف على المكالمة بين بوتين وبايدن، المقرر إجراؤها غدا السبت.", ("biden", "putin"), "planned"),
    ("عقدت في جنيف أمس محادثات بين روسيا والولايات المتحدة بمشاركة لافروف وبلينكن.", ("blinken", "lavrov"), "held"),
    ("أسفت موسكو لأن واشنطن لم تؤيد مقترح بوتين إجراء محادثات مع بايدن عبر الفيديو.", ("biden", "putin"), "denied"),
]
NOTHING = [
    "بحث الجانبان التركي والأميركي الملف الروسي أمس.",
    "شارك الجانبان الروسي والأميركي في اجتماع أستانا أمس مع تركيا وإيران.",
    "استقبل بوتين ضيفه شي. وأعلن أوشاكوف أنه تحدث هاتفيا مع بايدن قبل عام، ثم غادر.",
    "جلس الوفدان الأميركي والروسي في الصف الأول خلال العرض.",
    "قال أوشاكوف إن ماكرون أجرى اتصالا هاتفيا بسوليفان أمس.",
    "نفت ماريا زاخاروفا تلقي الوزير رسالة من بلينكن.",
    "زار سيرغي ريابكوف مسؤولين في جنيف أمس، ولم يسمهم. وفي واشنطن تحدث بلينكن إلى الصحافة.",
    "لم يعقد لافروف وبلينكن أي لقاء بينهما منذ تولي الأخير منصبه.",
    "ولم يسبق لبلينكن أن حل ضيفا على لافروف منذ عامين.",
    "أجرى شويغو محادثات مع نظيره الكوري كانغ سون نام، وكان أوستن قد حذر من ذلك.",
    "سئل بايدن خلال اجتماع حكومي أمس عما إذا كان بوتين مسؤولا عن الهجوم.",
    "جاء كلام السفير أنطونوف في بيان نشر أمس، ردا على بايدن.",
]


def detect(text: str) -> tuple[ContactMention, ...]:
    return detect_contacts(make_article(text), detector())


@pytest.mark.parametrize("text", DELEGATIONS)
def test_officials_without_names_are_delegations(text: str) -> None:
    """Plurals, accusatives and «كبار» among them; nobody is called Ross or Barr."""
    [mention] = detect(text)
    assert mention.participants == ("ru_delegation", "us_delegation")
    assert mention.status == "held"
    assert mention.when is not None
    assert mention.when.iso == "2023-03-02"


@pytest.mark.parametrize(("text", "participants", "status"), NAMED)
def test_who_acts_is_meant(text: str, participants: tuple[str, ...], status: str) -> None:
    """Pronouns mean who acts, not who is spoken of; heads of delegations count more than states."""
    assert (participants, status) in {(m.participants, m.status) for m in detect(text)}


@pytest.mark.parametrize("text", NOTHING)
def test_others_meet(text: str) -> None:
    """Counterparts of unknown nations, many, one's own people, and words of one."""
    assert [m for m in detect(text) if m.confidence >= 0.5] == []


def test_day_of_others() -> None:
    """The day on which thirty others meet is not that of the two who spoke before."""
    text = "تحدث بوتين وبايدن عن بعد. وقالت لندن إن قادة عسكريين من ثلاثين دولة سيجتمعون الخميس."
    [mention] = detect(text)
    assert (mention.participants, mention.when) == (("biden", "putin"), None)
