"""No request of Rasid reaches a private address, however the address is written, resolved or redirected to.

A server on loopback stands for everything private. It must never see a request; where a case needs a public host, a
second server on loopback is named in the settings, alone.
"""

from __future__ import annotations

import asyncio
import itertools
import socket
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

from include.rasid.errors import FetchError, ForbiddenUrlError
from include.rasid.io.web import Limits, open_web
from include.rasid.settings import read_settings
from include.rasid.stages.fetch import fetch_pages
from tests.warehouse.collecting import poll, rows

if TYPE_CHECKING:
    from include.rasid.settings import Settings
    from tests.warehouse.collecting import Site

LITERALS = {
    "dotted": "127.0.0.1",
    "another of the block": "127.8.9.1",
    "short": "127.1",
    "three parts": "127.0.1",
    "decimal": "2130706433",
    "octal": "0177.0.0.01",
    "octal, one number": "017700000001",
    "hexadecimal": "0x7f.0.0.1",
    "hexadecimal, one number": "0x7f000001",
    "mixed bases": "0x7f.0.0.01",
    "zero": "0",
    "unspecified": "0.0.0.0",
    "v6 loopback": "[::1]",
    "v6 loopback, long": "[0000:0:0:0:0:0:0:0001]",
    "v6 unspecified": "[::]",
    "v4 mapped": "[::ffff:127.0.0.1]",
    "v4 mapped, hexadecimal": "[::ffff:7f00:1]",
    "v4 compatible": "[::127.0.0.1]",
    "6to4": "[2002:7f00:1::]",
    "NAT64": "[64:ff9b::7f00:1]",
    "v6 with a zone": "[fe80::1%25lo]",
    "unique local": "[fd00::1]",
    "name": "localhost",
    "name in capitals": "LOCALHOST",
    "name with a final dot": "localhost.",
    "address with a final dot": "127.0.0.1.",
    "full-width digits": "１２７.０.０.１",
    "ideographic stops": "127。0。0。1",
    "circled digits": "①②⑦.⓪.⓪.①",
    "percent-encoded": "%31%32%37.0.0.1",
    "user before it": "reader@127.0.0.1",
    "public host as user": "news.example@127.0.0.1",
    "user and password": "news.example:80@127.0.0.1",
    "two at-signs": "a@news.example@127.0.0.1",
    "backslash": "news.example\\@127.0.0.1",
    "metadata service": "169.254.169.254",
    "private 10": "10.0.0.1",
    "private 172": "172.16.0.1",
    "private 192": "192.168.0.1",
    "carrier": "100.64.0.1",
    "broadcast": "255.255.255.255",
}

TARGETS = {
    "absolute": "http://127.0.0.2:{port}/secret",
    "without scheme": "//127.0.0.2:{port}/secret",
    "backslashes": "\\\\127.0.0.2:{port}\\secret",
    "decimal": "http://2130706434:{port}/secret",
    "v4 mapped": "http://[::ffff:127.0.0.2]:{port}/secret",
    "user": "http://127.0.0.1:{port}@127.0.0.2:{port}/secret",
    "file": "file:///etc/hostname",
    "ftp": "ftp://127.0.0.2:{port}/secret",
    "gopher": "gopher://127.0.0.2:{port}/_secret",
    "another hop first": "/hop",
}


class Loopback:
    """A public server on 127.0.0.1 and, on the same port of 127.0.0.2, everything private."""

    def __init__(self) -> None:
        self.port = 0
        self.location = ""
        self.secrets_told: list[str] = []

    async def public(self, request: web.Request) -> web.Response:
        """Redirect where the case wants; nothing else."""
        if request.path == "/hop":
            return web.Response(status=307, headers={"Location": f"http://127.0.0.2:{self.port}/secret"})
        if request.path == "/robots.txt" and "robots" not in self.location:
            return web.Response(status=404)
        target = self.location.removeprefix("robots:").format(port=self.port)
        return web.Response(status=302, headers={"Location": target}) if target else web.Response(body=b"public")

    async def private(self, request: web.Request) -> web.Response:
        """Tell the secret, and remember that it was asked for."""
        self.secrets_told.append(str(request.url))
        return web.Response(body=b"secret")

    async def fetch(self, url: str, allowed: str = "", times: int = 1) -> list[str]:
        """Serve, fetch, and return how each try ended."""
        runners = [_runner(self.public), _runner(self.private)]
        for runner in runners:
            await runner.setup()
        public = web.TCPSite(runners[0], "127.0.0.1", 0)
        await public.start()
        self.port = runners[0].addresses[0][1]
        await web.TCPSite(runners[1], "127.0.0.2", self.port).start()
        settings = read_settings({"RASID_ALLOW_PRIVATE": allowed.format(port=self.port)})
        try:
            return [await _end(url.format(port=self.port), settings) for _ in range(times)]
        finally:
            for runner in runners:
                await runner.cleanup()


