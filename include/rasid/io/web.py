"""HTTP: feeds and pages fetched politely, with caps, and never from an address that is not public."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import aiohttp
from protego import Protego

from include.rasid.core.outcomes import PollOutcome
from include.rasid.errors import FetchError, ForbiddenUrlError
from include.rasid.model import Page

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from include.rasid.settings import Settings

TOTAL_SECONDS = 30
MOST_BYTES = 10 * 1024**2  # after decompression
_REDIRECTS = 5
_AT_ONCE = 32
_PER_HOST = 2
_HOST_DELAY_SECONDS = 0.05  # between two requests to one host; robots.txt may ask for more
_LONGEST_CRAWL_DELAY = 10.0
_CHUNK = 64 * 1024
_MOVED = frozenset({301, 302, 303, 307, 308})


@dataclass(slots=True)
class _Host:
    """What is known of a host in this run."""

    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_PER_HOST))
    robots: Protego | None = None  # None: not read yet
    robots_failed: bool = False
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Web:
    """Fetches within one run; made by ``open_web``."""

    def __init__(self, session: aiohttp.ClientSession, settings: Settings) -> None:
        """Keep the session; nothing is fetched yet."""
        self._session = session
        self._settings = settings
        self._hosts: dict[str, _Host] = {}

    async def fetch(self, url: str, headers: Mapping[str, str] | None = None, *, check_robots: bool = True) -> Page:
        """Return the response to a GET, after redirects; a 304 has an empty body.

        Raises:
            FetchError: No usable answer; ``outcome`` says why.
            ForbiddenUrlError: The URL, or one it redirects to, leads to an address that is not public.
        """
        for _ in range(_REDIRECTS + 1):
            host = self._host(url)
            if check_robots:
                await self._check_robots(url, host)
            async with host.gate:
                await asyncio.sleep(self._delay(host))
                page = await self._get(url, headers or {})
            if page.status not in _MOVED:
                return page
            url = urljoin(url, page.body.decode("latin-1"))
        raise FetchError(url, f"more than {_REDIRECTS} redirects", outcome=PollOutcome.HTTP_ERROR)

    def _host(self, url: str) -> _Host:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ForbiddenUrlError(url, "not an http address")
        return self._hosts.setdefault(parts.netloc, _Host())

    async def _get(self, url: str, headers: Mapping[str, str]) -> Page:
        try:
            async with self._session.get(url, headers=headers, allow_redirects=False) as response:
                return await self._read(url, response)
        except TimeoutError as error:
            raise FetchError(url, "not done in time", outcome=PollOutcome.TIMEOUT) from error
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, _ForbiddenAddressError):
                raise ForbiddenUrlError(url, str(error.os_error)) from error
            raise FetchError(url, str(error), outcome=PollOutcome.UNREACHABLE) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise FetchError(url, repr(error), outcome=PollOutcome.UNREACHABLE) from error

    async def _read(self, url: str, response: aiohttp.ClientResponse) -> Page:
        if response.status in _MOVED:
            body = response.headers.get("Location", "").encode("latin-1", "replace")
            return Page(url=url, status=response.status, body=body, media_type="", charset=None)
        if response.status not in (200, 304):
            reason = f"HTTP {response.status}"
            raise FetchError(url, reason, outcome=PollOutcome.HTTP_ERROR, status=response.status)
        chunks, size = [], 0
        async for chunk in response.content.iter_chunked(_CHUNK):
            size += len(chunk)
            if size > MOST_BYTES:
                raise FetchError(url, f"more than {MOST_BYTES} bytes", outcome=PollOutcome.TOO_LARGE)
            chunks.append(chunk)
        return Page(
            url=url,
            status=response.status,
            body=b"".join(chunks),
            media_type=response.content_type if "Content-Type" in response.headers else "",
            charset=response.charset,
            etag=response.headers.get("ETag"),
            last_modified=response.headers.get("Last-Modified"),
        )

    async def _check_robots(self, url: str, host: _Host) -> None:
        async with host.lock:
            if host.robots is None and not host.robots_failed:
                await self._read_robots(url, host)
        if host.robots_failed:
            raise FetchError(url, "robots.txt cannot be read", outcome=PollOutcome.ROBOTS_UNREADABLE)
        if host.robots is not None and not host.robots.can_fetch(url, self._settings.user_agent):
            raise FetchError(url, "robots.txt does not allow it", outcome=PollOutcome.ROBOTS_DENIED)

    async def _read_robots(self, url: str, host: _Host) -> None:
        """Read robots.txt: absent allows all, an answer of 5xx or none means wait (RFC 9309, section 2.3.1)."""
        parts = urlsplit(url)
        try:
            page = await self.fetch(f"{parts.scheme}://{parts.netloc}/robots.txt", check_robots=False)
            host.robots = Protego.parse(page.body.decode("utf-8", "replace"))
        except ForbiddenUrlError:
            host.robots = Protego.parse("")  # the page itself will be refused with the right reason
        except FetchError as error:
            if error.status is not None and error.status < 500:
                host.robots = Protego.parse("")
            elif error.status is not None:
                host.robots_failed = True
            else:
                host.robots = None
                raise

    def _delay(self, host: _Host) -> float:
        asked = host.robots.crawl_delay(self._settings.user_agent) if host.robots is not None else None
        return max(_HOST_DELAY_SECONDS, min(float(asked or 0), _LONGEST_CRAWL_DELAY))


class _ForbiddenAddressError(OSError):
    """The address about to be dialled is not public."""


@asynccontextmanager
async def open_web(settings: Settings) -> AsyncIterator[Web]:
    """Give a ``Web`` that dials public addresses only, and those that ``settings.allowed_private`` names.

    The check is on the address that the socket is about to connect to: literal addresses, names that resolve to private
    ones, rebinding and redirects all pass through it.
    """

    def guarded_socket(info: tuple[object, ...]) -> socket.socket:
        family, kind, proto, _, address = info
        host, port = str(address[0]), int(address[1])  # type: ignore[index] # a socket address
        if not _may_dial(host, port, settings.allowed_private):
            raise _ForbiddenAddressError(f"{host} is not a public address")
        return socket.socket(family, kind, proto)  # type: ignore[arg-type] # as getaddrinfo gave them

    connector = aiohttp.TCPConnector(limit=_AT_ONCE, socket_factory=guarded_socket)
    timeout = aiohttp.ClientTimeout(total=TOTAL_SECONDS)
    headers = {"User-Agent": settings.user_agent, "Accept-Language": "ar"}
    async with aiohttp.ClientSession(connector=connector, timeout=timeout, headers=headers, trust_env=False) as session:
        yield Web(session, settings)


def _may_dial(host: str, port: int, allowed: frozenset[str]) -> bool:
    if {host, f"{host}:{port}"} & allowed:
        return True
    address = ipaddress.ip_address(host.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_global) and not address.is_multicast
