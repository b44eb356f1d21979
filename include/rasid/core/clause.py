"""The words around a trigger, as far as they speak of it, and what they come to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from include.rasid.core.grammar import Form

if TYPE_CHECKING:
    from include.rasid.core.grammar import Trigger
    from include.rasid.core.items import Item
    from include.rasid.model import Status

# Distances in items, read off Arabic news clauses by hand: a cue farther away governs something else.
GOVERNING = 5  # between a word that calls off, denies or negates and the trigger it governs
NEAR = 9  # between any other cue and the trigger
AFTER = 7  # adjectives and predicates behind the trigger
_SAID_ITEMS = 3  # «اقترح بايدن في»
_GOVERNING_VERB = 6
_BEFORE = 22  # items of a sentence before the trigger that may tell its fate
_LETTERS_OF_VERB = 4
_NARRATIVE = 4  # items between «قبل أن» and its verb
_WILL = re.compile(r"[وف]?س[يتن][ء-ي]{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """A reading of a trigger; ``status`` is None where nothing is asserted."""

    status: Status | None
    reasons: tuple[str, ...]


def _was(item: Item) -> bool:
    """Whether an item of the clauses before tells what was."""
    return bool(item.cues & {"was", "held"}) or (item.trigger is not None and item.trigger.form is Form.PAST)


def _is_ahead(item: Item) -> bool:
    """Whether an item of the clauses before speaks of what is to come, or of what is: then «قبل أن» leads further ahead."""
    is_present = item.is_word and item.text.startswith("ي") and len(item.text) >= _LETTERS_OF_VERB
    of_now = item.trigger is not None and item.trigger.form in (Form.PRESENT, Form.FUTURE)
    return (
        bool(item.cues & {"future", "possible"})
        or bool(_WILL.fullmatch(item.text))
        or of_now
        or (is_present and not item.words)
    )


class Clause:
    """The items around a trigger, as far as they speak of it."""

    def __init__(self, items: list[Item], position: int, bounds: tuple[int, int], last: int) -> None:
        """``last`` is the item after the trigger's parties: predicates may follow there."""
        self.trigger: Trigger | None = items[position].trigger
        self.left = items[bounds[0] : position]
        self.right = items[position + 1 : min(max(last, position + 1) + AFTER, bounds[1])]
        behind = max(last, position + 1)
        self.predicate = items[behind : min(behind + AFTER, bounds[1])]  # behind the trigger and its parties
        self.own = items[position]
        self.first = items[: bounds[0]]  # the clauses before
        self.before = items[max(0, position - _BEFORE) : position]  # clauses before included
        self.tail = items[position + 1 :]  # up to the end of the sentence, other clauses included

    @property
    def is_noun(self) -> bool:
        """Whether the trigger is a noun."""
        return self.trigger is not None and self.trigger.form is Form.NOUN

    @property
    def is_plural(self) -> bool:
        """Whether the trigger is a verb of more than two."""
        return self.trigger is not None and self.trigger.is_pair and self.own.text.endswith(("ون", "وا"))

    @property
    def is_known(self) -> bool:
        """Whether the trigger is a noun that speaks of a contact as known: with the article, or planned before."""
        told = any("relative" in i.words for i in self.right) and self.followed_by("agreed", "future")
        return self.is_noun and self.trigger is not None and (self.trigger.definite or self.followed_by("was") or told)

    def story_ahead(self) -> bool:
        """Tell whether a word before the trigger speaks of what is or is to come."""
        return any(_is_ahead(i) for i in self.left)

    def is_told_on(self) -> bool:
        """Tell whether a present verb goes on with a story: «قبل أن يتحدث الوزيران يوم الاثنين»."""
        if self.trigger is None or self.trigger.form is not Form.PRESENT:
            return False
        if not any("narrative" in i.words for i in self.left[-_NARRATIVE:]):
            return False
        return any(_was(i) for i in self.first) or not any(_is_ahead(i) for i in self.first)

    def governed_by(self, *cues: str, reach: int = GOVERNING) -> bool:
        """Tell whether a cue stands close before the trigger."""
        return any(i.cues & set(cues) for i in self.left[max(len(self.left) - reach, 0) :])

    def followed_by(self, *cues: str) -> bool:
        """Tell whether a cue stands behind the trigger or its parties."""
        return any(i.cues & set(cues) for i in self.right)

    def looks_ahead(self) -> bool:
        """Tell whether a word before the trigger is of the future: «سيتم التفاوض خلال القمة»."""
        relative = max((n for n, i in enumerate(self.left) if "relative" in i.words), default=-1)
        return any("future" in i.cues or _WILL.fullmatch(i.text) for i in self.left[relative + 1 :])

    def is_said_in(self) -> bool:
        """Tell whether a noun is what somebody said or proposed something in: «اقترح بايدن في اتصال», not «يرغب في لقاء»."""
        if len(self.left) < _SAID_ITEMS or not self.is_noun or self.left[-1].text != "في":
            return False
        proposes = any("proposes" in i.words for i in self.left[-_GOVERNING_VERB:-2])
        by_somebody = bool(self.left[-2].keys) and not self.left[-2].cues
        return proposes and by_somebody and self.trigger is not None and not self.trigger.definite

    def will_be(self) -> bool:
        """Tell whether the first words behind a noun and its parties are a verb of the future: «اجتماعه مع بوتين قد يكون الأسهل»."""
        first = self.predicate[0].text if self.predicate else ""
        second = self.predicate[1].text if len(self.predicate) > 1 else ""
        may = first == "قد" and second[:1] in ("ي", "ت")
        return bool(first) and (may or _WILL.fullmatch(first) is not None)

    def near(self, *cues: str) -> bool:
        """Tell whether a cue stands near the trigger on either side."""
        return self.governed_by(*cues, reach=NEAR) or self.followed_by(*cues)
