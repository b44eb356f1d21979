"""Whether an entry is one that is known: under another id, another headline, another address; and whether it was edited."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from include.rasid.core.fold import fold_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from include.rasid.model import FeedEntry

_NUMBER = re.compile(r"(?<!\d)\d{5,}(?!\d)")
_TITLE_WORDS = 3  # a headline of fewer is part of many
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEntry:
    """An entry that the warehouse has of the same feed."""

    entry_id: int
    identity: str
    canonical_url: str
    title: str
    published_at: datetime | None  # None: the feed did not say
    listing_sha256: str | None  # None: listed before this was kept


def listing_sha256(entry: FeedEntry) -> str:
    """Return a digest of what the feed lists of an entry: another one means that it was edited."""
    times = [moment.isoformat() if moment else None for moment in (entry.published_at, entry.updated_at)]
    listed = [entry.title, entry.summary, entry.canonical_url, *times]
    return hashlib.sha256(json.dumps(listed, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def distinct(entries: Sequence[FeedEntry]) -> tuple[FeedEntry, ...]:
    """Return the entries of one body, each once; an id that stands for several items stands for none of them.

    Some feeds give all their items one id (miniflux#4197): their items are then known by their address.
    """
    first: dict[str, FeedEntry] = {}
    shared = {e.identity for e in entries if not _is_one_item(e, first.setdefault(e.identity, e))}
    pages: set[str] = set()
    identities: set[str] = set()
    kept: list[FeedEntry] = []
    for given in entries:
        entry = replace(given, identity=given.canonical_url) if given.identity in shared else given
        if entry.canonical_url not in pages and entry.identity not in identities:
            kept.append(entry)
        pages.add(entry.canonical_url)
        identities.add(entry.identity)
    return tuple(kept)


class KnownEntries:
    """What the warehouse has of one feed, ready to be asked."""

    def __init__(self, known: Iterable[KnownEntry]) -> None:
        self._by_page: dict[str, KnownEntry] = {}
        self._by_identity: dict[str, KnownEntry] = {}
        self._by_time: dict[datetime, list[KnownEntry]] = {}
        for entry in known:
            self._by_page.setdefault(entry.canonical_url, entry)
            self._by_identity[entry.identity] = entry
            if entry.published_at is not None:
                self._by_time.setdefault(entry.published_at, []).append(entry)

    def find(self, entry: FeedEntry) -> KnownEntry | None:
        """Return the known entry that this one is; None: it is new.

        In this order: the same page; the same id, unless headline, number and time all say otherwise; another id and page, but
        the same time together with the same headline, one that says more, or the same number in the address.
        """
        same_page = self._by_page.get(entry.canonical_url)
        if same_page is not None:
            return same_page
        namesake = self._by_identity.get(entry.identity)
        if namesake is not None and _is_same_item(entry, namesake):
            return namesake
        if entry.published_at is None:
            return None
        return next((k for k in self._by_time.get(entry.published_at, ()) if _is_like(entry, k)), None)

    def named(self, entry: FeedEntry) -> FeedEntry:
        """Return a new entry under an id that no known entry has."""
        is_taken = entry.identity in self._by_identity
        return replace(entry, identity=entry.canonical_url) if is_taken else entry


def _is_one_item(entry: FeedEntry, other: FeedEntry) -> bool:
    return entry.canonical_url == other.canonical_url or _is_like(entry, other)


def _is_same_item(entry: FeedEntry, namesake: KnownEntry) -> bool:
    """Tell whether two entries with one id are one: an edit changes headline and address, seldom the time as well."""
    has_other_time = None not in (entry.published_at, namesake.published_at)
    has_other_time = has_other_time and entry.published_at != namesake.published_at
    return not has_other_time or _is_like(entry, namesake)


def _is_like(entry: FeedEntry, other: FeedEntry | KnownEntry) -> bool:
    words, others = _title_key(entry.title).split(), _title_key(other.title).split()
    if words and words == others:
        return True
    if min(len(words), len(others)) >= _TITLE_WORDS and (set(words) <= set(others) or set(words) >= set(others)):
        return True  # an update says more
    number = _article_number(entry.canonical_url)
    return number is not None and number == _article_number(other.canonical_url)


def _article_number(url: str) -> tuple[str, str] | None:
    """Return host and number of an address that holds one number of five digits or more, dates apart; None: it holds none or several."""
    parts = urlsplit(url)
    numbers = {n for n in _NUMBER.findall(f"{unquote(parts.path)}?{parts.query}") if not _DATE.fullmatch(n)}
    return (parts.netloc, numbers.pop()) if len(numbers) == 1 else None


def _title_key(title: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", fold_word(title)).split())
