"""Bounds of the fetcher on loopback: how much at once, how many hops, and robots.txt on each of them."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import web
from protego import Protego

from include.rasid.core.outcomes import FetchOutcome
from include.rasid.errors import FetchError
from include.rasid.io.host import Host
from include.rasid.io.web import Limits, open_web
from include.rasid.settings import read_settings
from tests.unit.io.web_answers import NO_ROBOTS, SEEN, fetch, outcome, server


@dataclass
class Busy:
    """A page that takes a while, and how many asked for it at once."""

    seconds: float
    now: int = 0
    most: int = 0

    async def answer(self, _request: web.Request) -> web.Response:
        """Answer late."""
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(self.seconds)
        self.now -= 1
        return web.Response(body=b"x")


def test_a_host_gets_two_requests_at_once() -> None:
    """However slowly it answers; their distance alone would let three of these meet. No setting names this host, its address is allowed."""
    busy = Busy(0.8)

    fetch_all(busy, "http://localhost:{port}/a", [0, 0, 0, 0], Limits(total_seconds=20.0))

    assert busy.most == 2


def test_all_hosts_together_get_sixty_four_requests_at_once() -> None:
    """Six hosts of our own would take sixteen each."""
    busy = Busy(0.5)

    fetch_all(busy, "http://127.0.0.1:{port}/a", list(range(6)) * 16, Limits(total_seconds=20.0))

    assert busy.most == 64


def fetch_all(busy: Busy, url: str, servers: list[int], limits: Limits) -> None:
    """Fetch the page of these servers, all at once; each is a host of its own."""

    async def run() -> None:
        async with AsyncExitStack() as stack:
            count = max(servers) + 1
            bases = [await stack.enter_async_context(server(NO_ROBOTS | {"/a": busy.answer})) for _ in range(count)]
            ports = [base.rpartition(":")[2] for base in bases]
            allowed = ",".join(f"{address}:{port}" for port in ports for address in ("127.0.0.1", "::1"))
            opened = await stack.enter_async_context(open_web(read_settings({"RASID_ALLOW_PRIVATE": allowed}), limits))
            urls = [url.format(port=ports[number]) for number in servers]
            await asyncio.gather(*map(opened.fetch, urls))

    asyncio.run(run())


def test_a_redirect_is_followed_five_times() -> None:
    """The sixth is one too many."""
    routes: dict[str, Any] = {f"/{n}": web.Response(status=302, headers={"Location": f"/{n + 1}"}) for n in range(6)}
    routes |= NO_ROBOTS | {"/6": web.Response(body=b"found")}

    assert fetch(routes, "/1")[0].body == b"found"
    assert outcome(routes, "/0") == FetchOutcome.TOO_MANY_REDIRECTS


def test_robots_txt_counts_on_each_hop() -> None:
    """An open page may not lead into what is closed."""
    routes = {
        "/robots.txt": web.Response(text="User-agent: *\nDisallow: /closed\n"),
        "/open": web.Response(status=301, headers={"Location": "/closed"}),
        "/closed": web.Response(body=b"x"),
    }

    assert outcome(routes, "/open") == FetchOutcome.ROBOTS_DENIED
    assert "/closed" not in {request.path for request in SEEN}


@pytest.mark.parametrize(("blanks", "is_read"), [(500 * 1024, True), (512 * 1024, False)])
def test_robots_txt_is_read_so_far(blanks: int, is_read: bool) -> None:
    """Half a megabyte of it counts (RFC 9309, section 2.5)."""
    robots = "User-agent: *\n" + "#\n" * (blanks // 2) + "Disallow: /a\n"
    routes = {"/robots.txt": web.Response(text=robots), "/a": web.Response(body=b"x")}

    if is_read:
        assert outcome(routes, "/a") == FetchOutcome.ROBOTS_DENIED
    else:
        assert fetch(routes, "/a")[0].body == b"x"


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind a proxy nobody could tell which address is connected to."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "")

    assert fetch(NO_ROBOTS | {"/a": web.Response(body=b"x")}, "/a")[0].body == b"x"


@pytest.mark.parametrize(("open_seconds", "is_waited_for"), [(25.0, False), (60.0, True)])
def test_a_crawl_delay_is_kept_up_to_half_a_minute(open_seconds: float, is_waited_for: bool) -> None:
    """A host that asks for an hour gets thirty seconds; its next turn is past the end of a run that ends before."""

    async def second() -> None:
        host = Host(is_own=False, closes_at=time.monotonic() + open_seconds)
        host.robots = Protego.parse("User-agent: *\nCrawl-delay: 3600")
        await host.wait_turn("https://news.example/", "Rasid")
        await asyncio.wait_for(host.wait_turn("https://news.example/", "Rasid"), 0.05)

    with pytest.raises(TimeoutError if is_waited_for else FetchError, match=None if is_waited_for else "turn"):
        asyncio.run(second())
