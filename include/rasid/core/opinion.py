"""What a second opinion on an uncertain contact mention may change: little, and only with words of the text.

The opinion comes from a language model that reads hostile text. It can therefore only lower what would be shown or fill in what
was not read: it makes no mention, raises no confidence, and gives no status that readers are told of.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from include.rasid.model import Mode, Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from include.rasid.core.watch import Watch
    from include.rasid.model import ContactMention

_FEATURE = "second_opinion"
_LEAST_QUOTE_CHARS = 8  # of a quotation that says anything: two short words
_UNTOLD = frozenset({Status.POSSIBLE, Status.NOT_HELD})  # statuses that are no transition: nobody is mailed for them
_VETO_MARGIN = 0.01


class OpinionOutcome(StrEnum):
    """What came of asking."""

    AGREED = "agreed"
    VETOED = "vetoed"
    ENRICHED = "enriched"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the model is shown: one sentence and what was read in it; nothing else of the article."""

    sentence: str
    participants: tuple[str, ...]
    mode: Mode
    status: Status
    place: str | None  # None: not read


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What the model said, not trusted yet."""

    is_contact: bool
    quote: str  # the words that decide, to be found in the sentence
    mode: Mode | None = None  # None: it does not say
    status: Status | None = None
    place: str | None = None  # in the words of the sentence


def is_uncertain(mention: ContactMention, watch: Watch) -> bool:
    """Tell whether a mention is too unsure to be mailed and too sure to be dropped."""
    return watch.review_threshold <= mention.confidence < watch.alert_threshold


def question_on(mention: ContactMention) -> Question:
    """Return what to ask of a mention."""
    return Question(
        sentence=mention.evidence,
        participants=mention.participants,
        mode=mention.mode,
        status=mention.status,
        place=mention.place,
    )


def apply_opinion(
    mention: ContactMention, opinion: Opinion, watch: Watch, label_of: Callable[[str], str | None]
) -> tuple[ContactMention, OpinionOutcome]:
    """Return the mention as the opinion leaves it, and what came of it.

    Args:
        mention: An uncertain mention.
        opinion: What was said of it; without a verbatim quotation from the evidence it changes nothing.
        watch: Whose review threshold a vetoed mention falls below.
        label_of: English label of a place in the words of a text; None: no place of the lexicon.
    """
    quote = opinion.quote.strip()
    if len(quote) < _LEAST_QUOTE_CHARS or quote not in mention.evidence:
        return mention, OpinionOutcome.UNUSABLE
    if not opinion.is_contact:
        confidence = round(max(min(mention.confidence, watch.review_threshold - _VETO_MARGIN), 0.0), 2)
        return _marked(mention, ["vetoed"], confidence=confidence), OpinionOutcome.VETOED
    changes: dict[str, object] = {}
    if mention.mode is Mode.UNKNOWN and opinion.mode not in (None, Mode.UNKNOWN):
        changes["mode"] = opinion.mode
    if opinion.status in _UNTOLD and opinion.status is not mention.status:
        changes["status"] = opinion.status
    if mention.place is None and opinion.place and opinion.place in mention.evidence:
        label = label_of(opinion.place)
        changes |= {"place": label} if label else {}
    if not changes:
        return _marked(mention, ["agreed"]), OpinionOutcome.AGREED
    return _marked(mention, [f"{k}={v}" for k, v in changes.items()], **changes), OpinionOutcome.ENRICHED


def _marked(mention: ContactMention, marks: list[str], **changes: object) -> ContactMention:
    features = (*mention.features, *(f"{_FEATURE}:{mark}" for mark in marks))
    return replace(mention, features=features, **changes)  # type: ignore[arg-type] # fields of a mention
