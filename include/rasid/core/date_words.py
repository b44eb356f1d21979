"""The lexicon of dates, compiled, and the reading of a folded text as date words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from include.rasid.core.fold import fold_word
from include.rasid.errors import BadInputError

OTHER = "."  # the symbol of everything that is no date word

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SEASONS = {"winter": 12, "spring": 3, "summer": 6, "autumn": 9}  # the first month
_PARTS = ("early", "middle", "late")
_FRACTIONS = {"half": "1/2", "third": "1/3", "quarter": "1/4"}
_MODIFIERS = {"last": "L", "this": "C", "next": "X"}
_NUMBERED = {
    "months": "M", "hijri_months": "J", "ordinals": "o", "tens_of_ordinals": "e", "tens_in_teens": "t", "numbers": "c", "relative_days": "R",
}  # fmt: skip
_PARTICLES = {
    "this": "S", "before": "Q", "since": "Q", "after": "F", "within": "g", "during": "n", "by": "Z", "from": "f", "in": "i", "upon": ">",
    "between": "b", "until": "j", "to": "T", "and": "&", "proclitic": "p", "about": "a", "few": "l", "recent": "E", "now": "r", "corresponding": "=",
    "single": "w", "hijri_era": "h", "common_era": "q", "later_in": "V", "earlier_in": "V", "pair_of_days": "z", "pair_of_years": "x",
    "pair_of_months": "P", "every": "O", "same": "~", "day_after": "@", "far_last": "Q", "far_next": "F",
    "mark_comma": ",", "mark_slash": "/", "mark_dash": "-", "mark_open": "(", "mark_close": ")",
}  # fmt: skip
_PARTICLE_VALUES = {"since": 1, "later_in": 1}
_UNIT_SYMBOLS = {("day", 1): "y", ("month", 1): "u", ("year", 1): "v"}
_DEFINITE_SYMBOLS = {("week", 1): "k", ("month", 1): "K", ("year", 1): "A"}
_COUNTS = {"one": 1, "two": 2, "many": 0}  # 0: not said

# Symbols without which there is no date: a run of other date words is not looked at.
HEADS = frozenset("WMmJRAKkGsIYUDyuvxPC")

_YEARS = frozenset(map(str, range(1000, 10_000)))  # a date in digits has four of them too


class Lexeme(NamedTuple):
    """A date word: what it is for the grammar and what it is worth."""

    word: str
    symbol: str
    value: int = 0
    unit: str = ""
    clitics: str = ""  # the symbols of the letters before it, one each


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A date word of several words; ``rest`` matches what follows the first one."""

    rest: re.Pattern[str]
    lexeme: Lexeme


@dataclass(frozen=True, slots=True, kw_only=True)
class DateWords:
    """The compiled lexicon; every word is folded."""

    lexemes: Mapping[str, Lexeme]  # with clitics
    phrases: Mapping[str, tuple[Phrase, ...]]  # by first word, without clitics, the longest first
    blocked_before: Mapping[str, re.Pattern[str]]  # word → what must not end right before it
    blocked_after: Mapping[str, re.Pattern[str]]
    heads: frozenset[str]  # words, first words of phrases and years without which there is no date


