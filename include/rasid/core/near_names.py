"""Spellings of people's names that no entry lists: found by their consonants, with guards against look-alikes."""

from __future__ import annotations

import re
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from include.rasid.core.lexicon import Lexicon
    from include.rasid.core.offices import Person

# Letters between which the Arabic press wavers when it writes a foreign consonant, under one head each.
_CONSONANTS = str.maketrans(
    {"ج": "ك", "غ": "ك", "ق": "ك", "خ": "ك", "ط": "ت", "ث": "ت", "ص": "س", "ض": "د", "ذ": "د", "ظ": "ز", "ح": "ه"}
)
_VOWELS = str.maketrans(dict.fromkeys("اويء"))
_DOUBLED = re.compile(r"(.)\1+")
# A Slavic family name with and without one of these is another person's: لافروف, لافروفا.
_FEMININE = ("وفا", "افا", "يفا", "ينا", "سكايا", "وفه", "يفه", "ينه", "سكايه")
_ADJECTIVE = ("ي", "يه", "يا")
_CLITICS = ("و", "ف", "ب", "ل", "ك", "وب", "ول")
_NOT_OPEN = ("ال", "و")  # the article, and "and": too many ordinary words begin so
_OPEN_SKELETON = (
    4  # consonants from which on a name is told from ordinary words by its skeleton (research/language.md §4)
)
_LONG = 7  # letters from which on two of them may differ
_SHORTEST_WORD = 4
_MOST_ANSWERS_KEPT = 100_000
_SHORTEST_SLIP = 5  # letters from which on one wrong letter beside a title is a slip and no other name


class NearName(NamedTuple):
    """A listed form that a word comes near to, the clitics in front of the name, and how many letters differ."""

    form: str
    prefix: str
    distance: int
    is_sure: bool = True  # else worth a look by a person


class NearNames:
    """Looks words up by skeleton: the first letter and the consonants, each under the head of its class."""

    def __init__(self, lexicon: Lexicon, is_listed: Callable[[str], bool]) -> None:
        """Index the family names; ``is_listed`` tells whether the lexicon owns a folded word: it is never near to another one."""
        self._is_listed = is_listed
        self._lexicon = lexicon
        self._forms: dict[str, dict[str, None]] = {}  # in the order of the lexicon
        self._short: set[str] = set()
        self._asked: dict[tuple[str, frozenset[str]], NearName | None] = {}
        for person in filter(partial(_is_found_anywhere, lexicon), lexicon.people.values()):
            for form in lexicon.folded_names[person.key].family:
                if form.startswith(_NOT_OPEN) or not _may_be_near(form):
                    continue  # only beside a title or first name, or never
                key = skeleton(form)
                is_short = len(key) == _OPEN_SKELETON - 1 and person.key in lexicon.prominent
                if len(key) >= _OPEN_SKELETON or is_short:
                    self._forms.setdefault(key, {})[form] = None
                if is_short:
                    self._short.add(form)

    @cached_property
    def _owners(self) -> dict[str, list[str]]:
        owners: dict[str, list[str]] = {}
        for key, names in self._lexicon.folded_names.items():
            for form in filter(_may_be_near, names.family):
                owners.setdefault(form, []).append(key)
        return owners

    def owners(self, form: str) -> frozenset[str]:
        """Return the keys of the people whose family name is ``form``."""
        return frozenset(self._owners.get(form, ()))

    def bearers(self, first_name: str) -> frozenset[str]:
        """Return the keys of the people who have the folded first name."""
        return frozenset(self._lexicon.bearers.get(first_name, ()))

    def open(self, word: str) -> NearName | None:
        """Return the listed form of which a folded word is another spelling, whatever stands beside it.

        The skeletons must be equal. From four consonants on two letters may differ; with three only one long vowel may
        have come or gone, or one consonant have changed inside its class. With fewer nothing is found.
        """
        found = []
        for prefix, rest in _readings(word):
            near = self._nearest(rest, self._forms.get(skeleton(rest), ()), 1 if prefix or len(rest) < _LONG else 2)
            if near and (near not in self._short or _is_light(rest, near)):
                found.append(NearName(near, prefix, OSA.distance(rest, near)))
        return min(found, key=lambda n: n.distance) if found and not self._is_owned(word) else None

    def beside(self, word: str, people: frozenset[str]) -> NearName | None:
        """Return the listed form of one of ``people`` that a folded word beside a title or first name stands for.

        Equal skeletons of two consonants are enough, or one wrong letter in five; two wrong letters in five are unsure.
        """
        asked = (word, people)
        if asked not in self._asked:
            if len(self._asked) > _MOST_ANSWERS_KEPT:
                self._asked.clear()
            self._asked[asked] = self._beside(word, people)
        return self._asked[asked]

    def _beside(self, word: str, people: frozenset[str]) -> NearName | None:
        names = self._lexicon.folded_names
        forms = sorted({form for key in people for form in names[key].family if _may_be_near(form)})
        for prefix, rest in _readings(word, ("ال",)) if forms and not self._is_owned(word) else ():
            key = skeleton(rest)
            same = [f for f in forms if skeleton(f) == key and len(key) > 1]
            close = [
                f for f in forms if len(rest) >= _SHORTEST_SLIP and f[0] == rest[0] and abs(len(f) - len(rest)) < 2
            ]
            near = self._nearest(rest, same, len(key) - 1) or self._nearest(rest, close, 2)
            if near:
                distance = OSA.distance(rest, near)
                return NearName(near, prefix, distance, distance == 1 or (near in same and distance < len(key)))
        return None

    def _is_owned(self, word: str) -> bool:
        """Tell whether a word, read in some way, is one of its own, or the adjective of one: «لافروفي», «البوتينية»."""
        return any(
            self._is_known(rest)
            or any(rest.endswith(end) and self._is_known(rest[: -len(end)].removeprefix("ال")) for end in _ADJECTIVE)
            for _, rest in _split(word)
        )

    def _is_known(self, word: str) -> bool:
        return word in self._lexicon.look_alikes or self._is_listed(word)

    @staticmethod
    def _nearest(word: str, forms: Iterable[str], limit: int) -> str | None:
        ranked = sorted((OSA.distance(word, f, score_cutoff=limit), f) for f in forms if _may_be(word, f))
        return ranked[0][1] if ranked and ranked[0][0] <= limit else None


