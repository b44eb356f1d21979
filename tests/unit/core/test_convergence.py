"""Whatever order articles come in, one by one or in batches, once or again: the same contacts, statuses and steps."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import given, settings, strategies as st

from include.rasid.core.book import Book
from include.rasid.core.decisions import Decision, DecisionKind, MentionRef
from include.rasid.core.timeline import match_told, read_timeline
from include.rasid.model import ContactMention, Mode, Role, Status, StoredMention, Transition, When
from tests.factories import detector, make_mention

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Sequence

START = date(2022, 1, 1)
FRESH = timedelta(days=3)
Drawn = tuple[int, list[ContactMention]]
PEOPLE = st.sampled_from(
    [("blinken", "lavrov"), ("blinken", "ryabkov"), ("sherman", "ryabkov"), ("us_delegation", "lavrov")]
)


def _when(offset: int | None, length: int) -> When | None:
    if offset is None:
        return None
    first = START + timedelta(days=offset)
    return When(first=first, last=first + timedelta(days=length), basis="explicit")


def _mentions(days: int) -> st.SearchStrategy[ContactMention]:
    return st.builds(
        lambda people, confidence, **fields: make_mention(*people, confidence=confidence, **fields),
        people=PEOPLE,
        confidence=st.sampled_from([0.6, 0.74, 0.9]),
        when=st.builds(_when, st.one_of(st.none(), st.integers(0, days)), st.sampled_from([0, 0, 0, 0, 1, 30])),
        status=st.sampled_from(list(Status)),
        mode=st.sampled_from([Mode.IN_PERSON, Mode.PHONE, Mode.UNKNOWN]),
        role=st.sampled_from([Role.NEW, Role.NEW, Role.BACKGROUND]),
        place=st.sampled_from([None, "Geneva", "Vienna"]),
    )


def _articles(days: int, most: int, mentions: st.SearchStrategy[ContactMention]) -> st.SearchStrategy[list[Drawn]]:
    return st.lists(
        st.tuples(st.integers(0, days), st.lists(mentions, min_size=1, max_size=2)), min_size=1, max_size=most
    )


ARTICLES = _articles(100, 9, _mentions(90))
YEARS = _articles(600, 14, _mentions(600))
DECISIONS = st.lists(st.tuples(st.sampled_from(list(DecisionKind)), st.integers(0, 8), st.integers(0, 8)), max_size=2)


def _stored(drawn: list[Drawn]) -> list[list[StoredMention]]:
    """Return the mentions of each article."""
    return [
        [
            StoredMention(
                mention_id=10 * i + k,
                ordinal=k,
                article_key=f"a{i}",
                published_at=datetime.combine(START + timedelta(days=offset), datetime.min.time(), UTC),
                mention=mention,
            )
            for k, mention in enumerate(mentions)
        ]
        for i, (offset, mentions) in enumerate(drawn)
    ]


def _read(articles: Iterable[Sequence[StoredMention]], decisions: tuple[Decision, ...] = ()) -> Book:
    book = Book(watch=detector().watch, fresh=FRESH, decisions=decisions)
    for news in articles:
        book.add(news, now=news[0].published_at.date())
    return book


def _believed(book: Book) -> dict[frozenset[int], object]:
    """Return what is believed of each contact and which steps it has, by its mentions."""
    found: dict[frozenset[int], object] = {}
    for record in book.records.values():
        if record.members:
            steps = read_timeline(book.group(record.contact_id), book.watch, FRESH).steps
            found[frozenset(record.members)] = (record.belief, [(s.transition, s.article_key) for s in steps])
    return found


def _outbox(book: Book) -> dict[frozenset[int], Counter[Transition]]:
    """Return how many steps of each kind the outbox has of each contact, without those that were taken back."""
    found = {}
    for record in book.records.values():
        if record.members:
            back = book.taken_back(record.contact_id)
            found[frozenset(record.members)] = Counter(t.transition for t in record.told if t not in back)
    return found


@settings(max_examples=400, deadline=None)
@given(st.one_of(ARTICLES, YEARS), st.randoms(use_true_random=False))
def test_any_order_of_articles_ends_the_same(drawn: list[Drawn], chance: random.Random) -> None:
    """Contacts, beliefs, steps and the outbox are those of the order of publication."""
    articles = _stored(drawn)
    in_order = _read(sorted(articles, key=lambda a: (a[0].published_at, a[0].article_key)))
    shuffled = _read(chance.sample(articles, len(articles)))

    assert _believed(shuffled) == _believed(in_order)
    assert _outbox(shuffled) == _outbox(in_order)


@settings(max_examples=200, deadline=None)
@given(ARTICLES, DECISIONS, st.randoms(use_true_random=False))
def test_decisions_hold_in_any_order(
    drawn: list[Drawn], picked: list[tuple[DecisionKind, int, int]], chance: random.Random
) -> None:
    """Merges and splits of operators lead to the same contacts whenever the articles come."""
    articles = _stored(drawn)
    decisions = tuple(
        Decision(
            decision_id=n,
            kind=kind,
            kept=frozenset({MentionRef(f"a{a}", 0)}),
            others=frozenset({MentionRef(f"a{b}", 0)}) - {MentionRef(f"a{a}", 0)},
        )
        for n, (kind, a, b) in enumerate(picked)
    )
    in_order = _read(sorted(articles, key=lambda a: (a[0].published_at, a[0].article_key)), decisions)
    shuffled = _read(chance.sample(articles, len(articles)), decisions)

    assert _believed(shuffled) == _believed(in_order)


@settings(max_examples=100, deadline=None)
@given(ARTICLES)
def test_the_same_articles_again_change_nothing(drawn: list[Drawn]) -> None:
    """A re-run adds no contact, no revision and no alert."""
    articles = _stored(drawn)
    book = _read(articles)
    before = (_believed(book), len(book.revisions), len(book.alerts), dict(book.contact_of))
    for news in articles:
        book.add(news, now=news[0].published_at.date())

    assert (_believed(book), len(book.revisions), len(book.alerts), dict(book.contact_of)) == before


@settings(max_examples=200, deadline=None)
@given(ARTICLES, st.randoms(use_true_random=False))
def test_every_step_is_in_the_outbox_once(drawn: list[Drawn], chance: random.Random) -> None:
    """No contact has two alerts of one step, and each step of the timeline has one."""
    articles = _stored(drawn)
    book = _read(chance.sample(articles, len(articles)))

    keys = [(t.alert.contact_id, t.alert.transition, t.alert.revision) for t in book.alerts]
    assert len(keys) == len(set(keys))
    for record in book.records.values():
        if record.members:
            steps = read_timeline(book.group(record.contact_id), book.watch, FRESH).steps
            assert None not in match_told(steps, record.told)


def test_late_article_moves_a_mention_to_a_contact_far_away() -> None:
    """A report that moves a contact by a day frees the one that spoke of a range; the range finds the next contact a year on."""
    drawn = [
        (110, [make_mention(when=_when(110, 0))]),
        (400, [make_mention(when=_when(400, 0))]),
        (480, [make_mention(when=_when(111, 364), role=Role.BACKGROUND)]),
        (112, [make_mention(when=_when(109, 0))]),
    ]
    book = _read(_stored(drawn))

    assert set(_believed(book)) == {frozenset({0, 30}), frozenset({10, 20})}
