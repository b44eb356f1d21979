"""Rules that find dates in a run of date words; what they read lives in date_readings."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from include.rasid.core.date_distances import read_distance, read_hijri, read_stretch
from include.rasid.core.date_match import Found, Match
from include.rasid.core.date_readings import (
    read_bare_season,
    read_day,
    read_day_of_period,
    read_day_of_same_month,
    read_days,
    read_days_across,
    read_month,
    read_months,
    read_numeric,
    read_period,
    read_relative,
    read_season,
    read_weekday,
    read_weekdays,
    read_year,
)
from include.rasid.core.days import Days

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from include.rasid.core.date_runs import Token
    from include.rasid.core.days import Tense


class Rule(NamedTuple):
    """A pattern over symbols and what reads its matches; the reading may refuse one by None."""

    pattern: re.Pattern[str]
    read: Callable[[Match], Found | None]


_DAY = "(?:[13]|o&e|ot|o|e)"
_MONTH = r"(?:[Mm][/-]?[Mm]|[Mm]\([Mm]\)|\([Mm]\)[Mm]|[Mm])"
_OF = "[fp]?u?"
_COUNT = "(?:[13N]|c(?:&c)?|ct|t)"


def _year_tail(n: str = "") -> str:
    """The year of a day or month, in digits or as a period; or last, next, this."""
    return rf"(?:(?:,|[fp]?[Av])?(?P<year{n}>Y)q?|[fp]?(?P<that{n}>A[LXC~]|SA)|(?P<mod{n}>[LXC]))?"


# A weekday, today or the like may stand before a date.
_HEAD = r"d?y?(?:R[,(]?)?(?:(?P<w>W)(?P<wmod>[LXC])?\)?[,(=]*i?)?y?"

_PART = "(?:(?P<deadline>[QZj])?(?P<part>B)[fp]?)?"
# What may not follow "a day ago": "from" counts from another event, a date word makes it "since the day of".
_NO_MORE = "w*(?:fr|(?![wfWRI13MmYJo]))"
_EVERY = re.compile("f?O")  # «الثامن من مارس من كل عام» is no day of a year
_EQUALS = re.compile("[,(q]*=[dyW]*")
_TAIL = _year_tail()
_RULES = tuple(
    Rule(re.compile(pattern), read)
    for pattern, read in (
        (rf"{_HEAD}(?P<iso>I)q?", read_numeric),
        (rf"{_HEAD}(?P<day>{_DAY}){_OF}/?(?P<month>{_MONTH}){_TAIL}", read_day),
        (rf"(?:z?(?P<w>W)&W,?)?[bfz]?y?(?P<day>{_DAY})(?:[&jT-]p?{_DAY})*[&jT-]p?(?P<last>{_DAY}){_OF}(?P<month>{_MONTH}){_TAIL}", read_days),
        *((rf"{a}y?(?P<day>{_DAY}){_OF}(?P<month>{_MONTH}){_year_tail('1')}{b}p?y?(?P<last>{_DAY}){_OF}(?P<month2>{_MONTH}){_year_tail('2')}",
           read_days_across) for a, b in (("b", "&"), ("f?", "[jT-]"))),
        (r"d?y?S?(?P<rel>R)(?:[,(]?(?P<w>W)\)?)?", read_relative),
        (r"d?y?S?(?P<w>W)(?:f?(?P<week>k[LXC]|Sk)|(?P<far>[QF])?(?P<wmod>[LXC]))?", read_weekday),
        (r"(?P<range>[bfzd])?y?(?P<w>W)[&jT/-]p?d?y?(?P<w2>W)(?P<wmod>[LXC])?", read_weekdays),
        (r"(?P<range>d)(?P<w>W)(?P<w2>W)", read_weekdays),
        (rf"{_PART}(?P<unit>u)?(?P<month>{_MONTH}){_TAIL}", read_month),
        (rf"[bfP]u?(?P<month>{_MONTH})(?:(?:f?[Av])?(?P<year1>Y))?[&jT-]p?(?P<month2>{_MONTH}){_TAIL}", read_months),
        (rf"{_PART}(?P<word>[Av])?(?P<year>Y)q?", read_year),
        (r"(?P<word>[xGbf])(?P<year>Y)[&jT-]p?(?P<last>Y)", read_year),
        (r"(?<=i)(?P<year>Y)&(?P<last>Y)", read_year),
        (rf"(?P<this>S)?(?P<season>s){_TAIL}(?:[-/](?P<year2>Y))?", read_season),
        (rf"{_PART}(?P<edge>V)?[fp]?(?P<this>S)?(?P<unit>[AKk])(?:(?P<far>[QF])?(?P<mod>[LXC]))?", read_period),
        (rf"{_HEAD}(?P<day>{_DAY})fSK", read_day_of_period),
        (rf"{_HEAD}(?P<day>{_DAY})f?K~", read_day_of_same_month),
        (rf"{_HEAD}(?P<day>[13]f?|{_DAY}f)K(?P<mod>[LXC])", read_day_of_period),
        (rf"(?<=[iyWpdT,])y?(?P<day>{_DAY})f?C", read_day_of_period),
        (rf"[bfz]?y?(?P<day>{_DAY})[&jT-]p?(?P<last>{_DAY})f?(?:K?(?P<mod>[LXC])|SK)", read_day_of_period),
        (r"(?<=i)(?P<season>s)(?![LXC])", read_bare_season),
        (rf"Q(?P<about>a)?(?P<count>{_COUNT})?(?P<unit>[UyuvD]){_NO_MORE}", read_distance),
        (rf"(?P<after>F|ig)(?P<about>a)?(?P<count>{_COUNT})?(?P<unit>[UyuvD])(?!w*>){_NO_MORE}", read_distance),
        (rf"(?P<unit>G)(?P<count>{_COUNT})?l?(?P<mod>[LXE])", read_stretch),
        (r"(?P<part>B)[fp]?u?(?P<month>J)(?:(?:,|f?[Av])?(?P<year>H)h?|(?P<mod>[LXC]))?h?", read_hijri),
        (rf"{_HEAD}(?P<day>{_DAY}){_OF}(?P<month>J)(?:(?:,|f?[Av])?(?P<year>H)h?|(?P<mod>[LXC]))?h?", read_hijri),
        (r"u?(?P<month>J)(?:,|f?[Av])?(?P<year>H)h?", read_hijri),
        (r"u(?P<month>J)(?P<mod>[LXC])?", read_hijri),
    )
)  # fmt: skip


def read_run(
    run: tuple[Token, ...], reference: date, tense_at: Callable[[int], Tense], previous: date | None = None
) -> Iterator[tuple[int, int, Found]]:
    """Yield the dates of a run with their folded offsets, in order: the longest reading at each place.

    ``previous`` is the last date named before the run, which "the same month" counts from.
    """
    symbols = "".join(t.symbol for t in run)
    position = 0
    last: tuple[int, int, Found] | None = None  # a date that waits for its equal in another calendar
    while position < len(run):
        matches = [(g, rule) for rule in _RULES if (g := rule.pattern.match(symbols, position)) is not None]
        matches.sort(key=lambda found: -found[0].end())
        for groups, rule in matches:
            tense = tense_at(run[position].start)
            found = rule.read(Match(run=run, groups=groups, reference=reference, tense=tense, previous=previous))
            if found is not None:
                end = groups.end()
                is_open = "(" in groups.group() and ")" not in groups.group()
                end += is_open and symbols[end : end + 1] == ")"
                if symbols[position - 1 : position] == "@" and found.days.first == found.days.last:
                    position, found = position - 1, _next_day(found)
                previous = found.days.first
                if not _EVERY.match(symbols, end):
                    last, ready = _merged(last, (position, end, found), symbols)
                    yield from ((run[a].start, run[b - 1].end, f) for a, b, f in ready)
                position = end
                break
        else:
            position += 1
    if last is not None:
        yield run[last[0]].start, run[last[1] - 1].end, last[2]


def _next_day(found: Found) -> Found:
    day = found.days.first + timedelta(days=1)
    return found._replace(days=Days(day, day))


_Place = tuple[int, int, "Found"]


def _merged(last: _Place | None, new: _Place, symbols: str) -> tuple[_Place, list[_Place]]:
    """Make one of «27 رمضان 1431 الموافق 6 سبتمبر 2010»; return the date that waits now and those that are complete."""
    if last is None:
        return new, []
    if _EQUALS.fullmatch(symbols, last[1], new[0]):
        kept = last if new[2].basis == "hijri" else new
        return (last[0], new[1], kept[2]), []
    return new, [last]
