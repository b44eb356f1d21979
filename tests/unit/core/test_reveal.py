"""Contacts that come to light late: which articles reveal one, and what readers are told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from include.rasid.core.book import Book
from include.rasid.core.detect import detect_contacts
from include.rasid.core.reveal import is_revealed, mark_revealed
from include.rasid.io.reveal import load_reveal_phrases
from tests.factories import LEXICONS, day, detector, make_article, make_mention, make_stored

FRESH = timedelta(days=3)
MEETING = "وزير الخارجية الأميركي أنتوني بلينكن التقى نظيره الروسي سيرغي لافروف في جنيف في 10 يناير 2022"
PLAIN = f"قال مسؤول إن {MEETING}."


def revealed(text: str, *, on: str = "2022-03-01", title: str = "") -> list[bool]:
    """Return of each contact of an article whether the article reveals it."""
    article = make_article(text, on=on, title=title)
    found = mark_revealed(detect_contacts(article, detector()), article, load_reveal_phrases(LEXICONS))
    return [is_revealed(mention) for mention in found]


@pytest.mark.parametrize(
    ("text", "title", "on", "expected"),
    [
        (f"كشفت صحيفة عن لقاء سري، إذ إن {MEETING}.", "", "2022-03-01", [True]),
        (f"قال مسؤول إن {MEETING}، في لقاء لم يُعلن عنه حينها.", "", "2022-03-01", [True]),
        (PLAIN, "لقاء سريّ بين واشنطن وموسكو", "2022-03-01", [True]),
        (PLAIN, "والكشف عن اجتماع في جنيف", "2022-03-01", [True]),
        (PLAIN, "كشف الوزير أن المفاوضات مستمرة", "2022-03-01", [False]),
        (PLAIN, "", "2022-03-01", [False]),
        (PLAIN, "لقاء سري بين واشنطن وموسكو", "2022-01-11", [False]),
        (PLAIN, "لقاء سري بين واشنطن وموسكو", "2023-06-01", [False]),
        ("لا جديد في الملف اليوم. " * 40 + PLAIN, "لقاء سري بين واشنطن وموسكو", "2022-03-01", [False]),
    ],
    ids=["verb", "words behind", "title", "joined and", "a verb of speech", "no words", "fresh", "history", "deep"],
)
def test_which_articles_reveal(text: str, title: str, on: str, expected: list[bool]) -> None:
    """Words of revealing and a contact at the head of the text, older than the window and younger than a year."""
    assert revealed(text, title=title, on=on) == expected


def test_a_title_is_about_the_news() -> None:
    """Where the article has news of its own, the secrecy of its title is theirs, and older contacts stay context."""
    text = f"التقى بلينكن لافروف في موسكو اليوم. وقال مسؤول إن {MEETING}."

    assert not any(revealed(text, title="لقاء سري بين واشنطن وموسكو"))


def book_of(*articles: tuple[str, str, bool], now: str) -> Book:
    """Return the book after articles (key, day of publication, whether it reveals) on a meeting of 10 January 2022."""
    book = Book(watch=detector().watch, fresh=FRESH)
    for number, (key, on, reveals) in enumerate(articles):
        features = ("revealed",) if reveals else ()
        mention = make_mention(when=day("2022-01-10"), role="background", features=features)
        book.add([make_stored(number, mention, on=on, article=key)], now=date.fromisoformat(now))
    return book


def test_a_revealed_contact_is_told_once_and_marked_late() -> None:
    """The first article that reveals it brings an alert marked late; the next one, and context before it, bring none."""
    book = book_of(("a", "2022-02-01", False), ("b", "2022-03-01", True), ("c", "2022-03-02", True), now="2022-03-01")

    assert [(t.alert.article_key, t.alert.transition, t.is_late, t.suppressed) for t in book.alerts] == [
        ("b", "held", True, None)
    ]


def test_a_revealing_article_of_long_ago_mails_nobody() -> None:
    """What was revealed weeks ago, and is read only now, is kept and suppressed."""
    book = book_of(("b", "2022-03-01", True), now="2022-03-20")

    assert [(t.is_late, t.suppressed) for t in book.alerts] == [(True, "not_fresh")]


def test_a_contact_that_was_told_is_not_told_again_as_late() -> None:
    """Who knew of it when it was held is not told that it came to light."""
    book = Book(watch=detector().watch, fresh=FRESH)
    fresh = make_mention(when=day("2022-01-10"))
    late = make_mention(when=day("2022-01-10"), role="background", features=("revealed",))
    book.add([make_stored(1, fresh, on="2022-01-10", article="a")], now=date(2022, 1, 10))
    book.add([make_stored(2, late, on="2022-03-01", article="b")], now=date(2022, 3, 1))

    assert [(t.alert.article_key, t.is_late) for t in book.alerts] == [("a", False)]
