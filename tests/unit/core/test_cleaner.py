"""The Arabic cleaner: furniture goes, the article stays."""

from __future__ import annotations

import pytest

from include.rasid.core.cleaner import clean_text
from include.rasid.io.boilerplate import load_boilerplate
from tests.factories import LEXICONS

TITLE = "لافروف يلتقي بلينكن في جنيف"
LEAD = "التقى وزير الخارجية الروسي سيرغي لافروف نظيره الأميركي أنتوني بلينكن في جنيف يوم الجمعة."
SECOND = "وقال لافروف بعد اللقاء إن الجانب الأميركي وعد برد مكتوب على مقترحات موسكو الأسبوع المقبل."
THIRD = "واتفق الوزيران على مواصلة المحادثات، من دون تحديد موعد لجولة جديدة بينهما."
ARTICLE = [LEAD, SECOND, THIRD]


def clean(*lines: str) -> list[str]:
    """Return the lines that stay."""
    text = clean_text("\n".join(lines), (TITLE,), load_boilerplate(LEXICONS))
    return text.split("\n") if text else []


@pytest.mark.parametrize(
    "line",
    [
        "اقرأ أيضا",
        "اقرأ أيضاً:",
        "إقرأ ايضا: بوتين يستقبل نظيره الصيني في موسكو",
        "اقرأ أيضا.. بوتين يستقبل نظيره الصيني في موسكو",
        "Read also  روسيا تهدد بقطع الإمدادات",
        "شاهد أيضًا: مؤتمر صحفي",
        "مواضيع ذات صلة",
        "للمزيد: ما مصير الاتفاق؟",
        "الوسوم: روسيا، أميركا، جنيف",
        "كلمات دليلية",
        "تصوير: رويترز",
        "آخر تحديث: 12:30",
        "+ الخط -",
        "التحديثات الحية",
        "مشاركة",
        "وزيرا الخارجية في جنيف (Getty)",
        "وزيرا الخارجية في جنيف (أ ف ب)",
        "فلان الفلاني / صورة عبر AP",
        "(العربي الجديد، رويترز)",
        "--(بترا)",
        "(انتهى)",
        "|  | |",
        "***",
    ],
)
def test_furniture_goes_wherever_it_stands(line: str) -> None:
    """Links, labels, buttons, captions and sign-offs are dropped between paragraphs and at the end."""
    assert clean(LEAD, line, SECOND, THIRD, line) == ARTICLE


@pytest.mark.parametrize(
    "line",
    [
        "للمزيد من الضغط على موسكو، أعلنت واشنطن عقوبات جديدة.",
        "إعلان الكرملين جاء بعد ساعات من المكالمة.",
        "تابعوا الاجتماع بقلق في كييف، بحسب مسؤول أوكراني.",
        "الرئيسية هي قضية الضمانات الأمنية.",
        "وقال المتحدث إن اللقاء لم يحدد بعد. (رويترز)",
        "وأكد مسؤول: اللقاء قائم (أ ف ب)",
        "وأضاف: نُشر ذلك أولا عبر رويترز",
        "نيودلهي (أ ف ب) - تحدث بلينكن إلى لافروف.",
        "(تحديث مع تصريحات الوزير)",
        "واتفقا في 16 يونيو 2021 على إعادة السفيرين.",
        "طباعة العملة لم تتوقف في البلاد.",
        "المصدر الرئيسي للخلاف هو أوكرانيا.",
        "«نعم»",
        "تعليق العمل بالمعاهدة",
        "- سيرغي لافروف",
    ],
)
def test_news_stays(line: str) -> None:
    """A sentence that begins or ends like furniture is kept."""
    assert clean(LEAD, line, SECOND, THIRD) == [LEAD, line, SECOND, THIRD]


@pytest.mark.parametrize(
    "line",
    [
        TITLE,
        f"«{TITLE}»",
        f"Homeأخبار العالم{TITLE}",
        f"الرئيسية / أخبار / {TITLE}",
        "Sunday, March 26, 2023",
        "09 ديسمبر 2021",
        "الجمعة ٢١ يناير ٢٠٢٢ - 14:30 بتوقيت غرينتش",
        "نشر في 21 كانون الثاني 2022",
        "سياسة 2022/01/21 10:22",
    ],
)
def test_what_stands_above_an_article_goes(line: str) -> None:
    """The headline, the trail to it and the date of the page are no part of the text, at its top."""
    assert clean(line, *ARTICLE) == ARTICLE


def test_a_date_further_down_stays() -> None:
    """In the middle of an article a line of a date may be a list of events."""
    filler = [f"فقرة رقم {n} من المقال الطويل." for n in range(6)]

    assert clean(*filler, "21 يناير 2022", LEAD) == [*filler, "21 يناير 2022", LEAD]


def test_list_items_after_a_link_label_go_with_it() -> None:
    """A box of links is dropped with its headlines; the list that a sentence announces is not."""
    box = ["اقرأ أيضا", "- بوتين يستقبل نظيره الصيني", "- أسعار الذهب تستقر"]

    assert clean(LEAD, *box, SECOND, "وطرح ثلاث نقاط:", "- الأولى", THIRD) == [
        LEAD,
        SECOND,
        "وطرح ثلاث نقاط:",
        "- الأولى",
        THIRD,
    ]


def test_everything_after_the_comment_form_goes() -> None:
    """From the start of the tail on nothing is kept."""
    assert clean(*ARTICLE, "LEAVE A REPLY", "Please enter your comment!", "WEBSITE WEBSITE") == ARTICLE


def test_a_tail_word_at_the_top_cuts_nothing() -> None:
    """Only in the last half of a text a tail can begin."""
    assert clean("المساهمون", *ARTICLE, "فقرة أخيرة من المقال.")[-1] == "فقرة أخيرة من المقال."


def test_repeated_paragraphs_stand_once() -> None:
    """Copies go, also when vowel marks, punctuation or a few words differ."""
    nearly = SECOND.replace("إن الجانب الأميركي", "، إنّ الجانب الأمريكي")

    assert clean("استمر اللقاء نحو خمس ساعات.", LEAD, "استمر اللقاء نحو خمس ساعات") == [
        "استمر اللقاء نحو خمس ساعات.",
        LEAD,
    ]
    assert clean(*ARTICLE, LEAD, nearly.replace("الأمريكي", "الأميركي"), THIRD + " المساهم") == ARTICLE


def test_a_paragraph_that_says_more_than_an_earlier_one_stays() -> None:
    """What is new in a longer repetition is never lost."""
    longer = f"{THIRD} وأعلن المتحدث باسم الكرملين أن الرئيسين سيتحدثان هاتفيا يوم الثلاثاء المقبل بعد الظهر."

    assert clean(THIRD, longer) == [THIRD, longer]


def test_short_lines_may_return() -> None:
    """Questions and answers of an interview repeat in good faith."""
    assert clean("- هل التقيتم؟", "- نعم.", "- واتفقتم؟", "- نعم.") == [
        "- هل التقيتم؟",
        "- نعم.",
        "- واتفقتم؟",
        "- نعم.",
    ]


def test_lines_are_nfc_without_invisible_characters() -> None:
    """Blanks are single, direction marks go, spelling stays as published."""
    assert clean("\u202bقال\u00a0 لافروفّ\u200f:  «نعم»\u202c") == ["قال لافروفّ: «نعم»"]


def test_nothing_gives_nothing() -> None:
    """An empty text, or furniture alone, leaves no text."""
    assert clean("", " ", "اقرأ أيضا", TITLE) == []
