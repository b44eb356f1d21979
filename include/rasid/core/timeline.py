"""The steps of a contact that follow from its mentions, and which of them readers still have to be told.

The steps are a function of the set of mentions: whatever order the articles come in, they end the same. What readers
were told depends on the order, as it must; each step is told once, and one that is overtaken is not told any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from include.rasid.core.belief import Belief
from include.rasid.core.contacts import AlertedStep, Moment, has_moved, has_other_place, next_step, overdue
from include.rasid.core.reveal import is_news
from include.rasid.model import Transition

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, timedelta

    from include.rasid.core.watch import Watch
    from include.rasid.model import Contact, StoredMention

OVERTAKEN = "overtaken"
OPERATOR = "operator_decision"
ELSEWHERE = "told_of_other_contact"
_REPEATABLE = frozenset({Transition.ANNOUNCED, Transition.POSTPONED, Transition.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A transition that an article makes known, with what is believed after that article."""

    transition: Transition
    article_key: str
    belief: Contact
    support: tuple[StoredMention, ...]  # the contact's mentions up to that article
    is_late: bool = False  # the article brought to light what was over for longer than the freshness window

    @property
    def reported_on(self) -> date:
        """The day on which that article was published."""
        return self.support[-1].published_at.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The steps of a contact in order of publication, and why the other articles bring none."""

    steps: tuple[Step, ...]
    silences: dict[str, str]  # article → reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A step that the outbox does not have."""

    step: Step
    revision: int
    suppressed: str | None  # why nobody is mailed; None: it is to be mailed


def read_timeline(
    group: Sequence[StoredMention], watch: Watch, fresh: timedelta, wide_places: frozenset[str] = frozenset()
) -> Timeline:
    """Return what a contact's mentions, in order of publication, make known step by step.

    Freshness is measured from each article's own publication. ``wide_places`` are the labels of what is no city: where a plan
    is said to be in one, a city is no change.
    """
    steps: list[Step] = []
    done: list[AlertedStep] = []
    silences: dict[str, str] = {}
    read = 0
    so_far = Belief()
    for article_key, own in groupby(group, key=lambda m: m.article_key):
        news = list(own)
        read += len(news)
        for stored in news:
            so_far.add(stored)
        if not any(is_news(m.mention) for m in news):
            silences[article_key] = "background"
            continue
        if any(s.transition is Transition.HELD for s in done):
            silences[article_key] = "already_held"
            continue
        belief = so_far.contact()
        moment = Moment(today=news[0].published_at.date(), fresh=fresh, wide_places=wide_places)
        found = next_step(belief, news, done, watch, moment)
        if isinstance(found, str):
            silences[article_key] = found
            continue
        transition, revision = found
        done.append(
            AlertedStep(
                transition=transition, revision=revision, when=belief.when, article_key=article_key, place=belief.place
            )
        )
        late = overdue(transition, belief, moment) is not None
        support = tuple(group[:read])
        steps.append(Step(transition=transition, article_key=article_key, belief=belief, support=support, is_late=late))
    return Timeline(steps=tuple(steps), silences=silences)


def match_told(
    steps: Sequence[Step], told: Sequence[AlertedStep], wide_places: frozenset[str] = frozenset()
) -> list[AlertedStep | None]:
    """Return for each step the row of the outbox that tells it; None: the outbox has none.

    The same article tells the same step; otherwise the same transition does, unless its day or place has moved since.
    What readers were told to be wrong tells nothing.
    """
    left = [t for t in told if not t.is_corrected]
    found: list[AlertedStep | None] = [None] * len(steps)
    for same_article in (True, False):
        for i, step in enumerate(steps):
            if found[i] is None:
                found[i] = next(
                    (t for t in left if (_is_of(t, step) if same_article else _tells(t, step, wide_places))), None
                )
                left = [t for t in left if t is not found[i]]
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """On what occasion steps come to light."""

    moment: Moment  # what "now" is
    article_key: str  # whose news it is; empty: no article's
    suppress: str | None = None  # why nobody is mailed on this occasion; None: it is news


def due_steps(timeline: Timeline, told: Sequence[AlertedStep], occasion: Occasion) -> tuple[Due, ...]:
    """Return the steps that the outbox lacks, numbered on; only the last may be mailed, if it is still news.

    Args:
        timeline: The steps that follow from the mentions.
        told: What the outbox has of this contact.
        occasion: A step that comes to light too late is not mailed, nor one of an older article than that of the occasion:
            that article was silent when it was news, and only the grouping has changed.
    """
    matched = match_told(timeline.steps, told, occasion.moment.wide_places)
    due: list[Due] = []
    for i, step in enumerate(timeline.steps):
        if matched[i] is not None:
            continue
        known = [t.revision for t in told if t.transition is step.transition]
        known += [d.revision for d in due if d.step.transition is step.transition]
        overtaken = OVERTAKEN if i + 1 < len(timeline.steps) else None
        reason = occasion.suppress or overtaken or _too_late(step, occasion)
        due.append(Due(step=step, revision=max(known, default=0) + 1, suppressed=reason))
    return tuple(due)


def _too_late(step: Step, occasion: Occasion) -> str | None:
    moment = occasion.moment
    if step.article_key != occasion.article_key and step.reported_on < moment.today - moment.fresh:
        return "not_fresh"
    if step.is_late:  # its article is what must be fresh
        return "not_fresh" if step.reported_on < moment.today - moment.fresh else None
    return overdue(step.transition, step.belief, moment)


def _is_of(told: AlertedStep, step: Step) -> bool:
    return told.transition is step.transition and told.article_key == step.article_key


def _tells(told: AlertedStep, step: Step, wide_places: frozenset[str]) -> bool:
    if told.transition is not step.transition:
        return False
    belief = step.belief
    return step.transition not in _REPEATABLE or not (
        has_moved(told.when, belief.when) or has_other_place(told, belief, wide_places)
    )
