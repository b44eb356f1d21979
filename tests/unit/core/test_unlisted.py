"""Names that no file lists: found by the nouns, titles and verbs beside them, and left alone where those are ordinary words."""

from __future__ import annotations

import pytest

from include.rasid.core.tag import tag_article
from include.rasid.model import EntityKind, EntityMention
from tests.factories import detector, make_article

PLACES = [
    ("اجتمع الوفدان في فندق متروبول أمس", "فندق متروبول"),
    ("عقدت الجولة في قصر الفيروز مساء", "قصر الفيروز"),
    ("تجمع المحتجون في شارع الأمير طلال ظهرا", "شارع الأمير طلال"),
    ("أغلق مطار كرونبرغ الدولي ساعات", "مطار كرونبرغ الدولي"),
    ("غرق زورق في بحيرة تشوبارسك، وفق الشرطة", "بحيرة تشوبارسك"),
    ("قتل ثلاثة في بلدة كاربوفسكا القريبة", "كاربوفسكا"),
    ("نزلوا في فندق كرونبرغ فاخر.", "فندق كرونبرغ"),
    ("يسكن في حي باب البحر منذ سنوات", "باب البحر"),
    ("وقع الاتفاق في القصر الجمهوري مساء", "القصر الجمهوري"),
    ("نزح سكان بلدتي كاربوفسكا وميلودار أمس", "ميلودار"),
]
ORDINARY = [
    "اجتمع الوفدان في فندق فاخر",
    "وصل إلى مطار عسكري",
    "عادت المعركة إلى ميدان القتال",
    "أفاد شهود في قرية صغيرة",
    "كشف عن قاعدة بيانات جديدة",
    "الكرة الآن في ملعب زالتسمان",
    "قدم خارطة طريق مضمونة",
    "نزل في فندق يطل على البحر",
    "قالت في فندق بجنيف",
    "زار مدن وبلدات عدة",
    "أعلن أمام سوق العمل",
    "وصلوا إلى مطار الطائرات المسيّرة",
    "اعتصموا أمام مبنى سفارة بلادهم",
    "قال إن ألف مبنى انهار",
    "أخرجت من مبنى منهار",
    "كان ذلك كفيلاً بتفادي الأسوأ",
    "وأدى كاربوفسكا اليمين أمام النواب",
]
BODIES = [
    ("أعلنت الهيئة العامة للسياحة والآثار ذلك", "الهيئة العامة للسياحة والآثار", ()),
    ("ناشدت المديرية العامة للدفاع المدني السكان الحذر", "المديرية العامة للدفاع المدني", ()),
    ("أفادت اللجنة الوطنية لإدارة الكوارث بذلك", "اللجنة الوطنية لإدارة الكوارث", ()),
    ("سجلت هيئة المسح الجيولوجي النرويجية هزة", "هيئة المسح الجيولوجي النرويجية", ("NO",)),
    ("قالت شركة كوربانيل إن الإنتاج توقف", "كوربانيل", ()),
    ("أعلنت وزارة الموارد البشرية والتنمية الاجتماعية ذلك", "وزارة الموارد البشرية والتنمية الاجتماعية", ()),
    ("أفادت وزارة الصحة أمس بذلك", "وزارة الصحة", ()),
    ("قالت لجنة القوات المسلحة في الكونغرس ذلك", "لجنة القوات المسلحة في الكونغرس", ()),
    ("حذر مجلس السيادة من ذلك", "مجلس السيادة", ()),
    ("حققت الشرطة الجنائية المركزية النرويجية في ذلك", "الشرطة الجنائية المركزية النرويجية", ("NO",)),
    ("دعت حركة التغيير الديمقراطي إلى الهدوء", "حركة التغيير الديمقراطي", ()),
    ("انقسم مجلس الوزراء النرويجي أمس", "مجلس الوزراء النرويجي", ("NO",)),
    ("أقر مجلس الشيوخ القانون", "مجلس الشيوخ", ()),
    ("استقبل رئيس البرلمان الأوروبي ضيفه", "البرلمان الأوروبي", ()),
]
NO_BODIES = [
    "ناقش مجلس إدارة الأزمة السورية",
    "أعلنت الهيئة أمس ذلك",
    "قالت شركة كبيرة إن الإنتاج توقف",
    "وزيرة الدفاع النرويجية زارت القاعدة",
    "حظرت الصين المأكولات البحرية اليابانية",
    "زار الإدارة العسكرية للمدينة",
    "انتقل إلى حزب إيرينا كاربوفا",
    "ألغى مصرف مالي كبير ذلك",
]
OFFICIALS = [
    ("قال وزير الثقافة النيجيري فريد أوكوندو إن الموسم بدأ", "فريد أوكوندو"),
    ("استقبل السفير البوليفي لدى أنقرة خورخي مامارا الوفد", "خورخي مامارا"),
    ("أعلن سلطان الحمراوي وزير المالية الخطة", "سلطان الحمراوي"),
    ("أعلن محسن كرماوي، الناطق باسم لجنة الانتخابات، النتيجة", "محسن كرماوي"),
    ("عين اللواء عبد الواحد السرحاني قائدا", "عبد الواحد السرحاني"),
    ("التقى وزير الدفاع الكوري الجنوبي تشوي سانغ جين ضيفه", "تشوي سانغ جين"),
    ("قال وزير الداخلية خوان خوسيه مامارا، أمس", "خوان خوسيه مامارا"),
    ("قال وزير الداخلية خوان خوسيه زرماك كتلفان", "خوان خوسيه"),
    ("قال اللواء زاخارو مكتنيو إن ذلك تم", "زاخارو مكتنيو"),
    ("قال السفير رمزي عز الدين رمزي إن ذلك تم", "رمزي عز الدين رمزي"),
    ("استدعت سفيرها خورخي مامارا للتشاور", "خورخي مامارا"),
    ("اعتذر عمدة المدينة أوه سي هون للسكان", "أوه سي هون"),
    ("أكد وزير المالية التشادي، طاهر بوكارمي، ذلك", "طاهر بوكارمي"),
    ("وصف الوزير خورخي لويس الاتفاق بأنه انتصار.", "خورخي لويس"),
]
NOBODY = [
    "قال رئيس شركة النقل فريد أوكوندو إن الموسم بدأ",
    "قال مدير فرع البنك خورخي مامارا ذلك",
    "قال رئيس الشركة الوطنية خورخي مامارا ذلك",
    "قال الوزير أمس ذلك",
    "أكد وزير الخارجية النيجيري على هامش القمة ذلك",
    "دعا وزير المالية النيجيري إلى الهدوء",
    "قال الممثل فريد أوكوندو إن الفيلم انتهى",
    "التقى المدرب خورخي مامارا اللاعبين",
    "عادت جائزة أفضل ممثل إلى الياباني كوجي كتلفان بعد كلمات الرؤساء",
]


