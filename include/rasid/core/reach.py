"""Under which keys a group of mentions is filed, and under which keys to look for whatever may be grouped with it.

Clustering puts mentions that name a day together only with those of the next day; undated ones, ranges and postponements
look further. So a group is filed by day for the first and by longer stretches for the others, under each pair of officials.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING

from include.rasid.model import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date

    from include.rasid.model import StoredMention

# Mentions farther apart than this are never grouped: the widest window of clustering is 120 days, with a margin.
NEIGHBOURHOOD = timedelta(days=200)
_NEXT_DAYS = timedelta(days=2)  # a day on either side of the day that a contact is known by
_STRETCH_DAYS = 50
MEMORY = timedelta(days=20 * 365)
_NARROW_DAYS = 4


def filed_under(group: Collection[StoredMention], watch_key: str) -> frozenset[str]:
    """Return the keys of a group: its days, its days and publications, and those of mentions that name no day alone."""
    dated = [(w, w) for m in group if (w := _day(m)) is not None]
    loose = [_extent(m) for m in group if _is_loose(m)]
    return frozenset(
        f"{watch_key}/{pair}/{key}"
        for pair in _pairs(group)
        for key in (
            *_buckets("day", _NARROW_DAYS, dated),
            *_buckets("any", _STRETCH_DAYS, [_extent(m) for m in group]),
            *_buckets("loose", _STRETCH_DAYS, loose),
        )
    )


def looked_up_under(group: Collection[StoredMention], watch_key: str) -> frozenset[str]:
    """Return keys under which every group is filed that may share a mention with this one, and more."""
    firm = [(w, w) for m in group if (w := _day(m)) is not None and not _is_loose(m)]
    loose = [_extent(m) for m in group if _is_loose(m)]
    return frozenset(
        f"{watch_key}/{pair}/{key}"
        for pair in _pairs(group)
        for key in (
            *_buckets("day", _NARROW_DAYS, firm, _NEXT_DAYS),
            *_buckets("loose", _STRETCH_DAYS, firm, NEIGHBOURHOOD),
            *_buckets("any", _STRETCH_DAYS, loose, NEIGHBOURHOOD),
        )
    )


def filed_before(group: Collection[StoredMention], watch_key: str, day: date) -> list[str]:
    """Return the keys under which contacts of the same officials are filed that were within the twenty years before a day."""
    buckets = list(_buckets("any", _STRETCH_DAYS, [(day, day)], MEMORY))
    return [f"{watch_key}/{pair}/{bucket}" for pair in sorted(_pairs(group)) for bucket in buckets]


def _day(stored: StoredMention) -> date | None:
    when = stored.mention.when
    return when.first if when is not None and when.is_day else None


def _is_loose(stored: StoredMention) -> bool:
    return _day(stored) is None or stored.mention.status is Status.POSTPONED


def _extent(stored: StoredMention) -> tuple[date, date]:
    """Return the days by which clustering places a mention: those it names, else that of publication; a postponement has both."""
    when, published = stored.mention.when, stored.published_at.date()
    if when is None:
        return published, published
    if stored.mention.status is Status.POSTPONED:
        return min(when.first, published), max(when.last, published)
    return when.first, when.last


def _pairs(group: Iterable[StoredMention]) -> set[str]:
    """Return every pair of officials, one of each side, that a mention of the group names together."""
    return {"+".join(pair) for m in group for pair in product(*(people for _, people in sorted(m.mention.sides)))}


def _buckets(
    name: str, size: int, extents: Iterable[tuple[date, date]], margin: timedelta = timedelta()
) -> Iterator[str]:
    found = {
        bucket
        for first, last in extents
        for bucket in range((first - margin).toordinal() // size, (last + margin).toordinal() // size + 1)
    }
    return (f"{name}{bucket}" for bucket in found)
