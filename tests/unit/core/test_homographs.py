"""Names that are ordinary words too, people who share a family name, and bodies named by kind and state."""

from __future__ import annotations

import pytest

from include.rasid.core.tag import tag_article
from include.rasid.model import EntityKind, EntityMention
from tests.factories import detector, make_article

PLACE, COUNTRY, PERSON = EntityKind.PLACE, EntityKind.COUNTRY, EntityKind.PERSON
ORGANISATION, OFFICE, REFERENCE = EntityKind.ORGANISATION, EntityKind.OFFICE, EntityKind.REFERENCE
NAMES = [
    ("وصل المخرج إلى مدينة كان الفرنسية", PLACE, "cannes"),
    ("أقيم المعرض في كان جنوبي فرنسا", PLACE, "cannes"),
    ("كان (فرنسا) - افتتح المعرض مساء", PLACE, "cannes"),
    ("وصل بوتين إلى بالي", PLACE, "bali"),
    ("من بالي، قال بايدن إن القمة ناجحة", PLACE, "bali"),
    ("اجتمع زيلينسكي بالوفد في جدة", PLACE, "jeddah"),
    ("هبطت الطائرة ثم توجه الوفد إلى جدة", PLACE, "jeddah"),
    ("وصل الوفد إلى عمان", PLACE, "amman"),
    ("العاصمة الأردنية عمان", PLACE, "amman"),
    ("رحلات بين بغداد وعمان", PLACE, "amman"),
    ("سلطنة عمان تستضيف المحادثات", COUNTRY, "OM"),
    ("سفن حربية في خليج عمان", PLACE, "gulf_of_oman"),
    ("التقى الخبراء في وان شرقي تركيا", PLACE, "van_tr"),
    ("وصل بن والاس إلى كييف", PERSON, "wallace_ben"),
    ("التقى عبد الله بن زايد ضيفه", PERSON, "abdullah_bin_zayed"),
    ("عقدت القمة في سيول", PLACE, "seoul"),
    ("العاصمة الكورية الجنوبية سيول", PLACE, "seoul"),
    ("انطلقت المفاوضات في مسقط", PLACE, "muscat"),
    ("من مسقط، قال الوسيط إن الأجواء طيبة", PLACE, "muscat"),
    ("سقط صاروخان في صور اللبنانية", PLACE, "tyre"),
    ("غارة على مدينة صور", PLACE, "tyre"),
    ("استضافت قطر المحادثات", COUNTRY, "QA"),
    ("وصل أمير قطر إلى موسكو", COUNTRY, "QA"),
    ("دخل الجيش الموصل", PLACE, "mosul"),
    ("مدينة الموصل العراقية", PLACE, "mosul"),
    ("زار المبعوث روسيا أمس", COUNTRY, "RU"),
    ("هاجمت روسيا الاقتراح", COUNTRY, "RU"),
    ("قالت ليز تراس إن لندن ستدعم كييف", PERSON, "truss"),
    ("عقد الاجتماع في أكرا", PLACE, "accra"),
    ("التقى الوسطاء قادة حماس في الدوحة", ORGANISATION, "hamas"),
    ("دعت القاهرة حركة حماس إلى الحوار", ORGANISATION, "hamas"),
    ("هدنة بين إسرائيل وحماس", ORGANISATION, "hamas"),
    ("أمير قطر يصل إلى موسكو", COUNTRY, "QA"),
    ("خلال ولاية ترامب الثانية", PERSON, "trump"),
    ("دعا إلى مقاطعة بوتين", PERSON, "putin"),
    ("مرت سيارة بوتين مسرعة", PERSON, "putin"),
]
WORDS = [
    ("كان الوزير حاضرا في القاعة", "cannes"),
    ("قال إن من كان يتوقع ذلك قليل", "cannes"),
    ("لو كان الأمر كذلك لما وصل", "cannes"),
    ("لم يخطر على بالي أن يصل", "bali"),
    ("شعرت بأن بالي مشغول به", "bali"),
    ("جلست جدة العريس في الصف الأول", "jeddah"),
    ("زارت جدة الطفلة المدرسة", "jeddah"),
    ("لجدة الطفل قصة أخرى", "jeddah"),
    ("هبطت طائرة عمان للطيران", "amman"),
    ("قال إن بلاده مستعدة وأن القرار نهائي", "van_tr"),
    ("أعلن ذلك وأن الاتفاق قريب", "van_tr"),
    ("قال كارل بن علي إنه سيعود", "wallace_ben"),
    ("ترأس بن سلمان الجلسة", "wallace_ben"),
    ("جرفت سيول عارمة السيارات", "seoul"),
    ("أمطار غزيرة تسببت في سيول جارفة", "seoul"),
    ("غمرت سيول الشوارع بعد العاصفة", "seoul"),
    ("أضرار بسبب سيول أمس", "seoul"),
    ("عاد إلى مسقط رأسه في الشمال", "muscat"),
    ("دفن في مسقط رأسه", "muscat"),
    ("التقط المصور ثلاث صور للموقع", "tyre"),
    ("أظهرت صور الأقمار الصناعية دمارا", "tyre"),
    ("اطلع الوفد على صور جوية للمنشأة", "tyre"),
    ("يبلغ قطر الدائرة مترا", "QA"),
    ("حسب العلماء نصف قطر الكوكب", "QA"),
    ("أغلق الجيش الطريق الموصل إلى المطار", "mosul"),
    ("انهار الجسر الموصل إلى الضفة الأخرى", "mosul"),
    ("أسرت القوات جنديا روسيا أمس", "RU"),
    ("استدعت برلين دبلوماسيا روسيا", "RU"),
    ("رفضت كييف اقتراحا روسيا جديدا", "RU"),
    ("ترأس لافروف الوفد", "truss"),
    ("وترأس الاجتماع رئيس البرلمان", "truss"),
    ("وصل الوزير باكرا إلى مكتبه", "accra"),
    ("غادر باكرا قبل الفجر", "accra"),
    ("صفق الجمهور بحماس شديد", "hamas"),
    ("تحدث بحماس عن خطته", "hamas"),
]
NAMESAKES = [
    ("قال المصور كمال فيدان لوكالتنا إن الطريق وعر", "قال وزير الخارجية التركي هاكان فيدان ذلك", "fidan"),
    ("وقع الكاتب كمال لافروف روايته", "وقع سيرغي لافروف الوثيقة", "lavrov"),
    ("فاز اللاعب أحمد بلينكن بالسباق", "فاز أنتوني بلينكن بالجائزة", "blinken"),
    ("أصيب المخرج رونالد ترامب بوعكة", "أصيب دونالد ترامب بوعكة", "trump"),
    ("عرض الرسام إدوار بايدن لوحاته", "عرض جو بايدن خطته", "biden"),
    ("نشرت الشاعرة فاطمة بوتين ديوانها", "نشر فلاديمير بوتين مقالا", "putin"),
    ("قال الطبيب سامر كيري إن الحالة مستقرة", "قال جون كيري إن الوضع مستقر", "kerry"),
]
INSIDE = [
    ("قال المتحدث باسم الكرملين إن الخطة جاهزة", "kremlin", "spokesperson_president:RU"),
    ("قالت المتحدثة باسم البيت الأبيض إن الخطة جاهزة", "white_house", "spokesperson_president:US"),
    ("أعلن المتحدث باسم البنتاغون ذلك", "us_defence_department", "spokesperson_defence:US"),
]
INSTITUTIONS = [
    ("أعلنت وزارة الدفاع الكورية الجنوبية ذلك", "وزارة الدفاع الكورية الجنوبية", "KR"),
    ("دعت وزارة الصحة البرازيلية إلى الحذر", "وزارة الصحة البرازيلية", "BR"),
    ("رفضت المحكمة العليا البرازيلية الطعن", "المحكمة العليا البرازيلية", "BR"),
    ("أعلن الجيش السويدي حالة التأهب", "الجيش السويدي", "SE"),
    ("أقر مجلس الشيوخ البولندي القانون", "مجلس الشيوخ البولندي", "PL"),
    ("نظمت السفارة الروسية حفلا", "السفارة الروسية", "RU"),
    ("رفع البنك المركزي التركي الفائدة", "البنك المركزي التركي", "TR"),
    ("أوقفت وزارة الداخلية الفرنسية العرض", "وزارة الداخلية الفرنسية", "FR"),
]
MINISTERS = [
    "وزير الدفاع الكوري",
    "وزير الدفاع الكوري الجنوبي",
    "وزير الداخلية الفرنسي",
    "وزير المالية الياباني",
    "وزيرة الخارجية الألمانية",
    "وزير الخارجية الروسي",
    "قائد الشرطة السويدي",
    "نجم القوات الجوية الفرنسي",
]


