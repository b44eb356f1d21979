"""The alerts that labelled articles raise when they are replayed in order of publication, in the shape that score.py reads."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from include.rasid.core.book import Book
from include.rasid.core.detect import detect_contacts
from include.rasid.core.places import wide_places
from include.rasid.model import StoredMention

if TYPE_CHECKING:
    from collections.abc import Iterable

    from include.rasid.core.detect import Detector
    from include.rasid.model import Alert, Article, Contact, When

FRESH = timedelta(days=3)  # gold/GUIDE.md, field role


def raised_alerts(articles: Iterable[Article], detector: Detector) -> list[dict[str, Any]]:
    """Return one row for each alert, in the order raised."""
    book = Book(watch=detector.watch, fresh=FRESH, wide_places=wide_places(detector.lexicon))
    count = 0
    for article in sorted(articles, key=lambda a: (a.published_at, a.id)):
        found = [m for m in detect_contacts(article, detector) if m.confidence >= detector.watch.review_threshold]
        news = [
            StoredMention(
                mention_id=count + n, ordinal=n, article_key=article.id, published_at=article.published_at, mention=m
            )
            for n, m in enumerate(found)
        ]
        count += len(news)
        if news:
            book.add(news, now=article.published_at.date())
    return [_row(t.alert, t.belief, t.support) for t in book.alerts if t.suppressed is None]


def _row(alert: Alert, contact: Contact, support: Iterable[StoredMention]) -> dict[str, Any]:
    return {
        "article_id": alert.article_key,
        "participants": list(contact.participants),
        "transition": str(alert.transition),
        "date": _iso(contact.when),
        "mode": str(contact.mode),
        "sides": {side.upper(): list(people) for stored in support for side, people in stored.mention.sides},
    }


def _iso(when: When | None) -> str | None:
    if when is None:
        return None
    return when.first.isoformat() if when.is_day else f"{when.first.isoformat()}/{when.last.isoformat()}"
