"""HTTP: feeds and pages fetched politely, with caps, and never from an address that is not public."""

from __future__ import annotations

import asyncio
import re
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import aiohttp
from protego import Protego

from include.rasid.core.headers import fresh_for, retry_after, validator
from include.rasid.core.outcomes import FetchOutcome, outcome_of_status
from include.rasid.errors import FetchError, ForbiddenUrlError
from include.rasid.io.address_guard import AddressGuard
from include.rasid.io.host import Host
from include.rasid.model import Page

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from include.rasid.settings import Settings

MOST_BYTES = 10 * 1024**2  # of a page, after decompression
MOST_FEED_BYTES = 5 * 1024**2  # what the parser can take (research/collecting.md)
_ROBOTS_BYTES = 512 * 1024  # RFC 9309, section 2.5
_REDIRECTS = 5
_AT_ONCE = 64
_CHUNK = 64 * 1024
_MOVED = frozenset({301, 302, 303, 307, 308})
_MOVED_FOR_GOOD = frozenset({301, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one page and one run may take."""

    total_seconds: float = 30.0  # of one page's requests from connecting to the last byte, all redirects together
    most_bytes: int = MOST_BYTES
    open_seconds: float = 1080.0  # after which no request is begun; the task may take 20 minutes


@dataclass(frozen=True, slots=True)
class _Moved:
    """A redirect."""

    target: str
    is_permanent: bool


@dataclass(slots=True)
class _Visit:
    """One page on its way through its redirects."""

    headers: Mapping[str, str]
    most_bytes: int
    seconds_left: float


class Web:
    """Fetches within one run; made by ``open_web``."""

    def __init__(self, session: aiohttp.ClientSession, settings: Settings, guard: AddressGuard, limits: Limits) -> None:
        """Keep the session; nothing is fetched yet."""
        self._session = session
        self._agent = re.split(r"[/\s]", settings.user_agent, maxsplit=1)[0]  # robots.txt speaks of the product only
        self._guard = guard
        self._limits = limits
        self._hosts: dict[str, Host] = {}
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._closes_at = time.monotonic() + limits.open_seconds

    async def fetch(self, url: str, headers: Mapping[str, str] | None = None, *, most_bytes: int | None = None) -> Page:
        """Return the response to a GET, after redirects; that to a 304 has an empty body.

        Raises:
            FetchError: No usable answer, or robots.txt does not allow it; ``outcome`` says which.
            ForbiddenUrlError: The URL, or one it redirects to, leads to an address that is not public.
        """
        visit = _Visit(headers or {}, most_bytes or self._limits.most_bytes, self._limits.total_seconds)
        is_permanent = True
        for hop in range(_REDIRECTS + 1):
            host = self._host(url)
            await self._check_robots(url, host)
            answer = await self._get_in_turn(url, visit, host)
            if isinstance(answer, Page):
                return replace(answer, moved_to=url) if hop and is_permanent else answer
            is_permanent = is_permanent and answer.is_permanent
            url = answer.target
        raise FetchError(url, f"more than {_REDIRECTS} redirects", outcome=FetchOutcome.TOO_MANY_REDIRECTS)

    def _host(self, url: str) -> Host:
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port or {"http": 80, "https": 443}[parts.scheme]
        except (ValueError, KeyError) as error:
            raise FetchError(url, "not an http address", outcome=FetchOutcome.BAD_ADDRESS) from error
        if not host:
            raise FetchError(url, "not an http address", outcome=FetchOutcome.BAD_ADDRESS)
        return self._hosts.setdefault(
            f"{host}:{port}", Host(is_own=self._guard.names(host, port), closes_at=self._closes_at)
        )

    async def _get_in_turn(self, url: str, visit: _Visit, host: Host) -> Page | _Moved:
        async with host.gate:
            await host.wait_turn(url, self._agent)
            async with self._slots:
                try:
                    return await self._get(url, visit)
                except FetchError as error:
                    host.note(error)
                    raise

    async def _get(self, url: str, visit: _Visit) -> Page | _Moved:
        begun = time.monotonic()
        timeout = aiohttp.ClientTimeout(total=max(visit.seconds_left, 0.001))  # aiohttp takes 0 for "without end"
        try:
            async with self._session.get(
                url, headers=visit.headers, allow_redirects=False, timeout=timeout
            ) as response:
                return await _read(url, response, visit.most_bytes)
        except TimeoutError as error:
            raise FetchError(url, "not done in time", outcome=FetchOutcome.TIMEOUT) from error
        except ForbiddenUrlError as error:
            raise ForbiddenUrlError(url, str(error)) from error
        except (aiohttp.InvalidURL, UnicodeError) as error:
            raise FetchError(url, repr(error), outcome=FetchOutcome.BAD_ADDRESS) from error
        except (aiohttp.ClientPayloadError, aiohttp.ClientResponseError, ValueError) as error:
            raise FetchError(url, repr(error), outcome=FetchOutcome.BAD_ANSWER) from error
        except (aiohttp.ClientError, OSError) as error:
            raise FetchError(url, str(error), outcome=FetchOutcome.UNREACHABLE) from error
        finally:
            visit.seconds_left -= time.monotonic() - begun

    async def _check_robots(self, url: str, host: Host) -> None:
        async with host.lock:
            if host.robots is None and host.trouble is None:
                await self._read_robots(url, host)
        if host.trouble is not None:
            why, known = str(host.trouble), host.trouble
            raise FetchError(url, why, outcome=known.outcome, status=known.status, retry_after=known.retry_after)
        if host.robots is not None and not host.robots.can_fetch(url, self._agent):
            raise FetchError(url, "robots.txt does not allow it", outcome=FetchOutcome.ROBOTS_DENIED)

    async def _read_robots(self, url: str, host: Host) -> None:
        """Read robots.txt: absent allows all; 5xx, or no answer, means wait (RFC 9309, section 2.3.1)."""
        parts = urlsplit(url)
        target = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/robots.txt"
        visit = _Visit({}, MOST_BYTES, self._limits.total_seconds)
        try:
            for _ in range(_REDIRECTS + 1):
                answer = await self._get_in_turn(target, visit, host)
                if isinstance(answer, Page):
                    host.robots = Protego.parse(answer.body[:_ROBOTS_BYTES].decode("utf-8", "replace"))
                    return
                target = answer.target
            host.robots = Protego.parse("")
        except FetchError as error:
            if error.outcome == FetchOutcome.SERVER_ERROR:
                host.trouble = FetchError(
                    target,
                    f"HTTP {error.status}",
                    outcome=FetchOutcome.ROBOTS_UNREADABLE,
                    status=error.status,
                    retry_after=error.retry_after,
                )
            elif error.status is not None or error.outcome in {FetchOutcome.BAD_ADDRESS, FetchOutcome.TOO_LARGE}:
                host.robots = Protego.parse("")
            else:
                host.trouble = error


@asynccontextmanager
async def open_web(settings: Settings, limits: Limits | None = None) -> AsyncIterator[Web]:
    """Give a ``Web`` that dials public addresses only, and those that ``settings.allowed_private`` names."""
    chosen = limits or Limits()
    guard = AddressGuard(settings.allowed_private)
    connector = aiohttp.TCPConnector(limit=0, socket_factory=guard.socket, resolver=guard)
    headers = {"User-Agent": settings.user_agent, "Accept-Language": "ar"}
    async with aiohttp.ClientSession(connector=connector, headers=headers, trust_env=False) as session:
        yield Web(session, settings, guard, chosen)


async def _read(url: str, response: aiohttp.ClientResponse, most_bytes: int) -> Page | _Moved:
    if response.status in _MOVED and "Location" in response.headers:
        location = response.headers["Location"].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        return _Moved(urljoin(url, location), response.status in _MOVED_FOR_GOOD)
    now = datetime.now(UTC)
    outcome = outcome_of_status(response.status)
    if outcome not in {FetchOutcome.FETCHED, FetchOutcome.NOT_MODIFIED}:
        wait = retry_after(response.headers, now)
        raise FetchError(url, f"HTTP {response.status}", outcome=outcome, status=response.status, retry_after=wait)
    chunks, size = [], 0
    async for chunk in response.content.iter_chunked(_CHUNK):
        size += len(chunk)
        if size > most_bytes:
            raise FetchError(url, f"more than {most_bytes} bytes", outcome=FetchOutcome.TOO_LARGE)
        chunks.append(chunk)
    return Page(
        url=url,
        status=response.status,
        body=b"".join(chunks),
        media_type=response.content_type if "Content-Type" in response.headers else "",
        charset=response.charset,
        etag=validator(response.headers, "ETag"),
        last_modified=validator(response.headers, "Last-Modified"),
        max_age=fresh_for(response.headers, now),
    )
