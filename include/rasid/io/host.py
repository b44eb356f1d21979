"""Politeness to one host within a run: few requests at once, a pause between two, and none after it asked to come back later."""

from __future__ import annotations

import asyncio
import math
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from include.rasid.core.outcomes import FetchOutcome
from include.rasid.errors import FetchError

if TYPE_CHECKING:
    from protego import Protego

_AT_ONCE = 2
_OWN_AT_ONCE = 16  # of a host that the settings name
_DELAY_SECONDS = 0.25  # between the starts of two requests; robots.txt may ask for more
_LONGEST_CRAWL_DELAY = 30.0
_PAUSE_AFTER_429 = timedelta(seconds=30)  # where the host does not say for how long


@dataclass(slots=True)
class Host:
    """What is known of a host in this run."""

    is_own: bool  # named in the settings: nobody to be polite to
    closes_at: float = math.inf  # monotonic; the run begins no request after it
    gate: asyncio.Semaphore = field(init=False)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    robots: Protego | None = None  # None: not read, or could not be
    trouble: FetchError | None = None  # why robots.txt could not be read
    _next_at: float = 0.0  # monotonic
    _paused_until: float = 0.0

    def __post_init__(self) -> None:
        self.gate = asyncio.Semaphore(_OWN_AT_ONCE if self.is_own else _AT_ONCE)

    async def wait_turn(self, url: str, agent: str) -> None:
        """Wait until the next request may start.

        Raises:
            FetchError: The host asked to come back later, or answers too slowly for the turn to come in this run; the request is not made.
        """
        self._refuse_while_paused(url)
        start = max(time.monotonic(), self._next_at)
        if start > self.closes_at:
            raise FetchError(url, "its turn does not come in this run", outcome=FetchOutcome.HOST_PAUSED)
        self._next_at = start + self._delay(agent)
        await asyncio.sleep(start - time.monotonic())
        self._refuse_while_paused(url)

    def note(self, error: FetchError) -> None:
        """Keep away for as long as an answer asks, or a while after a 429 that does not say."""
        wait = error.retry_after
        if wait is None and error.status == 429:
            wait = _PAUSE_AFTER_429
        if wait is not None and error.outcome in {FetchOutcome.RATE_LIMITED, FetchOutcome.SERVER_ERROR}:
            self._paused_until = max(self._paused_until, time.monotonic() + wait.total_seconds())

    def _refuse_while_paused(self, url: str) -> None:
        left = self._paused_until - time.monotonic()
        if left > 0:
            why = "its host asked to come back later"
            raise FetchError(url, why, outcome=FetchOutcome.HOST_PAUSED, retry_after=timedelta(seconds=left))

    def _delay(self, agent: str) -> float:
        if self.is_own:
            return 0.0
        asked = self.robots.crawl_delay(agent) if self.robots is not None else None
        return max(_DELAY_SECONDS, min(float(asked or 0), _LONGEST_CRAWL_DELAY))
