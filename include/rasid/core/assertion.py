"""How a text asserts a contact: status from tense, cues, negation and dates; mode and setting from the words around."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from include.rasid.core.grammar import Form
from include.rasid.model import Mode, Setting, Status

if TYPE_CHECKING:
    from datetime import date

    from include.rasid.core.grammar import Grammar, Trigger
    from include.rasid.core.items import Item
    from include.rasid.model import When

# Distances in items, read off Arabic news clauses by hand: a cue farther away governs something else.
_GOVERNING = 5  # between a word that calls off, denies or negates and the trigger it governs
_NEAR = 9  # between any other cue and the trigger
_NEGATES_ANY = 16  # «من دون أن يعقد وزيرا خارجية الولايات المتحدة وروسيا أي لقاء»
_WILL = re.compile(r"[وف]?س[يتن][ء-ي]{3,}")
_OBJECT = ("ه", "ها", "هما")
_AFTER = 7  # adjectives and predicates behind the trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """A reading of a trigger; ``status`` is None where nothing is asserted."""

    status: Status | None
    reasons: tuple[str, ...]


class Clause:
    """The items around a trigger, as far as they speak of it."""

    def __init__(self, items: list[Item], position: int, bounds: tuple[int, int], last: int) -> None:
        """``last`` is the item after the trigger's parties: predicates may follow there."""
        self.trigger: Trigger | None = items[position].trigger
        self.left = items[bounds[0] : position]
        self.right = items[position + 1 : min(max(last, position + 1) + _AFTER, bounds[1])]
        self.own = items[position]
        self.tail = items[position + 1 :]  # up to the end of the sentence, other clauses included

    def governed_by(self, *cues: str, reach: int = _GOVERNING) -> bool:
        """Tell whether a cue stands close before the trigger."""
        return any(i.cues & set(cues) for i in self.left[max(len(self.left) - reach, 0) :])

    def followed_by(self, *cues: str) -> bool:
        """Tell whether a cue stands behind the trigger or its parties."""
        return any(i.cues & set(cues) for i in self.right)

    def looks_ahead(self) -> bool:
        """Tell whether a word before the trigger is of the future: «سيتم التفاوض خلال القمة»."""
        return any("future" in i.cues or _WILL.fullmatch(i.text) for i in self.left)

    def near(self, *cues: str) -> bool:
        """Tell whether a cue stands near the trigger on either side."""
        return self.governed_by(*cues, reach=_NEAR) or self.followed_by(*cues)


def read_status(clause: Clause, when: When | None, published: date, *, is_title: bool) -> Assertion:
    """Return what the clause asserts of its trigger on the day ``published``."""
    for status, reason in _off(clause, when):
        return Assertion(status=status, reasons=(reason,))
    for reason in _nothing_asserted(clause):
        return Assertion(status=_fate(clause) if reason == "past_expectation" else None, reasons=(reason,))
    status, reason = _by_tense(clause, is_title=is_title)
    if when is not None and when.last < published and status in (Status.PLANNED, Status.POSSIBLE, Status.ONGOING):
        if clause.governed_by("possible"):
            return Assertion(status=None, reasons=("past_possibility",))
        return Assertion(status=Status.HELD, reasons=(reason, "date_is_past"))
    if when is not None and when.first > published and status in (Status.HELD, Status.ONGOING):
        return Assertion(status=Status.PLANNED, reasons=(reason, "date_is_future"))
    return Assertion(status=status, reasons=(reason,))


def looks_ahead(clause: Clause, *, is_title: bool) -> bool:
    """Tell whether tense and cues speak of something to come; dates are left out of it."""
    return _by_tense(clause, is_title=is_title)[0] in (Status.PLANNED, Status.POSSIBLE)


