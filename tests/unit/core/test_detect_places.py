"""Where a contact takes place: a city, and nothing that only stands near it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from include.rasid.core.detect import detect_contacts
from tests.factories import detector, make_article

if TYPE_CHECKING:
    from include.rasid.model import ContactMention


def detect(text: str) -> tuple[ContactMention, ...]:
    return detect_contacts(make_article(text), detector())


def test_a_state_that_is_a_party_is_no_place() -> None:
    """What و joins to a party is one, too."""
    [found] = detect("جرى أمس اتصال هاتفي بين وزيري خارجية روسيا والولايات المتحدة.")

    assert (found.participants, found.place) == (("blinken", "lavrov"), None)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("أعلنت موسكو أن لافروف سيلتقي بلينكن غدا السبت.", None),
        ("أعلنت واشنطن إلغاء لقاء بلينكن ولافروف.", None),
        ("التقى لافروف نظيره بلينكن في موسكو أمس.", "Moscow"),
    ],
)
def test_a_capital_that_speaks_is_no_place(text: str, place: str | None) -> None:
    """What it announces happens somewhere else, or nobody says where."""
    assert [m.place for m in detect(text)] == [place]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("استقبل بوتين المبعوث الأميركي في الكرملين أمس، والتقى بلينكن لافروف في الكرملين أمس.", "Moscow"),
        ("التقى لافروف بايدن في البيت الأبيض أمس.", "Washington"),
        ("اجتمع لويد أوستن ونظيره الروسي سيرغي شويغو في البنتاغون أمس.", "Washington"),
        ("التقى بايدن وبوتين في فيلا لاغرانج أمس.", "Geneva"),
        ("التقى لافروف بلينكن في كامب ديفيد أمس.", "Camp David"),
        ("التقى لافروف بلينكن في منتجع سوتشي المطل على البحر الأسود أمس.", "Sochi"),
        ("اتصل لافروف هاتفيا ببلينكن أمس من موسكو.", None),
        ("تحدث بايدن من البيت الأبيض مع بوتين عبر الفيديو أمس.", None),
    ],
)
def test_a_place_is_a_city(text: str, place: str | None) -> None:
    """A palace stands in its city, nobody meets in a sea, and whoever calls is in two places."""
    assert {m.place for m in detect(text)} == {place}
