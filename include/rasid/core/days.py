"""Calendar arithmetic: spans of days around a reference day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from hijridate import Hijri

# How many times farther the unlikely direction must be before the likely one is left: with 4, a date without year in a
# past clause is next year's up to 73 days ahead ("agreed to meet on 5 February", written in January). Estimated by hand;
# re-run the golden set after a change.
_DISFAVOUR = 4.0
_UNKNOWN_DISFAVOUR = 1.5
# In a clause of unknown tense a weekday up to so many days back is past: the nearest, past preferred.
_PAST_WEEKDAY_DAYS = 4


class Tense(StrEnum):
    """The tense of the clause that a date stands in."""

    PAST = "past"
    FUTURE = "future"
    UNKNOWN = "unknown"


class Days(NamedTuple):
    """Days from ``first`` to ``last``, both included."""

    first: date
    last: date


def one_day(day: date) -> Days:
    """Return a single day."""
    return Days(day, day)


def shift_month(year: int, month: int, offset: int) -> tuple[int, int]:
    """Return the year and month ``offset`` months later."""
    index = year * 12 + month - 1 + offset
    return index // 12, index % 12 + 1


def month_days(year: int, month: int, months: int = 1) -> Days:
    """Return the days of ``months`` months from the given one on."""
    end = shift_month(year, month, months - 1)
    return Days(date(year, month, 1), date(*end, monthrange(*end)[1]))


def year_days(year: int) -> Days:
    """Return the days of a year."""
    return Days(date(year, 1, 1), date(year, 12, 31))


def period_days(unit: str, offset: int, reference: date) -> Days:
    """Return the week (Monday to Sunday), month or year ``offset`` after the one that holds ``reference``."""
    if unit == "week":
        monday = reference - timedelta(days=reference.weekday()) + timedelta(weeks=offset)
        return Days(monday, monday + timedelta(days=6))
    if unit == "month":
        return month_days(*shift_month(reference.year, reference.month, offset))
    return year_days(reference.year + offset)


def part_days(days: Days, unit: str, part: int, width: str) -> Days:
    """Return a part of a week, month or year.

    ``width`` "narrow" or "wide": the early (0), middle (1) or late (2) part. A month has thirds; of a year the narrow parts are January,
    June with July, and December, the wide ones three or four months.
    ``width`` "1/N": the ``part``-th of N equal parts, counted from 1; a month is cut at its tenth, its middle or its twentieth day.
    """
    first, last = days
    if width == "first":
        return one_day(first)
    if "/" in width:
        return _equal_part(days, unit, part, int(width[2:]))
    if unit == "week":
        return (
            Days(first, first + timedelta(1)),
            Days(first + timedelta(2), first + timedelta(3)),
            Days(last - timedelta(1), last),
        )[part]
    if unit == "month":
        cuts = (first, first.replace(day=11), first.replace(day=21), last + timedelta(1))
    else:
        months = {"narrow": (2, 6, 8, 12), "wide": (4, 5, 9, 10)}[width]
        early, middle, after_middle, late = (date(first.year, m, 1) for m in months)
        return (Days(first, early - timedelta(1)), Days(middle, after_middle - timedelta(1)), Days(late, last))[part]
    return [Days(a, b - timedelta(1)) for a, b in pairwise(cuts)][part]


def _equal_part(days: Days, unit: str, part: int, parts: int) -> Days:
    first, last = days
    if unit == "year":
        return month_days(first.year, 1 + (part - 1) * 12 // parts, 12 // parts)
    length = 30 if unit == "month" else 7
    start = first + timedelta(days=length * (part - 1) // parts)
    return Days(start, last if part == parts else first + timedelta(days=length * part // parts - 1))


def ago(unit: str, count: int, reference: date) -> Days:
    """Return what lies ``count`` units after ``reference`` (before it when negative): a day, a month or a year."""
    if unit in {"minute", "hour"}:
        return one_day(reference + timedelta(days=int(count / 24) if unit == "hour" else 0))
    if unit in {"day", "week"}:
        return one_day(reference + timedelta(days=count * (7 if unit == "week" else 1)))
    return period_days(unit, count, reference)


def weekday_on_or_before(weekday: int, day: date) -> date:
    """Return the latest such weekday (0: Monday) not after ``day``."""
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def weekday_on_or_after(weekday: int, day: date) -> date:
    """Return the earliest such weekday (0: Monday) not before ``day``."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def bare_weekday(weekday: int, reference: date, tense: Tense) -> date:
    """Return the day that a weekday without more words names."""
    past, future = weekday_on_or_before(weekday, reference), weekday_on_or_after(weekday, reference)
    if tense is Tense.UNKNOWN:
        return past if (reference - past).days <= _PAST_WEEKDAY_DAYS else future
    return future if tense is Tense.FUTURE else past


