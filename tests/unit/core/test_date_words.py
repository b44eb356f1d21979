"""The lexicon of dates as a whole: what is refused, and that no words break the reading."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings, strategies as st

from include.rasid.core.dates import Tense, compile_dates, find_dates
from include.rasid.errors import BadInputError
from tests.unit.core.date_reading import RAW, WORDS


@given(
    st.lists(
        st.sampled_from([*sorted(WORDS.lexemes), "3", "17", "250", "2021", "1444", "5/3/2020", "كلام", ".", "\n"])
    ),
    st.dates(date(1930, 1, 1), date(2070, 12, 31)),
    st.sampled_from(Tense),
)
@settings(deadline=None, max_examples=300)
def test_any_words_give_ordered_hits(words: list[str], reference: date, tense: Tense) -> None:
    """No jumble of date words breaks the reading; hits are in order, inside the text and never overlap."""
    text = " ".join(words)
    found = find_dates(text, WORDS, reference=reference, tense_at=lambda _: tense)
    edges = [k for h in found for k in (h.start, h.end)]
    assert edges == sorted(edges)
    assert all(0 <= h.start < h.end <= len(text) for h in found)


@pytest.mark.parametrize(
    "broken",
    [
        {k: v for k, v in RAW.items() if k != "months"},
        {**RAW, "weekdays": {"someday": ["الخميس"]}},
        {**RAW, "dayparts": "مساء"},
        {**RAW, "blocked": [{"before": ["روسيا"]}]},
        {**RAW, "particles": {"beyond": ["وراء"]}},
        {**RAW, "units": ["يوم"]},
        {**RAW, "dayparts": ["الخميس"]},
        {**RAW, "blocked": [{"words": ["كتاب"], "after": ["روسيا"]}]},
    ],
)
def test_broken_lexicon(broken: dict[str, object]) -> None:
    """A lexicon with a missing section, an unknown name or a wrong shape is refused."""
    with pytest.raises(BadInputError, match="not a lexicon of dates"):
        compile_dates(broken)