def _is_found_anywhere(lexicon: Lexicon, person: Person) -> bool:
    """Tell whether the family name alone points to the person and may stand in a spelling that no entry lists."""
    is_led = person.country in lexicon.near_leaders and person.key in lexicon.prominent
    return person.alone and (person.country in lexicon.near_countries or is_led)


def _may_be_near(form: str) -> bool:
    """Tell whether other spellings of a folded family name are looked for at all."""
    return len(form) >= _SHORTEST_WORD and " " not in form and not form.startswith("ال")


def skeleton(word: str) -> str:
    """Return the first letter of a folded word and the heads of the classes of its further consonants, doubles as one."""
    rest = word[1:].translate(_VOWELS)
    return _DOUBLED.sub(r"\1", (word[:1] + rest).translate(_CONSONANTS))


def _split(word: str) -> list[tuple[str, str]]:
    """Return (clitics, rest) for each way to read a word."""
    return [("", word), *((c, word[len(c) :]) for c in _CLITICS if word.startswith(c))]


def _readings(word: str, no_start: tuple[str, ...] = _NOT_OPEN) -> list[tuple[str, str]]:
    """Return (clitics, rest) for each way to read a word as a name."""
    return [(p, rest) for p, rest in _split(word) if len(rest) >= _SHORTEST_WORD and not rest.startswith(no_start)]


def _may_be(word: str, form: str) -> bool:
    """A woman's family name is not a man's."""
    return word.endswith(_FEMININE) == form.endswith(_FEMININE)


def _is_light(word: str, form: str) -> bool:
    """Tell whether the two differ by one long vowel more or less, or by a consonant of the same class."""
    if len(word) == len(form):
        changed = [(a, b) for a, b in zip(word, form, strict=True) if a != b]
        return len(changed) == 1 and not set(changed[0]) & set("اويء")
    return True
