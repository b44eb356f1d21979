"""The fetcher against a real server on loopback with every bad habit."""

from __future__ import annotations

import asyncio
import gzip
from typing import Any

import pytest
from aiohttp import web

from include.rasid.core.outcomes import FetchOutcome
from include.rasid.errors import FetchError
from include.rasid.io.web import open_web
from include.rasid.settings import read_settings
from tests.unit.io.web_answers import LIMITS, NO_ROBOTS, SEEN, fetch, outcome


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


async def _slow_hop(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(0.15)
    return web.Response(status=302, headers={"Location": f"/a?{request.query_string}x"})


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


async def _unsendable(request: web.Request) -> web.StreamResponse:
    head = b'HTTP/1.1 200 OK\r\nETag: "\xff"\r\nLast-Modified: \x01\r\nConnection: close\r\nContent-Length: 1\r\n\r\n'
    request.transport.write(head + b"x")  # type: ignore[union-attr]
    request.transport.close()  # type: ignore[union-attr]
    return web.Response()


def test_validators_that_cannot_be_sent_back_are_none() -> None:
    """The body counts all the same; psycopg2 would refuse the one, aiohttp the other."""
    page = fetch(NO_ROBOTS | {"/a": _unsendable}, "/a")[0]

    assert (page.body, page.etag, page.last_modified) == (b"x", None, None)


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
        (_slow_hop, FetchOutcome.TIMEOUT),
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
