"""What the words of a date mean: one reading for each kind of expression."""

from __future__ import annotations

from datetime import date, timedelta

from include.rasid.core.date_match import Found, Match
from include.rasid.core.days import (
    Days,
    Tense,
    bare_weekday,
    days_in_years,
    fitting,
    modified_weekday,
    month_days,
    one_day,
    part_days,
    period_days,
    weekday_on_or_after,
    year_days,
)

_WEEKDAY_YEARS = 3  # how far a weekday may move the year of a day and month: beyond, the weekday is taken as wrong
_BARE_YEARS = range(1950, 2050)  # a number without عام is a year in this range only, and 2000 is a number


def _years_near(m: Match) -> range:
    return range(m.reference.year - _WEEKDAY_YEARS, m.reference.year + _WEEKDAY_YEARS + 1)


def read_numeric(m: Match) -> Found:
    """Read a date in digits."""
    return Found(one_day(date.fromordinal(m.value("iso"))), "explicit", 0.95)


def read_day(m: Match) -> Found | None:
    """Read a day and month, with or without year and weekday."""
    month, other = m.months("month")
    return _day_of_month(m, month, (m.value("day"), m.value("day"))) if month == other else None


def read_days(m: Match) -> Found | None:
    """Read days of one month: from the first to the last of them."""
    return _day_of_month(m, m.months("month")[0], (m.value("day"), m.value("last")))


def _day_of_month(m: Match, month: int, numbers: tuple[int, int]) -> Found | None:
    """Read one day or a range of days inside a month, finding the year that fits the words and the weekday."""
    year = m.stated_year()
    if not 1 <= numbers[0] <= numbers[1] <= 31:
        return None
    choices = [
        Days(a.first, b.first)
        for y in ([year] if year is not None else _years_near(m))
        for a in days_in_years(month, numbers[0], range(y, y + 1))
        for b in days_in_years(month, numbers[1], range(y, y + 1))
    ]
    if year is not None:
        is_wrong = bool(choices) and m.has("w") and choices[0].first.weekday() != m.value("w")
        return Found(choices[0], "explicit", 0.85 if is_wrong else 0.98) if choices else None
    fits = [c for c in choices if m.has("w") and c.first.weekday() == m.value("w")]
    days = fitting(fits or choices, m.modifier, m.reference, m.tense)
    return None if days is None else Found(days, "partial", 0.95 if fits else 0.6 if m.has("w") else 0.85)


def read_days_across(m: Match) -> Found | None:
    """Read a range from a day of one month to a day of another."""
    month, last_month = m.months("month")[0], m.months("month2")[0]
    stated = m.stated_year("2") or m.stated_year("1")
    choices = []
    for year in [stated] if stated is not None else _years_near(m):
        first = days_in_years(month, m.value("day"), range(year - (month > last_month), year + 1))
        last = days_in_years(last_month, m.value("last"), range(year, year + 1))
        if first and last and first[0].first <= last[0].first:
            choices.append(Days(first[0].first, last[0].first))
    days = fitting(choices, "" if stated else m.text("mod2"), m.reference, m.tense)
    return None if days is None else Found(days, "partial" if stated is None else "explicit", 0.9)


def read_relative(m: Match) -> Found:
    """Read today, yesterday and the like; a weekday beside it must fit, and moves it by a day where it does not."""
    day = m.reference + timedelta(days=m.value("rel"))
    if not m.has("w"):
        return Found(one_day(day), "relative", 0.9)
    if day.weekday() == m.value("w"):
        return Found(one_day(day), "relative", 0.97)
    near = [day + timedelta(days=k) for k in (-1, 1)]
    fit = next((d for d in near if d.weekday() == m.value("w")), None)
    return Found(one_day(fit or day), "relative", 0.7 if fit else 0.4)


def read_weekday(m: Match) -> Found | None:
    """Read a weekday by its modifier, its week or the tense; بين الاثنين alone means "between the two"."""
    weekday = m.value("w")
    if m.has("week"):
        monday = period_days("week", {"L": -1, "X": 1}.get(m.text("week")[-1], 0), m.reference).first
        return Found(one_day(monday + timedelta(days=weekday)), "weekday", 0.9)
    if m.has("wmod"):
        day = modified_weekday(weekday, m.text("wmod"), m.reference)
        weeks = {"Q": -1, "F": 1}.get(m.text("far"), 0)
        return Found(one_day(day + timedelta(weeks=weeks)), "weekday", 0.9)
    if m.before == "b" and weekday == 0 and len(m.groups.group()) == 1:
        return None
    tense = Tense.PAST if m.modifier == "since" else m.tense
    day = bare_weekday(weekday, m.reference, tense)
    return Found(one_day(day), "weekday", 0.75 if tense is Tense.UNKNOWN else 0.85)


def read_weekdays(m: Match) -> Found | None:
    """Read a range of weekdays; without a word that makes it one, only neighbours are."""
    gap = timedelta(days=(m.value("w2") - m.value("w")) % 7)
    if not m.has("range") and gap.days != 1:
        return None
    if m.has("wmod"):
        last = modified_weekday(m.value("w2"), m.text("wmod"), m.reference)
        return Found(Days(last - gap, last), "weekday", 0.85)
    if m.tense is Tense.FUTURE:
        first = weekday_on_or_after(m.value("w"), m.reference)
    else:
        first = bare_weekday(m.value("w2"), m.reference, m.tense) - gap
    return Found(Days(first, first + gap), "weekday", 0.75)


