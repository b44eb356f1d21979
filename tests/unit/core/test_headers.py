"""What HTTP headers say of time and of bodies."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from include.rasid.core.headers import fresh_for, retry_after, validator

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ("120", 120),
        (" 120 ", 120),
        ("0", 0),
        ("Fri, 20 Nov 2026 11:00:00 GMT", 3600),
        ("Fri, 20 Nov 2026 09:00:00 GMT", 0),
        ("Fri, 20 Nov 2026 13:30:00 +0300", 1800),
        ("-5", None),
        ("soon", None),
        ("1" * 40, None),
        ("Fri, 31 Dec 9999 23:59:59 -2359", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_in_seconds_or_as_a_date(given: str | None, seconds: int | None) -> None:
    """A date of the past is no wait; what cannot be read is as if it were not said."""
    found = retry_after({} if given is None else {"Retry-After": given}, NOW)

    assert found == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Cache-Control": "public, max-age=300"}, 300),
        ({"Cache-Control": "MAX-AGE=300", "Age": "100"}, 200),
        ({"Cache-Control": "max-age=300", "Expires": "Fri, 20 Nov 2026 10:10:00 GMT"}, 300),
        ({"Cache-Control": "s-maxage=900, max-age=60"}, 60),
        ({"Cache-Control": "max-age=60, no-cache"}, None),
        ({"Cache-Control": "no-store"}, None),
        ({"Cache-Control": "max-age=0"}, None),
        ({"Cache-Control": "max-age=60", "Age": "90"}, None),
        ({"Expires": "Fri, 20 Nov 2026 10:10:00 GMT"}, 600),
        ({"Expires": "Fri, 20 Nov 2026 10:10:00 GMT", "Date": "Fri, 20 Nov 2026 10:05:00 GMT"}, 300),
        ({"Expires": "0"}, None),
        ({"Expires": "Mon, 01 Jan 0001 00:00:00 +2359"}, None),
        ({"Expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, None),
        ({}, None),
    ],
)
def test_how_long_an_answer_stays_fresh(headers: dict[str, str], seconds: int | None) -> None:
    """max-age comes before Expires, age is taken off, and what must not be kept is not fresh."""
    assert fresh_for(headers, NOW) == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [
        ('W/"abc 1"', True),
        ('"خبر"', True),
        ("x" * 1000, True),
        ("x" * 1001, False),
        ('"a\x01"', False),
        ('"\x7f"', False),
        ('"\udcff"', False),
        ("", False),
        (None, False),
    ],
)
def test_a_validator_can_be_stored_and_sent_back(given: str | None, is_kept: bool) -> None:
    """One that cannot is as if none were given: the body is asked for whole."""
    assert validator({} if given is None else {"ETag": given}, "ETag") == (given if is_kept else None)