def _runner(handler: Any) -> web.AppRunner:
    app = web.Application()
    app.router.add_get("/{path:.*}", handler)
    return web.AppRunner(app, access_log=None, shutdown_timeout=0.1)


async def _end(url: str, settings: Settings) -> str:
    async with open_web(settings, Limits(total_seconds=2.0)) as opened:
        try:
            return (await opened.fetch(url)).body.decode()
        except ForbiddenUrlError:
            return "forbidden"
        except FetchError as error:
            return error.outcome


@pytest.mark.parametrize("name", LITERALS)
def test_no_way_to_write_a_private_address_is_dialled(name: str) -> None:
    """Whatever the host part says, the address that the socket would connect to decides."""
    loopback = Loopback()

    ends = asyncio.run(loopback.fetch(f"http://{LITERALS[name]}:{{port}}/secret".replace("127.0.0.1", "127.0.0.2")))
    ends += asyncio.run(loopback.fetch(f"http://{LITERALS[name]}:{{port}}/secret"))

    assert set(ends) <= {"forbidden", "bad_address", "unreachable"}
    assert "public" not in ends
    assert loopback.secrets_told == []


@pytest.mark.parametrize("name", TARGETS)
def test_no_redirect_leads_to_a_private_address(name: str) -> None:
    """Each hop is looked at; other schemes than http and https are none."""
    loopback = Loopback()
    loopback.location = TARGETS[name]

    ends = asyncio.run(loopback.fetch("http://127.0.0.1:{port}/a", allowed="127.0.0.1:{port}"))

    assert set(ends) <= {"forbidden", "bad_address", "too_many_redirects", "unreachable"}
    assert loopback.secrets_told == []


def test_robots_txt_is_no_way_around() -> None:
    """It is fetched under the same rules as everything else."""
    loopback = Loopback()
    loopback.location = "robots:http://127.0.0.2:{port}/secret"

    assert asyncio.run(loopback.fetch("http://127.0.0.1:{port}/a", allowed="127.0.0.1:{port}")) == ["forbidden"]
    assert loopback.secrets_told == []


@pytest.mark.parametrize(
    "answers",
    [
        [["127.0.0.2"]],
        [["127.0.0.1"], ["127.0.0.2"]],
        [["127.0.0.2"], ["127.0.0.1"]],
        [["127.0.0.2", "127.0.0.1"]],
        [["::ffff:127.0.0.2"]],
    ],
    ids=["private", "rebinding", "rebinding back", "both at once", "mapped"],
)
def test_no_name_leads_to_a_private_address(answers: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server may say what it likes, and something else the next time: only what is dialled counts."""
    asked = itertools.count()
    real = socket.getaddrinfo

    def lookup(host: Any, *arguments: Any, **options: Any) -> Any:
        if host != "evil.example":
            return real(host, *arguments, **options)
        found = answers[min(next(asked), len(answers) - 1)]
        return [info for address in found for info in real(address, *arguments, **options)]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    loopback = Loopback()

    ends = asyncio.run(loopback.fetch("http://evil.example:{port}/a", allowed="127.0.0.1:{port}", times=3))

    assert set(ends) <= {"forbidden", "public", "unreachable"}
    assert next(asked) > 0
    assert loopback.secrets_told == []


@pytest.mark.postgres
def test_an_entry_that_names_a_private_page_is_a_rejection(source: tuple[Site, Settings]) -> None:
    """Feeds choose the addresses of pages: those that must not be dialled have their outcome, the others come."""
    served, settings = source
    served.publish(1)
    private = [
        "http://127.0.0.2/x",
        "http://localhost:1/x",
        "http://[::1]/x",
        "http://169.254.169.254/latest/meta-data",
    ]
    served.feed(served.item(1) + "".join(served.item(n, link=url) for n, url in enumerate(private, 2)))
    poll(settings)

    assert fetch_pages("r", settings=settings) == {"fetched": 1, "forbidden_address": 4}
    assert {row.reason for row in rows(settings, "select reason from ops.rejection")} == {"forbidden_address"}
