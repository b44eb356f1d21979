"""What HTTP headers say: how long to wait, how long an answer stays fresh, and what tells its body from the next."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECONDS = re.compile(r"\s*(\d{1,9})\s*")
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_UNKEPT = re.compile(r"(?:^|[\s,])no-(?:cache|store)\b", re.IGNORECASE)
_MOST_VALIDATOR_CHARS = 1000  # servers refuse heads of some 8,000


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long a server asks to wait (RFC 9110, section 10.2.3: seconds or a date); None: it does not say, or not so that it can be read."""
    given = headers.get("Retry-After")
    if given is None:
        return None
    seconds = _SECONDS.fullmatch(given)
    if seconds:
        return timedelta(seconds=int(seconds[1]))
    moment = _moment(given)
    return max(moment - now, timedelta()) if moment else None


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long a cache may give this answer without asking again (RFC 9111, section 4.2.1); None: not said, or not at all."""
    control = headers.get("Cache-Control", "")
    if _UNKEPT.search(control):
        return None
    age = _SECONDS.fullmatch(headers.get("Age", ""))
    max_age = _MAX_AGE.search(control)
    if max_age:
        left = timedelta(seconds=int(max_age[1]) - (int(age[1]) if age else 0))
        return left if left > timedelta() else None
    expires = _moment(headers.get("Expires", ""))
    if expires is None:
        return None
    left = expires - (_moment(headers.get("Date", "")) or now)
    return left if left > timedelta() else None


def validator(headers: Mapping[str, str], name: str) -> str | None:
    """Return an ETag or Last-Modified; None: none was given, or one that could be neither stored nor sent back.

    Bytes that are no UTF-8 arrive as lone surrogates, which no text of Postgres holds; with a control character in it no request can be made.
    """
    given = headers.get(name)
    return given if given and given.isprintable() and len(given) <= _MOST_VALIDATOR_CHARS else None


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # the year 9999 west of Greenwich is no moment of UTC
        return None
