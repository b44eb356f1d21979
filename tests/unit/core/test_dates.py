"""Dates in Arabic sentences and the days they mean."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings, strategies as st

from include.rasid.core.dates import DateHit, Tense, compile_dates, find_dates
from include.rasid.core.fold import fold
from include.rasid.errors import BadInputError

_PROJECT = Path(__file__).parents[3]
_RAW = yaml.safe_load((_PROJECT / "include" / "lexicons" / "dates.yml").read_text(encoding="utf-8"))
WORDS = compile_dates(_RAW)
TABLE = _PROJECT.parent / "shared" / "corpus" / "tables" / "date_table.tsv"

WEDNESDAY = date(2025, 8, 13)
THURSDAY = date(2022, 1, 20)
MONDAY = date(2023, 1, 2)
LEAP_DAY = date(2024, 2, 29)  # a Thursday

# A week that is under way was listed as "no date" before gold/GUIDE.md made weeks ranges.
RANGES_BY_GUIDE = {"الأسبوع الجاري": "2023-02-27/2023-03-05", "هذا الأسبوع": "2023-02-27/2023-03-05"}


def hits(text: str, reference: date = WEDNESDAY, tense: Tense = Tense.UNKNOWN) -> tuple[DateHit, ...]:
    return find_dates(fold(text).text, WORDS, reference=reference, tense_at=lambda _: tense)


def days(text: str, reference: date = WEDNESDAY, tense: Tense = Tense.UNKNOWN) -> list[str]:
    return [h.when.iso for h in hits(text, reference, tense)]


def surfaces(text: str, reference: date = WEDNESDAY) -> list[str]:
    folded = fold(text)
    spans = [folded.span(h.start, h.end) for h in hits(text, reference)]
    return [text[s.start : s.end] for s in spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وصل الوفد في 4 فبراير 2019 إلى جنيف", "2019-02-04"),
        ("وصل الوفد في ٤ شباط ٢٠١٩ إلى جنيف", "2019-02-04"),
        ("وُقّعت المعاهدة في 8 نيسان 2010 في براغ", "2010-04-08"),
        ("كتب في 7 جويلية 2017 من هامبورغ", "2017-07-07"),
        ("قمة 16 يوليوز 2018 في هلسنكي", "2018-07-16"),
        ("لقاء 30 غشت 2024", "2024-08-30"),
        ("لقاء 30 أوت 2024", "2024-08-30"),
        ("زيارة 3 جانفي 2020", "2020-01-03"),
        ("زيارة 3 كانون ثاني 2020", "2020-01-03"),
        ("لقاء 11 تشرين الثاني/نوفمبر 2017 في فيتنام", "2017-11-11"),
        ("لقاء 11 تشرين الثاني (نوفمبر) 2017 في فيتنام", "2017-11-11"),
        ("لقاء 11 (تشرين الثاني) نوفمبر 2017 في فيتنام", "2017-11-11"),
        ("لقاء 15 آب أغسطس 2025 في ألاسكا", "2025-08-15"),
        ("مكالمة 12 شباط/ فبراير 2025", "2025-02-12"),
        ("في 5 من سبتمبر 2013 التقيا", "2013-09-05"),
        ("في 5 من شهر سبتمبر عام 2013 التقيا", "2013-09-05"),
        ("في 5 سبتمبر من العام 2013 التقيا", "2013-09-05"),
        ("في 5 سبتمبر، 2013 التقيا", "2013-09-05"),
        ("في الخامس من سبتمبر/أيلول 2013 التقيا", "2013-09-05"),
        ("في السادس عشر من حزيران 2021 التقيا", "2021-06-16"),
        ("في الحادي والعشرين من يناير 2022 التقيا", "2022-01-21"),
        ("في الحادي والثلاثين من يناير 2022", "2022-01-31"),
        ("في العشرين من يناير 2017 تسلم المنصب", "2017-01-20"),
        ("في الثلاثين من سبتمبر 2020", "2020-09-30"),
        ("في الأول من مارس 2018 ألقى خطابه", "2018-03-01"),
        ("والتقيا بالثالث من مارس 2018", "2018-03-03"),
        ("يوم السبت الموافق 16 يونيو 2018", "2018-06-16"),
        ("السبت، 16 يونيو، 2018", "2018-06-16"),
        ("السبت (16 يونيو 2018)", "2018-06-16"),
        ("نشر في 2018-06-16 صباحا", "2018-06-16"),
        ("نشر في 16/06/2018", "2018-06-16"),
        ("نشر في 16.6.2018 في موسكو", "2018-06-16"),
        ("في ٢٠١٨/٠٦/١٦", "2018-06-16"),
        ("ديسمبر 2021 شهد لقاء بالفيديو", "2021-12"),
        ("في مارس من عام 2009 بجنيف", "2009-03"),
        ("منذ آذار 2009", "2009-03"),
        ("في كانون الأول/ديسمبر من العام الماضي", "2024-12"),
        ("بين مارس ويونيو 2021", "2021-03/2021-06"),
        ("اجتماعات مايو/يونيو 2021", "2021-05/2021-06"),
        ("قمة 9 و10 يوليو 2024", "2024-07-09/2024-07-10"),
        ("القمة بين 9 و11 تموز/يوليو 2024", "2024-07-09/2024-07-11"),
        ("من 9 إلى 11 يوليو 2024", "2024-07-09/2024-07-11"),
        ("من 9 حتى 11 يوليو 2024", "2024-07-09/2024-07-11"),
        ("9-11 يوليو 2024", "2024-07-09/2024-07-11"),
        ("من 30 يونيو إلى 2 يوليو 2024", "2024-06-30/2024-07-02"),
        ("بين 30 ديسمبر 2023 و2 يناير 2024", "2023-12-30/2024-01-02"),
        ("بين آب/أغسطس 2005 وكانون الأول/ديسمبر 2006", "2005-08/2006-12"),
        ("من أكتوبر 2030 إلى مارس 2031", "2030-10/2031-03"),
        ("في عام 2009 وصل أوباما", "2009"),
        ("وقعت للعام 2009", "2009"),
        ("ضمت القرم في 2014 وفق الوكالة", "2014"),
        ("بين عامي 2014 و2015", "2014-01/2015-12"),
        ("مطلع عام 2017", "2017-01"),
        ("أواخر 2017", "2017-10/2017-12"),
        ("أواخر مارس 2018", "2018-03-21/2018-03-31"),
        ("منتصف شباط/فبراير 2019", "2019-02-11/2019-02-20"),
        ("في صيف عام 2017", "2017-06/2017-08"),
        ("في شتاء 2022-2023", "2022-12/2023-02"),
        ("خريف العام الماضي", "2024-09/2024-11"),
        ("في 1 محرم 1445هـ", "2023-07-19"),
        ("الخامس من رمضان 1445", "2024-03-15"),
        ("في شهر رمضان 1445 هجرية", "2024-03-11/2024-04-09"),
    ],
)
def test_full_dates(text: str, expected: str) -> None:
    """A date with its year means the same days whatever the reference day."""
    assert days(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("سيلتقيان في 15 أغسطس في ألاسكا", "2025-08-15"),
        ("التقيا في 20 يناير", "2025-01-20"),
        ("الجمعة 15 أغسطس", "2025-08-15"),
        ("السبت 20 يناير", "2024-01-20"),  # a Saturday in 2024, a Monday in 2025
        ("يوم الجمعة المقبل 15 آب/أغسطس", "2025-08-15"),
        ("غدا الخميس 14 أغسطس", "2025-08-14"),
        ("في 12 من الشهر الجاري", "2025-08-12"),
        ("في الثاني عشر من الشهر المقبل", "2025-09-12"),
        ("يوم 28 من الشهر الماضي", "2025-07-28"),
        ("يوم 22 الجاري", "2025-08-22"),
        ("في 20 سبتمبر الماضي", "2024-09-20"),
        ("في 20 سبتمبر المقبل", "2025-09-20"),
        ("في 3 أغسطس الجاري", "2025-08-03"),
        ("في 3 مارس من العام المقبل", "2026-03-03"),
        ("في يومي 19 و20 يوليو الماضي", "2025-07-19/2025-07-20"),
        ("في سبتمبر المقبل", "2025-09"),
        ("في أغسطس الماضي", "2024-08"),
        ("في أيار/مايو الماضي", "2025-05"),
        ("شهر مارس", "2025-03"),
        ("في آب", "2025-08"),
        ("10 صفر", "2025-08-04"),
    ],
)
def test_dates_without_year(text: str, expected: str) -> None:
    """Weekday, modifier and nearness to the reference day give the year (reference: Wednesday 2025-08-13)."""
    assert days(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قال أمس إن", "2025-08-12"),
        ("قال البارحة إن", "2025-08-12"),
        ("قال أول من أمس إن", "2025-08-11"),
        ("قال أمس الأول إن", "2025-08-11"),
        ("يصل غداً إلى", "2025-08-14"),
        ("يصل يوم غد إلى", "2025-08-14"),
        ("يصل بعد غد الجمعة إلى", "2025-08-15"),
        ("يصل اليوم إلى", "2025-08-13"),
        ("يصل اليوم، الأربعاء، إلى", "2025-08-13"),
        ("قال أمس (الثلاثاء) إن", "2025-08-12"),
        ("يصل الليلة إلى", "2025-08-13"),
        ("وصل الليلة الماضية إلى", "2025-08-12"),
        ("مساء يوم أمس الثلاثاء", "2025-08-12"),
        ("ظهر هذا اليوم", "2025-08-13"),
        ("وبالأمس تحدثا", "2025-08-12"),
        ("فجر الثلاثاء", "2025-08-12"),
        ("والثلاثاء قال", "2025-08-12"),
        ("للثلاثاء", "2025-08-12"),
        ("الأربعاء الماضي", "2025-08-06"),
        ("الأربعاء المقبل", "2025-08-20"),
        ("الثلاثاء المقبل", "2025-08-19"),
        ("الخميس القادم", "2025-08-14"),
        ("الخميس من الأسبوع المقبل", "2025-08-21"),
        ("الاثنين من هذا الأسبوع", "2025-08-11"),
        ("يومي الاثنين والثلاثاء", "2025-08-11/2025-08-12"),
        ("بين الأحد وصباح الثلاثاء", "2025-08-10/2025-08-12"),
        ("ليل الاثنين - الثلاثاء", "2025-08-11/2025-08-12"),
        ("قبل يومين", "2025-08-11"),
        ("قبل أربعة أيام", "2025-08-09"),
        ("قبل خمسة عشر يوما", "2025-07-29"),
        ("قبل اثني عشر يوما", "2025-08-01"),
        ("قبل خمسة وعشرين يوما", "2025-07-19"),
        ("قبل نحو 10 أيام", "2025-08-03"),
        ("قبل يوم واحد", "2025-08-12"),
        ("قبل ثلاثة أسابيع", "2025-07-23"),
        ("منذ شهر", "2025-07"),
        ("قبل ثلاث سنوات", "2022"),
        ("قبل ساعتين", "2025-08-13"),
        ("قبل 48 ساعة", "2025-08-11"),
        ("قبل دقائق", "2025-08-13"),
        ("بعد ثلاثة أيام", "2025-08-16"),
        ("بعد أسبوعين من الآن", "2025-08-27"),
        ("في غضون أسبوعين", "2025-08-13/2025-08-27"),
        ("خلال الأيام الثلاثة الماضية", "2025-08-10/2025-08-13"),
        ("خلال اليومين المقبلين", "2025-08-13/2025-08-15"),
        ("في الأيام القليلة المقبلة", "2025-08-13/2025-08-20"),
        ("خلال الساعات المقبلة", "2025-08-13/2025-08-14"),
        ("الأسبوع الماضي", "2025-08-04/2025-08-10"),
        ("الأسبوع قبل الماضي", "2025-07-28/2025-08-03"),
        ("هذا الأسبوع", "2025-08-11/2025-08-17"),
        ("في وقت سابق من هذا الشهر", "2025-08-01/2025-08-13"),
        ("في وقت لاحق هذا الأسبوع", "2025-08-13/2025-08-17"),
        ("الشهر الجاري", "2025-08"),
        ("العام الحالي", "2025"),
        ("مطلع الأسبوع المقبل", "2025-08-18/2025-08-19"),
        ("نهاية الأسبوع الماضي", "2025-08-09/2025-08-10"),
        ("أواخر الشهر الماضي", "2025-07-21/2025-07-31"),
        ("نهاية العام", "2025-12"),
        ("قبل نهاية العام", "2025-08-13/2025-12-31"),
        ("بحلول نهاية أكتوبر", "2025-08-13/2025-10-31"),
        ("حتى نهاية الشهر الجاري", "2025-08-13/2025-08-31"),
        ("منذ بداية العام", "2025-01-01/2025-08-13"),
        ("هذا الصيف", "2025-06/2025-08"),
        ("الصيف الماضي", "2024-06/2024-08"),
        ("الصيف المقبل", "2026-06/2026-08"),
        ("الشتاء الماضي", "2024-12/2025-02"),
    ],
)
def test_relative_dates(text: str, expected: str) -> None:
    """Relative words count from the reference day (Wednesday 2025-08-13)."""
    assert days(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "كان الوزير حاضرا",
        "مارس الوزير ضغوطا على الوفد",
        "تيريزا ماي رئيسة الوزراء",
        "تحدثت أبريل هاينز إلى الصحفيين",
        "عيادة مايو كلينك",
        "فتح باب الحوار",
        "رجب طيب أردوغان ورمضان قديروف",
        "مجموعة العشرين",
        "خمسة أشخاص",
        "الاجتماع الثاني هذه المرة",
        "دام اللقاء ساعتين و10 دقائق",
        "استمرت المحادثات ثلاثة أيام",
        "بعد محادثات طويلة",
        "بعد يوم من ورود النبأ",
        "قبل يومين من القمة",
        "قبل يوم واحد فقط من القمة",
        "بعد أسبوعين على اللقاء",
        "بعد شهرين تقريبا من القمة",
        "يوم ونصف اليوم",
        "بعد ساعتين",
        "منذ سنوات",
        "قبل أعوام عدة",
        "منذ أكثر من شهر",
        "في غضون أيام",
        "خلال 24 ساعة",
        "في اليوم ذاته",
        "في ذلك اليوم",
        "وفي اليوم التالي",
        "قناة روسيا اليوم",
        "الأمين العام الحالي للأمم المتحدة",
        "للأمين العام الحالي",
        "الرأي العام",
        "الربيع العربي",
        "خطبة الجمعة",
        "بين الاثنين خلاف",
        "بلغت الكلفة 2021 دولارا",
        "حصد 2,021 صوتا و20.2023 نقطة",
        "نمو 2022% في الناتج",
        "الرقم 120235 والطراز a2022",
        "في 2000 قرية",
        "في 31 فبراير",
        "في 31/02/2023",
        "example.com/2023/03/02/news",
        "192.168.10.2023",
        "فوز بنتيجة 3-1",
        "الليلة التالية",
        "العام التالي",
        "يومان للحوار",
        "",
    ],
)
def test_no_dates(text: str) -> None:
    """Durations, counts, names, verbs and words that count from another event are no dates."""
    assert surfaces(text) == []


@pytest.mark.parametrize(
    ("text", "tense", "expected"),
    [
        ("الخميس", Tense.PAST, "2025-08-07"),
        ("الخميس", Tense.FUTURE, "2025-08-14"),
        ("الأربعاء", Tense.PAST, "2025-08-13"),
        ("الأربعاء", Tense.FUTURE, "2025-08-13"),
        ("السبت", Tense.UNKNOWN, "2025-08-09"),
        ("الجمعة", Tense.UNKNOWN, "2025-08-15"),
        ("يومي الخميس والجمعة", Tense.PAST, "2025-08-07/2025-08-08"),
        ("يومي الخميس والجمعة", Tense.FUTURE, "2025-08-14/2025-08-15"),
        ("يومي الثلاثاء والخميس", Tense.FUTURE, "2025-08-19/2025-08-21"),
        ("في نوفمبر", Tense.PAST, "2024-11"),
        ("في نوفمبر", Tense.FUTURE, "2025-11"),
        ("في فبراير", Tense.FUTURE, "2026-02"),
        ("20 فبراير", Tense.PAST, "2025-02-20"),
        ("20 فبراير", Tense.FUTURE, "2026-02-20"),
        ("منذ نوفمبر", Tense.UNKNOWN, "2024-11"),
        ("منذ 15 أغسطس", Tense.UNKNOWN, "2024-08-15"),
        ("منذ الجمعة", Tense.UNKNOWN, "2025-08-08"),
        ("5 سبتمبر", Tense.PAST, "2025-09-05"),  # "agreed to meet on 5 September"
        ("نهاية الأسبوع", Tense.PAST, "2025-08-09/2025-08-10"),
        ("نهاية الأسبوع", Tense.FUTURE, "2025-08-16/2025-08-17"),
    ],
)
def test_tense_decides(text: str, tense: Tense, expected: str) -> None:
    """The tense of the clause picks the direction of a weekday, a month, a day without year (Wednesday 2025-08-13)."""
    assert days(text, tense=tense) == [expected]


def test_later_in_a_past_clause_counts_from_another_event() -> None:
    """The words "two days later" in a past clause is not counted from the publication date, in a future one it is."""
    assert days("بعد يومين", tense=Tense.PAST) == []
    assert days("بعد يومين", tense=Tense.FUTURE) == ["2025-08-15"]


def test_tense_is_asked_at_the_place_of_the_date() -> None:
    """Two weekdays of one sentence are read by the tense that holds at each."""
    text = "التقى الخميس وسيلتقي الخميس"
    turn = text.index("وسيلتقي")
    found = find_dates(
        fold(text).text, WORDS, reference=WEDNESDAY, tense_at=lambda k: Tense.PAST if k < turn else Tense.FUTURE
    )
    assert [h.when.iso for h in found] == ["2025-08-07", "2025-08-14"]


def test_without_tenses_all_are_unknown() -> None:
    """The tense callback may be left out."""
    assert [h.when.iso for h in find_dates(fold("السبت").text, WORDS, reference=WEDNESDAY)] == ["2025-08-09"]


@pytest.mark.parametrize(
    ("text", "reference", "expected"),
    [
        ("أمس", MONDAY, "2023-01-01"),
        ("قبل يومين", MONDAY, "2022-12-31"),
        ("الشهر الماضي", MONDAY, "2022-12"),
        ("الأسبوع الماضي", MONDAY, "2022-12-26/2023-01-01"),
        ("30 ديسمبر", MONDAY, "2022-12-30"),
        ("ديسمبر الماضي", MONDAY, "2022-12"),
        ("مطلع العام", MONDAY, "2023-01"),
        ("هذا الشتاء", MONDAY, "2022-12/2023-02"),
        ("منذ شهرين", MONDAY, "2022-11"),
        ("بين 30 ديسمبر و5 يناير", MONDAY, "2022-12-30/2023-01-05"),
        ("بين ديسمبر ويناير", MONDAY, "2022-12/2023-01"),
        ("الشهر المقبل", date(2021, 12, 9), "2022-01"),
        ("29 فبراير", date(2024, 3, 1), "2024-02-29"),
        ("29 فبراير", date(2025, 3, 1), "2024-02-29"),
        ("قبل عام", LEAP_DAY, "2023"),
        ("العام الماضي", LEAP_DAY, "2023"),
        ("غدا الجمعة", LEAP_DAY, "2024-03-01"),
        ("غدا الجمعة", THURSDAY, "2022-01-21"),
        ("نهاية الشهر", LEAP_DAY, "2024-02-21/2024-02-29"),
    ],
)
def test_edges_of_months_and_years(text: str, reference: date, expected: str) -> None:
    """Counting crosses month and year ends, and knows leap years."""
    assert days(text, reference) == [expected]


def test_weekday_beside_today_must_fit() -> None:
    """A page published after midnight says "today Tuesday" on a Wednesday: the weekday is right, and less sure."""
    (fitting,) = hits("اليوم الأربعاء")
    (late,) = hits("اليوم الثلاثاء")
    (wrong,) = hits("اليوم الأحد")
    assert [h.when.iso for h in (fitting, late, wrong)] == ["2025-08-13", "2025-08-12", "2025-08-13"]
    assert fitting.confidence > late.confidence > wrong.confidence


def test_wrong_weekday_beside_a_full_date() -> None:
    """The written date wins over a weekday that does not fit it, and is less sure."""
    (right,) = hits("السبت 16 يونيو 2018")
    (wrong,) = hits("الأحد 16 يونيو 2018")
    assert right.when == wrong.when
    assert right.confidence > wrong.confidence


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("16 يونيو 2018", "explicit"),
        ("16/6/2018", "explicit"),
        ("16 يونيو", "partial"),
        ("الخميس", "weekday"),
        ("أمس", "relative"),
        ("الأسبوع الماضي", "relative"),
        ("يونيو 2018", "month"),
        ("عام 2018", "year"),
        ("صيف 2018", "season"),
        ("1 محرم 1445", "hijri"),
    ],
)
def test_basis(text: str, basis: str) -> None:
    """Each date says what it was read from and leaves the words to the caller."""
    (hit,) = hits(text)
    assert hit.when.basis == basis
    assert hit.when.surface == ""
    assert 0 < hit.confidence <= 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("التقيا يومَ الخميس، في جنيف", ["يومَ الخميس"]),
        ("والخميس والجمعة الماضي", ["الخميس والجمعة الماضي"]),
        ("في ٢ آذار/مارس ٢٠٢٣.", ["٢ آذار/مارس ٢٠٢٣"]),
        ("(الخميس 2 مارس 2023)", ["الخميس 2 مارس 2023"]),
        ("أمس (الثلاثاء) قال", ["أمس (الثلاثاء)"]),
        ("قال الخميس (2 مارس 2023) إن", ["الخميس (2 مارس 2023)"]),
        ("في فبــراير 2022", ["فبــراير 2022"]),
        ("في 24 فبراير 2022 ثم في 16 يونيو 2021", ["24 فبراير 2022", "16 يونيو 2021"]),
        ("في 3 مايو و5 يونيو", ["3 مايو", "5 يونيو"]),
        ("الخميس\n2 مارس 2023", ["الخميس", "2 مارس 2023"]),
        ("اليوم الأول من مارس 2023", ["الأول من مارس 2023"]),
        ("بعد ظهر الثلاثاء", ["ظهر الثلاثاء"]),
        ("منذ يوم الخميس", ["يوم الخميس"]),
        ("قبل شهر مارس", ["شهر مارس"]),
        ("قبل عام 2019", ["عام 2019"]),
        ("من نوفمبر 2030 إلى نهاية مارس 2031", ["نوفمبر 2030", "نهاية مارس 2031"]),
        ("قبل نهاية العام الماضي", ["نهاية العام الماضي"]),
        ("عند الساعة 10 مساء الخميس", ["مساء الخميس"]),
    ],
)
def test_longest_reading_with_its_span(text: str, expected: list[str]) -> None:
    """The longest reading wins, spans fit the stored text, clitics, prepositions of place and line ends stay outside."""
    assert surfaces(text) == expected


def test_spelling_does_not_matter() -> None:
    """Vowel marks, tatweel, hamza, digits and non-breaking spaces leave the date unchanged."""
    spellings = ["الأربعاء 2 آذار 2022", "الاربعاء ٢ اذار ٢٠٢٢", "الأربعـاء\u00a0۲ آذَار ۲۰۲۲", "الأَرْبِعاء 2  آذار  2022"]
    assert {tuple(days(s)) for s in spellings} == {("2022-03-02",)}


@given(
    st.lists(
        st.sampled_from([*sorted(WORDS.lexemes), "3", "17", "250", "2021", "1444", "5/3/2020", "كلام", ".", "\n"])
    ),
    st.dates(date(1930, 1, 1), date(2070, 12, 31)),
    st.sampled_from(Tense),
)
@settings(deadline=None, max_examples=300)
def test_any_words_give_ordered_hits(words: list[str], reference: date, tense: Tense) -> None:
    """No jumble of date words breaks the reading; hits are in order, inside the text and never overlap."""
    text = " ".join(words)
    found = find_dates(text, WORDS, reference=reference, tense_at=lambda _: tense)
    edges = [k for h in found for k in (h.start, h.end)]
    assert edges == sorted(edges)
    assert all(0 <= h.start < h.end <= len(text) for h in found)


@pytest.mark.parametrize(
    "broken",
    [
        {k: v for k, v in _RAW.items() if k != "months"},
        {**_RAW, "weekdays": {"someday": ["الخميس"]}},
        {**_RAW, "dayparts": "مساء"},
        {**_RAW, "blocked": [{"before": ["روسيا"]}]},
        {**_RAW, "particles": {"beyond": ["وراء"]}},
        {**_RAW, "units": ["يوم"]},
    ],
)
def test_broken_lexicon(broken: dict[str, object]) -> None:
    """A lexicon with a missing section, an unknown name or a wrong shape is refused."""
    with pytest.raises(BadInputError, match="not a lexicon of dates"):
        compile_dates(broken)


def test_shared_table() -> None:
    """Every row of the measured table comes out right; a week that is under way is a range (gold/GUIDE.md)."""
    if not TABLE.exists():
        pytest.skip("the shared table is not here")
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    wrong = [
        (r["expression"], got)
        for r in rows
        if not _is_right(r, got := hits(r["expression"], date.fromisoformat(r["ref_date"])))
    ]
    assert len(rows) > 80
    assert wrong == []


def _is_right(row: dict[str, str], found: tuple[DateHit, ...]) -> bool:
    if row["expression"] in RANGES_BY_GUIDE:
        return [h.when.iso for h in found] == [RANGES_BY_GUIDE[row["expression"]]]
    if row["expected"] == "NONE" or len(found) != 1:
        return not found and row["expected"] == "NONE"
    when = found[0].when
    is_week = "week" in row["note"] and (when.last - when.first).days == 6
    return any(
        when.iso == e
        or (is_week and when.first <= date.fromisoformat(e) <= when.last)
        or (len(e) < 10 and when.first.isoformat().startswith(e) and when.last.isoformat().startswith(e))
        for e in row["expected"].split("|")
    )
