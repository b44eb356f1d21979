"""What is talked of, prepared or told of somebody else has not been; a verb that has its object takes no second one."""

from __future__ import annotations

import pytest

from include.rasid.core.detect import detect_contacts
from tests.factories import detector, make_article

# Friday 2023-03-03 is the publication day of every text.
STATUSES = [
    ("التقى بايدن زيلينسكي في البيت الأبيض لبحث لقاء مع بوتين.", "biden+putin possible"),
    ("التقى بايدن نظيره الفرنسي إيمانويل ماكرون في باريس لبحث عقد قمة مع بوتين.", "biden+putin possible"),
    ("ناقش بايدن مع مستشاريه عقد قمة مع بوتين.", "biden+putin possible"),
    ("بحث لافروف مع نظيره التركي عقد لقاء مع بلينكن.", "blinken+lavrov possible"),
    ("التحضيرات جارية لعقد قمة بين بايدن وبوتين.", "biden+putin planned"),
    ("تجري الاستعدادات لقمة بين بوتين وبايدن.", "biden+putin planned"),
    ("بدأت موسكو وواشنطن الإعداد لقمة بين الرئيسين بوتين وبايدن.", "biden+putin planned"),
    (
        "عقد جيك سوليفان ويوري أوشاكوف اجتماعا للتحضير للقمة بين بوتين وبايدن.",
        "biden+putin planned, sullivan+ushakov held",
    ),
    ("بحث بوتين وبايدن في اتصال هاتفي الوضع في أوكرانيا.", "biden+putin held"),
    ("بحث لقاء بين سيرغي لافروف وأنتوني بلينكن في جنيف أمس الملف السوري.", "blinken+lavrov held"),
    ("اجتمع أناتولي أنطونوف مع مسؤولين أميركيين في واشنطن.", "antonov+us_delegation held"),
]
NOTHING = [
    "زار وزير الخارجية الصيني تشين غانغ موسكو والتقى لافروف في وقت حذر فيه بلينكن بكين.",
    "استقبل لافروف نظيره التركي لبحث رسالة وصلت إلى بلينكن.",
    "رأى محلل أن قمة بين بايدن وبوتين مستبعدة.",
    "التقت السفيرة الأميركية لين تريسي صحفيين روسا في موسكو.",
    "اجتمع السفير الروسي أناتولي أنطونوف برجال أعمال أميركيين في واشنطن.",
    "التقى بوتين طلابا أميركيين.",
]


@pytest.mark.parametrize(("text", "wanted"), STATUSES)
def test_what_is_to_be_is_told_apart(text: str, wanted: str) -> None:
    """Parties and status of everything in the sentence."""
    found = detect_contacts(make_article(text, on="2023-03-03"), detector())
    assert ", ".join(sorted(f"{'+'.join(m.participants)} {m.status}" for m in found)) == wanted


@pytest.mark.parametrize("text", NOTHING)
def test_nobody_meets(text: str) -> None:
    """No contact of the two sides."""
    assert detect_contacts(make_article(text, on="2023-03-03"), detector()) == ()
