"""The lexicon of dates, compiled, and the reading of a folded text as date words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, compress
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
_HEADS = frozenset("WMmJRAKkGsIYUDyuvxPC")

_YEARS = frozenset(map(str, range(1000, 10_000)))  # a date in digits has four of them too
_BACK = 48  # letters read before a head at first
_NO_WORD = re.compile(r"[^\w ]|_")

# A date in digits; another number with inner marks; a number; a word of letters and digits; a word; a line end; a mark.
_WORD = re.compile(
    r"((?<![a-z\d/.-])(?:\d{4}([/.-])\d{1,2}\2\d{1,2}|\d{1,2}([/.-])\d{1,2}\3\d{4})(?!\d|[/.-]\w))"
    r"|\d+(?:[.,:]\d+)+|(\d+)(?![a-z%\d])|[a-z0-9_]+|[^\W\d_]+|\n|[^\w\s]"
)


class Lexeme(NamedTuple):
    """A date word: what it is for the grammar and what it is worth."""

    word: str
    symbol: str
    value: int = 0
    unit: str = ""
    clitics: str = ""  # the symbols of the letters before it, one each


class Token(NamedTuple):
    """A date word where it stands in a folded text."""

    symbol: str
    start: int
    end: int
    value: int = 0
    unit: str = ""


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
        begin = {first for first, rest in phrases.items() if any(x.lexeme.symbol in _HEADS for x in rest)}
        return DateWords(
            lexemes=found,
            heads=frozenset({*_YEARS, *(w for w, x in found.items() if x.symbol in _HEADS or x.word in begin)}),
            phrases=phrases,
            blocked_before=_blocked(raw, "before", r"(?<!\w)[وفبلك]{{0,3}}(?:{}) +\Z", single),
            blocked_after=_blocked(raw, "after", r" +(?:{})(?!\w)", single),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInputError(f"not a lexicon of dates: {error!r}") from error


def read_runs(folded: str, words: DateWords) -> Iterator[tuple[Token, ...]]:
    """Yield the runs of neighbouring date words that may hold a date, in order.

    Only what stands around the words without which there is no date is read: they are few, and found without a look at each word.
    """
    text = folded + "\n"  # the line end closes the last run
    end = 0
    for head in _heads(text, words.heads):
        if head < end:
            continue
        back = _BACK
        while True:
            begin = max(end, text.rfind(" ", 0, max(head - back, 0)) + 1)
            run, last, is_whole = _run_at(text, (begin, head), words)
            if is_whole or begin == end:
                break
            back *= 2  # the run may begin before what was read
        end = last
        if run and not _HEADS.isdisjoint([t.symbol for t in run]):
            yield tuple(run)


def _heads(text: str, heads: frozenset[str]) -> Iterator[int]:
    """Yield where words begin that may be ``heads`` or years."""
    parts = _NO_WORD.sub(" ", text).split(" ")
    ends = accumulate(map(len, parts))
    for at, end in compress(enumerate(ends), map(heads.__contains__, parts)):
        yield end + at - len(parts[at])


def _run_at(text: str, where: tuple[int, int], words: DateWords) -> tuple[list[Token], int, bool]:
    """Return the run that is open at or behind ``where[1]``, read from ``where[0]`` on, where it ends, and whether its beginning was seen."""
    begin, head = where
    run: list[Token] = []
    skip_to, is_whole = 0, False
    for match in _WORD.finditer(text, begin):
        start = match.start()
        if start < skip_to:
            continue
        lexeme = words.lexemes.get(match.group())
        if lexeme is not None:
            skip_to = _add(run, lexeme, match, words)
            if skip_to:
                continue
        elif match.lastindex is not None:
            run.append(_number_token(match))
            continue
        if start >= head:
            return run, match.end(), is_whole
        is_whole, run = True, []
    return run, len(text), is_whole


def _add(run: list[Token], lexeme: Lexeme, match: re.Match[str], words: DateWords) -> int:
    """Append the tokens of a word and return where they end; 0: it is no date word here."""
    text, start, end = match.string, match.start(), match.end()
    bare = lexeme.word
    for phrase in words.phrases.get(bare, ()):
        rest = phrase.rest.match(text, end)
        if rest is not None:
            lexeme, end = phrase.lexeme._replace(clitics=lexeme.clitics), rest.end()
            break
    before, after = words.blocked_before.get(bare), words.blocked_after.get(bare)
    word_start = start + len(lexeme.clitics)
    is_blocked = (after is not None and after.match(text, end)) or (
        before is not None and before.search(text[max(0, start - 32) : start])
    )
    if lexeme.symbol == OTHER or is_blocked:
        return 0
    run.extend(Token(symbol, start + k, start + k + 1) for k, symbol in enumerate(lexeme.clitics))
    run.append(Token(lexeme.symbol, word_start, end, lexeme.value, lexeme.unit))
    return end


def _number_token(match: re.Match[str]) -> Token:
    if match.group(1):
        parts = [int(p) for p in re.split("[/.-]", match.group(1))]
        year, month, day = parts if parts[0] > 31 else reversed(parts)
        try:
            return Token("I", match.start(), match.end(), date(year, month, day).toordinal())
        except ValueError:
            return Token(OTHER, match.start(), match.end())
    digits = match.group(4)
    number = int(digits) if len(digits) <= 4 else 0
    is_year = len(digits) == 4
    symbol = OTHER
    if is_year and 1800 <= number < 2200:
        symbol = "Y"
    elif is_year and 1300 <= number <= 1500:
        symbol = "H"
    elif 1 <= number <= 12:
        symbol = "1"
    elif number <= 31:
        symbol = "3" if number else OTHER
    elif number < 1000:
        symbol = "N"
    return Token(symbol, match.start(), match.end(), number)


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
