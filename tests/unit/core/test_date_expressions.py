"""Expressions that need more than their own words: another calendar, a date named before, equal parts of a period."""

from __future__ import annotations

from datetime import date

import pytest

from include.rasid.core.dates import Tense
from tests.unit.core.date_reading import days

WEDNESDAY = date(2023, 5, 17)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("في النصف الأول من العام", ["2023-01/2023-06"]),
        ("خلال النصف الثاني من حزيران", ["2023-06-16/2023-06-30"]),
        ("في الربع الأخير من 2024", ["2024-10/2024-12"]),
        ("في السداسي الثاني من السنة الجارية", ["2023-07/2023-12"]),
        ("في الثلاثي الأول من 2026", ["2026-01/2026-03"]),
        ("في الثلث الأخير من الشهر المقبل", ["2023-06-21/2023-06-30"]),
        ("الاجتماع الثلاثي الأول من نوعه", []),
    ],
)
def test_equal_parts_of_a_period(text: str, expected: list[str]) -> None:
    """Halves, thirds and quarters, in the words of the Mashreq and the Maghreb."""
    assert days(text, WEDNESDAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("في 27 رمضان 1431هـ الموافق 6 سبتمبر 2010م", ["2010-09-06"]),
        ("يوم 6 سبتمبر 2010 الموافق 27 رمضان 1431", ["2010-09-06"]),
        ("الثلاثاء المصادف 16 أيار", ["2023-05-16"]),
        ("مع غرة رمضان 1445", ["2024-03-11"]),
        ("في أواخر شعبان 1446", ["2025-02-20/2025-02-28"]),
        ("منتصف رمضان 1443", ["2022-04-12/2022-04-21"]),
    ],
)
def test_the_hijri_calendar(text: str, expected: list[str]) -> None:
    """A date in both calendars is one date; parts of a Hijri month are ten days, غرة its first."""
    assert days(text, WEDNESDAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("التقيا في 10 كانون الثاني 2022 ثم عادا إلى جنيف في 21 من الشهر ذاته", ["2022-01-10", "2022-01-21"]),
        ("عادا في 21 من الشهر ذاته", []),
        ("غداة الخامس عشر من غشت 2025", ["2025-08-16"]),
        ("غداة القمة", []),
        ("في الثامن من مارس من كل عام", []),
    ],
)
def test_dates_that_lean_on_another(text: str, expected: list[str]) -> None:
    """The month named before, the day behind غداة; a day of every year is none."""
    assert days(text, WEDNESDAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("تستضيف لوزان في 15 الجاري اجتماعا", ["2023-05-15"]),
        ("في الخامس من الجاري", ["2023-05-05"]),
        ("يومي 17 و18 الجاري", ["2023-05-17/2023-05-18"]),
        ("في الرابع والعشرين من الشهر المقبل", ["2023-06-24"]),
        ("تاسع غشت", ["2023-08-09"]),
        ("عامي 2014 و2015", ["2014-01/2015-12"]),
        ("في 3/3/2022 و15-06-2022", ["2022-03-03", "2022-06-15"]),
        ("الثلاثاء المقبل في 23 أيار", ["2023-05-23"]),
        ("قوى 14 آذار", []),
        ("في أمس الحاجة إلى ذلك", []),
        ("في غضون ست سنوات", []),
    ],
)
def test_days_in_the_press_short_hand(text: str, expected: list[str]) -> None:
    """الجاري alone is this month, an ordinal needs no article, names of movements are no dates."""
    assert days(text, WEDNESDAY) == expected


@pytest.mark.parametrize(("tense", "expected"), [(Tense.FUTURE, "2023-09/2023-11"), (Tense.PAST, "2022-09/2022-11")])
def test_a_bare_season_goes_by_the_tense(tense: Tense, expected: str) -> None:
    """«في الخريف» is the last or the next autumn; without a tense it is no date."""
    assert days("في الخريف", WEDNESDAY, tense) == [expected]
    assert days("في الخريف", WEDNESDAY) == []