def read_month(m: Match) -> Found | None:
    """Read a month or a part of it; an ambiguous name needs a word that makes it a month."""
    is_weak = all(t.symbol in "m/()" for t in m.tokens("month")) and len(m.tokens("month")) == 1
    if m.before in tuple("13N"):  # a day that this month does not have
        return None
    has_tail = m.has("year") or m.has("that") or m.has("mod")
    if is_weak and not (has_tail or m.has("part") or m.has("unit") or m.before in tuple("inQjTZ")):
        return None
    first, last = m.months("month")
    return _month_range(m, first, last, named=has_tail)


def read_months(m: Match) -> Found | None:
    """Read a range of months."""
    first, last = m.months("month")[0], m.months("month2")[-1]
    if not m.has("year1"):
        return _month_range(m, first, last, named=False)
    days = Days(month_days(m.value("year1"), first).first, month_days(m.stated_year() or m.value("year1"), last).last)
    return Found(days, "month", 0.9) if days.first < days.last else None


def _month_range(m: Match, first: int, last: int, *, named: bool) -> Found | None:
    year = m.stated_year()
    length = (last - first) % 12 + 1
    years = [year - (first > last)] if year is not None else list(_years_near(m))
    choices = [month_days(y, first, length) for y in years]
    days = fitting(choices, "" if year else m.modifier, m.reference, m.tense)
    days = None if days is None else _part_of(m, "month", days)
    return None if days is None else Found(days, "month", 0.9 if named else 0.7)


def _part_of(m: Match, unit: str, days: Days) -> Days | None:
    """Return the part of a period that the words name; before or by its end, it begins on the reference day.

    None: such a time is over, so that "before the end of last year" is no more than the end of last year.
    """
    if not m.has("part"):
        return days
    part = m.tokens("part")[0]
    days = part_days(days, unit, part.value, part.unit)
    if not m.has("deadline"):
        return days
    since = m.tokens("deadline")[0].value == 1
    first, last = (days.first, m.reference) if since else (m.reference, days.last)
    return Days(first, last) if first <= last else None


def read_year(m: Match) -> Found | None:
    """Read a year, a part of it or a range of years; a bare number needs a preposition before it."""
    year = m.value("year")
    is_named = m.text("word") in {"A", "v", "x", "G"}
    if not is_named and year not in _BARE_YEARS:
        return None
    if m.has("last"):
        last = m.value("last")
        return Found(Days(date(year, 1, 1), date(last, 12, 31)), "year", 0.8) if year < last else None
    if not is_named and (year == 2000 or not (m.has("part") or m.before in tuple("inQjZ"))):
        return None
    days = _part_of(m, "year", year_days(year))
    return None if days is None else Found(days, "year", 0.9 if m.has("word") else 0.75)


def read_season(m: Match) -> Found | None:
    """Read a season with a year, with هذا or with a modifier."""
    month = m.value("season")
    stated = m.stated_year()
    if stated is None and not (m.has("this") or m.has("mod")):
        return None
    if stated is not None:
        # Winter bears the year in which it ends, unless both years are given.
        year = stated if month != 12 or m.has("year2") else stated - 1
        return Found(month_days(year, month, 3), "season", 0.8)
    choices = [month_days(y, month, 3) for y in _years_near(m)]
    days = fitting(choices, m.text("mod").replace("C", ""), m.reference, Tense.UNKNOWN)
    return None if days is None else Found(days, "season", 0.8)


def read_bare_season(m: Match) -> Found | None:
    """Read "in autumn" as the last or the next one, where the tense of the clause tells."""
    if m.tense is Tense.UNKNOWN:
        return None
    choices = [month_days(y, m.value("season"), 3) for y in _years_near(m)]
    modifier = "X" if m.tense is Tense.FUTURE else "L"
    days = fitting(choices, modifier, m.reference, m.tense)
    return None if days is None else Found(days, "season", 0.6)


def read_period(m: Match) -> Found | None:
    """Read a week, month or year, a part of it, or what remains of it."""
    unit = m.tokens("unit")[0].unit
    edge = m.tokens("edge")
    if not (m.has("part") or m.has("this") or m.has("mod")):
        return None
    offset = {"L": -1, "X": 1}.get(m.text("mod"), 0) * (2 if m.has("far") else 1)
    periods = [period_days(unit, offset, m.reference)]
    if unit == "week" and m.text("part") and not (m.has("deadline") or m.has("this") or m.has("mod")):
        periods.append(period_days(unit, -1, m.reference))  # "at the weekend" may be the one that has passed
    parts = [days for p in periods if (days := _part_of(m, unit, p)) is not None]
    days = fitting(parts, "", m.reference, m.tense)
    if days is None:
        return None
    if edge:
        days = Days(m.reference, days.last) if edge[0].value else Days(days.first, m.reference)
    return Found(days, "relative", 0.85)


def read_day_of_period(m: Match) -> Found | None:
    """Read "the 12th of this month", "the 12th and 13th of next month"."""
    month = period_days("month", {"L": -1, "X": 1}.get(m.text("mod"), 0), m.reference).first
    year = range(month.year, month.year + 1)
    days = days_in_years(month.month, m.value("day"), year)
    last = days_in_years(month.month, m.value("last"), year) if m.has("last") else days
    if not days or not last or last[0].last < days[0].first:
        return None
    return Found(Days(days[0].first, last[0].last), "partial", 0.9)


def read_day_of_same_month(m: Match) -> Found | None:
    """Read "the 21st of the same month": that of the date named before."""
    if m.previous is None:
        return None
    days = days_in_years(m.previous.month, m.value("day"), range(m.previous.year, m.previous.year + 1))
    return Found(days[0], "partial", 0.85) if days else None
