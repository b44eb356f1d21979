"""The words of a mail: headlines, days, names, and directions, in Arabic and English."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from include.rasid.core.header_text import header_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from include.rasid.core.alert_facts import AlertFacts, Named, Past
    from include.rasid.model import Mode, Setting, Status, Transition

RLM = "\u200f"
LRM = "\u200e"
MOST_PEOPLE = 3  # named in a headline; the others are summed up
MOST_HEADLINE_CHARS = 98  # two headlines and what joins them are one subject
_LATIN = "A-Za-z0-9\u00c0-\u024f"
_LATIN_RUN = re.compile(f"[+]?[{_LATIN}](?:[{_LATIN} _.,:/@%+&'\u2019\u2013-]*[{_LATIN}%])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The words of ``phrases.yml``: by what they stand for, then by language (``ar``, ``en``)."""

    transitions: Mapping[Transition, Mapping[Mode, Mapping[str, str]]]  # the verb agrees with the noun of the mode
    headlines: Mapping[Mode, Mapping[str, str]]  # with {people}
    modes: Mapping[Mode, Mapping[str, str]]
    settings: Mapping[Setting, Mapping[str, str]]
    statuses: Mapping[Status, Mapping[str, str]]
    bases: Mapping[str, Mapping[str, str]]  # a basis that is not listed is not explained
    labels: Mapping[str, Mapping[str, str]]
    months: Mapping[str, tuple[str, ...]]  # by ar, ar_levant, en
    weekdays: Mapping[str, tuple[str, ...]]  # Monday first


def headline(facts: AlertFacts, language: str, phrases: Phrases) -> str:
    """Return one line that says what changed, who, where and when; safe in a header."""
    names = [short_name(p, language) for p in facts.participants]
    change = phrases.transitions[facts.transition][facts.mode][language]
    people = phrases.headlines[facts.mode][language].format(people=_joined(names, language, phrases))
    place = facts.place.in_language(language) if facts.place else ""
    details = [detail for detail in (place, _short_days(facts.date, language, phrases)) if detail]
    if language == "ar":
        line = f"{change}: {people}" + (f" – {'، '.join(details)}" if details else "")
    else:
        line = ", ".join([f"{change}: {people}", *details])
    return header_text(line, MOST_HEADLINE_CHARS)


def short_name(person: Named, language: str) -> str:
    """Return the family name where the person's key says that it is enough, else the whole name."""
    arabic, english = person.ar.split(), person.en.split()
    key = person.key.removeprefix("other:")
    if len(arabic) != len(english) or not english or english[-1].casefold() != key:
        return person.in_language(language)
    return (arabic if language == "ar" else english)[-1]


def days(iso: str | None, language: str, phrases: Phrases) -> str:
    """Return an ISO day, month, year or range in words; nothing for None."""
    return " – ".join(_day(part, language, phrases) for part in iso.split("/")) if iso else ""


def past(fact: Past | None, language: str, phrases: Phrases) -> str:
    """Return what happened or was believed before: change, day and place, as far as known."""
    if fact is None:
        return ""
    change = phrases.labels[f"earlier_{fact.transition}"][language] if fact.transition else ""
    comma = "، " if language == "ar" else ", "
    place = (fact.place_ar if language == "ar" else None) or fact.place
    return comma.join(part for part in (change, days(fact.date, language, phrases), place) if part)


def clock(time: datetime) -> str:
    """Return a time as its zone shows it, with the zone's distance from UTC."""
    offset = time.utcoffset()
    minutes = int(offset.total_seconds()) // 60 if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    distance = f"{'-' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}" if minutes else ""
    return f"{time:%Y-%m-%d %H:%M} UTC{distance}"


def isolate(text: str) -> Markup:
    """Return ``text`` as HTML whose Latin words and numbers keep their own direction among Arabic."""
    pieces, position = [], 0
    for run in _LATIN_RUN.finditer(text):
        pieces += [escape(text[position : run.start()]), Markup('<bdi dir="ltr">{}</bdi>').format(run[0])]
        position = run.end()
    return Markup("").join([*pieces, escape(text[position:])])


def keep_together(text: str) -> str:
    """Return a time or number for an Arabic line of plain text, where its parts would change places.

    Digits after Arabic letters count as Arabic (UAX #9, W2) and turn 2023-03-02 into 02-03-2023; marks of direction at
    both ends keep the run as it is.
    """
    return f"{LRM}{text}{LRM}"


def right_to_left(text: str) -> str:
    """Return lines of an Arabic text that begin from the right, links aside, also where a Latin word comes first."""
    return "\n".join(RLM + line if _begins_left_to_right(line) else line for line in text.split("\n"))


def _begins_left_to_right(line: str) -> bool:
    if line.lstrip().startswith(("http://", "https://")):
        return False
    classes = [unicodedata.bidirectional(c) for c in line]
    strong = next((c for c in classes if c in {"L", "R", "AL"}), None)
    return bool(line.strip()) and strong not in {"R", "AL"}


def _joined(names: list[str], language: str, phrases: Phrases) -> str:
    others = [phrases.labels["others"][language]] if len(names) > MOST_PEOPLE else []
    named = names[:MOST_PEOPLE]
    if language == "ar":
        return " و".join(named) + "".join(f" {other}" for other in others)
    dash = " – " if any(" " in name for name in named) else "–"
    return dash.join(named) + "".join(f" {other}" for other in others)


def _short_days(iso: str | None, language: str, phrases: Phrases) -> str:
    if not iso:
        return ""
    if language == "en":
        return iso.replace("/", " – ")
    return " – ".join(_numbered(part, phrases.months["ar"]) for part in iso.split("/"))


def _day(iso: str, language: str, phrases: Phrases) -> str:
    months = phrases.months[language]
    if language == "ar":
        months = tuple(f"{a}/{b}" for a, b in zip(months, phrases.months["ar_levant"], strict=True))
    if len(iso) < len("2023-03-02"):
        return _numbered(iso, months)
    weekday = phrases.weekdays[language][date.fromisoformat(iso).weekday()]
    return f"{weekday}{' ' if language == 'ar' else ', '}{_numbered(iso, months)}"


def _numbered(iso: str, months: tuple[str, ...]) -> str:
    """Return ``2 March 2023``, ``March 2023`` or ``2023``."""
    year, *rest = iso.split("-")
    month = [months[int(rest[0]) - 1]] if rest else []
    return " ".join([*(str(int(d)) for d in rest[1:]), *month, year])
