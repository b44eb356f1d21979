"""Words that make a contact of names: triggers, cues and function words, compiled for look-up by folded word."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from include.rasid.core.fold import fold_word, fold_words
from include.rasid.model import Mode, Setting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from include.rasid.core.lexicon import Lexicon

MANNERS = frozenset({"by_phone", "by_face"})  # keys of words that tell how; who stands beside them tells who
_AUGMENTED = 4  # letters of a verb that is none of the short ones, whose inflected forms are often other words
_PRONOUNS = ("ه", "ها", "هما", "هم")


class Form(StrEnum):
    """The grammatical form in which a trigger stands."""

    PAST = "past"
    PRESENT = "present"
    FUTURE = "future"
    NOUN = "noun"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A word that may assert a contact."""

    key: str
    form: Form
    mode: Mode
    is_pair: bool = False  # a dual or plural verb: its subject is both sides
    prepositions: tuple[str, ...] = ()  # of verbs: how the other party follows; "" as object
    pair_only: bool = False  # as a verb it needs a preposition or a pair
    weak: bool = False  # an open-ended process
    pronoun: str = ""  # of nouns: the possessive; of verbs: the object
    definite: bool = False
    tail: tuple[str, ...] = ()  # one of these words must follow close behind: «طرق باب»


class Reading(NamedTuple):
    """What one word, with its clitics, may be."""

    cues: frozenset[str]
    words: frozenset[str]  # names of grammar groups
    longest: int  # words in the longest phrase that may begin with it; 1: none
    seconds: frozenset[str]  # the second words of the phrases that may begin with it
    trigger: Trigger | None
    prefix: str  # clitics before the trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """Look-up tables; every key is folded."""

    triggers: dict[str, Trigger]
    modes: dict[str, Mode]
    settings: dict[str, Setting]
    cues: dict[str, frozenset[str]]  # word or phrase → names of cues
    words: dict[str, frozenset[str]]  # word or phrase → names of grammar groups
    phrases: dict[str, tuple[int, frozenset[str]]]  # first words of phrases → words in the longest, second words of all
    nouns: dict[str, Trigger]  # of the words that are a verb too: تواصل, تبادل
    memo: dict[str, Reading] = field(
        default_factory=dict, repr=False, compare=False
    )  # what words came to, see items.py


@dataclass(frozen=True, slots=True, kw_only=True)
class VerbWords:
    """A verb as the lexicon lists it."""

    key: str
    mode: Mode
    past: tuple[str, ...]
    past_pair: tuple[str, ...]
    present: tuple[str, ...]
    present_pair: tuple[str, ...]
    prepositions: tuple[str, ...]
    pair_only: bool
    pronouns: tuple[str, ...]  # that it takes as its object: التقاه; not those with which the form is a noun's
    tail: tuple[str, ...] = ()  # words of which one must follow for it to be a contact


@dataclass(frozen=True, slots=True, kw_only=True)
class NounWords:
    """A noun as the lexicon lists it."""

    key: str
    mode: Mode
    weak: bool
    forms: tuple[str, ...]


def compile_grammar(
    verbs: Sequence[VerbWords],
    nouns: Sequence[NounWords],
    *,
    modes: Mapping[str, Sequence[str]],
    settings: Mapping[str, Sequence[str]],
    groups: tuple[Mapping[str, Sequence[str]], Mapping[str, Sequence[str]]],
) -> Grammar:
    """Build the tables; ``groups`` are the cues and the function words."""
    cues, words = _inverted(groups[0]), _inverted(groups[1])
    mode_words = {fold_word(w): Mode(m) for m, ws in modes.items() for w in ws}
    setting_words = {fold_word(w): Setting(s) for s, ws in settings.items() for w in ws}
    named: dict[str, Trigger] = {}
    for noun in nouns:
        named.update(_noun_forms(noun))
    triggers = dict(named)
    for verb in verbs:
        triggers.update(_verb_forms(verb))
    for verb in verbs:  # «تحادث» is listed as a past and would be the present of «حادث»: what is listed goes first
        for word, trigger in _verb_forms(_inflected(verb)).items():
            triggers.setdefault(word, trigger)
    phrases = [*cues, *words, *mode_words, *setting_words]
    return Grammar(
        triggers=triggers,
        modes=mode_words,
        settings=setting_words,
        cues=cues,
        words=words,
        nouns={word: noun for word, noun in named.items() if triggers[word] is not noun},
        phrases=_heads(phrases),
    )


def _heads(phrases: Sequence[str]) -> dict[str, tuple[int, frozenset[str]]]:
    heads: dict[str, tuple[int, frozenset[str]]] = {}
    for phrase in phrases:
        head, *rest = phrase.split(" ")
        if rest:
            longest, seconds = heads.get(head, (1, frozenset()))
            heads[head] = max(longest, len(rest) + 1), seconds | {rest[0]}
    return heads


