"""Tagging: offices on the article's date, words that point back, spans, confidence, spellings for review."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings as hypothesis_settings, strategies as st

from include.rasid.core.tag import tag_article
from include.rasid.model import Article, EntityKind, EntityMention, TaggedArticle
from tests.factories import detector

TEN_DAYS = "2022-01-22"


def tagged(text: str, day: str = TEN_DAYS, title: str = "") -> TaggedArticle:
    published = datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)
    article = Article(id="a", title=title, text=text, published_at=published, publisher="p", url="")
    return tag_article(article, detector().lexicon, detector().matcher)


def mentions(text: str, *kinds: EntityKind, day: str = TEN_DAYS) -> list[EntityMention]:
    return [m for m in tagged(text, day).mentions if not kinds or m.kind in kinds]


@pytest.mark.parametrize(
    ("text", "day", "key", "whom"),
    [
        ("قال وزير الخارجية الأميركي إن الحوار مستمر", "2022-01-22", "foreign_minister:US", "blinken"),
        ("قال وزير الخارجية الأميركي إن الحوار مستمر", "2025-03-01", "foreign_minister:US", "rubio"),
        ("قال وزير الخارجية الأميركي إن الحوار مستمر", "2014-03-01", "foreign_minister:US", "kerry"),
        ("استقبل الرئيس الروسي ضيوفه", "2010-05-01", "president:RU", "medvedev"),
        ("استقبل الرئيس الروسي ضيوفه", "2013-05-01", "president:RU", "putin"),
        ("قال سيد الكرملين إن بلاده لن تتراجع", "2022-01-22", "president:RU", "putin"),
        ("يستعد ساكن البيت الأبيض لجولة", "2018-07-01", "president:US", "trump"),
        ("أفاد المتحدث باسم الكرملين بذلك", "2022-01-22", "spokesperson_president:RU", "peskov"),
    ],
)
def test_an_office_means_its_holder_on_the_articles_date(text: str, day: str, key: str, whom: str) -> None:
    """The same title names another person in another year."""
    found = mentions(text, EntityKind.OFFICE, day=day)
    assert [(m.key, m.refers_to) for m in found] == [(key, (whom,))]
    assert found[0].confidence >= 0.9


@pytest.mark.parametrize(
    "text",
    [
        "اجتمع وزيرا خارجية روسيا والولايات المتحدة",
        "التقى رئيسا الدبلوماسية الأميركية والروسية",
        "اتفق وزيرا الخارجية الروسي والأميركي على ذلك",
    ],
)
def test_a_dual_title_means_both_holders(text: str) -> None:
    """Two states behind one dual are two office holders."""
    (office,) = mentions(text, EntityKind.OFFICE)
    assert office.key == "foreign_minister"
    assert sorted(office.refers_to) == ["blinken", "lavrov"]


@pytest.mark.parametrize("words", ["الرجلان", "الوزيران", "الجانبان", "رئيسا دبلوماسية البلدين"])
def test_words_that_point_back_mean_the_last_two_parties(words: str) -> None:
    """The two who were named last, of different states, and with less confidence than a name."""
    text = f"وصل وزير الخارجية الأميركي أنتوني بلينكن ولقي سيرغي لافروف. وبحث {words} الأزمة."
    found = [
        m for m in mentions(text, EntityKind.REFERENCE, EntityKind.OFFICE) if m.refers_to and len(m.refers_to) == 2
    ]
    assert [sorted(m.refers_to) for m in found] == [["blinken", "lavrov"]]
    assert found[0].confidence < 0.95


def test_a_counterpart_has_the_same_office_in_another_state() -> None:
    """«نظيره الروسي» of an American foreign minister is the Russian one."""
    (counterpart,) = mentions("وصل أنتوني بلينكن إلى جنيف حيث يلتقي نظيره الروسي", EntityKind.REFERENCE)
    assert (counterpart.key, counterpart.refers_to) == ("foreign_minister:RU", ("lavrov",))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("زار وزير الخارجية عمان والرياض", None),
        ("وصل وزير خارجية روسيا أمس", "foreign_minister:RU"),
        ("قال الرئيس السوداني ذلك", "president:SD"),
        ("قال المبعوث الأميركي إلى سوريا ذلك", "special_envoy:US"),
    ],
)
def test_whom_a_title_serves(text: str, key: str | None) -> None:
    """A state behind the title, an adjective even if it is a family name too; not a capital that he visits."""
    assert [m.key for m in mentions(text, EntityKind.OFFICE)] == ([key] if key else [])


def test_words_that_point_back_to_nobody_are_left_alone() -> None:
    """Without two parties before it, a dual refers to nothing."""
    assert mentions("بحث الرجلان الأزمة", EntityKind.REFERENCE) == []


@pytest.mark.parametrize(
    ("text", "kind", "state"),
    [
        ("قال البيت الأبيض إنه لا يعلم", EntityKind.ORGANISATION, "US"),
        ("نفى الكرملين ذلك", EntityKind.ORGANISATION, "RU"),
        ("أعلنت وزارة الدفاع الأميركية ذلك", EntityKind.ORGANISATION, "US"),
        ("أعلنت وزارة الدفاع الكورية الجنوبية ذلك", EntityKind.ORGANISATION, "KR"),
    ],
)
def test_a_body_serves_its_state(text: str, kind: EntityKind, state: str) -> None:
    """Bodies refer to the state that they belong to, listed or made of noun and adjective."""
    assert [m.refers_to for m in mentions(text, kind)] == [(state,)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("استقبل الرئيس ضيفه في البيت الأبيض مساء أمس", EntityKind.PLACE),
        ("وقف المصورون أمام الكرملين ساعات", EntityKind.PLACE),
        ("أقيم العشاء داخل البنتاغون", EntityKind.PLACE),
        ("قال مسؤول في البيت الأبيض إن الموعد لم يحدد", EntityKind.ORGANISATION),
        ("وذكرت مصادر مطلعة في الكرملين ذلك", EntityKind.ORGANISATION),
        ("المكلف بملف أوكرانيا في الكرملين غاب عن الجلسة", EntityKind.ORGANISATION),
        ("تلقى الوزير اتصالا من البيت الأبيض", EntityKind.ORGANISATION),
        ("أعلن البنتاغون ذلك", EntityKind.ORGANISATION),
    ],
)
def test_a_seat_of_power_is_a_building_too(text: str, kind: EntityKind) -> None:
    """Where something happens in it, it is the place; whoever works or speaks there is of the body."""
    assert [m.kind for m in mentions(text, EntityKind.PLACE, EntityKind.ORGANISATION)] == [kind]


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("زار مستشار الأمن الوطني السعودي العاصمة", []),
        ("اعتقل الأمن الوطني السعودي رجلا", ["الأمن الوطني السعودي"]),
        ("رأت وزيرة التجارة الخارجية الفرنسية أن الاتفاق مفيد", []),
        ("رأت الخارجية الفرنسية أن الاتفاق مفيد", ["الخارجية الفرنسية"]),
    ],
)
def test_an_adjective_is_no_body(text: str, bodies: list[str]) -> None:
    """What belongs to the official or to the noun before it names no ministry and no police."""
    assert [m.surface for m in mentions(text, EntityKind.ORGANISATION)] == bodies


def test_a_spelling_that_no_entry_lists_goes_to_review() -> None:
    """It is taken as the official's name with less confidence, and shown with the words around it."""
    result = tagged("قال وزير الخارجية الروسي سيرغي لافرووف في موسكو إن الباب مفتوح")
    (person,) = [m for m in result.mentions if m.kind is EntityKind.PERSON]
    assert (person.key, person.surface) == ("lavrov", "سيرغي لافرووف")
    assert person.confidence < 0.9
    (near,) = result.near_names
    assert (near.person, near.was_taken) == ("lavrov", True)
    assert "لافرووف" in near.surface
    assert "وزير الخارجية" in near.example


_WORDS = """
بوتين لافروف البيت_الأبيض وزير الخارجية الروسي الأميركي نظيره في مسقط و ل ال الرجلان سيرغي لافرووف جنيف الـ كان 12 Nato ﻻ
قمة_جنيف جامعة إسطنبول وزارة العاصمة_الروسية « » ،
"""
_PIECES = st.sampled_from([w.replace("_", " ") for w in _WORDS.split()] + ["\u064b", "\u200f", "\n", ". "])


@hypothesis_settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=25))
def test_every_span_points_exactly_into_the_stored_text(pieces: list[str]) -> None:
    """Whatever the text holds, the surface is the text under the span, and mentions come in reading order."""
    text = " ".join(pieces)
    result = tagged(text)
    assert all(text[m.span.start : m.span.end] == m.surface and m.surface for m in result.mentions)
    assert [m.span.start for m in result.mentions] == sorted(m.span.start for m in result.mentions)
    assert all(0 < m.confidence <= 1 for m in result.mentions)
