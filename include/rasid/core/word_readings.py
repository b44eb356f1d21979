"""What a word of a text may begin, found out once in a process."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from include.rasid.core.near_names import NearName

_MOST_WORDS_KEPT = 500_000


class Begun(NamedTuple):
    """The forms that begin with a word, as what follows it and their number: the word alone, and by their next word the others."""

    whole: list[tuple[str, int]]
    longer: dict[str, list[tuple[str, int]]]


class Reading(NamedTuple):
    """What a word of a text may be: what it begins, behind which clitics, and the listed form that it is near to."""

    begun: tuple[tuple[str, Begun], ...]
    near: NearName | None
    second: frozenset[str] | None  # words one of which must follow; None: it may be something alone


class Readings(dict[str, "Reading | None"]):
    """The readings of every word ever met, None for a word that is nothing; made when a word is first met."""

    def __init__(self, read: Callable[[str], Reading | None]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, word: str) -> Reading | None:
        if len(self) > _MOST_WORDS_KEPT:
            self.clear()
        reading = self[word] = self._read(word)
        return reading
