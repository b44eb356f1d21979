from __future__ import annotations

import random
from datetime import date, timedelta

from include.rasid.core.book import Book
from include.rasid.core.decisions import Decision, DecisionKind, MentionRef
from include.rasid.core.records import Change, Shelved
from include.rasid.model import Mode, Status, StoredMention, Transition
from tests.factories import day, detector, make_mention, make_stored

STREAM = [
    make_stored(1, make_mention(when=day("2022-02-24"), status=Status.PLANNED), on="2022-02-18"),
    make_stored(2, make_mention(status=Status.CANCELLED), on="2022-02-22"),
    make_stored(3, make_mention(when=day("2022-07-29"), mode=Mode.PHONE), on="2022-07-29"),
    make_stored(4, make_mention(when=day("2023-03-02"), place="New Delhi"), on="2023-03-02"),
    make_stored(5, make_mention(when=day("2023-03-02")), on="2023-03-03"),
]


def read(stream: list[StoredMention]) -> Book:
    book = Book(watch=detector().watch, fresh=timedelta(days=3))
    for stored in stream:
        book.add([stored], now=stored.published_at.date())
    return book


def told(book: Book) -> list[tuple[Transition, str]]:
    return [(t.alert.transition, t.alert.article_key) for t in book.alerts if t.suppressed is None]


def test_each_step_is_told_once() -> None:
    """Announced, cancelled and held are told by the article that brought them; the second report is silent."""
    assert told(read(STREAM)) == [("announced", "a1"), ("cancelled", "a2"), ("held", "a3"), ("held", "a4")]


def test_contacts_are_the_same_in_any_order() -> None:
    """Late articles lead to the same contacts with the same mentions."""

    def contacts(book: Book) -> list[list[int]]:
        return sorted(sorted(r.members) for r in book.records.values() if r.members)

    for seed in range(20):
        assert contacts(read(random.Random(seed).sample(STREAM, len(STREAM)))) == contacts(read(STREAM))


def test_contact_keeps_its_id_when_more_is_known() -> None:
    """The id of a contact survives what later articles add."""
    book = read(STREAM[3:4])
    first = book.contact_of[4]
    book.add(STREAM[4:], now=date(2023, 3, 3))

    assert book.contact_of[5] == first
    assert [r.number for r in book.revisions] == [1]


def test_contact_that_joins_two_leaves_a_trace() -> None:
    """When a report shows two contacts to be one, the other points to the survivor."""
    plan = make_stored(1, make_mention(status=Status.PLANNED), on="2023-02-25")
    other = make_stored(
        2, make_mention("sullivan", "patrushev", when=day("2023-03-10"), status=Status.PLANNED), on="2023-02-26"
    )
    both = make_mention(
        participants=("blinken", "lavrov", "patrushev", "sullivan"),
        sides=(("RU", ("lavrov", "patrushev")), ("US", ("blinken", "sullivan"))),
        when=day("2023-03-10"),
        status=Status.PLANNED,
    )
    apart = read([plan, other])
    joined = read([plan, other, make_stored(3, both, on="2023-02-27")])

    assert apart.contact_of[1] != apart.contact_of[2]
    survivor = joined.contact_of[3]
    assert {joined.contact_of[1], joined.contact_of[2]} == {survivor}
    merged = {apart.contact_of[1], apart.contact_of[2]} - {survivor}
    assert [joined.records[c].merged_into for c in merged] == [survivor]


def test_plan_that_only_a_later_grouping_sets_free_is_not_told() -> None:
    """A plan that was taken for part of a held contact, and is seen to be one of its own months later, is no news then."""
    plan = make_stored(1, make_mention(status=Status.PLANNED), on="2023-03-03")
    held = make_stored(2, make_mention(when=day("2023-03-02")), on="2023-03-02")
    book = read([held, plan])
    assert told(book) == [("held", "a2")]
    split = Decision(
        decision_id=1,
        kind=DecisionKind.SPLIT,
        kept=frozenset({MentionRef("a2", 0)}),
        others=frozenset({MentionRef("a1", 0)}),
    )
    later = Book(watch=book.watch, fresh=book.fresh, decisions=(split,), fetch=lambda _: _stored(book))
    later.prepare([held])
    later.revisit(list(later.records), Change(now=date(2023, 6, 14)))

    assert [(t.alert.transition, t.suppressed) for t in later.alerts] == [("announced", "not_fresh")]


def _stored(book: Book) -> list[Shelved]:
    """Return the contacts of a book as if they had been stored."""
    return [
        Shelved(
            contact_id=r.contact_id, mentions=tuple(book.group(r.contact_id)), revision=r.revision, told=tuple(r.told)
        )
        for r in book.records.values()
    ]
