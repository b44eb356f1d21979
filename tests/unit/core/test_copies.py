"""Which texts are copies of one another."""

from __future__ import annotations

import pytest

from include.rasid.core.copies import likeness, signature, triples

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
