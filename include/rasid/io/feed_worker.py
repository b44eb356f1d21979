"""Feeds parsed in a child process that can be lost: a hostile feed keeps a parser busy for minutes."""

from __future__ import annotations

from include.rasid.core.feeds import ParsedFeed, parse_feed
from include.rasid.errors import FeedFormatError
from include.rasid.io.worker import Worker

SECONDS = 20.0  # the worst feeds of 5 MB take minutes, large honest ones under 3 s (research/collecting.md)


class FeedWorker(Worker):
    """Parses feeds, one after the other."""

    def __init__(self, *, seconds: float = SECONDS) -> None:
        super().__init__(parse_or_refuse, seconds=seconds)

    def parse(self, body: bytes, *, url: str, declared: str | None = None) -> ParsedFeed:
        """Return the items of a feed.

        Raises:
            FeedFormatError: The body is no feed.
            WorkerLostError: The parser failed, or took too long or too much memory.
        """
        found: ParsedFeed | str = self.call(body, url, declared)
        if isinstance(found, str):
            raise FeedFormatError(found)
        return found


def parse_or_refuse(body: bytes, url: str, declared: str | None) -> ParsedFeed | str:
    """Return the items of a feed, or why it is none: runs in the child."""
    try:
        return parse_feed(body, url=url, declared=declared)
    except FeedFormatError as error:
        return str(error)
