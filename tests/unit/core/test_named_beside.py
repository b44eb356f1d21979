"""Names that only what stands beside them tells: papers, namesakes, counterparts, vowel marks, datelines, and the state an article is about."""

from __future__ import annotations

import pytest

from include.rasid.core.tag import tag_article
from include.rasid.model import EntityKind, EntityMention
from tests.factories import detector, make_article

MEDIA = [
    ("وعلمت «السفير» أن اللقاء تأجل", "السفير"),
    ("نيويورك (كونا) - عقد الاجتماع", "كونا"),
    ("وهران و م ع - وقع الوزير الاتفاق", "و م ع"),
    ("أغلقت السلطات مكتب الجزيرة أمس", "الجزيرة"),
    ("ونسبت الحياة إلى مصدر قوله ذلك", "الحياة"),
    ("قال في حديث مع الجزيرة إن الوفد وصل", "الجزيرة"),
    ("الرياض – «الشرق الأوسط»: عقد اللقاء", "الشرق الأوسط"),
]
NO_MEDIA = [
    "قال السفير إن اللقاء تأجل",
    "عادت الحياة إلى المدينة",
    "زار الجزيرة أمس",
    "للتواصل اتصل بنا - أعلن معنا",
    "كم وات تستهلك المدينة",
]
NAMESAKES = [
    "قال حارس مرمى اسمه كيري إنه تعب",
    "تحدث شاب يدعى ديفيد بلينكن عن الفوز",
    "بلينكن، سائق شاحنة من الشمال، انتظر أسبوعا",
    "وقف لافروف، وهو شاعر شاب، أمام الجمهور",
    "عاد لاعب النادي السابق خالد كيري إلى الملعب",
]
OFFICIALS = [
    ("استقبل الوزير نظيره النيجيري فريد أوكوندو أمس", "فريد أوكوندو"),
    ("قال السفير العراقي زرماك كتلفان إن الوفد وصل", "زرماك كتلفان"),
    ("أعلن وزير التموين المصري علي الزرماوي على الفور الخطة", "علي الزرماوي"),
    ("رحب رئيس بعثتها فريد أوكوندو بالقرار", "فريد أوكوندو"),
    ("رد وزير الأعمال فريد أوكوندو بأن الخطة جاهزة", "فريد أوكوندو"),
    ("قال مستشار ميركل فريد أوكوندو إن القمة أجلت", "فريد أوكوندو"),
]
NO_OFFICIALS = [
    "شدد وزير التموين المصري على الزرماوي أمس",
    "شدد وزير التموين المصري علي الزرماوي أمس وعلي الوفد",
    "تلقى الرئيس التركي اتصالا مماثلا أمس",
    "كان الرئيس الروسي استبق دخول ضيفيه",
]


def mentions(text: str, kind: EntityKind) -> list[EntityMention]:
    """Return the mentions of a kind in a text."""
    lexicon, matcher = detector().lexicon, detector().matcher
    return [m for m in tag_article(make_article(text=text), lexicon, matcher).mentions if m.kind is kind]


@pytest.mark.parametrize(("text", "name"), MEDIA)
def test_quotation_marks_datelines_and_verbs_make_media_of_words(text: str, name: str) -> None:
    """A paper, agency or channel that is a word too counts where its neighbours show it."""
    assert name in [m.surface for m in mentions(text, EntityKind.ORGANISATION)]


@pytest.mark.parametrize("text", NO_MEDIA)
def test_the_same_words_elsewhere_are_no_media(text: str) -> None:
    """Without such a neighbour they stay words."""
    assert mentions(text, EntityKind.ORGANISATION) == []


def test_a_medium_in_quotation_marks_has_the_key_of_its_entry() -> None:
    """«الأهرام» is the paper that bodies_more.yml lists as صحيفة الأهرام, and no place or second paper."""
    assert [m.key for m in mentions("وأضاف لصحيفة «الأهرام» ذلك", EntityKind.ORGANISATION)] == ["al_ahram"]


@pytest.mark.parametrize("text", NAMESAKES)
def test_a_trade_or_introduction_makes_a_namesake(text: str) -> None:
    """Somebody introduced by name, or with a trade beside him, is not the official of that name."""
    assert mentions(text, EntityKind.PERSON) == []


def test_an_article_about_a_namesake_names_no_official() -> None:
    """Behind «دانييل بلينكن» the family name alone is his, unless the official is named too."""
    other = "خرج اللاعب دانييل بلينكن من البطولة. وبكى بلينكن طويلا"
    assert mentions(other, EntityKind.PERSON) == []
    both = f"{other}. وقال أنتوني بلينكن إنه شاهد المباراة"
    assert {m.key for m in mentions(both, EntityKind.PERSON)} == {"blinken"}


@pytest.mark.parametrize(("text", "name"), OFFICIALS)
def test_officials_whom_no_file_lists(text: str, name: str) -> None:
    """Behind a counterpart, a possessive, a minister of anything, and with a given name that no file lists."""
    assert name in [m.surface for m in mentions(text, EntityKind.PERSON)]


@pytest.mark.parametrize("text", NO_OFFICIALS)
def test_words_behind_a_title_are_no_official(text: str) -> None:
    """«على» is no given name, nor «علي» in a text that writes every على so; nouns and verbs behind a title are none."""
    assert mentions(text, EntityKind.PERSON) == []


def test_vowel_marks_tell_oman_from_amman() -> None:
    """«عُمان» is the state, «عمّان» the city, without further cue."""
    text = "خلط بين عُمان وعمّان"
    assert [m.key for m in mentions(text, EntityKind.COUNTRY)] == ["OM"]
    assert [m.key for m in mentions(text, EntityKind.PLACE)] == ["amman"]


def test_a_dateline_names_the_capital_and_not_the_state() -> None:
    """«تونس (وات) - » is the city; elsewhere تونس is the state."""
    text = "تونس (وات) - قالت تونس إن الحدود مفتوحة"
    assert [m.key for m in mentions(text, EntityKind.PLACE)] == ["tunis"]
    assert [m.key for m in mentions(text, EntityKind.COUNTRY)] == ["TN"]


def test_a_seat_of_power_is_a_body() -> None:
    """«الرئاسة المصرية» is listed as a seat and is an institution of its state."""
    assert [m.key for m in mentions("اكتفت الرئاسة المصرية ببيان", EntityKind.ORGANISATION)] == ["presidency:EG"]


def test_a_place_that_is_a_word_counts_in_an_article_about_its_state() -> None:
    """«داريا» needs a cue; that the article speaks of Syria is one. «وان» before a verb is none."""
    assert [m.key for m in mentions("أخليت داريا من سكانها. وقال وزير سوري ذلك", EntityKind.PLACE)] == ["darayya"]
    assert mentions("أخليت داريا من سكانها", EntityKind.PLACE) == []
    assert mentions("قالت تركيا ذلك. وان كانت ترفض", EntityKind.PLACE) == []