def _off(clause: Clause, when: When | None) -> list[tuple[Status | None, str]]:
    """Return the reading as called off, put off or denied, if the clause gives one."""
    is_noun = clause.trigger is not None and clause.trigger.form is Form.NOUN
    reach = _NEAR if is_noun else _GOVERNING
    if clause.governed_by("cancelled", reach=reach) or any("cancelled" in i.cues for i in clause.right[:_AFTER]):
        return [(Status.CANCELLED, "cancelled")]
    if is_noun and clause.followed_by("falls_through"):
        return [(Status.CANCELLED, "falls_through")]
    if clause.governed_by("postponed", reach=reach) or any("postponed" in i.cues for i in clause.right[:_AFTER]):
        return [(Status.POSTPONED, "postponed")]
    if is_noun and clause.governed_by("falls_through"):
        return [(Status.DENIED, "negated")]  # «لن يعقد لقاء مع لافروف»
    if is_noun and clause.followed_by("denied_after"):
        return [(Status.DENIED, "predicate_negated")]
    if clause.governed_by("no_plans", reach=_NEGATES_ANY):
        return [(Status.DENIED, "no_plans")]
    if clause.governed_by("denial", reach=_NEAR) and not clause.governed_by("held", reach=2):
        return [(Status.DENIED, "denied")]
    if any("negation" in a.cues and "future" in b.cues for a, b in pairwise(clause.right)):
        return [(Status.DENIED, "predicate_negated")]  # «لقاء الرئيسين ليس مقررا»
    if clause.governed_by("never", reach=_NEAR):
        return [(Status.NOT_HELD, "never")]
    if clause.governed_by("negation", reach=_negation_reach(clause)):
        if clause.trigger is not None and any(i.text == "منذ" for i in clause.right):
            # «لم يجتمعا منذ مارس» tells of the last contact, «منذ قمة جنيف» leaves it to the noun behind
            return [(None if when is None or any(i.trigger for i in clause.right) else Status.HELD, "last_since")]
        if any("except" in i.cues for i in clause.right[:_GOVERNING]):
            return [(Status.HELD, "except")]
        nearest = next(i for i in reversed(clause.left) if "negation" in i.cues)
        future = nearest.text.endswith(("لن", "لا")) or clause.governed_by("future", "possible")
        return [(Status.DENIED if future else Status.NOT_HELD, "negated")]
    return []


def _negation_reach(clause: Clause) -> int:
    """A verb is negated right before it, or before the أن that leads to it; a past verb takes no لم."""
    before = clause.left[-1] if clause.left else None
    if clause.trigger is None or clause.trigger.form is Form.NOUN:
        return _NEGATES_ANY if before is not None and "any" in before.words else _GOVERNING
    if clause.trigger.form is Form.PAST:
        return 0
    return _GOVERNING if before is not None and "that" in before.words else 2


def _fate(clause: Clause) -> Status | None:
    """What became of a meeting that was expected: «كان سيجتمعان … غير أن موسكو ألغت الموعد»; None: the sentence is silent."""
    for item in clause.tail:
        if item.cues & {"cancelled", "falls_through"}:
            return Status.CANCELLED
        if "postponed" in item.cues:
            return Status.POSTPONED
    return None


def _nothing_asserted(clause: Clause) -> list[str]:
    is_ahead = clause.trigger is not None and clause.trigger.form is Form.FUTURE
    if clause.governed_by("past_expectation", reach=_NEAR) or (is_ahead and clause.governed_by("was")):
        return ["past_expectation"]
    if clause.governed_by("willing", reach=_NEAR):
        return ["willing"]
    if clause.governed_by("condition", reach=_NEAR):
        return ["condition"]
    return []


def _by_tense(clause: Clause, *, is_title: bool) -> tuple[Status, str]:
    trigger = clause.trigger
    if trigger is not None and trigger.form is Form.PAST:
        return Status.HELD, "past_verb"
    if trigger is not None and trigger.form is Form.FUTURE:
        return Status.PLANNED, "future_verb"
    if trigger is not None and trigger.form is Form.PRESENT:
        if clause.governed_by("possible", reach=_NEAR):
            return Status.POSSIBLE, "possible"
        future = clause.near("future")
        return (Status.HELD, "headline_present") if is_title and not future else (Status.PLANNED, "present_verb")
    if any("possible" in i.cues for i in clause.right[:2]):
        return Status.POSSIBLE, "possible"
    return _by_governor(clause)


