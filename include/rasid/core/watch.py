"""What to watch: two sides, levels, transitions and thresholds."""

from __future__ import annotations

from dataclasses import dataclass
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

    def side_of(self, country: str) -> Side | None:
        """Return the side that a country acts for; None: a third party."""
        return next((s for s in self.sides if country in s.countries), None)
