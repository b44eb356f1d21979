"""The day of a contact: the date beside its trigger, in the year and week that the tense allows, with its words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from include.rasid.core.assertion import looks_ahead, looks_back
from include.rasid.core.dating import date_near, states_year
from include.rasid.model import Part, When

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from include.rasid.core.clause import Clause
    from include.rasid.core.passages import Sentence

_WEEK = timedelta(days=7)
_YEAR = timedelta(days=365)
_HALF_YEAR = timedelta(days=182)


def day_of(sentence: Sentence, position: int, bounds: tuple[int, int], context: tuple[Clause, date]) -> When | None:
    """Return the date of the trigger at ``position``; ``context`` is its clause and the day of publication."""
    clause, published = context
    when = _day_before_when(sentence, bounds) or date_near(sentence, position, bounds)
    if when is None:
        return None
    if when.basis in ("partial", "month") and states_year(sentence, when):
        return None if when.first > published and looks_back(clause) else when
    if when.first > published and looks_back(clause):
        return _earlier(when, published)
    if when.last < published and looks_ahead(clause, is_title=sentence.part is Part.TITLE):
        return _later(when, published)
    return when


def _day_before_when(sentence: Sentence, bounds: tuple[int, int]) -> When | None:
    """«منذ أكتوبر 2018، عندما سافر … واجتمع مع روغوزين»: the date right before the clause is the clause's."""
    opener = sentence.items[bounds[0]]
    if not opener.words & {"when", "where"} or any(
        opener.start < d.start < _end(sentence, bounds) for d in sentence.dates
    ):
        return None
    before = [d for d in sentence.dates if d.end <= opener.start]
    between = [i for i in sentence.items if before and before[-1].end <= i.start < opener.start]
    return before[-1].when if before and all(i.is_punctuation for i in between) else None


def _end(sentence: Sentence, bounds: tuple[int, int]) -> int:
    return sentence.items[bounds[1] - 1].end


def later_week(when: When) -> When:
    """Return the weekday a week later."""
    return _moved(when, _WEEK)


def with_surface(when: When | None, sentence: Sentence, words: Callable[[int, int], str]) -> When | None:
    """Return the date with the words of the text that gave it; ``words`` reads the stored text at folded offsets."""
    if when is None:
        return None
    shifts = (timedelta(), -_WEEK, _WEEK, _YEAR, -_YEAR)
    sources = {_moved(when, shift) for shift in shifts}
    dated = next((d for d in sentence.dates if d.when in sources), None)
    if dated is None:
        return when  # counted from the day of the news
    return When(first=when.first, last=when.last, basis=when.basis, surface=words(dated.start, dated.end))


def _earlier(when: When, published: date) -> When | None:
    """«تحادثا في يوليو», told in March, was last year's July; a weekday was last week's."""
    if when.basis == "weekday":
        return _moved(when, -_WEEK)
    earlier = _moved(when, -_YEAR)
    return earlier if when.basis in ("partial", "month") and earlier.last <= published else None


def _later(when: When, published: date) -> When:
    """A weekday beside something to come is the next one, a month long gone the next year's."""
    if when.basis == "weekday":
        return _moved(when, _WEEK)
    is_long_gone = when.basis in ("partial", "month") and when.last < published - _HALF_YEAR
    return _moved(when, _YEAR) if is_long_gone else when


def _moved(when: When, shift: timedelta) -> When:
    return When(first=when.first + shift, last=when.last + shift, basis=when.basis)
