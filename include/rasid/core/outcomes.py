"""What becomes of polls, entries and pages: closed lists, one outcome for each item."""

from __future__ import annotations

from enum import StrEnum


class PollOutcome(StrEnum):
    """What a poll of a feed gave."""

    OK = "ok"  # a feed
    NOT_MODIFIED = "not_modified"  # 304: nothing since the last body
    UNCHANGED = "unchanged"  # 200 with the very body of the last poll
    NOT_A_FEED = "not_a_feed"  # a body that is no RSS or Atom feed
    PARSER_FAILED = "parser_failed"  # the parser ran out of time or memory
    FORBIDDEN_ADDRESS = "forbidden_address"  # an address that Rasid must not connect to
    HTTP_ERROR = "http_error"  # any status but 200 and 304
    TOO_LARGE = "too_large"  # more bytes than a feed or a page may have
    TIMEOUT = "timeout"  # not done in time
    UNREACHABLE = "unreachable"  # no connection
    ROBOTS_DENIED = "robots_denied"  # robots.txt does not allow the page
    ROBOTS_UNREADABLE = "robots_unreadable"  # robots.txt failed with 5xx: wait


class EntryOutcome(StrEnum):
    """Why an item of a feed is not used."""

    NO_LINK = "no_link"  # neither a link nor an id that is one
    BAD_LINK = "bad_link"  # a link that is not http or https
    NO_TITLE = "no_title"  # neither title nor summary


class PageOutcome(StrEnum):
    """What extraction made of a page."""

    EXTRACTED = "extracted"  # an article
    EMPTY_PAGE = "empty_page"  # no byte, or nothing but blanks
    NOT_HTML = "not_html"  # another media type
    NO_TEXT = "no_text"  # a page without an article
    NOT_ARABIC = "not_arabic"  # another language
    EXTRACTOR_FAILED = "extractor_failed"  # the extractor raised or ran out of time


TRANSIENT = frozenset(
    {
        PollOutcome.TIMEOUT,
        PollOutcome.UNREACHABLE,
        PollOutcome.ROBOTS_UNREADABLE,
    }
)
