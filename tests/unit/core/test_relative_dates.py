"""Dates that count from the publication date, and how the tense decides."""

from __future__ import annotations

from datetime import date

import pytest

from include.rasid.core.dates import Tense, find_dates
from include.rasid.core.fold import fold
from tests.unit.core.date_reading import WEDNESDAY, WORDS, days, hits

THURSDAY = date(2022, 1, 20)
MONDAY = date(2023, 1, 2)
LEAP_DAY = date(2024, 2, 29)  # a Thursday


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
        ("خلال اليومين المقبلين", "2025-08-14/2025-08-15"),
        ("في الأيام القليلة المقبلة", "2025-08-14/2025-08-20"),
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
        ("مطلع العام", MONDAY, "2023-01/2023-03"),
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