def mentions(text: str, *kinds: EntityKind, title: str = "") -> list[EntityMention]:
    article = make_article(text, on="2022-01-22", title=title)
    return [m for m in tag_article(article, detector().lexicon, detector().matcher).mentions if m.kind in kinds]


@pytest.mark.parametrize(("text", "name"), PLACES)
def test_a_noun_makes_a_place_of_the_name_behind_it(text: str, name: str) -> None:
    """Venues keep their noun, towns and quarters do not; several may follow a plural."""
    assert name in [m.surface for m in mentions(text, EntityKind.PLACE)]


@pytest.mark.parametrize("text", ORDINARY)
def test_a_noun_with_an_ordinary_word_names_no_place(text: str) -> None:
    """Adjectives, verbs, prepositions and set phrases behind the noun make it an ordinary one."""
    assert [m for m in mentions(text, EntityKind.PLACE) if m.surface != "جنيف"] == []


def test_a_place_in_the_name_of_a_venue_is_no_place_of_its_own() -> None:
    """The longest name is one mention."""
    assert [m.surface for m in mentions("أغلق مطار قازان أمس", EntityKind.PLACE)] == ["مطار قازان"]


@pytest.mark.parametrize(("text", "name", "states"), BODIES)
def test_a_body_is_told_by_its_own_name(text: str, name: str, states: tuple[str, ...]) -> None:
    """A noun with a quality and a purpose, with the adjective of a state farther behind, or one that stands by itself."""
    assert [(m.surface, m.refers_to) for m in mentions(text, EntityKind.ORGANISATION)] == [(name, states)]