def with_first_names(grammar: Grammar, lexicon: Lexicon) -> Grammar:
    """Return the tables with the first names of people: beside a family name they tell who it is, or that it is another."""
    words = dict(grammar.words)
    foreign = [
        p for p in lexicon.people.values() if p.country not in lexicon.native_countries
    ]  # Arabic ones are words too
    firsts = {*fold_words([f for p in foreign for f in p.first_names]), *lexicon.other_first_names}
    for first in firsts - lexicon.not_first_names:
        if " " not in first and first not in words:
            words[first] = words.get(first, frozenset()) | {"first_name"}
    return replace(grammar, words=words, memo={})


def _inverted(groups: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for name, words in groups.items():
        for word in words:
            table.setdefault(fold_word(word), set()).add(name)
    return {word: frozenset(names) for word, names in table.items()}


def _verb_forms(verb: VerbWords) -> dict[str, Trigger]:
    table: dict[str, Trigger] = {}

    def add(word: str, form: Form, *, pair: bool) -> None:
        trigger = Trigger(
            key=verb.key,
            form=form,
            mode=verb.mode,
            is_pair=pair,
            prepositions=tuple(map(fold_word, verb.prepositions)),
            pair_only=verb.pair_only,
            tail=tuple(map(fold_word, verb.tail)),
        )
        table[word] = trigger
        if not pair and "" in verb.prepositions:
            stem = word[:-1] + "ا" if word.endswith("ي") and form is Form.PAST else word  # التقى, التقاه
            for pronoun in verb.pronouns:
                table.setdefault(stem + pronoun, replace(trigger, pronoun=pronoun))

    for pair, past, present in ((False, verb.past, verb.present), (True, verb.past_pair, verb.present_pair)):
        for word in map(fold_word, past):
            add(word, Form.PAST, pair=pair)
        for word in map(fold_word, present):
            if word.startswith("س"):  # سألتقي: without its letter it would be the past
                add(word, Form.FUTURE, pair=pair)
                continue
            add(word, Form.PRESENT, pair=pair)
            add("س" + word, Form.FUTURE, pair=pair)
    return table


def _inflected(verb: VerbWords) -> VerbWords:
    """Return the verb with the forms of the other persons and numbers that the lexicon does not list, and those alone.

    A dual means both sides where the verb is listed with such forms; else it is that of two who act alike, as is a plural.
    """
    past = [w for w in map(fold_word, verb.past) if len(w) >= _AUGMENTED and not w.endswith("ت")]
    present = [w for w in map(fold_word, verb.present) if len(w) > _AUGMENTED and w.startswith("ي")]
    single = [w[:-1] + "ت" if w.endswith("ي") else w + "ت" for w in past]
    now = [p + w[1:] for w in present for p in "تن"]
    two, two_now = [f for w in past for f in _two_past(w)], [f for w in present for f in _two_present(w)]
    if verb.past_pair or verb.present_pair:
        return replace(verb, past=tuple(single), present=tuple(now), past_pair=tuple(two), present_pair=tuple(two_now))
    many = [(w.removesuffix("ي")) + "وا" for w in past]
    many_now = [(w.removesuffix("ي")) + end for w in present for end in ("ون", "وا")]
    return replace(
        verb, past=(*single, *two, *many), present=(*now, *two_now, *many_now), past_pair=(), present_pair=()
    )


def _two_past(word: str) -> tuple[str, ...]:
    """Return the dual of a folded verb of the past; ``word`` + alef is often a noun's accusative (قابلا) and left out."""
    if word.endswith("ي"):
        return (word + "ا", word[:-1] + "تا")
    is_safe = word.startswith(("ت", "ا")) and len(word) > _AUGMENTED
    return (word + "تا", word + "ا") if is_safe else (word + "تا",)


def _two_present(word: str) -> tuple[str, ...]:
    return (word + "ان", word + "ا", "ت" + word[1:] + "ان", "ت" + word[1:] + "ا")


def _noun_forms(noun: NounWords) -> dict[str, Trigger]:
    table: dict[str, Trigger] = {}

    def trigger(*, pronoun: str = "", definite: bool = False) -> Trigger:
        return Trigger(key=noun.key, form=Form.NOUN, mode=noun.mode, weak=noun.weak, pronoun=pronoun, definite=definite)

    for word in map(fold_word, noun.forms):
        table[word] = trigger()
        table["ال" + word] = trigger(definite=True)
        for stem in _stems(word):
            for pronoun in _PRONOUNS:
                table.setdefault(stem + pronoun, trigger(pronoun=pronoun, definite=True))
    return table


def _stems(word: str) -> tuple[str, ...]:
    """Return the folded stems that take a possessive: ة becomes ت, a final hamza takes a seat."""
    if word.endswith("ه"):
        return (word[:-1] + "ت",)
    if word.endswith("ء"):
        return (word, word[:-1] + "ي", word[:-1] + "و")
    return (word,)
