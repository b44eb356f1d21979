from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from include.rasid.core.code_page import part_words
from include.rasid.core.fold import fold, fold_word

ARABIC = st.text(
    alphabet=st.one_of(
        st.characters(min_codepoint=0x600, max_codepoint=0x6FF),
        st.sampled_from("\u200c\u200f\u202b\u2069\ufeff\ufdf2\ufefb\ufef7\u0640 \n.،أإآab1٢"),
    ),
    max_size=80,
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("الرَّئِيسُ", "الرييس"),
        ("أمريـــكا", "امريكا"),
        ("إلى موسكى", "الي موسكي"),
        ("مكالمة", "مكالمه"),
        ("لاڤروڤ", "لافروف"),
        ("پوتین", "بوتين"),
        ("ﻻفروف", "لافروف"),
        ("ﷲ", "الله"),
        ("١٢ ۳", "12 3"),
        ("لافروف\u200cي", "لافروف ي"),
        ("\u202bبوتين\u202c", "بوتين"),
        ("مسؤول شئون", "مسوول شيون"),
    ],
)
def test_fold_joins_spellings_of_one_word(written: str, folded: str) -> None:
    """Vowel marks, hamza seats, Persian letters, presentation forms and digits do not tell words apart."""
    assert fold(written).text == folded


IN_PAGE = st.text(alphabet=st.sampled_from(bytes(range(256)).decode("cp1256")), max_size=80)


@settings(max_examples=500, deadline=None)
@given(IN_PAGE)
def test_the_fast_way_is_the_slow_way(text: str) -> None:
    """A letter outside the code page sends the whole text the slow way: nothing else changes, neither folding nor words."""
    assert fold(f"{text}ٱ").text == f"{fold(text).text}ا"
    folded = fold(text).text
    assert part_words(f"{folded}я") == f"{part_words(folded)[:-1]}я "


@pytest.mark.parametrize("outside", ["", "٢"])
def test_marks_are_dropped_where_they_stand(outside: str) -> None:
    """Both ways find back into the stored text behind marks."""
    folded = fold(f"قالَ الرَّئِيسُ{outside}")

    assert folded.text == f"قال الرييس{'2' if outside else ''}"
    assert folded.span(4, 10) == (5, 14)


@pytest.mark.slow
@settings(max_examples=10_000, deadline=None)
@given(ARABIC)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    """A folded text is its own folding."""
    once = fold(text).text

    assert fold(once).text == once


@pytest.mark.slow
@settings(max_examples=10_000, deadline=None)
@given(ARABIC, st.data())
def test_every_span_points_into_the_stored_text(text: str, data: st.DataObject) -> None:
    """What stands under a span folds to what was found, whatever marks lie between."""
    folded = fold(text)
    if not folded.text:
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))

    span = folded.span(start, end)

    assert 0 <= span.start < span.end <= len(text)
    assert folded.text[start:end] in fold(text[span.start : span.end]).text


def test_lexicon_forms_lose_extra_blanks() -> None:
    """A form typed with two blanks still matches."""
    assert fold_word(" وزير  الخارجية ") == "وزير الخارجيه"
