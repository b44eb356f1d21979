"""What becomes of requests, polls, entries and pages: closed lists, one outcome for each item.

A poll that got no usable answer has the outcome of its request, else one of its own.
"""

from __future__ import annotations

from enum import StrEnum


class FetchOutcome(StrEnum):
    """What a request for a feed or a page gave."""

    FETCHED = "fetched"  # a body
    NOT_MODIFIED = "not_modified"  # 304: nothing since the last body
    NOT_FOUND = "not_found"  # 404
    GONE = "gone"  # 410
    RATE_LIMITED = "rate_limited"  # 429
    REFUSED = "refused"  # any other 4xx
    SERVER_ERROR = "server_error"  # 5xx
    BAD_ANSWER = "bad_answer"  # not HTTP, broken compression, cut off, a status without meaning here
    TOO_MANY_REDIRECTS = "too_many_redirects"  # more hops than allowed
    TOO_LARGE = "too_large"  # more bytes, after decompression, than a feed or a page may have
    TIMEOUT = "timeout"  # not done in time
    UNREACHABLE = "unreachable"  # no such host, nobody listens, or the connection broke
    BAD_ADDRESS = "bad_address"  # no http address
    FORBIDDEN_ADDRESS = "forbidden_address"  # an address that Rasid must not connect to
    ROBOTS_DENIED = "robots_denied"  # robots.txt does not allow it
    ROBOTS_UNREADABLE = "robots_unreadable"  # robots.txt failed with 5xx: wait
    HOST_PAUSED = "host_paused"  # not asked: the host told another request of this run to come back later, or its turn did not come in this run


class PollOutcome(StrEnum):
    """What an answered poll of a feed gave."""

    OK = "ok"  # a feed
    NOT_MODIFIED = "not_modified"  # 304: nothing since the last body
    UNCHANGED = "unchanged"  # the very body of the last poll: its entries are known
    NOT_A_FEED = "not_a_feed"  # a body that is neither RSS nor Atom
    TOO_COMPLEX = "too_complex"  # nested deeper, or with more attributes, than any honest feed
    PARSER_LOST = "parser_lost"  # the parser ran out of time or memory


class EntryOutcome(StrEnum):
    """Why an item of a feed is not used."""

    NO_LINK = "no_link"  # neither a link nor an id that is one
    BAD_LINK = "bad_link"  # a link that is no http address
    NO_TITLE = "no_title"  # neither title nor summary
    OVER_CAP = "over_cap"  # behind the most items that a feed may have


class PageOutcome(StrEnum):
    """What extraction made of a page."""

    EXTRACTED = "extracted"  # an article
    SAME_ARTICLE = "same_article"  # fetched again: the article that is known
    EMPTY_PAGE = "empty_page"  # no byte, or nothing but blanks
    NOT_HTML = "not_html"  # another media type
    NO_TEXT = "no_text"  # a page without an article
    NOT_ARABIC = "not_arabic"  # an article in another language
    EXTRACTOR_LOST = "extractor_lost"  # the extractor failed, or ran out of time or memory
    BODY_LOST = "body_lost"  # the archive does not have the body, or has another one


TRANSIENT = frozenset(
    {
        FetchOutcome.RATE_LIMITED,
        FetchOutcome.SERVER_ERROR,
        FetchOutcome.BAD_ANSWER,
        FetchOutcome.TIMEOUT,
        FetchOutcome.UNREACHABLE,
        FetchOutcome.ROBOTS_UNREADABLE,
        FetchOutcome.HOST_PAUSED,
    }
)  # a later request may succeed

GOOD_POLLS = frozenset({PollOutcome.OK, PollOutcome.NOT_MODIFIED, PollOutcome.UNCHANGED})


def outcome_of_status(status: int) -> FetchOutcome:
    """Return what an HTTP status means, redirects followed."""
    named = {304: FetchOutcome.NOT_MODIFIED, 404: FetchOutcome.NOT_FOUND, 410: FetchOutcome.GONE}
    if status in named:
        return named[status]
    if 200 <= status < 300:
        return FetchOutcome.FETCHED
    if status in {408, 425, 429}:
        return FetchOutcome.RATE_LIMITED
    if 400 <= status < 500:
        return FetchOutcome.REFUSED
    return FetchOutcome.SERVER_ERROR if status >= 500 else FetchOutcome.BAD_ANSWER
