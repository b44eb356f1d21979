"""The fetcher against a real server on loopback with every bad habit."""

from __future__ import annotations

import asyncio
import gzip
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

from include.rasid.core.outcomes import FetchOutcome
from include.rasid.errors import FetchError, ForbiddenUrlError
from include.rasid.io.address_guard import is_public
from include.rasid.io.web import Limits, open_web
from include.rasid.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from include.rasid.model import Page

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

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


def test_a_page_comes_with_what_the_response_says() -> None:
    """Body, media type, charset and validators; the request names the product and its contact."""
    headers = {
        "Content-Type": "text/html; charset=windows-1256",
        "ETag": '"7"',
        "Last-Modified": "Fri, 21 Jan 2022 10:00:00 GMT",
    }
    page = fetch(NO_ROBOTS | {"/a": web.Response(body="خبر".encode("cp1256"), headers=headers)}, "/a")[0]

    assert (page.status, page.body.decode("cp1256")) == (200, "خبر")
    assert (page.media_type, page.charset) == ("text/html", "windows-1256")
    assert (page.etag, page.last_modified) == ('"7"', "Fri, 21 Jan 2022 10:00:00 GMT")
    assert {request.headers["User-Agent"] for request in SEEN} == {"Rasid/9 (+https://desk.example)"}


async def _bare(request: web.Request) -> web.StreamResponse:
    request.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx")  # type: ignore[union-attr]
    request.transport.close()  # type: ignore[union-attr]
    return web.Response()


def test_a_media_type_that_is_not_said_is_empty() -> None:
    """The client's default must not pass for what a server declared."""
    page = fetch(NO_ROBOTS | {"/a": _bare}, "/a")[0]

    assert (page.body, page.media_type, page.charset) == (b"x", "", None)


def test_an_unchanged_page_is_a_304_without_a_body() -> None:
    """The validators given are sent, and 304 is an answer, not an error."""

    async def conditional(request: web.Request) -> web.StreamResponse:
        return web.Response(status=304 if request.headers.get("If-None-Match") == '"7"' else 200, body=None)

    page = fetch(NO_ROBOTS | {"/a": conditional}, "/a", **{"If-None-Match": '"7"'})[0]

    assert (page.status, page.body) == (304, b"")


def test_redirects_are_followed_to_the_last_address() -> None:
    """Relative and absolute targets, also with raw Arabic letters in them."""
    routes = NO_ROBOTS | {
        "/a": web.Response(status=301, headers={"Location": "/b?x=1"}),
        "/b": web.Response(status=302, headers={"Location": "/خبر"}),
        "/خبر": web.Response(body=b"found"),
    }

    page = fetch(routes, "/a")[0]

    assert page.body == b"found"
    assert page.url.endswith("/خبر")


async def _drip(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(100):
        await response.write(b"x")
        await asyncio.sleep(0.05)
    return response


async def _cut(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "100"})
    await response.prepare(request)
    await response.write(b"half")
    request.transport.close()  # type: ignore[union-attr]
    return response


async def _endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b"x" * 65536)


async def _nonsense(request: web.Request) -> web.StreamResponse:
    request.transport.write(b"nonsense\r\n\r\n")  # type: ignore[union-attr]
    request.transport.close()  # type: ignore[union-attr]
    return web.Response()


BOMB = web.Response(body=gzip.compress(b"\0" * 20_000_000), headers={"Content-Encoding": "gzip"})
BROKEN_GZIP = web.Response(body=b"no gzip", headers={"Content-Encoding": "gzip"})


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (web.Response(status=404), FetchOutcome.NOT_FOUND),
        (web.Response(status=410), FetchOutcome.GONE),
        (web.Response(status=429), FetchOutcome.RATE_LIMITED),
        (web.Response(status=403), FetchOutcome.REFUSED),
        (web.Response(status=451), FetchOutcome.REFUSED),
        (web.Response(status=500), FetchOutcome.SERVER_ERROR),
        (web.Response(status=503), FetchOutcome.SERVER_ERROR),
        (web.Response(status=300), FetchOutcome.BAD_ANSWER),
        (web.Response(status=301), FetchOutcome.BAD_ANSWER),
        (web.Response(status=301, headers={"Location": "/a"}), FetchOutcome.TOO_MANY_REDIRECTS),
        (web.Response(status=301, headers={"Location": "file:///etc/passwd"}), FetchOutcome.BAD_ADDRESS),
        (web.Response(status=301, headers={"Location": "http://[x/"}), FetchOutcome.BAD_ANSWER),
        (web.Response(body=b"x" * 100_001), FetchOutcome.TOO_LARGE),
        (BOMB, FetchOutcome.TOO_LARGE),
        (_endless, FetchOutcome.TOO_LARGE),
        (BROKEN_GZIP, FetchOutcome.BAD_ANSWER),
        (_cut, FetchOutcome.BAD_ANSWER),
        (_nonsense, FetchOutcome.BAD_ANSWER),
        (_drip, FetchOutcome.TIMEOUT),
    ],
    ids=lambda value: str(getattr(value, "__name__", value))[:40],
)
def test_every_bad_answer_has_its_outcome(answer: Any, expected: FetchOutcome) -> None:
    """No bad answer hangs, fills the memory or raises something else."""
    assert outcome(NO_ROBOTS | {"/a": answer}, "/a") == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:1/a", FetchOutcome.UNREACHABLE),
        ("ftp://127.0.0.1/a", FetchOutcome.BAD_ADDRESS),
        ("javascript:alert(1)", FetchOutcome.BAD_ADDRESS),
        ("http:///a", FetchOutcome.BAD_ADDRESS),
        ("http://127.0.0.1:99999/a", FetchOutcome.BAD_ADDRESS),
        (f"http://{'a' * 64}.example/", FetchOutcome.BAD_ADDRESS),
    ],
)
def test_an_address_that_leads_nowhere_has_its_outcome(url: str, expected: FetchOutcome) -> None:
    """Refused connections and addresses that are none; the dead address is allowed here, or it would be forbidden."""

    async def run() -> None:
        async with open_web(read_settings({"RASID_ALLOW_PRIVATE": "127.0.0.1:1"}), LIMITS) as opened:
            await opened.fetch(url)

    with pytest.raises(FetchError) as caught:
        asyncio.run(run())
    assert caught.value.outcome == expected


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "127.1",
        "0x7f.1",
        "0177.0.0.1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::]",
        "reader@127.0.0.1",
        "news.example@127.0.0.1",
        "169.254.169.254",
        "10.0.0.1",
        "[fe80::1]",
        "[fd00::1]",
        "[64:ff9b::7f00:1]",
    ],
)
def test_no_spelling_of_a_private_address_is_dialled(host: str) -> None:
    """The address that a socket is about to connect to is looked at; the server never sees a request."""
    answer = outcome(NO_ROBOTS | {"/a": web.Response(body=b"secret")}, f"http://{host}:{{port}}/a", allowed="")

    assert answer in {"forbidden", FetchOutcome.BAD_ADDRESS}
    assert SEEN == []


