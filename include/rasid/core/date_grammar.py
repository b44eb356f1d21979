"""Rules that find dates in a run of date words; what they read lives in date_readings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from include.rasid.core.date_match import Found, Match
from include.rasid.core.date_readings import (
    read_day,
    read_day_of_period,
    read_days,
    read_days_across,
    read_distance,
    read_hijri,
    read_month,
    read_months,
    read_numeric,
    read_period,
    read_relative,
    read_season,
    read_stretch,
    read_weekday,
    read_weekdays,
    read_year,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from include.rasid.core.date_words import Token
    from include.rasid.core.days import Tense


class Rule(NamedTuple):
    """A pattern over symbols and what reads its matches; the reading may refuse one by None."""

    pattern: re.Pattern[str]
    read: Callable[[Match], Found | None]


_DAY = "(?:[13]|o&e|ot|o|e)"
_MONTH = r"(?:[Mm]/?[Mm]|[Mm]\([Mm]\)|\([Mm]\)[Mm]|[Mm])"
_OF = "[fp]?u?"
_COUNT = "(?:[13N]|c(?:&c)?|ct|t)"


def _year_tail(n: str = "") -> str:
    """The year of a day or month, in digits or as a period; or last, next, this."""
    return rf"(?:(?:,|[fp]?[Av])?(?P<year{n}>Y)q?|[fp]?(?P<that{n}>A[LXC]|SA)|(?P<mod{n}>[LXC]))?"


# A weekday, today or the like may stand before a date.
_HEAD = r"d?y?(?:R[,(]?)?(?:(?P<w>W)(?P<wmod>[LXC])?\)?[,(=]*)?y?"

_PART = "(?:(?P<deadline>[QZj])?(?P<part>B)[fp]?)?"
# What may not follow "a day ago": "from" counts from another event, a date word makes it "since the day of".
_NO_MORE = "w*(?:fr|(?![wfWRI13MmYJo]))"
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
        (r"d?y?S?(?P<w>W)(?:f?(?P<week>k[LXC]|Sk)|(?P<wmod>[LXC]))?", read_weekday),
        (r"(?P<range>[bfzd])?y?(?P<w>W)[&jT/-]p?d?y?(?P<w2>W)(?P<wmod>[LXC])?", read_weekdays),
        (r"(?P<range>d)(?P<w>W)(?P<w2>W)", read_weekdays),
        (rf"{_PART}(?P<unit>u)?(?P<month>{_MONTH}){_TAIL}", read_month),
        (rf"[bf]u?(?P<month>{_MONTH})(?:(?:f?[Av])?(?P<year1>Y))?[&jT-]p?(?P<month2>{_MONTH}){_TAIL}", read_months),
        (rf"{_PART}(?P<word>[Av])?(?P<year>Y)q?", read_year),
        (r"(?P<word>[xGbf])(?P<year>Y)[&jT-]p?(?P<last>Y)", read_year),
        (rf"(?P<this>S)?(?P<season>s){_TAIL}(?:[-/](?P<year2>Y))?", read_season),
        (rf"{_PART}(?P<edge>V)?[fp]?(?P<this>S)?(?P<unit>[AKk])(?:(?P<far>[QF])?(?P<mod>[LXC]))?", read_period),
        (rf"{_HEAD}(?P<day>{_DAY})fSK", read_day_of_period),
        (rf"{_HEAD}(?P<day>[13]f?|{_DAY}f)K(?P<mod>[LXC])", read_day_of_period),
        (r"(?<=[iyW])(?P<day>[13])f?C", read_day_of_period),
        (rf"Q(?P<about>a)?(?P<count>{_COUNT})?(?P<unit>[UyuvD]){_NO_MORE}", read_distance),
        (rf"(?P<after>F|ig)(?P<about>a)?(?P<count>{_COUNT})?(?P<unit>[UyuvD])(?!w*>){_NO_MORE}", read_distance),
        (rf"(?P<unit>G)(?P<count>{_COUNT})?l?(?P<mod>[LXE])", read_stretch),
        (rf"{_HEAD}(?P<day>{_DAY}){_OF}(?P<month>J)(?:(?:,|f?[Av])?(?P<year>H)h?|(?P<mod>[LXC]))?h?", read_hijri),
        (r"u?(?P<month>J)(?:,|f?[Av])?(?P<year>H)h?", read_hijri),
        (r"u(?P<month>J)(?P<mod>[LXC])?", read_hijri),
    )
)  # fmt: skip


def read_run(
    run: tuple[Token, ...], reference: date, tense_at: Callable[[int], Tense]
) -> Iterator[tuple[int, int, Found]]:
    """Yield the dates of a run with their folded offsets, in order: the longest reading at each place."""
    symbols = "".join(t.symbol for t in run)
    position = 0
    while position < len(run):
        matches = [(g, rule) for rule in _RULES if (g := rule.pattern.match(symbols, position)) is not None]
        matches.sort(key=lambda found: -found[0].end())
        for groups, rule in matches:
            tense = tense_at(run[position].start)
            found = rule.read(Match(run=run, groups=groups, reference=reference, tense=tense))
            if found is not None:
                end = groups.end()
                is_open = "(" in groups.group() and ")" not in groups.group()
                end += is_open and symbols[end : end + 1] == ")"
                yield run[position].start, run[end - 1].end, found
                position = end
                break
        else:
            position += 1
