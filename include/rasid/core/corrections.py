"""Which alerts were wrong: those of contacts that people rejected, split or put right, and of claims that their source withdrew."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from include.rasid.core.book import Book
    from include.rasid.core.contacts import AlertedStep


class Cause(StrEnum):
    """Why an alert was wrong."""

    REJECTED = "rejected"  # a person says that there was no such contact
    SPLIT = "split"  # a person says that it was of another contact
    CORRECTED = "corrected"  # a person put its day, place, people or status right
    WITHDRAWN = "withdrawn"  # the article that it came from does not say it any more


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongAlert:
    """An alert of the outbox that was wrong, by what identifies it."""

    contact_id: str  # of the alert: the contact may have been merged since
    transition: str
    revision: int
    cause: Cause


def wrong_alerts(book: Book, causes: Mapping[str, Cause] = MappingProxyType({})) -> tuple[WrongAlert, ...]:
    """Return the alerts of changed contacts that do not follow any more, and were not merely overtaken.

    Articles that come late change which of them brought a step, and merging makes one of two alerts superfluous: what
    readers know stays right. So an alert is wrong when a person's decision took it away, or when its article does
    not support any contact with that step any more.

    Args:
        book: After the change.
        causes: What a person decided of which contacts.
    """
    found = []
    for contact_id in sorted(book.touched):
        for step in book.taken_back(contact_id):
            cause = causes.get(contact_id)
            is_known = step.is_corrected or (step.is_taken_back and cause is not Cause.REJECTED)
            why = None if is_known else cause or _withdrawn(book, step)
            if why is not None:
                found.append(
                    WrongAlert(
                        contact_id=step.contact_id, transition=step.transition, revision=step.revision, cause=why
                    )
                )
    return tuple(found)


def _withdrawn(book: Book, step: AlertedStep) -> Cause | None:
    """Return that the step's article is silent now; None: it still supports a contact of which the same is told."""
    supported = {
        book.contact_of[i]
        for i, m in book.mentions.items()
        if m.article_key == step.article_key and i in book.contact_of
    }
    still = any(t.transition is step.transition for c in supported for t in book.records[c].told)
    return None if still else Cause.WITHDRAWN