@pytest.mark.parametrize("text", NO_BODIES)
def test_a_noun_with_an_ordinary_word_names_no_body(text: str) -> None:
    """What is named by its kind alone is no named body; nor is the ministry in the title of its minister."""
    assert mentions(text, EntityKind.ORGANISATION) == []


@pytest.mark.parametrize(("text", "name"), OFFICIALS)
def test_a_title_makes_an_official_of_the_name_beside_it(text: str, name: str) -> None:
    """A given name with a family name behind or before a title is a person, with the confidence of one nobody listed."""
    (person,) = mentions(text, EntityKind.PERSON)
    assert person.surface == name
    assert person.key.startswith("unlisted:")
    assert person.confidence < 0.9


@pytest.mark.parametrize("text", NOBODY)
def test_a_private_post_or_an_ordinary_word_makes_nobody_an_official(text: str) -> None:
    """Heads of companies and branches hold no public office; words behind a title are no names."""
    assert mentions(text, EntityKind.PERSON) == []


def test_adjectives_behind_a_title_of_several_name_officials() -> None:
    """«الرئيسان المشاركان، الأميركي … والفرنسي …»: each adjective of a state leads to a name."""
    found = mentions("أعلن الرئيسان المشاركان، الأميركي خورخي مامارا والفرنسي خوان كتلفان، ذلك", EntityKind.PERSON)
    assert [m.surface for m in found] == ["خورخي مامارا", "خوان كتلفان"]


def test_a_family_name_that_is_a_word_means_the_official_beside_a_verb_of_saying() -> None:
    """«وقال هام» means the general named before; «أمر هام» means no one."""
    text = "التقى الجنرال كارتر هام ضيفه.\nوقال هام إن ذلك أمر هام."
    assert [m.surface for m in mentions(text, EntityKind.PERSON)] == ["كارتر هام", "هام"]


def test_a_state_whose_name_is_a_word_counts_where_a_cue_shows_it() -> None:
    """«في مالي» is the state, «دعم مالي» is none."""
    assert [m.key for m in mentions("وقع ذلك في مالي أمس", EntityKind.COUNTRY)] == ["ML"]
    assert mentions("حصل على دعم مالي كبير", EntityKind.COUNTRY, EntityKind.PLACE) == []


def test_the_family_name_of_an_unlisted_official_is_known_in_the_whole_article() -> None:
    """Once he was named in full, in the title and in later sentences his family name means him."""
    text = "قال وزير الثقافة النيجيري فريد أوكوندو إن الموسم بدأ.\nوأضاف أوكوندو أن العمل مستمر."
    found = mentions(text, EntityKind.PERSON, title="أوكوندو يفتتح الموسم")
    assert [m.surface for m in found] == ["أوكوندو", "فريد أوكوندو", "أوكوندو"]
    assert len({m.key for m in found}) == 1


@pytest.mark.parametrize(
    ("text", "title", "surfaces"),
    [
        ("عقد اللقاء في درعا صباحا. وكان الهدوء قد ساد درعا منذ أيام", "", ["درعا", "درعا"]),
        ("وسيول ترفض العرض", "", ["سيول"]),
        ("سيول ـ لم يعلق أحد", "", ["سيول"]),
        ("سيول اجتاحت المنطقة", "", []),
    ],
)
def test_a_word_is_a_city_where_its_verb_or_another_sentence_shows_it(
    text: str, title: str, surfaces: list[str]
) -> None:
    """A feminine verb of politics, the dash of a dateline, or the same place with a preposition elsewhere."""
    assert [m.surface for m in mentions(text, EntityKind.PLACE, title=title)] == surfaces


@pytest.mark.parametrize("who", ["دليلة كيري", "الممثل جون كيري", "الرسام ماتيس"])
def test_a_given_name_or_profession_shows_that_somebody_else_is_meant(who: str) -> None:
    """The family name of an official behind another given name, or any name behind a profession, is not the official's."""
    assert mentions(f"فازت {who} بالجائزة", EntityKind.PERSON) == []


def test_a_ministry_counts_as_its_state_when_its_name_hides_the_adjective() -> None:
    """«وزارة العدل الأميركية» is one name; the pair of states that words point back to has the United States in it."""
    text = "ردت وزارة العدل الأميركية على موسكو. واتفق رئيسا دبلوماسية البلدين على لقاء"
    (office,) = mentions(text, EntityKind.OFFICE)
    assert office.refers_to == ("blinken", "lavrov")
