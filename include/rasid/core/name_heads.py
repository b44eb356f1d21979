"""Nouns behind which a proper name stands, and how far a name that no file lists reaches: «فندق متروبول», «الوزير فريد ماتيانغي»."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import ahocorasick_rs

from include.rasid.core.forms import CLITICS
from include.rasid.core.media_names import MediaNames

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from include.rasid.core.matching import Hit

_SHORTEST_NAME = 3
_PAST = re.compile(r"ا.{3,}[^اي]ت")  # انتشرت, استقبلت
# يعلن, يقع: a present verb; foreign names in ي go on with a long vowel, and where a verb does too it is listed.
_PRESENT = re.compile(r"ي[^اوي]|ت[^اويشسر]|تست|تر[^اويم]|لا[^ا]ت|سي[^ار]|ست[^او]")
_ENDINGS = ("يه", "ها", "هما", "هم")  # of adjectives and pronouns, seldom of names
_FOREIGN = (
    "كايا",
    "سكي",
    "سكيا",
    "وفا",
    "وف",
    "فيتش",
    "شفيلي",
    "تشوك",
    "نكو",
    "ستان",
    "غراد",
    "بورغ",
    "برغ",
    "شتاين",
    "سون",
)  # no verb ends so
_SHORTEST_FOREIGN = 6
_SHORTEST_ENDED = 5
_JOINED = ("و", "ف", "ب", "ل", "ك")
_WITH_ARTICLE = ("وال", "بال", "فال", "كال", "لل", "ولل", "وبال")
_RUN = re.compile(r"(?: [ء-ي]+){1,13}")
_SHORT_RUN = 6  # words read behind other nouns
_LONGEST_RUN = 13  # words read behind a noun: the longest titles of the press have about ten


class Word(NamedTuple):
    """A word of a folded text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameHead:
    """A noun that tells what the name behind it is; ``barred`` are folded words that make it an ordinary noun."""

    key: str
    is_body: bool
    inside: bool  # the noun is part of the name
    article: bool  # the name may begin with the article
    plural: bool = False  # several names may follow
    listed: bool = True  # a listed name may follow
    foreign: bool = True  # a word that is not known may follow
    countries: bool = False  # the name of a state may follow
    cities: bool = True  # the name of a place may follow
    barred: frozenset[str] = frozenset()
    behind: tuple[str, ...] = ()  # words behind which it is an ordinary noun
    names: frozenset[str] = frozenset()  # may follow though they begin with the article


class HeadHit(NamedTuple):
    """A noun of ``NameHeads`` in a folded text, without its clitics; ``head`` is None for the title of an official."""

    start: int
    end: int
    noun: str
    head: NameHead | None
    row: list[Word]  # the words behind it


