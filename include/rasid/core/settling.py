"""What an article says in the end of a contact that it calls planned here and off there: its fate counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from include.rasid.model import Mode, Role, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from include.rasid.model import ContactMention

_OFF = (Status.CANCELLED, Status.POSTPONED)
# gold/GUIDE.md: a report that officials contradict is denied; what was announced and then called off is cancelled.
# Where only one sentence says both, they are of one contact: an article may call one off and deny another.
_YIELDS_IN_SENTENCE = {Status.DENIED: _OFF, Status.POSSIBLE: (*_OFF, Status.DENIED), Status.PLANNED: _OFF}
_YIELDS = {Status.PLANNED: _OFF}


def settle(mentions: Sequence[ContactMention]) -> list[ContactMention]:
    """Return the mentions without those whose fate another one tells; the fate takes over a day that it lacks.

    Both speak of the same people in the same mode as news, and their dates may be of one event.
    """
    kept = list(mentions)
    for mention in mentions:
        fate = next((m for m in kept if _tells_fate(m, mention) and _is_of_one(mention, m)), None)
        if fate is None:
            continue
        kept.remove(mention)
        if fate.when is None:
            kept[kept.index(fate)] = replace(fate, when=mention.when)
    return kept


def _tells_fate(fate: ContactMention, mention: ContactMention) -> bool:
    if (fate.part, fate.span) == (mention.part, mention.span):
        return fate.status in _YIELDS_IN_SENTENCE.get(mention.status, ())
    return fate.status in _YIELDS.get(mention.status, ()) and fate.confidence >= mention.confidence


def _is_of_one(a: ContactMention, b: ContactMention) -> bool:
    if a is b or a.sides != b.sides or Role.BACKGROUND in (a.role, b.role):
        return False
    if a.when is not None and b.when is not None and (a.when.first > b.when.last or b.when.first > a.when.last):
        return False
    return a.mode is b.mode or Mode.UNKNOWN in (a.mode, b.mode)
