"""Merges and splits by operators: what they change, that they last, and that nobody is mailed for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from include.rasid.errors import BadInputError
from include.rasid.stages.decide import Decided, Operator, merge_contacts, split_contact
from include.rasid.stages.resolve import resolve_contacts
from tests.factories import make_article
from tests.warehouse.loading import execute, read, read_more, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from include.rasid.settings import Settings

pytestmark = pytest.mark.postgres
MET = "التقى وزير الخارجية الأميركي أنتوني بلينكن نظيره الروسي سيرغي لافروف في {place} يوم {day}."
OPERATOR = Operator(name="sara", reason="one event")
GROUPS = """
select array_agg(a.article_key order by a.article_key) as articles
from core.contact_mention m join core.article a using (article_id)
where m.contact_id is not null group by m.contact_id order by 1"""
ARTICLES = [
    make_article(MET.format(place="نيودلهي", day="2 مارس 2023"), id="a1", on="2023-03-02", publisher="sada"),
    make_article(MET.format(place="نيودلهي", day="3 مارس 2023"), id="a2", on="2023-03-03", publisher="ufuq"),
    make_article(MET.format(place="جنيف", day="20 مارس 2023"), id="a3", on="2023-03-20", publisher="nabaa"),
]


def groups(settings: Settings) -> list[list[str]]:
    return [r.articles for r in rows(settings, GROUPS)]


def alerts(settings: Settings) -> list[tuple[str, str]]:
    found = rows(settings, "select article_key, state from ops.alert order by article_key, state")
    return [(r.article_key, r.state) for r in found]


def contact_of(settings: Settings, article: str) -> str:
    statement = f"select m.contact_id from core.contact_mention m join core.article a using (article_id) where a.article_key = '{article}'"
    return str(rows(settings, statement)[0].contact_id)


def mention_of(settings: Settings, article: str) -> int:
    statement = f"select m.mention_id from core.contact_mention m join core.article a using (article_id) where a.article_key = '{article}'"
    return int(rows(settings, statement)[0].mention_id)


@pytest.fixture
def settings(make_database: Callable[[], str]) -> Settings:
    """Return the settings of a warehouse with a contact of two articles and one of a third."""
    made = read(make_database, [ARTICLES])
    assert groups(made) == [["a1", "a2"], ["a3"]]
    return made


def rebuild(settings: Settings) -> None:
    """Resolve from the stored mentions alone, as if there had never been a contact."""
    execute(
        settings,
        "update core.contact_mention set contact_id = null, is_resolved = false",
        *(f"delete from {t}" for t in ("ops.delivery", "ops.alert", "ops.review", "core.contact")),
    )
    resolve_contacts("rebuild", settings=settings)


def merge(settings: Settings) -> Decided:
    keep, other = contact_of(settings, "a1"), contact_of(settings, "a3")
    return merge_contacts(keep, other, OPERATOR, settings=settings)


def test_merge_makes_one_contact_and_mails_nobody(settings: Settings) -> None:
    """The kept contact has all mentions under its id, the other points to it; the outbox has no new mail."""
    before = rows(settings, "select contact_id from ops.alert where state = 'ready' order by alert_id")
    other = contact_of(settings, "a3")
    done = merge(settings)

    assert groups(settings) == [["a1", "a2", "a3"]]
    assert contact_of(settings, "a3") == done.contact_id == contact_of(settings, "a1")
    [row] = rows(settings, f"select merged_into from core.contact where contact_id = '{other}'")
    assert str(row.merged_into) == done.contact_id
    assert len(rows(settings, "select 1 from ops.alert where state = 'ready'")) <= len(before)
    [decision] = rows(settings, "select kind, decided_by, reason from core.contact_decision")
    assert (decision.kind, decision.decided_by, decision.reason) == ("merge", "sara", "one event")


def test_merge_lasts(settings: Settings) -> None:
    """Resolution, run again or from the mentions alone, keeps to it; a further article joins, and mails nobody twice."""
    merge(settings)
    resolve_contacts("again", settings=settings)
    assert groups(settings) == [["a1", "a2", "a3"]]

    counts = read_more(settings, [make_article(MET.format(place="جنيف", day="20 مارس 2023"), id="a4", on="2023-03-20")])
    assert groups(settings) == [["a1", "a2", "a3", "a4"]]
    assert counts["alerts"] == 0

    rebuild(settings)
    assert groups(settings) == [["a1", "a2", "a3", "a4"]]


def test_merge_closes_mails_that_wait(make_database: Callable[[], str]) -> None:
    """Of two alerts of one step that nobody has yet, one is mailed."""
    settings = read(make_database, [ARTICLES])
    assert [r.state for r in rows(settings, "select state from ops.delivery")] == ["pending", "pending"]
    merge(settings)

    assert sorted(r.state for r in rows(settings, "select state from ops.delivery")) == ["pending", "refused"]


def test_split_makes_two_contacts_and_mails_nobody(settings: Settings) -> None:
    """What leaves is a contact of its own, what stays keeps the id; what it brings to light is suppressed."""
    kept = contact_of(settings, "a1")
    mailed = alerts(settings)
    done = split_contact(kept, [mention_of(settings, "a2")], OPERATOR, settings=settings)

    assert groups(settings) == [["a1"], ["a2"], ["a3"]]
    assert contact_of(settings, "a1") == done.contact_id == kept
    assert contact_of(settings, "a2") == done.other_id
    assert [a for a in alerts(settings) if a[1] == "ready"] == [a for a in mailed if a[1] == "ready"]
    assert ("a2", "suppressed") in alerts(settings)


def test_split_lasts(settings: Settings) -> None:
    """A rebuild splits again; a further article goes with the part that names its day, and is no news of it."""
    split_contact(contact_of(settings, "a1"), [mention_of(settings, "a2")], OPERATOR, settings=settings)
    counts = read_more(
        settings, [make_article(MET.format(place="نيودلهي", day="3 مارس 2023"), id="a4", on="2023-03-03")]
    )

    assert groups(settings) == [["a1"], ["a2", "a4"], ["a3"]]
    assert counts["alerts"] == 0
    rebuild(settings)
    assert groups(settings) == [["a1"], ["a2", "a4"], ["a3"]]


def test_founder_of_a_contact_may_leave_it(settings: Settings) -> None:
    """The contact keeps its id even when the mention that its id was made from is split off."""
    kept = contact_of(settings, "a1")
    done = split_contact(kept, [mention_of(settings, "a1")], OPERATOR, settings=settings)

    assert contact_of(settings, "a2") == kept
    assert contact_of(settings, "a1") == done.other_id != kept
    assert len([a for a in alerts(settings) if a[1] == "ready"]) == 2


def test_later_decisions_undo_earlier_ones(settings: Settings) -> None:
    """What was merged can be split again, and what was split merged."""
    done = merge(settings)
    split_contact(done.contact_id, [mention_of(settings, "a3")], OPERATOR, settings=settings)
    assert groups(settings) == [["a1", "a2"], ["a3"]]
    rebuild(settings)
    assert groups(settings) == [["a1", "a2"], ["a3"]]


def _strange(settings: Settings) -> dict[str, Callable[[], Any]]:
    kept, third = contact_of(settings, "a1"), contact_of(settings, "a3")
    mention = mention_of(settings, "a3")
    both = [mention_of(settings, "a1"), mention_of(settings, "a2")]
    return {
        "no contact 'nothing'": lambda: merge_contacts(kept, "nothing", OPERATOR, settings=settings),
        "are the same contact": lambda: merge_contacts(kept, kept[:13], OPERATOR, settings=settings),
        f"no mention of contact {kept}: {mention}": lambda: split_contact(kept, [mention], OPERATOR, settings=settings),
        "some that stay": lambda: split_contact(kept, both, OPERATOR, settings=settings),
        "some mentions that leave": lambda: split_contact(third, [], OPERATOR, settings=settings),
    }


def test_errors_are_clear_and_change_nothing(settings: Settings) -> None:
    """What cannot be done is said in one line, and no decision is kept."""
    for words, action in _strange(settings).items():
        with pytest.raises(BadInputError, match=words):
            action()
    assert rows(settings, "select 1 from core.contact_decision") == []
    assert groups(settings) == [["a1", "a2"], ["a3"]]


def test_merged_contact_names_its_survivor(settings: Settings) -> None:
    """Who merges a contact that is gone learns where it went."""
    gone = contact_of(settings, "a3")
    done = merge(settings)
    with pytest.raises(BadInputError, match=f"{gone} was merged into {done.contact_id}"):
        merge_contacts(done.contact_id, gone, OPERATOR, settings=settings)
