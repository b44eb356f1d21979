"""Contacts that come to light only after they took place: older than the freshness window, and news all the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from include.rasid.core.fold import fold_word
from include.rasid.model import Part, Role, Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from include.rasid.model import Article, ContactMention

REVEALED = "revealed"
LEAD_CHARS = 400  # further down a text tells of it for context
MOST_AGE = timedelta(days=366)  # what comes to light later is history
_JOINED = ("و", "ف")  # "and", "so", written with the next word


def reveal_phrases(phrases: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """Return phrases as they are looked for."""
    return frozenset(tuple(_words(phrase)) for phrase in phrases)


def mark_revealed(
    mentions: Iterable[ContactMention], article: Article, phrases: frozenset[tuple[str, ...]]
) -> tuple[ContactMention, ...]:
    """Return the mentions; those by which the article reveals a contact that is over have the feature ``revealed``.

    Their role stays ``background``, for that says how old a contact is, not whether it was known.
    """
    listed = tuple(mentions)
    has_news = any(m.role is Role.NEW for m in listed)  # then that is what the title is about
    in_title = not has_news and _says(article.title, phrases)
    return tuple(
        replace(m, features=(*m.features, REVEALED))
        if _could_be_revealed(m, article) and (_says(m.evidence, phrases) or in_title)
        else m
        for m in listed
    )


def is_revealed(mention: ContactMention) -> bool:
    """Whether the article of this mention brought the contact to light."""
    return REVEALED in mention.features


def is_news(mention: ContactMention) -> bool:
    """Whether the article reports the contact as its own news."""
    return mention.role is Role.NEW or is_revealed(mention)


def _could_be_revealed(mention: ContactMention, article: Article) -> bool:
    leads = mention.part is Part.TITLE or mention.span.start < LEAD_CHARS
    is_over = mention.status is Status.HELD and mention.role is Role.BACKGROUND and mention.when is not None
    return leads and is_over and mention.when.last >= article.published_at.date() - MOST_AGE  # type: ignore[union-attr] # checked above


def _says(text: str, phrases: frozenset[tuple[str, ...]]) -> bool:
    words = _words(text)
    lengths = {len(phrase) for phrase in phrases}
    return any(
        (first, *words[i + 1 : i + length]) in phrases
        for i, word in enumerate(words)
        for first in (word, word[1:] if word.startswith(_JOINED) else word)
        for length in lengths
    )


def _words(text: str) -> list[str]:
    return ["".join(c for c in fold_word(word) if c.isalnum()) for word in text.split()]
