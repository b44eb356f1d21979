"""Labelled articles, made of what people answered about contacts, in the shape of ``gold/GUIDE.md``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from include.rasid.core.verdicts import VerdictKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FIELDS = ("participants", "mode", "setting", "status", "date", "place", "role", "scope", "evidence", "sides")


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A person's last answer about one claim of an article."""

    kind: VerdictKind
    event: str  # the contact that was asked about
    is_asked: bool  # False: of the same contact, but of another status than the one that was asked about
    evidence: str
    participants: tuple[str, ...]  # as read
    claim: Mapping[str, Any]  # as the person left it


def label_contacts(labels: Iterable[Label], unasked: Iterable[tuple[str, Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """Return the contacts of a labelled article.

    What nobody was asked about is ``unsure``: it is neither required nor punished in scoring. What was rejected is left out, so
    that finding it counts as wrong.

    Args:
        labels: The answers about the article's claims.
        unasked: Event and claim of what else was found in it, at least the review threshold sure.
    """
    judged = [
        _contact(label.event, label.claim, unsure=not label.is_asked)
        for label in labels
        if label.kind is not VerdictKind.REJECTED
    ]
    return [*judged, *(_contact(event, claim, unsure=True) for event, claim in unasked)]


def _contact(event: str, claim: Mapping[str, Any], *, unsure: bool) -> dict[str, Any]:
    return {**{name: claim.get(name) for name in _FIELDS}, "event": event, "unsure": unsure}
