"""Whether a date looks back or ahead; ``|`` in the sentences stands right before the date."""

from __future__ import annotations

from functools import cache

import pytest

from include.rasid.core.days import Tense
from include.rasid.core.fold import fold
from include.rasid.core.tenses import TenseWords, compile_tenses, tense_reader
from include.rasid.errors import BadInputError
from include.rasid.io.yaml_file import read_yaml
from tests.factories import LEXICONS

PAST = [
    "وصل لافروف إلى جنيف |الثلاثاء",
    "أجرت العاصمتان مشاورات مغلقة |الاثنين",
    "قال المتحدث |الخميس",
    "اتفقتا على الصيغة |الأحد",
    "فأكد الوزير |الجمعة",
    "استقبله المبعوث في الدوحة |السبت",
    "|الثلاثاء وصل الوفد إلى باريس",
    "في |الخامس من مارس التقى الوزيران في روما",
    "و|الأربعاء، أمضى الوفد يومه في المفاوضات",
    "يصل الوزير إلى بيروت، بينما غادر نظيره |السبت",
    "الوزير الذي وصل |الثلاثاء سيغادر قريبا",
    "قال إنه سيصل، ووصل |الأربعاء",
    "يوجه الوزير رسالة بعدما اجتمع بهم |الأحد",
    "قال الوزير إن اجتماع |الثلاثاء ضروري",
]
PAST_PLANS = [
    "كان من المقرر أن يصل الوفد |الثلاثاء",
    "كان مقررا أن تبدأ المحادثات |الأحد",
    "وكان يفترض أن يلتقي الوزيران |الخميس",
    "الجولة التي كان من المتوقع أن تنطلق |السبت",
]
FUTURE = [
    "يصل لافروف إلى أنقرة |الثلاثاء",
    "سيلتقي الوزيران |الجمعة",
    "وستنطلق الجولة |الأحد",
    "من المقرر أن تعقد القمة |السبت",
    "أعلن البيت الأبيض أن الرئيس سيزور بولندا |الأربعاء",
    "سوف يتوجه الوفد |الأحد إلى جدة",
    "لن يشارك الوزير في جلسة |الثلاثاء",
    "|الخميس يبدأ الوفد زيارته",
    "غادر الوزير موسكو، على أن يصل |الجمعة إلى الدوحة",
    "وصل الوفد إلى روما حيث يلتقي البابا |الأربعاء",
    "التقى الوزير الذي سيغادر |الأحد",
    "التقى بوتين ضيفه وسيسافر |الجمعة",
    "أرجئت المحادثات إلى |الأحد",
    "تأجل الاجتماع حتى |الخميس",
    "الكرملين يوجه رسالة |الأحد",
]
UNKNOWN = [
    "اجتماع في جنيف |الثلاثاء",
    "محادثات أميركية روسية |الأربعاء",
    "سياسة جديدة لواشنطن |الاثنين",
    "سيول وطوكيو وبكين |الجمعة",
    "قمة يوم |الخميس من يناير",
    "جلسة ثانية |الأحد",
]
APART = [
    ("وصل الوفد. جلسة ثانية |الأحد", Tense.UNKNOWN),
    ("انتهى اللقاء؛ جولة ثانية |الأحد", Tense.UNKNOWN),
    ("هل وصل الوفد؟ جلسة |الأحد", Tense.UNKNOWN),
    ("وصل الوفد\nجلسة |الأحد", Tense.UNKNOWN),
    ("جلسة |الأحد. وصل الوفد", Tense.UNKNOWN),
    ("ستبدأ الجولة |الأحد. وانتهت الأولى", Tense.FUTURE),
    ("محادثات |الثلاثاء فيما غادر الباقون", Tense.UNKNOWN),
    ("غادر الوفد جنيف، فيما جلسة |الأحد تبدأ عند الظهر", Tense.FUTURE),
    ("سيغادر الوفد جنيف، لكن جلسة |الأحد انتهت بلا بيان", Tense.PAST),
    ("محادثات |الثلاثاء المقبل في جنيف، وأعلن الكرملين ذلك", Tense.UNKNOWN),
    ("محادثات |الثلاثاء، وأعلن الكرملين ذلك", Tense.PAST),
]


@cache
def words() -> TenseWords:
    return compile_tenses(read_yaml(LEXICONS / "dates.yml"))


def tense_of(marked: str) -> Tense:
    position = marked.index("|")
    return tense_reader(fold(marked.replace("|", "")).text, words())(position)


@pytest.mark.parametrize("marked", PAST)
def test_a_verb_that_tells_what_happened_looks_back(marked: str) -> None:
    """The nearest verb of the clause decides, with its endings and with و or ف in front; then the rest of the sentence."""
    assert tense_of(marked) is Tense.PAST


@pytest.mark.parametrize("marked", PAST_PLANS)
def test_a_plan_that_was_looks_back(marked: str) -> None:
    """What was to happen is told of a day that is over, though its verb looks ahead."""
    assert tense_of(marked) is Tense.PAST
    assert tense_of(marked.replace("كان ", "")) is Tense.FUTURE


@pytest.mark.parametrize("marked", FUTURE)
def test_plans_and_announcements_look_ahead(marked: str) -> None:
    """س and سوف, negated future, plans and delays, verbs of arrival and, in headlines, any present verb."""
    assert tense_of(marked) is Tense.FUTURE


@pytest.mark.parametrize("marked", UNKNOWN)
def test_nouns_tell_nothing(marked: str) -> None:
    """Without a verb nothing is known; words that only begin like a verb are none."""
    assert tense_of(marked) is Tense.UNKNOWN


@pytest.mark.parametrize(("marked", "tense"), APART)
def test_other_sentences_and_clauses_do_not_count(marked: str, tense: Tense) -> None:
    """A sentence ends at its mark or line, the clause behind at a conjunction or a comma that does not follow the date."""
    assert tense_of(marked) is tense


def test_a_verb_far_away_does_not_count() -> None:
    """Long sentences turn to other matters: behind 220 letters a verb says nothing of the date."""
    near, far = ("التقى " + "وفد من الخبراء " * times + "|الأحد" for times in (5, 20))

    assert (tense_of(near), tense_of(far)) == (Tense.PAST, Tense.UNKNOWN)


def test_each_date_of_a_text_has_its_own_tense() -> None:
    """One reader serves the whole text."""
    text = "وصل الوفد الاثنين. محادثات الثلاثاء. وسيغادر الأربعاء."
    tense_at = tense_reader(fold(text).text, words())

    found = [tense_at(fold(text).text.index(day)) for day in ("الاثنين", "الثلاثاء", "الاربعاء")]
    assert found == [Tense.PAST, Tense.UNKNOWN, Tense.FUTURE]


@pytest.mark.parametrize(
    "raw", [{}, {"tense": []}, {"tense": {"past": "وصل"}}, {"tense": {"past": ["وصل"], "future": ["سوف"]}}]
)
def test_a_lexicon_without_its_lists_is_bad_input(raw: dict[str, object]) -> None:
    """A missing section or list is one clear error."""
    with pytest.raises(BadInputError, match="tense"):
        compile_tenses(raw)