def test_a_redirect_to_a_private_address_is_refused() -> None:
    """The guard looks at each hop: only the first server is allowed here."""
    moved = NO_ROBOTS | {"/a": web.Response(status=302, headers={"Location": "http://127.0.0.1:1/a"})}

    assert outcome(moved, "/a") == "forbidden"


@pytest.mark.parametrize("allowed", ["127.0.0.1", "{host}", "localhost:{port}", "news.example,localhost"])
def test_a_setting_may_allow_a_private_host(allowed: str) -> None:
    """By address or name, with or without port."""
    name = "localhost" if "localhost" in allowed else "127.0.0.1"

    page = fetch(NO_ROBOTS | {"/a": web.Response(body=b"ours")}, f"http://{name}:{{port}}/a", allowed=allowed)[0]

    assert page.body == b"ours"


@pytest.mark.parametrize("allowed", ["127.0.0.1:1", "127.0.0.2", "localhost", "{host}0"])
def test_a_setting_allows_nothing_else(allowed: str) -> None:
    """Another port, address or name does not open this one."""
    assert outcome(NO_ROBOTS | {"/a": web.Response()}, "/a", allowed=allowed) == "forbidden"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::808:808", True),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("127.8.9.1", False),
        ("169.254.169.254", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:7f00:1::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
    ],
)
def test_public_addresses_are_told_from_others(address: str, expected: bool) -> None:
    """Private, shared, link-local, multicast and wrapped addresses are not public."""
    assert is_public(address) is expected


ROBOTS = web.Response(text="User-agent: rasid\nDisallow: /closed\n\nUser-agent: *\nDisallow: /\n")


def test_robots_txt_is_obeyed_and_read_once() -> None:
    """The group for our product counts, not the one for everybody."""
    routes = {"/robots.txt": ROBOTS, "/open": web.Response(body=b"x"), "/closed/a": web.Response(body=b"x")}

    assert [page.body for page in fetch(routes, "/open", "/open")] == [b"x", b"x"]
    assert [request.path for request in SEEN] == ["/robots.txt", "/open", "/open"]
    assert outcome(routes, "/closed/a") == FetchOutcome.ROBOTS_DENIED


def test_a_contact_in_the_user_agent_is_no_product() -> None:
    """Words of the comment in our User-Agent do not match groups of robots.txt."""
    robots = web.Response(text="User-agent: desk\nDisallow: /\n")

    assert fetch({"/robots.txt": robots, "/a": web.Response(body=b"x")}, "/a")[0].body == b"x"


@pytest.mark.parametrize(
    ("robots", "expected"),
    [
        (web.Response(status=500), FetchOutcome.ROBOTS_UNREADABLE),
        (web.Response(status=503), FetchOutcome.ROBOTS_UNREADABLE),
        (_drip, FetchOutcome.TIMEOUT),
    ],
    ids=["500", "503", "drip"],
)
def test_unreadable_robots_txt_means_wait(robots: Any, expected: FetchOutcome) -> None:
    """A server error or no answer is no permission."""
    assert outcome({"/robots.txt": robots, "/a": web.Response(body=b"x")}, "/a") == expected


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_absent_robots_txt_allows_all(status: int) -> None:
    """Any 4xx counts as absent (RFC 9309, section 2.3.1.3)."""
    assert fetch({"/robots.txt": web.Response(status=status), "/a": web.Response(body=b"x")}, "/a")[0].body == b"x"
