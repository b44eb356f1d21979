from __future__ import annotations

import pytest

from include.rasid.core.fold import fold
from tests.factories import detector


def people_in(text: str) -> list[str]:
    hits = detector().matcher.find(fold(text).text).names
    return [key for hit in hits for kind, key in hit.entries if kind in ("full_name", "family_name")]


@pytest.mark.parametrize(
    "text", ["لافروف", "ولافروف", "وبلافروف", "للافروف", "كلافروف", "(لافروف)", "لاڤروف", "لافروف،"]
)
def test_clitics_do_not_hide_a_name(text: str) -> None:
    """A name is found behind each of the one-letter words that Arabic writes together with it."""
    assert people_in(text) == ["lavrov"]


@pytest.mark.parametrize("text", ["لافروفا", "بوتينية", "تبوتين", "الكيري", "روبيون"])
def test_no_name_is_found_inside_another_word(text: str) -> None:
    """Letters before or behind that are no clitics make another word."""
    assert people_in(text) == []


def test_contraction_of_li_and_al() -> None:
    """ل before ال loses the alef in writing: للولايات المتحدة."""
    hits = detector().matcher.find(fold("زيارة للولايات المتحدة").text).names

    assert [(e.kind, e.key) for h in hits for e in h.entries] == [("country", "US")]


def test_velar_letters_of_foreign_names_are_one() -> None:
    """A name with g or k is found however the press writes the letter."""
    assert people_in("أنتوني بلينجن") == ["blinken"]


def test_topics_do_not_hide_names() -> None:
    """A topic term that holds names is found beside them."""
    names, topics, *_ = detector().matcher.find(fold("قمة ترامب وبوتين").text)

    assert [e.key for h in names for e in h.entries] == ["trump", "putin"]
    assert topics
