"""Which texts are copies of one another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis.strategies import datetimes, just, timedeltas

from include.rasid.core.copies import DAYS_APART, bands_nearby, dated_bands, likeness, signature, triples

REPORT = (
    "التقى وزير الخارجية الأميركي أنتوني بلينكن نظيره الروسي سيرغي لافروف في نيودلهي على هامش اجتماع مجموعة العشرين، "
    "وقال مسؤول أميركي كبير إن اللقاء استمر نحو عشر دقائق وإن الوزير حث موسكو على العودة إلى معاهدة ستارت الجديدة. "
    "وأضاف المسؤول أن بلينكن طالب بالإفراج عن المواطن الأميركي بول ويلان المحتجز في روسيا منذ سنوات."
)
OTHER = (
    "أكدت المتحدثة باسم الخارجية الروسية أن لافروف تحدث مع بلينكن سيرا على الأقدام خلال جلسة مجموعة العشرين، "
    "نافية أن تكون بينهما مفاوضات أو لقاء كامل. ووصفت ما نشرته وسائل الإعلام الغربية بأنه مبالغة لا أساس لها، "
    "وقالت إن موسكو منفتحة على الحوار متى أظهرت واشنطن جدية في بحث الضمانات الأمنية."
)
FLASH = "عاجل: وزير الخارجية الروسي يلتقي نظيره الأميركي في جنيف اليوم"


@pytest.mark.parametrize(
    ("one", "other", "are_copies"),
    [
        (REPORT, REPORT, True),
        (REPORT, f"نيودلهي (المدار): {REPORT}", True),
        (REPORT, REPORT[: REPORT.index("وأضاف")], True),
        (REPORT, f"في تطور لافت شهدته القمة أمس. {REPORT} وتشهد العلاقات توترا منذ بدء الحرب.", True),
        (REPORT.replace("بلينكن", "بلِينكن").replace("إلى", "الى"), REPORT, True),
        (REPORT, OTHER, False),
        (FLASH, FLASH.replace("عاجل:", "عاجل |"), True),
        (FLASH, FLASH.replace("اليوم", "غدا"), False),
        (FLASH, f"{FLASH}. {OTHER}", False),
        ("التفاصيل لاحقا", "التفاصيل لاحقا", False),
        ("", "", False),
    ],
    ids=[
        "verbatim",
        "credited",
        "cut",
        "framed",
        "spelling",
        "reports",
        "flash",
        "other-flash",
        "begins-alike",
        "few-words",
        "empty",
    ],
)
def test_copies_are_told_by_their_words(one: str, other: str, are_copies: bool) -> None:
    """Copies with another beginning, cut, or spelt otherwise; two reports of one meeting are none, short texts only word by word."""
    found = triples(one), triples(other)

    assert (likeness(*found) is not None) is are_copies
    if are_copies:
        assert set(signature(found[0])) & set(signature(found[1]))


EARLIEST, LATEST = (datetime(year, 1, 1) for year in (2001, 2099))  # noqa: DTZ001 - hypothesis adds the zone


@given(
    moment=datetimes(EARLIEST, LATEST, timezones=just(UTC)),
    apart=timedeltas(timedelta(days=-DAYS_APART), timedelta(days=DAYS_APART)),
)
def test_bands_of_a_week_before_and_after_are_looked_up(moment: datetime, apart: timedelta) -> None:
    """Wherever a fortnight ends: what was published up to a week apart shares its stored bands, what came weeks ago does not."""
    bands = signature(triples(REPORT))
    nearby = bands_nearby(bands, moment)
    assert set(dated_bands(bands, moment + apart)) <= set(nearby)
    assert not set(dated_bands(bands, moment - timedelta(days=22))) & set(nearby)
    assert all(0 < band < 2**63 for band in nearby)