def _by_governor(clause: Clause) -> tuple[Status, str]:
    """Return the status of a noun: the nearest cue before it governs, then what follows it."""
    if any("held" in i.cues and i.text.endswith(_OBJECT) for i in clause.right[:3]):
        return Status.HELD, "held_relative"  # «في اتصال أجراه بايدن مع بوتين»
    is_task = False
    for distance, item in enumerate(reversed(clause.left[-_NEAR:]), 1):
        if "after" in item.cues and distance <= 2 and item.text != "لدي":
            is_ahead = "during" in item.words and clause.looks_ahead()
            return (Status.PLANNED, "during_ahead") if is_ahead else (Status.HELD, "after")
        is_task = is_task or ("arranging" in item.cues and distance <= 2 and _is_verbal_noun(clause, distance))
        if item.text in ("قبل", "قبيل") and distance <= 2 and not _is_ago(clause, distance):
            return Status.PLANNED, "before"
        if "possible" in item.cues:
            return Status.POSSIBLE, "possible"
        if "future" in item.cues or ("agreed" in item.cues and distance <= 5):
            return Status.PLANNED, "future_cue"
        if "held" in item.cues and not is_task:
            return Status.HELD, "held_cue"
        if "ongoing" in item.cues:
            return Status.ONGOING, "ongoing"
    if is_task:
        return Status.POSSIBLE, "task"
    if clause.followed_by("future"):
        return Status.PLANNED, "future_cue"
    if clause.followed_by("held"):
        return Status.HELD, "held_cue"
    return Status.HELD, "noun"


def _is_ago(clause: Clause, distance: int) -> bool:
    return distance > 1 and "ago" in clause.left[1 - distance].words


def _is_verbal_noun(clause: Clause, distance: int) -> bool:
    """«على عقد لقاء», «لعقد لقاء»: عقد names an act that another word governs, «عقد الوزيران لقاء» tells one."""
    item = clause.left[-distance]
    if not item.text.endswith("عقد"):
        return True
    before = clause.left[-distance - 1] if distance < len(clause.left) else None
    if item.text.startswith(("ل", "ب")) or item.prefix.startswith(("ل", "ب")):
        return True
    governors = frozenset({"possible", "agreed", "denial", "negation", "cancelled", "postponed", "future", "willing"})
    further = clause.left[-distance - 2] if distance + 1 < len(clause.left) else None
    return before is not None and (
        bool(before.cues & governors)
        or "governing" in before.words
        or (further is not None and bool(further.cues & governors))
    )


def read_mode(clause: Clause, grammar: Grammar) -> Mode:
    """Return the mode: words around the trigger before the trigger's own."""
    own = clause.trigger.mode if clause.trigger else Mode.UNKNOWN
    for item in [*clause.right[:_AFTER], *clause.left[-3:]]:
        word = item.prefix + item.text
        for rest in (
            word,
            word.removeprefix("ال"),
            word.removeprefix("بال"),
            word.removeprefix("ب"),
            word.removeprefix("و"),
        ):
            mode = grammar.modes.get(rest)
            if mode is not None and (mode is not Mode.MESSAGE or own is Mode.UNKNOWN):
                return mode
    return own


def read_setting(clause: Clause, grammar: Grammar, parties: int) -> Setting:
    """Return the frame in which the parties communicated."""
    words = [i.prefix + i.text for i in (*clause.left[-_NEAR:], clause.own, *clause.right)]
    for size in (2, 1):
        for at in range(len(words) - size + 1):
            setting = grammar.settings.get(" ".join(words[at : at + size]))
            if setting is not None:
                return setting
    if clause.trigger is not None and clause.trigger.key == "receive":
        return Setting.VISIT
    return Setting.BILATERAL if parties == 2 else Setting.MULTILATERAL
