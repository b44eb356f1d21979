"""What words of distance and the Hijri calendar mean: "two days ago", "the coming weeks", "3 Ramadan"."""

from __future__ import annotations

from datetime import timedelta

from include.rasid.core.date_match import Found, Match
from include.rasid.core.days import Days, Tense, ago, fitting, hijri_days, hijri_part, hijri_year, one_day

_FEW_DAYS = {"hour": 1, "day": 7, "week": 28, "month": 183}  # "the coming days": how many at most


def read_distance(m: Match) -> Found | None:
    """Read "N units ago" and "in N units"; an open number ("years ago") is no date, hours ago are today."""
    unit = m.tokens("unit")[0]
    count = m.value("count") or unit.value
    if unit.unit in {"minute", "hour"} and (m.has("after") or not count):
        return None if m.has("after") else Found(one_day(m.reference), "relative", 0.7)
    if not count or (m.has("after") and m.tense is Tense.PAST):  # "two days later" is counted from another event
        return None
    days = ago(unit.unit, count if m.has("after") else -count, m.reference)
    if m.text("after") == "ig" and unit.unit == "year":
        return None  # "within six years" is no date of a contact
    if m.text("after") == "ig":
        days = Days(m.reference, max(days.last, m.reference))
    return Found(days, "relative", 0.6 if m.has("about") else 0.85)


def read_stretch(m: Match) -> Found | None:
    """Read "the last three days", "the coming weeks"."""
    unit = m.tokens("unit")[0]
    count = m.value("count") or unit.value
    if unit.unit not in _FEW_DAYS:
        return None
    length = timedelta(
        days={"hour": 1 / 24, "day": 1, "week": 7, "month": 30}[unit.unit] * count or _FEW_DAYS[unit.unit]
    )
    length = max(length, timedelta(days=1))
    if unit.unit == "hour":
        days = Days(m.reference, m.reference + length)
        return Found(days if m.text("mod") == "X" else Days(m.reference - length, m.reference), "relative", 0.6)
    if m.text("mod") == "X":
        return Found(Days(m.reference + timedelta(days=1), m.reference + length), "relative", 0.6)
    return Found(Days(m.reference - length, m.reference), "relative", 0.6)


def read_hijri(m: Match) -> Found | None:
    """Read a Hijri day or month; without a year the nearest one."""
    if m.has("year"):
        years = range(m.value("year"), m.value("year") + 1)
    else:
        near = hijri_year(m.reference)
        years = range(near - 2, near + 3)
    day = m.value("day") if m.has("day") else 0
    choices = [d for y in years if (d := hijri_days(y, m.value("month"), day)) is not None]
    if m.has("part"):
        part = m.tokens("part")[0]
        choices = [hijri_part(d, part.value, part.unit) for d in choices if "/" not in part.unit]
    days = fitting(choices, m.text("mod"), m.reference, m.tense)
    return None if days is None else Found(days, "hijri", 0.9 if m.has("year") else 0.7)
