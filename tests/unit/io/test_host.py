"""Politeness to a host, and what an answer says of moves and freshness."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web
from protego import Protego

from include.rasid.core.outcomes import FetchOutcome
from include.rasid.errors import FetchError
from include.rasid.io.host import Host
from include.rasid.io.web import open_web
from include.rasid.settings import read_settings
from tests.unit.io.web_answers import LIMITS, NO_ROBOTS, SEEN, fetch, server

if TYPE_CHECKING:
    from include.rasid.io.web import Web


def moved(status: int, target: str) -> web.Response:
    """Return a redirect."""
    return web.Response(status=status, headers={"Location": target})


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ((301,), True),
        ((308,), True),
        ((301, 308), True),
        ((302,), False),
        ((301, 302), False),
        ((307, 301), False),
        ((), False),
    ],
    ids=str,
)
def test_only_permanent_redirects_are_a_move(statuses: tuple[int, ...], expected: bool) -> None:
    """One that is not permanent anywhere on the way makes all of it temporary."""
    routes: dict[str, Any] = NO_ROBOTS | {f"/{n}": moved(status, f"/{n + 1}") for n, status in enumerate(statuses)}
    last = f"/{len(statuses)}"

    page = fetch(routes | {last: web.Response(body=b"x")}, "/0")[0]

    assert (page.moved_to is not None) is expected
    assert page.url.endswith(last)
    assert page.moved_to in {None, page.url}


def test_freshness_comes_with_the_page() -> None:
    """Cache-Control is read; an answer without has none."""
    routes = NO_ROBOTS | {"/a": web.Response(body=b"x", headers={"Cache-Control": "max-age=90"}), "/b": web.Response()}

    assert [page.max_age for page in fetch(routes, "/a", "/b")] == [timedelta(seconds=90), None]


def ends(routes: dict[str, Any], *paths: str) -> list[FetchError | bytes]:
    """Fetch paths one after the other in one run; return bodies and errors."""

    async def run() -> list[FetchError | bytes]:
        SEEN.clear()
        async with server(routes) as base, open_web(read_settings({"RASID_ALLOW_PRIVATE": base[7:]}), LIMITS) as opened:
            found: list[FetchError | bytes] = []
            for path in paths:
                try:
                    found.append((await opened.fetch(base + path)).body)
                except FetchError as error:
                    found.append(error)
            return found

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("status", "headers", "first", "pause"),
    [
        (429, {"Retry-After": "120"}, FetchOutcome.RATE_LIMITED, 120),
        (503, {"Retry-After": "120"}, FetchOutcome.SERVER_ERROR, 120),
        (429, {}, FetchOutcome.RATE_LIMITED, 30),
    ],
)
def test_a_host_that_asks_to_come_back_later_is_left_alone(
    status: int, headers: dict[str, str], first: FetchOutcome, pause: int
) -> None:
    """The other pages of the run are not asked for, and know how long to wait."""
    routes = NO_ROBOTS | {"/a": web.Response(status=status, headers=headers), "/b": web.Response(body=b"x")}

    one, other = ends(routes, "/a", "/b")

    assert isinstance(one, FetchError)
    assert isinstance(other, FetchError)
    assert (one.outcome, other.outcome) == (first, FetchOutcome.HOST_PAUSED)
    assert one.retry_after == (timedelta(seconds=int(headers["Retry-After"])) if headers else None)
    assert other.retry_after is not None
    assert timedelta(seconds=pause - 5) < other.retry_after <= timedelta(seconds=pause)
    assert "/b" not in {request.path for request in SEEN}


def test_another_failure_pauses_nobody() -> None:
    """A broken page says nothing about its host."""
    routes = NO_ROBOTS | {"/a": web.Response(status=500), "/b": web.Response(body=b"x")}

    assert ends(routes, "/a", "/b")[1] == b"x"


@pytest.mark.parametrize(
    ("robots", "is_own", "least"),
    [("", False, 0.7), ("User-agent: *\nCrawl-delay: 0.4", False, 1.1), ("User-agent: *\nCrawl-delay: 9", True, 0.0)],
    ids=["our own delay", "the host's", "a host of ours"],
)
def test_requests_to_one_host_keep_their_distance(robots: str, is_own: bool, least: float) -> None:
    """Four requests at once start one after the other, as far apart as robots.txt asks and never closer than a quarter of a second."""

    async def run() -> float:
        host = Host(is_own=is_own)
        host.robots = Protego.parse(robots)
        loop = asyncio.get_running_loop()
        begun = loop.time()
        await asyncio.gather(*(host.wait_turn("https://news.example/", "Rasid") for _ in range(4)))
        return loop.time() - begun

    spent = asyncio.run(run())
    assert least <= spent < 9


def test_a_host_too_slow_for_the_run_holds_nobody_up() -> None:
    """Its pages are asked for as long as the run is open; the others are not asked for and say so."""
    asked: list[str] = []

    async def slow(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        await asyncio.sleep(5)
        return web.Response()

    async def end(opened: Web, url: str) -> str:
        with pytest.raises(FetchError) as caught:
            await opened.fetch(url)
        return caught.value.outcome

    async def run() -> list[str]:
        paths = [f"/{n}" for n in range(40)]
        limits = replace(LIMITS, total_seconds=2.0, open_seconds=1.0)
        routes = NO_ROBOTS | dict.fromkeys(paths, slow)
        async with server(routes) as base, open_web(read_settings({"RASID_ALLOW_PRIVATE": base[7:]}), limits) as opened:
            return await asyncio.gather(*(end(opened, base + path) for path in paths))

    assert Counter(asyncio.run(run())) == {FetchOutcome.TIMEOUT: 16, FetchOutcome.HOST_PAUSED: 24}
    assert len(asked) == 16