def compile_dates(raw: Mapping[str, object]) -> DateWords:
    """Compile the content of ``dates.yml``.

    Raises:
        BadInputError: A section is missing or not of the expected shape.
    """
    try:
        lexemes = [*_numbered(raw), *_named(raw), *_units(raw)]
        phrases = _phrases(lexemes)
        single = _single(lexemes)
        starts = {first: Lexeme(first, OTHER) for first in phrases if first not in single}
        found = _with_clitics({**single, **starts})
        begin = {first for first, rest in phrases.items() if any(x.lexeme.symbol in HEADS for x in rest)}
        return DateWords(
            lexemes=found,
            heads=frozenset({*_YEARS, *(w for w, x in found.items() if x.symbol in HEADS or x.word in begin)}),
            phrases=phrases,
            blocked_before=_blocked(raw, "before", r"(?<!\w)[وفبلك]{{0,3}}(?:{}) +\Z", single),
            blocked_after=_blocked(raw, "after", r" +(?:{})(?!\w)", single),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInputError(f"not a lexicon of dates: {error!r}") from error


def _single(lexemes: Iterable[Lexeme]) -> dict[str, Lexeme]:
    single: dict[str, Lexeme] = {}
    for lexeme in lexemes:
        if " " not in lexeme.word and single.setdefault(lexeme.word, lexeme) != lexeme:
            raise ValueError(f"{lexeme.word} has two meanings")
    return single


def _phrases(lexemes: Iterable[Lexeme]) -> dict[str, tuple[Phrase, ...]]:
    phrases: dict[str, tuple[Phrase, ...]] = {}
    for lexeme in sorted((x for x in lexemes if " " in x.word), key=lambda x: -len(x.word)):
        first, *rest = lexeme.word.split()
        pattern = re.compile(" +" + " +".join(rest) + r"(?!\w)")
        phrases[first] = (*phrases.get(first, ()), Phrase(rest=pattern, lexeme=lexeme))
    return phrases


def _blocked(
    raw: Mapping[str, object], side: str, pattern: str, single: Mapping[str, Lexeme]
) -> dict[str, re.Pattern[str]]:
    """Return for each blocked word the pattern of what blocks it on one side."""
    neighbours: dict[str, list[str]] = {}
    for rule in raw["blocked"]:  # type: ignore[attr-defined]
        for word in _words(rule["words"]):
            if word not in single:
                raise ValueError(f"{word} is blocked but is no date word")
            neighbours.setdefault(word, []).extend(_words(rule.get(side, ())))
    return {word: re.compile(pattern.format("|".join(found))) for word, found in neighbours.items() if found}


def _words(words: Iterable[str]) -> list[str]:
    if isinstance(words, str):
        raise TypeError(f"not a list of words: {words}")
    return [fold_word(w) for w in words]


def _section(raw: Mapping[str, object], name: str) -> Mapping[str, list[str]]:
    section = raw[name]
    if not isinstance(section, Mapping):
        raise TypeError(f"{name} is no mapping")
    return section


def _numbered(raw: Mapping[str, object]) -> Iterator[Lexeme]:
    ambiguous = set(_words(raw["ambiguous_months"]))  # type: ignore[arg-type]
    for section, symbol in _NUMBERED.items():
        for number, words in _section(raw, section).items():
            for word in _words(words):
                yield Lexeme(word, "m" if symbol == "M" and word in ambiguous else symbol, int(number))


def _named(raw: Mapping[str, object]) -> Iterator[Lexeme]:
    for name, words in _section(raw, "weekdays").items():
        yield from (Lexeme(w, "W", _WEEKDAYS.index(name)) for w in _words(words))
    for name, words in _section(raw, "seasons").items():
        yield from (Lexeme(w, "s", _SEASONS[name]) for w in _words(words))
    for name, words in _section(raw, "modifiers").items():
        yield from (Lexeme(w, _MODIFIERS[name]) for w in _words(words))
    yield from (Lexeme(w, "d") for w in _words(raw["dayparts"]))  # type: ignore[arg-type]
    for part in _PARTS:
        for width, words in _section(_section(raw, "parts"), part).items():
            yield from (Lexeme(w, "B", _PARTS.index(part), width) for w in _words(words))
    for fraction, numbers in _section(raw, "fractions").items():
        for number, words in _section({fraction: numbers}, fraction).items():
            yield from (Lexeme(w, "B", int(number), _FRACTIONS[fraction]) for w in _words(words))
    for name, words in _section(raw, "particles").items():
        yield from (Lexeme(w, _PARTICLES[name], _PARTICLE_VALUES.get(name, 0)) for w in _words(words))


def _units(raw: Mapping[str, object]) -> Iterator[Lexeme]:
    """Yield units as counted (يومين) and, with the article, as periods (الأسبوع, الأيام)."""
    for unit, counts in _section(raw, "units").items():
        for count_name, words in _section({unit: counts}, unit).items():
            count = _COUNTS[count_name]
            for word in _words(words):
                yield Lexeme(word, _UNIT_SYMBOLS.get((unit, count), "D" if count == 2 else "U"), count, unit)
                if (unit, count) != ("day", 1):  # اليوم is today
                    yield Lexeme("ال" + word, _DEFINITE_SYMBOLS.get((unit, count), "G"), count, unit)


def _with_clitics(single: Mapping[str, Lexeme]) -> dict[str, Lexeme]:
    """Return the words with و ف ب ل ك before them; a word that is one by itself keeps its own reading."""
    found = dict(single)
    for word, lexeme in single.items():
        if not word.isalpha() or len(word) == 1:
            continue
        found.setdefault("و" + word, lexeme._replace(clitics="&"))
        if lexeme.symbol == "m":  # باب is a door, not "in آب"
            continue
        for clitic in "فبلك":
            short = word[1:] if clitic == "ل" and word.startswith("ال") else word  # ل and ال are written لل
            found.setdefault(clitic + short, lexeme._replace(clitics="p"))
            found.setdefault("و" + clitic + short, lexeme._replace(clitics="&p"))
    return found