def mentions(text: str) -> list[EntityMention]:
    return list(tag_article(make_article(text, on="2022-01-22"), detector().lexicon, detector().matcher).mentions)


def found(text: str, *kinds: EntityKind) -> list[str]:
    return [m.key for m in mentions(text) if not kinds or m.kind in kinds]


@pytest.mark.parametrize(("text", "kind", "key"), NAMES)
def test_a_name_with_its_cue_is_a_name(text: str, kind: EntityKind, key: str) -> None:
    """A preposition, a title or the company of other names makes the word a place, country, body or person."""
    assert found(text, kind).count(key) == 1


@pytest.mark.parametrize(("text", "key"), WORDS)
def test_a_word_like_a_name_is_no_name(text: str, key: str) -> None:
    """The same letters among ordinary neighbours are a verb, a grandmother, floods, a birthplace, pictures."""
    assert key not in found(text)


def test_every_word_is_shown_both_ways() -> None:
    """A word that were never found would pass as an ordinary word."""
    assert {key for _, key in WORDS} <= {key for _, _, key in NAMES}


@pytest.mark.parametrize(("another", "official", "key"), NAMESAKES)
def test_a_family_name_behind_another_first_name_is_somebody_else(another: str, official: str, key: str) -> None:
    """«المصور كمال فيدان» is not the minister, who is found behind his own first name."""
    assert found(another, PERSON) == []
    assert found(official, PERSON) == [key]