def modified_weekday(weekday: int, modifier: str, reference: date) -> date:
    """Return the day of "last" (L), "next" (X) or "this" (C) weekday; never the reference day itself but for "this"."""
    if modifier == "L":
        return weekday_on_or_before(weekday, reference - timedelta(days=1))
    if modifier == "X":
        return weekday_on_or_after(weekday, reference + timedelta(days=1))
    return period_days("week", 0, reference).first + timedelta(days=weekday)


def fitting(choices: list[Days], modifier: str, reference: date, tense: Tense) -> Days | None:
    """Return the choice that a date without year means; None: no choice is possible.

    "last" (L), "next" (X) and "since" ask for the nearest one that ends before, begins after or begins by the reference day;
    otherwise the nearest counts, the direction of the tense preferred.
    """
    if modifier == "L":
        choices = [c for c in choices if c.last < reference]
    elif modifier == "since":
        choices = [c for c in choices if c.first <= reference]
    elif modifier == "X":
        choices = [c for c in choices if c.first > reference]
    elif modifier == "C":
        choices = [c for c in choices if c.first.year == reference.year] or choices
    past, future = {
        Tense.PAST: (1.0, _DISFAVOUR),
        Tense.FUTURE: (_DISFAVOUR, 1.0),
        Tense.UNKNOWN: (1.0, _UNKNOWN_DISFAVOUR),
    }[tense]

    def distance(days: Days) -> float:
        if days.last < reference:
            return (reference - days.last).days * past
        return max(0, (days.first - reference).days) * future

    return min(choices, key=distance, default=None)


def days_in_years(month: int, day: int, years: range) -> list[Days]:
    """Return the given day of the given years, without 29 February where there is none."""
    return [one_day(date(y, month, day)) for y in years if day <= monthrange(y, month)[1]]


def hijri_days(year: int, month: int, day: int) -> Days | None:
    """Return a Hijri day (Umm al-Qura), or the whole month for day 0; None: there is no such day between 1343 and 1500."""
    try:
        first = Hijri(year, month, day or 1)
        last_day = day or first.month_length()
        last = Hijri(year, month, last_day)
    except (ValueError, OverflowError):
        return None
    return Days(_gregorian(first), _gregorian(last))


def hijri_part(month: Days, part: int, width: str) -> Days:
    """Return the first ten days, the second ten or the rest of a Hijri month; with ``width`` "first" its first day."""
    first, last = month
    if width == "first":
        return one_day(first)
    cuts = (first, first + timedelta(10), first + timedelta(20), last + timedelta(1))
    return [Days(a, b - timedelta(1)) for a, b in pairwise(cuts)][part]


def hijri_year(reference: date) -> int:
    """Return roughly the Hijri year of a day: exact up to one year, for use with neighbours."""
    return round((reference.toordinal() - 227015) / 354.367) + 1


def _gregorian(day: Hijri) -> date:
    found = day.to_gregorian()
    return date(found.year, found.month, found.day)
