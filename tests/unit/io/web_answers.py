"""A server on loopback for the tests of the fetcher, and one run of the fetcher against it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

from include.rasid.errors import FetchError, ForbiddenUrlError
from include.rasid.io.web import Limits, open_web
from include.rasid.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from include.rasid.model import Page

LIMITS = Limits(total_seconds=0.5, most_bytes=100_000)
NO_ROBOTS = {"/robots.txt": web.Response(status=404)}
SEEN: list[web.Request] = []


@asynccontextmanager
async def server(routes: dict[str, Any]) -> AsyncIterator[str]:
    """Serve responses and handlers by path on a free port; gives the base URL."""

    async def answer(request: web.Request) -> web.StreamResponse:
        SEEN.append(request)
        found = routes.get(request.path, web.Response(status=404))
        if callable(found):
            return await found(request)  # type: ignore[no-any-return]
        return web.Response(status=found.status, headers=found.headers, body=found.body)

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def fetch(routes: dict[str, Any], *paths: str, allowed: str = "{host}", **headers: str) -> list[Page]:
    """Serve ``routes`` and fetch ``paths`` one after the other in one run; ``allowed`` is RASID_ALLOW_PRIVATE."""

    async def run() -> list[Page]:
        SEEN.clear()
        async with server(routes) as base:
            host = base.removeprefix("http://")
            env = {"RASID_ALLOW_PRIVATE": allowed.format(host=host, port=host.partition(":")[2])}
            async with open_web(
                read_settings(env | {"RASID_USER_AGENT": "Rasid/9 (+https://desk.example)"}), LIMITS
            ) as opened:
                urls = [path.format(port=host.partition(":")[2]) if "://" in path else base + path for path in paths]
                return [await opened.fetch(url, headers) for url in urls]

    return asyncio.run(run())


def outcome(routes: dict[str, Any], path: str, **options: Any) -> str:
    """Return how a fetch that must fail ends."""
    with pytest.raises((FetchError, ForbiddenUrlError)) as caught:
        fetch(routes, path, **options)
    return caught.value.outcome if isinstance(caught.value, FetchError) else "forbidden"
