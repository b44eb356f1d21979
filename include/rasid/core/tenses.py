"""Whether the words around a date look back or ahead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from include.rasid.core.days import Tense
from include.rasid.core.fold import fold_word
from include.rasid.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_SENTENCE_ENDS = ".!?؟؛\n"
_REACH = 220  # letters to the left: longer sentences turn to other matters
_WAS_REACH = 6  # words: «كان الوزير … سيلتقي»
_DATE_ITSELF = 14  # letters
_PAST_ENDINGS = ("", "ت", "ا", "تا", "وا", "ه", "ها", "هما", "ته", "تها", "اه", "اها")
_WORD = re.compile(r"[ء-ي]+")
_PRESENT = re.compile(r"[وف]?ي[ء-ي]{2,}")
_WILL = re.compile(r"[وف]?س[يتن][ء-ي]{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TenseWords:
    """The section ``tense`` of dates.yml, folded."""

    past: frozenset[str]
    future: frozenset[str]
    not_verbs: frozenset[str]
    not_present: frozenset[str]
    not_done: frozenset[str]  # right before a verb
    was: frozenset[str]  # a few words before it
    past_plans: re.Pattern[str]  # «كان من المقرر أن يصل الثلاثاء» looks back
    breaks: re.Pattern[str]


def compile_tenses(raw: Mapping[str, object]) -> TenseWords:
    """Compile the section ``tense`` of the content of dates.yml.

    Raises:
        BadInputError: The section is missing or not of the expected shape.
    """
    section = raw.get("tense")
    if not isinstance(section, dict) or not all(isinstance(words, list) for words in section.values()):
        raise BadInputError("not a lexicon of dates: section tense")
    try:
        words = {
            name: [fold_word(w) for w in section[name]]
            for name in ("past", "future", "not_verbs", "not_present", "not_done", "was", "past_plans", "breaks")
        }
    except (KeyError, TypeError) as error:
        raise BadInputError(f"not a lexicon of dates: tense: {error!r}") from error
    return TenseWords(
        past=frozenset(_with_and(form for w in words["past"] for form in _past_forms(w))),
        future=frozenset(_with_and(words["future"])),
        not_verbs=frozenset(_with_and(words["not_verbs"])),
        not_present=frozenset(_with_and(words["not_present"])),
        not_done=frozenset(words["not_done"]),
        was=frozenset(words["was"]),
        past_plans=_any_of(words["past_plans"]),
        breaks=_any_of(words["breaks"]),
    )


def tense_reader(folded: str, words: TenseWords) -> Callable[[int], Tense]:
    """Return what tells the tense around an offset of a folded text.

    The nearest verb before the offset in its clause decides, then the nearest behind it there, then the nearest before
    it in the sentence; then a present verb in the clause looks ahead, as in headlines. UNKNOWN where none speaks.
    """

    def tense_at(position: int) -> Tense:
        first = max(*(folded.rfind(end, 0, position) for end in _SENTENCE_ENDS), position - _REACH, -1) + 1
        before = folded[first:position]
        if words.past_plans.search(before):
            return Tense.PAST
        breaks = [m.end() for m in words.breaks.finditer(before)]
        clause = before[breaks[-1] :] if breaks else before
        after = _until_break(folded[position : position + _REACH], words)
        for text, is_before in ((clause, True), (after, False), (before, True)):
            tense = _first_tense(_WORD.findall(text), words, is_before=is_before)
            if tense is not Tense.UNKNOWN:
                return tense
        near = _WORD.findall(f"{clause} {after}")
        if not words.not_done.isdisjoint(near):
            return Tense.PAST
        is_present = any(_PRESENT.fullmatch(w) and w not in words.not_present for w in near)
        return Tense.FUTURE if is_present else Tense.UNKNOWN

    return tense_at


def _past_forms(verb: str) -> list[str]:
    """Return a past verb with its endings; التقى turns its last letter before them: التقاه, التقوا."""
    forms = [verb + ending for ending in _PAST_ENDINGS]
    if verb.endswith("ي"):
        forms += [verb[:-1] + ending for ending in ("اه", "اها", "اهما", "وا", "يا", "تا")]
    return forms


def _with_and(words: Iterable[str]) -> Iterable[str]:
    for word in words:
        yield from (word, "و" + word, "ف" + word)


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    ordered = "|".join(re.escape(p) for p in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<![ء-ي])[وف]?(?:{ordered})(?![ء-ي])")


def _until_break(text: str, words: TenseWords) -> str:
    end = min((at for at in map(text.find, _SENTENCE_ENDS) if at >= 0), default=len(text))
    comma = text.find("،", _DATE_ITSELF, end)  # «والأربعاء، أمضى …» goes on behind its comma
    end = comma if comma >= 0 else end
    stop = words.breaks.search(text, 0, end)
    return text[: stop.start() if stop else end]


def _first_tense(found: list[str], words: TenseWords, *, is_before: bool) -> Tense:
    """Return the tense of the word nearest to the date: the last of those before it, the first of those behind."""
    for at in reversed(range(len(found))) if is_before else range(len(found)):
        word = found[at]
        if word in words.past:
            return Tense.PAST
        if word in words.future or (_WILL.fullmatch(word) and word not in words.not_verbs):
            denied = at > 0 and found[at - 1] in words.not_done
            was = is_before and not words.was.isdisjoint(found[max(0, at - _WAS_REACH) : at])
            return Tense.PAST if denied or was else Tense.FUTURE
    return Tense.UNKNOWN
