"""Papers, agencies and channels whose names are words too: «السفير» in quotation marks, (كونا) in a dateline, «مكتب الجزيرة»."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import ahocorasick_rs

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPENING, _CLOSING = '"«“(„', '"»”)'
_LETTER_BEFORE = re.compile(r"(?<![ء-ي])[وفبلك]?\Z")
_LETTER = re.compile(r"[ء-ي]")
_DASH_BEHIND = re.compile(r"\)? ?[-–—:/]")
_FARTHEST = 40  # letters of a line before the name of an agency in its dateline
_LEAD = re.compile(r"(?:([ء-ي]+) )?(?<![ء-ي])([ء-ي]+) [وفبل]?\Z")
_QUALITY = re.compile(r" ال[ء-ي]+(?:ي|يه)(?![ء-ي])")
_LEADS_BACK = 30
_WITH = "مع"


class MediaHit(NamedTuple):
    """A name in a folded text."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, kw_only=True)
class MediaNames:
    """Names and words, all folded."""

    papers: frozenset[str] = frozenset()  # words too: they count in quotation marks or behind a lead
    agencies: frozenset[str] = frozenset()  # count in datelines and behind a source too
    leads: frozenset[str] = frozenset()  # verbs and nouns right before a medium: نسبت, مراسل
    sources: frozenset[str] = frozenset()  # before an agency only: عن, بحسب
    talks: frozenset[str] = frozenset()  # before «مع» and a medium: حديث
    nouns: tuple[str, ...] = ()  # kinds of media with which other files list the names: صحيفة

    @cached_property
    def _names(self) -> list[str]:
        return sorted(self.papers | self.agencies)

    @cached_property
    def _automaton(self) -> ahocorasick_rs.AhoCorasick:
        return ahocorasick_rs.AhoCorasick(
            self._names,
            matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
            implementation=ahocorasick_rs.Implementation.DFA,
        )

    def find(self, folded: str) -> Iterator[MediaHit]:
        """Yield the names that what stands beside them shows to be media."""
        if not self._names:
            return
        for pattern, start, end in self._automaton.find_matches_as_indexes(folded):
            if _LETTER.match(folded, end) or not _LETTER_BEFORE.search(folded, max(0, start - 2), start):
                continue
            name = self._names[pattern]
            if self._is_cued(folded, start, end, is_agency=name in self.agencies):
                yield MediaHit(start, end, name)

    def _is_cued(self, folded: str, start: int, end: int, *, is_agency: bool) -> bool:
        before, behind = folded[start - 1 : start], folded[end : end + 1]
        if before and behind and before in _OPENING and behind in _CLOSING:
            return True
        if is_agency and _DASH_BEHIND.match(folded, end) and self._is_dateline(folded, start):
            return True
        if _QUALITY.match(folded, end):
            return False  # «كتبت الجريدة المحلية»
        lead = _LEAD.search(folded, max(0, start - _LEADS_BACK), start)
        if lead is None:
            return False
        words = {lead[2], lead[2].removeprefix("و"), lead[2][1:] if lead[2][0] in "فبل" else lead[2]}
        if not words.isdisjoint(self.leads) or (is_agency and not words.isdisjoint(self.sources)):
            return True
        return lead[2] == _WITH and lead[1] is not None and not {lead[1], lead[1][1:]}.isdisjoint(self.talks)

    @staticmethod
    def _is_dateline(folded: str, start: int) -> bool:
        return start - folded.rfind("\n", 0, start) - 1 <= _FARTHEST
