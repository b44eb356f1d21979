"""Parties that stand beside a trigger though no syntax that is known binds them: weaker evidence, told as such."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.rasid.core.grammar import Form
from include.rasid.core.parties import Binding
from include.rasid.core.references import Ref, RefKind

if TYPE_CHECKING:
    from include.rasid.core.parties import Parties

LOOSE = "comention"  # the pattern of what is only named beside a trigger
_REACH = 16  # items between the trigger and each of them
_TOPIC_PARAGRAPHS = 3  # what «اللقاء» means stands at most so far back
_KEYS = frozenset(
    {
        "meeting",
        "talks",
        "conversation",
        "encounter",
        "phone_call",
        "meet",
        "receive",
        "greet",
        "telephone",
        "call",
        "sit",
        "by_phone",
    }
)


def bind_to_topic(parties: Parties, t: int) -> Binding | None:
    """Return the pair told last for a definite noun without parties: «ثم ألغى بلينكن اللقاء»."""
    trigger, pairs = parties.items[t].trigger, parties.reading.pairs
    if trigger is None or trigger.form is not Form.NOUN or not trigger.definite or trigger.key not in _KEYS:
        return None
    if not pairs or not pairs[-1].is_watched or parties.reading.paragraph - pairs[-1].paragraph > _TOPIC_PARAGRAPHS:
        return None
    if t > 0 and parties.items[t - 1].words & {"margin", "channel"}:
        return None
    return Binding(refs=pairs[-1].refs, pattern="topic", last=t + 1)


def bind_loosely(parties: Parties, t: int) -> Binding | None:
    """Return one official of each side who stand in the clause of the trigger at ``t``; None where others do too."""
    trigger = parties.items[t].trigger
    if trigger is None or trigger.key not in _KEYS or (trigger.pronoun and trigger.form is Form.NOUN):
        return None
    if t > 0 and parties.items[t - 1].words & {"margin", "channel"}:
        return None
    first, end = parties.clause(t)
    if any("attendance" in i.cues for i in parties.items[first:t]):
        return None
    found: dict[int, Ref] = {}
    last = t + 1
    for unit in parties.units:
        near = max(first, t - _REACH) <= unit.first < min(end, t + _REACH)
        is_addressed = (
            trigger.key == "by_phone" and unit.prefix.endswith("ل") and unit.prefix != "ال"
        )  # «شرح بوتين لترامب»
        if not near or unit.refs[0].kind is RefKind.COUNTRY or (parties.is_beside(unit) and not is_addressed):
            continue
        for ref in unit.refs:
            side = parties.reading.side_of(ref)
            if side == 0 or not ref.key or found.get(side, ref).key != ref.key:
                return None
            found[side] = ref
        last = max(last, unit.last)
    return Binding(refs=(found[1], found[2]), pattern=LOOSE, last=last) if len(found) == 2 else None