@dataclass(frozen=True, kw_only=True)
class NameHeads:
    """Nouns and words, all folded."""

    heads: Mapping[str, NameHead] = field(default_factory=dict)
    openers: frozenset[str] = frozenset()  # begin a name of several words
    closers: frozenset[str] = frozenset()  # end one
    ordinary: frozenset[str] = frozenset()  # neither begin a name nor belong to one
    titles: frozenset[str] = frozenset()  # of officials: a name may follow at once
    title_heads: frozenset[str] = frozenset()  # of officials: a name follows behind what the title is of
    links: frozenset[str] = frozenset()  # belong to such a title
    private: frozenset[str] = frozenset()  # make it one without public office
    professions: frozenset[str] = frozenset()  # before a name: no official, whatever the name
    given: frozenset[str] = frozenset()  # given names
    doubtful: frozenset[str] = frozenset()  # given names that are ordinary words too
    family_first: frozenset[str] = frozenset()  # family names that stand before the given name
    formal: frozenset[str] = frozenset()  # with a quality and a purpose behind them a body: الهيئة
    qualities: frozenset[str] = frozenset()
    organs: frozenset[str] = frozenset()  # with the adjective of a state farther behind a body: هيئة
    not_organs: frozenset[str] = frozenset()  # words that such an adjective rather belongs to
    place_leads: frozenset[str] = frozenset()  # before a place that is a word too
    place_verbs: frozenset[str] = frozenset()  # behind it
    waters: frozenset[str] = frozenset()  # first words of names of seas and rivers
    not_heads: frozenset[str] = frozenset()  # words that folding makes a noun of places, as they are written: وأدى
    inside: frozenset[str] = frozenset()  # before a seat of power that is the place: في
    staff: frozenset[str] = frozenset()  # before that: it is the body after all
    particles: frozenset[str] = frozenset()  # stand between given and family name
    ranks: frozenset[str] = frozenset()  # titles right behind which an unknown name may stand: اللواء
    several: frozenset[str] = frozenset()  # titles of several, whose names follow with adjectives: الرؤساء
    public: frozenset[str] = frozenset()  # titles that are public whatever they are of: وزير
    spelt: Mapping[str, tuple[str, str]] = field(
        default_factory=dict
    )  # given names that folding makes a word: as they are written, and the word
    not_family: frozenset[str] = frozenset()  # nouns with the article that end no name
    saying: frozenset[str] = frozenset()  # verbs of saying and deciding, past and present
    called: frozenset[str] = frozenset()  # before the name of somebody unknown: اسمه, يدعى
    trades: frozenset[str] = frozenset()  # behind a name and a comma: «عباس، سائق شاحنة»
    media: MediaNames = field(default_factory=MediaNames)
    vowelled: Mapping[str, str] = field(
        default_factory=dict
    )  # spellings with vowel marks, not folded, and what they name
    city_states: Mapping[str, str] = field(default_factory=dict)  # states, and the city that has their name
    cued_states: Mapping[str, str] = field(default_factory=dict)  # places that stand for states whose names are words

    @cached_property
    def kinds(self) -> frozenset[str]:
        """What stands before the colon in the keys of names that no file lists; ``unlisted`` of people, ``body`` of formal bodies."""
        return frozenset({head.key for head in self.heads.values()} | {"unlisted", "body"})

    @cached_property
    def _all_nouns(self) -> list[str]:
        return sorted({*self.heads, *self.titles, *self.title_heads, *self.formal, *self.organs})

    @cached_property
    def _long(self) -> frozenset[str]:
        return self.titles | self.title_heads

    @cached_property
    def _nouns(self) -> list[tuple[int, str]]:
        """Length of the clitics and noun of each pattern, in the order of the automaton."""
        nouns = self._all_nouns
        plain = [(len(clitic), noun) for noun in nouns for clitic in CLITICS]
        return plain + [(len(clitic) + 2, noun) for noun in nouns if noun.startswith("ال") for clitic in ("", "و")]

    @cached_property
    def _automaton(self) -> ahocorasick_rs.AhoCorasick:
        nouns = self._all_nouns
        plain = [f" {clitic}{noun} " for noun in nouns for clitic in CLITICS]
        contracted = [f" {clitic}لل{n[2:]} " for n in nouns if n.startswith("ال") for clitic in ("", "و")]
        return ahocorasick_rs.AhoCorasick(plain + contracted, store_patterns=False)

    def find(self, folded: str) -> Iterator[HeadHit]:
        """Yield the nouns of a folded text that a blank follows, the longest of those that begin together."""
        nouns, last = self._nouns, -1
        parted = " " + folded.replace("\n", " ").replace('"', " ").replace("«", " ").replace("(", " ")
        hits = self._automaton.find_matches_as_indexes(parted, overlapping=True)
        for start, end_negative, pattern in sorted((start, -end, pattern) for pattern, start, end in hits):
            if start == last:
                continue
            last = start
            clitics, noun = nouns[pattern]
            end = -end_negative - 2
            row = words_behind(folded, end, _LONGEST_RUN if noun in self._long else _SHORT_RUN)
            if row:
                yield HeadHit(start + clitics, end, noun, self.heads.get(noun), row)

    def is_ordinary(self, word: str) -> bool:
        """Tell whether a folded word, with or without clitics and endings, is no name and no part of one."""
        if word in self.ordinary or len(word) < _SHORTEST_NAME or word.startswith(_WITH_ARTICLE):
            return True
        if len(word) >= _SHORTEST_FOREIGN and word.endswith(_FOREIGN):
            return False
        if is_present_verb(word) and word not in self.given:
            return True
        if _PAST.fullmatch(word) and word not in self.given:
            return True
        if word.endswith(_ENDINGS) and len(word) >= _SHORTEST_ENDED and word not in self.given:
            return True
        endings = (word[:-1],) if word[-1] in "هات" else ()
        bare = (word[1:],) if word[0] in _JOINED and len(word) > _SHORTEST_NAME else ()
        return any(w in self.ordinary for w in (*endings, *bare, *(b[:-1] for b in bare if b[-1] in "هات")))

    def is_private(self, word: str) -> bool:
        """Tell whether a folded word, with or without clitics, makes a title one without public office."""
        bare = f"ال{word[2:]}" if word.startswith("لل") else word[1:] if word[0] in _JOINED else word
        return word in self.private or bare in self.private

    def is_given(self, word: str) -> bool:
        """Tell whether a folded word is a given name and hardly anything else."""
        return word in self.given and word not in self.doubtful


def is_present_verb(word: str) -> bool:
    """Tell whether a folded word begins like a present verb: يعلن, تقع."""
    return _PRESENT.match(word) is not None


def words_behind(folded: str, position: int, limit: int = _LONGEST_RUN) -> list[Word]:
    """Return the words right behind ``position`` that only single blanks part."""
    run = _RUN.match(folded, position)
    if run is None:
        return []
    words, start = [], position + 1
    for text in run[0][1:].split(" ", limit)[:limit]:
        end = start + len(text)
        words.append(tuple.__new__(Word, (start, end, text)))  # half the time of Word(...), and thousands are made
        start = end + 1
    return words


def hits_by_word(hits: Iterable[Hit]) -> dict[int, Hit]:
    """Return hits by the beginning of their first word, clitics included."""
    return {hit.first: hit for hit in hits}


def has_clitic(hit: Hit | None) -> bool:
    """«بجنيف»: the name behind a preposition begins something new."""
    return hit is not None and bool(hit.prefix) and hit.prefix != "ال"


def index_behind(words: Sequence[Word], end: int) -> int:
    """Return how many of ``words`` begin before ``end``."""
    return sum(w.start < end for w in words)
