from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from include.rasid.core.belief import believe
from include.rasid.core.contacts import AlertedStep, Moment, next_step
from include.rasid.model import Role, Scope, Status, Transition
from tests.factories import day, detector, make_mention, make_stored

if TYPE_CHECKING:
    from include.rasid.model import StoredMention

FRESH = timedelta(days=3)


def step(
    *group: StoredMention, done: tuple[AlertedStep, ...] = (), now: str = "2023-03-03"
) -> tuple[Transition, int] | str:
    """Return the step that the last mention of the group brings."""
    belief = believe(group)
    return next_step(belief, group[-1:], done, detector().watch, Moment(today=date.fromisoformat(now), fresh=FRESH))


def test_held_contact_is_told_once() -> None:
    """The first report is an alert, the next is none."""
    first = make_stored(1, make_mention(when=day("2023-03-02")))
    again = make_stored(2, make_mention(when=day("2023-03-02")))

    assert step(first) == (Transition.HELD, 1)
    assert (
        step(first, again, done=(AlertedStep(transition=Transition.HELD, revision=1, when=day("2023-03-02")),))
        == "already_held"
    )


def test_status_runs_from_announced_to_cancelled() -> None:
    """Each step of a contact is told, in its order."""
    plan = make_stored(1, make_mention(when=day("2023-03-10"), status=Status.PLANNED), on="2023-03-01")
    off = make_stored(2, make_mention(status=Status.CANCELLED), on="2023-03-03")

    assert step(plan, now="2023-03-01") == (Transition.ANNOUNCED, 1)
    assert step(plan, off) == (Transition.CANCELLED, 1)
    assert believe([plan, off]).when == day("2023-03-10")


def test_announcement_after_postponement_is_a_new_revision() -> None:
    """A new day after a postponement is announced anew."""
    done = (
        AlertedStep(transition=Transition.ANNOUNCED, revision=1, when=day("2023-03-10")),
        AlertedStep(transition=Transition.POSTPONED, revision=1, when=day("2023-03-10")),
    )
    anew = make_stored(3, make_mention(when=day("2023-03-20"), status=Status.PLANNED))

    assert step(anew, done=done) == (Transition.ANNOUNCED, 2)


@pytest.mark.parametrize(
    ("mention", "reason"),
    [
        (make_mention(role=Role.BACKGROUND), "background"),
        (make_mention(status=Status.POSSIBLE), "status_possible"),
        (make_mention(scope=Scope.MINOR), "scope_not_watched"),
        (make_mention(confidence=0.5), "below_alert_threshold"),
        (make_mention(when=day("2023-01-02")), "not_fresh"),
        (make_mention(status=Status.PLANNED, when=day("2023-03-01")), "announced_day_is_past"),
    ],
)
def test_every_gate_names_its_reason(mention: object, reason: str) -> None:
    """What is not told has a reason that `why-not` can print."""
    assert step(make_stored(1, mention)) == reason  # type: ignore[arg-type] # parametrised mentions


def test_background_never_makes_a_held_contact_unheld() -> None:
    """A late plan in an older article does not undo what was held."""
    held = make_stored(1, make_mention(when=day("2023-03-02")), on="2023-03-02")
    plan = make_stored(2, make_mention(when=day("2023-03-02"), status=Status.PLANNED))

    assert believe([held, plan]).status is Status.HELD
