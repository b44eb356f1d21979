"""Which step of a contact readers are to be told, from what is believed of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from include.rasid.core.merging import STATUS_CLASS
from include.rasid.core.reveal import is_news, is_revealed
from include.rasid.model import Status, Transition

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from include.rasid.core.watch import Watch
    from include.rasid.model import Contact, StoredMention, When

_STEPS = {
    Status.PLANNED: Transition.ANNOUNCED,
    Status.HELD: Transition.HELD,
    Status.ONGOING: Transition.HELD,
    Status.POSTPONED: Transition.POSTPONED,
    Status.CANCELLED: Transition.CANCELLED,
    Status.DENIED: Transition.DENIED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What "now" is, and how old a held contact may be to be news."""

    today: date
    fresh: timedelta
    wide_places: frozenset[str] = frozenset()  # labels of what is no city: a city in place of one is no change


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertedStep:
    """A step that was already written to the outbox."""

    transition: Transition
    revision: int
    when: When | None
    article_key: str = ""  # the article that brought it
    contact_id: str = ""  # the contact that it was told of: merges leave it as it is
    place: str | None = None  # believed then
    is_taken_back: bool = False  # it did not follow any more when it was read
    is_corrected: bool = False  # readers were told that it was wrong, or it was closed before anybody got it: not told


def next_step(
    contact: Contact,
    news: Sequence[StoredMention],
    done: Sequence[AlertedStep],
    watch: Watch,
    moment: Moment,
) -> tuple[Transition, int] | str:
    """Return the transition that the article ``news`` comes from makes known, with its revision, or why there is none.

    Args:
        contact: What is believed after the article.
        news: The article's own mentions of this contact.
        done: Steps of the contact that were written to the outbox before.
        watch: Whose thresholds, levels and transitions apply.
        moment: What freshness is measured from.
    """
    own = [m.mention for m in news if is_news(m.mention)]
    if not own:
        return "background"
    transition = _STEPS.get(contact.status)
    if transition is None:
        return f"status_{contact.status}"
    if not any(STATUS_CLASS[m.status] == STATUS_CLASS[contact.status] for m in own):
        return "status_of_another_article"
    reasons = _gates(contact, transition, watch, moment)
    if reasons == ["not_fresh"] and any(is_revealed(m) for m in own):
        reasons = []  # the step is late
    for reason in reasons:
        return reason
    has_place = any(m.place == contact.place for m in own)
    return _revision(contact, transition, done, moment.wide_places if has_place else None)


def _gates(contact: Contact, transition: Transition, watch: Watch, moment: Moment) -> list[str]:
    found = []
    if transition not in watch.transitions:
        found.append("transition_not_watched")
    if contact.scope not in watch.scopes:
        found.append("scope_not_watched")
    if contact.confidence < watch.alert_threshold:
        found.append("below_alert_threshold")
    late = overdue(transition, contact, moment)
    return [*found, late] if late else found


def overdue(transition: Transition, contact: Contact, moment: Moment) -> str | None:
    """Return why a step is no news any more at a moment; None: it is news.

    An undated contact is as old as the last article that speaks of it.
    """
    last = contact.when.last if contact.when is not None else contact.last_reported_at.date()
    if transition is Transition.HELD and last < moment.today - moment.fresh:
        return "not_fresh"
    if transition is Transition.ANNOUNCED and contact.when is not None and last < moment.today:
        return "announced_day_is_past"
    return None


def _revision(
    contact: Contact, transition: Transition, done: Sequence[AlertedStep], wide_places: frozenset[str] | None
) -> tuple[Transition, int] | str:
    """Number the step; ``wide_places`` is None where the article does not name the place that is believed."""
    if any(s.transition is Transition.HELD for s in done):
        return "already_held"
    same = [s for s in done if s.transition is transition]
    if not same:
        return transition, 1
    last = done[-1]
    repeated = transition in (Transition.ANNOUNCED, Transition.POSTPONED, Transition.CANCELLED)
    if repeated and last.transition is not transition:
        return transition, same[-1].revision + 1
    if transition in (Transition.ANNOUNCED, Transition.POSTPONED):
        was_there = any(s.place == contact.place for s in done)  # sources that contradict each other are no news
        elsewhere = wide_places is not None and not was_there and has_other_place(last, contact, wide_places)
        if elsewhere or has_moved(last.when, contact.when):
            return transition, same[-1].revision + 1
    return "already_alerted"


def facts_of(belief: Contact) -> tuple[object, ...]:
    """Return what makes a belief another one."""
    when = belief.when
    return (
        belief.participants,
        belief.mode,
        belief.setting,
        belief.status,
        when and (when.first, when.last),
        belief.place,
    )


def has_moved(before: When | None, after: When | None) -> bool:
    """Tell whether a day that was known is another one now; a vague date made precise is no change."""
    if before is None or after is None or not after.is_day or not before.is_day:
        return False
    return abs(after.first - before.first) > timedelta(days=1)


def has_other_place(told: AlertedStep, belief: Contact, wide_places: frozenset[str]) -> bool:
    """Tell whether the city of a plan for a known day is another one now.

    A country made precise, or the reverse, is no change, nor what sources guess before a day is set.
    """
    if told.when is None or belief.when is None or not (told.when.is_day and belief.when.is_day):
        return False
    if told.place is None or belief.place is None or {told.place, belief.place} & wide_places:
        return False
    return told.place != belief.place
