"""No address but a public one, or one that a setting names, is dialled."""

from __future__ import annotations

import pytest
from aiohttp import web

from include.rasid.core.outcomes import FetchOutcome
from include.rasid.io.address_guard import is_public
from tests.unit.io.web_answers import NO_ROBOTS, SEEN, fetch, outcome


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
        ("::8.8.8.8", False),
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
