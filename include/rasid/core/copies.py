"""Articles that print one text: MinHash bands to find them, the texts themselves to be sure.

Two reports of one event that were written independently have 2 % of their word triples in common, copies of a wire story half and more,
excerpts nearly all of their own (research/language.md, section 8).
"""

from __future__ import annotations

import hashlib
import struct
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from rensa import RMinHash

from include.rasid.core.cleaner import line_key

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST_LIKENESS = 0.5  # of the triples of both texts together
LEAST_CONTAINMENT = 0.8  # of the triples of the shorter text
_HASHES = 126
_ROWS = 3  # of a band: 42 bands find likeness .5 in 99.6 % and .02 in .03 % of the cases: 1 - (1 - J^3)^42
_packed = struct.Struct(f">I{_ROWS}Q").pack
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SEED = 20  # part of every stored signature: never change it without signing all articles anew
DAYS_APART = 7  # copies come within a week
_SPAN_DAYS = 14  # articles of so many days lie side by side in the index of bands
_BAND_BITS = 48  # of a band; the number of the span goes before them
_FEWEST_TRIPLES = 30  # a shorter text is an alert line, of which many have a triple in common
_FEWEST_WORDS = 8  # that two desks do not put into one order by chance


def triples(text: str) -> frozenset[str]:
    """Return the word triples of a text, folded; the whole of a short one, so that only the same words copy it; none for a few words."""
    key = line_key(text)
    words = key.split()
    found = frozenset(" ".join(words[i : i + 3]) for i in range(len(words) - 2))
    if len(found) >= _FEWEST_TRIPLES:
        return found
    return frozenset({key}) if len(words) >= _FEWEST_WORDS else frozenset()


def signature(found: frozenset[str]) -> tuple[int, ...]:
    """Return the hashes of the bands, signed 64 bits; two texts that share one may be copies. Empty for no triples."""
    if not found:
        return ()
    minhash = RMinHash(num_perm=_HASHES, seed=_SEED)
    minhash.update(list(found))
    digest = minhash.digest()
    return tuple(_band(at, digest[at : at + _ROWS]) for at in range(0, _HASHES, _ROWS))


def dated_bands(bands: Sequence[int], published_at: datetime) -> list[int]:
    """Return bands as they are stored: those of one fortnight lie together, so that new ones do not spread over an index of years.

    ``published_at`` is aware; spans are counted in UTC from 1970. ``core.bands_nearby`` gives those of a week before and after.
    """
    span = _span_of(published_at)
    return [_in_span(span, band) for band in bands]


def _span_of(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(days=_SPAN_DAYS)


def _in_span(span: int, band: int) -> int:
    return span << _BAND_BITS | band & (1 << _BAND_BITS) - 1


def likeness(one: frozenset[str], other: frozenset[str]) -> float | None:
    """Return the share of triples in common, of both texts or of the shorter one; None: they are no copies."""
    if not one or not other:
        return None
    both = len(one & other)
    of_both, of_shorter = both / len(one | other), both / min(len(one), len(other))
    if of_both < LEAST_LIKENESS and of_shorter < LEAST_CONTAINMENT:
        return None
    return max(of_both, of_shorter)


def _band(at: int, rows: list[int]) -> int:
    digest = hashlib.blake2b(_packed(at, *rows), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
