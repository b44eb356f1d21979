"""Feeds parsed in a child process that can be killed: a hostile feed keeps a parser busy for minutes."""

from __future__ import annotations

import multiprocessing
import sys
from typing import TYPE_CHECKING, Any

from include.rasid.core.feeds import ParsedFeed, parse_feed
from include.rasid.errors import FeedFormatError, TransientError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

SECONDS = 20.0


class ParserFailedError(TransientError):
    """The parser was killed or died: the feed is hostile or far too large."""


def parse_in_child(body: bytes, *, url: str, declared: str | None = None, seconds: float = SECONDS) -> ParsedFeed:
    """Return the items of a feed.

    Raises:
        FeedFormatError: The body is no feed.
        ParserFailedError: It took longer than ``seconds``, or the child died.
    """
    start = "fork" if sys.platform == "linux" else "spawn"
    context: Any = multiprocessing.get_context(start)
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_parse, args=(sender, body, url, declared), daemon=True)
    child.start()
    sender.close()
    try:
        if not receiver.poll(seconds):
            raise ParserFailedError(f"{url}: parsing took more than {seconds} s")
        result: ParsedFeed | str = receiver.recv()
    except EOFError as error:
        raise ParserFailedError(f"{url}: the parser died") from error
    finally:
        child.kill()
        child.join()
        receiver.close()
    if isinstance(result, str):
        raise FeedFormatError(result)
    return result


def _parse(sender: Connection, body: bytes, url: str, declared: str | None) -> None:
    try:
        sender.send(parse_feed(body, url=url, declared=declared))
    except FeedFormatError as error:
        sender.send(str(error))
