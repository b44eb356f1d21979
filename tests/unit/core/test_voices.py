"""Which articles are one voice."""

from __future__ import annotations

import pytest

from include.rasid.core.voices import group_voices

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


@pytest.mark.parametrize(
    ("texts", "voices"),
    [
        ([REPORT, OTHER], (0, 1)),
        ([REPORT, REPORT], (0, 0)),
        ([REPORT, OTHER, f"نيودلهي (المدار): {REPORT}"], (0, 1, 0)),
        ([REPORT, REPORT[:180]], (0, 0)),
        ([REPORT, f"في تطور لافت شهدته القمة أمس. {REPORT} وتشهد العلاقات توترا منذ بدء الحرب."], (0, 0)),
        ([REPORT.replace("بلينكن", "بلِينكن").replace("إلى", "الى"), REPORT], (0, 0)),
        (["", ""], (0, 1)),
        ([], ()),
    ],
    ids=["two reports", "verbatim", "credited", "cut", "framed", "other spelling", "no text", "nothing"],
)
def test_copies_are_one_voice(texts: list[str], voices: tuple[int, ...]) -> None:
    """Copies with another beginning, cut, or spelt otherwise are one voice; two reports on one meeting are two."""
    assert group_voices(texts) == voices