@pytest.mark.parametrize(
    "text", ["عاش الكاتب في أوستن سنوات", "عاد المهندس من أوستن إلى دالاس", "مصنع قرب مدينة أوستن"]
)
def test_a_city_is_not_the_official_of_that_name(text: str) -> None:
    """«في أوستن» is the city, not the secretary of defence, who is found with his title."""
    assert found(text, PERSON) == []
    assert found("قال وزير الدفاع الأميركي لويد أوستن إن الدعم مستمر", PERSON) == ["austin"]


@pytest.mark.parametrize(("text", "body", "office"), INSIDE)
def test_a_body_inside_a_title_is_found_beside_the_office(text: str, body: str, office: str) -> None:
    """«المتحدث باسم الكرملين» names an office and the Kremlin, whose span is that of its own name."""
    everything = mentions(text)
    [inner] = [m for m in everything if m.kind is ORGANISATION]
    [outer] = [m for m in everything if m.kind is OFFICE]

    assert (inner.key, outer.key) == (body, office)
    assert outer.span.start < inner.span.start < inner.span.end == outer.span.end


@pytest.mark.parametrize(("text", "surface", "state"), INSTITUTIONS)
def test_an_institution_with_its_state_is_one_body(text: str, surface: str, state: str) -> None:
    """A noun that every state has names a body with the state's adjective behind it, listed or not."""
    assert [(m.kind, m.surface, m.refers_to) for m in mentions(text)] == [(ORGANISATION, surface, (state,))]


@pytest.mark.parametrize("title", MINISTERS)
def test_a_minister_is_no_ministry(title: str) -> None:
    """«وزير الدفاع الكوري», «قائد الشرطة السويدي»: a masculine adjective belongs to the man, and nothing is a body."""
    assert found(f"قال {title} إن الاتفاق قريب", ORGANISATION) == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("درس في جامعة أوديسا", "university:odesa"),
        ("أمرت محكمة باريس بتوقيفه", "court:paris"),
        ("تراجعت بورصة صنعاء", "exchange:sanaa"),
    ],
)
def test_a_place_in_the_name_of_a_body_is_no_place(text: str, key: str) -> None:
    """«جامعة طوكيو» is a university, and nobody was in Tokyo."""
    assert found(text) == [key]
    assert found("وصل الوفد إلى طوكيو ثم إلى باريس", PLACE) == ["tokyo", "paris"]


@pytest.mark.parametrize(
    ("text", "surface", "city"),
    [
        ("وصل الوفد إلى العاصمة الروسية", "العاصمة الروسية", "moscow"),
        ("تستضيف العاصمة الروسية اللقاء", "العاصمة الروسية", "moscow"),
        ("في باحة بالعاصمة الروسية", "العاصمة الروسية", "moscow"),
        ("غادر الوزير العاصمة الأميركية", "العاصمة الأميركية", "washington"),
        ("خرجت مسيرة في العاصمة الأوكرانية", "العاصمة الأوكرانية", "kyiv"),
    ],
)
def test_a_capital_without_its_name_is_a_reference_to_it(text: str, surface: str, city: str) -> None:
    """«العاصمة الروسية» names no city but stands for one, with less trust than the name behind it or instead of it."""
    assert [(m.kind, m.key, m.surface, m.refers_to) for m in mentions(text)] == [
        (REFERENCE, "capital", surface, (city,))
    ]
    assert city in found(f"{text} {detector().lexicon.places[city].label_ar}", PLACE)
    assert found("وصل الوفد إلى العاصمة موسكو", PLACE, REFERENCE) == ["moscow"]
