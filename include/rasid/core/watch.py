"""What to watch: two sides, levels, transitions and thresholds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from include.rasid.model import Scope, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a watch: the countries that act for it and the key of its unnamed delegations."""

    key: str
    label_ar: str
    label_en: str
    countries: frozenset[str]
    delegation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How the mail of a watch is to be sent, as far as a reader has no wishes of their own."""

    language: str = "ar"  # ar | en: which comes first
    pace: str = "immediate"  # immediate | digest
    digest_at: time = time(7)  # in the reader's zone
    quiet: tuple[time, time] | None = None  # from, until, in the reader's zone, over midnight too; None: always open
    people: frozenset[str] = frozenset()  # only contacts with one of these are mailed; empty: all
    muted_pairs: tuple[tuple[str, ...], ...] = ()  # people whose contacts with each other are not mailed
    muted_sources: frozenset[str] = frozenset()  # publishers whose word alone is not mailed


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A pair of sides whose contacts somebody wants to know."""

    key: str
    label_ar: str
    label_en: str
    sides: tuple[Side, Side]
    scopes: frozenset[Scope]
    transitions: frozenset[Transition]
    alert_threshold: float  # contacts at or above it are mailed
    review_threshold: float  # contacts between the two wait for a person; below, the mention is kept alone
    recipients: tuple[str, ...]
    wishes: Wishes = field(default_factory=Wishes)

    def side_of(self, country: str) -> Side | None:
        """Return the side that a country acts for; None: a third party."""
        return next((s for s in self.sides if country in s.countries), None)
