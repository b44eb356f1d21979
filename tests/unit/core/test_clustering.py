from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings, strategies as st

from include.rasid.core.clustering import cluster_mentions
from include.rasid.model import Mode, Role, Status
from tests.factories import day, days, make_mention, make_stored

if TYPE_CHECKING:
    from include.rasid.model import StoredMention


def groups(*mentions: StoredMention) -> list[list[int]]:
    return sorted(sorted(m.mention_id for m in g) for g in cluster_mentions(mentions))


def test_reports_of_one_day_are_one_contact() -> None:
    """Two articles that name the same day speak of one contact, whatever place and mode they give."""
    first = make_stored(1, make_mention(when=day("2023-03-02"), place="New Delhi"))
    second = make_stored(2, make_mention(when=day("2023-03-02"), place="Moscow", mode=Mode.UNKNOWN))

    assert groups(first, second) == [[1, 2]]


def test_well_supported_days_stay_apart() -> None:
    """Different days are different contacts."""
    first = make_stored(1, make_mention(when=day("2023-03-02")))
    second = make_stored(2, make_mention(when=day("2023-04-02")), on="2023-04-02")

    assert groups(first, second) == [[1], [2]]


def test_other_people_are_another_contact() -> None:
    """Contacts need an official in common on each side."""
    first = make_stored(1, make_mention(when=day("2023-03-02")))
    second = make_stored(2, make_mention("biden", "putin", when=day("2023-03-02")))

    assert groups(first, second) == [[1], [2]]


def test_undated_report_joins_the_contact_of_these_days() -> None:
    """A report without a date is about the contact of the last days, not about an old one."""
    old = make_stored(1, make_mention(when=day("2022-01-21")), on="2022-01-21")
    fresh = make_stored(2, make_mention(when=day("2023-03-02")))
    undated = make_stored(3, make_mention())

    assert groups(old, fresh, undated) == [[1], [2, 3]]


def test_range_finds_its_day() -> None:
    """«last summer» is the call of 29 July."""
    call = make_stored(1, make_mention(when=day("2022-07-29"), mode=Mode.PHONE), on="2022-07-29")
    summer = make_stored(2, make_mention(when=days("2022-06-01", "2022-08-31"), mode=Mode.PHONE, role=Role.BACKGROUND))

    assert groups(call, summer) == [[1, 2]]


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.POSTPONED])
def test_calling_off_finds_its_announcement(status: Status) -> None:
    """An undated cancellation is about the plan that is still open."""
    plan = make_stored(1, make_mention(when=day("2022-02-24"), status=Status.PLANNED), on="2022-02-18")
    off = make_stored(2, make_mention(status=status), on="2022-02-22")

    assert groups(plan, off) == [[1, 2]]


def test_postponement_to_a_new_day_finds_its_announcement() -> None:
    """The new day belongs to the contact that was put off, and the meeting held on it too."""
    plan = make_stored(1, make_mention(when=day("2022-02-24"), status=Status.PLANNED), on="2022-02-18")
    moved = make_stored(2, make_mention(when=day("2022-03-10"), status=Status.POSTPONED), on="2022-02-22")
    held = make_stored(3, make_mention(when=day("2022-03-10")), on="2022-03-10")

    assert groups(plan, moved, held) == [[1, 2, 3]]


def test_call_and_meeting_of_neighbouring_days_stay_apart() -> None:
    """A call the day before the meeting is a contact of its own."""
    call = make_stored(1, make_mention(when=day("2023-03-01"), mode=Mode.PHONE), on="2023-03-01")
    meeting = make_stored(2, make_mention(when=day("2023-03-02")))

    assert groups(call, meeting) == [[1], [2]]


MENTIONS = st.builds(
    lambda when, status, mode, role: make_mention(when=when, status=status, mode=mode, role=role),
    st.sampled_from([None, day("2023-03-02"), day("2023-03-03"), day("2023-03-20"), days("2023-03-01", "2023-03-31")]),
    st.sampled_from([Status.HELD, Status.PLANNED, Status.CANCELLED, Status.POSTPONED]),
    st.sampled_from([Mode.IN_PERSON, Mode.PHONE, Mode.UNKNOWN]),
    st.sampled_from(list(Role)),
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(MENTIONS, st.sampled_from(["2023-02-25", "2023-03-02", "2023-03-04", "2023-03-21"])), max_size=9)
)
def test_order_of_arrival_does_not_matter(drawn: list[tuple[object, str]]) -> None:
    """Whatever order the mentions come in, the contacts are the same."""
    stored = [make_stored(i, m, on=on) for i, (m, on) in enumerate(drawn)]  # type: ignore[arg-type] # drawn mentions
    shuffled = random.Random(7).sample(stored, len(stored))

    assert groups(*shuffled) == groups(*stored)
