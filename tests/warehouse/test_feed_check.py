"""`./rasid feeds check` and `notices` against a real site and a real warehouse."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from include.rasid.io.feed_check import check_feeds
from include.rasid.io.feeds_file import load_feeds
from include.rasid.settings import PROJECT
from tests.warehouse.collecting import list_feed, poll

if TYPE_CHECKING:
    from include.rasid.io.feed_check import FeedFinding
    from include.rasid.settings import Settings
    from tests.warehouse.collecting import Site

pytestmark = pytest.mark.postgres


def check(settings: Settings) -> FeedFinding:
    """Return what is found of the one feed."""
    [finding] = check_feeds(load_feeds(settings.feeds_file).feeds, settings)
    return finding


def test_a_good_feed_is_described(source: tuple[Site, Settings]) -> None:
    """Items, the newest of them, charset, robots, 304."""
    served, settings = source
    served.feed(served.item(1) + served.item(2, dated="Sat, 22 Jan 2022 10:00:00 GMT") + "<item/>", etag='"x"')
    served.answers["/rss"].headers["Content-Type"] = "application/rss+xml; charset=utf-8"

    found = check(settings)

    assert found.is_good
    assert (found.outcome, found.items, found.rejected, found.charset) == ("ok", 2, 1, "utf-8")
    assert (found.robots, found.has_304, found.status, found.moved_to) == ("allowed", True, 200, None)
    assert found.newest_at is not None
    assert found.newest_at.day == 22


@pytest.mark.parametrize(
    ("answer", "robots", "expected"),
    [
        (web.Response(status=404), "", ("not_found", "unknown", 404)),
        (web.Response(text="<html>x</html>"), "", ("not_a_feed", "allowed", 200)),
        (web.Response(text="<rss><channel>" + "<a>" * 999), "", ("too_complex", "allowed", 200)),
        (web.Response(text="<rss/>"), "User-agent: *\nDisallow: /rss", ("robots_denied", "denied", None)),
    ],
    ids=["gone", "HTML", "too deep", "closed"],
)
def test_a_feed_that_cannot_be_used_says_why(
    source: tuple[Site, Settings], answer: web.Response, robots: str, expected: tuple[object, ...]
) -> None:
    """Under the outcome that its polls would have."""
    served, settings = source
    served.answers["/rss"] = answer
    served.answers["/robots.txt"] = web.Response(text=robots)

    found = check(settings)

    assert (found.outcome, found.robots, found.status) == expected
    assert not found.is_good


def test_a_feed_without_validators_has_no_304_to_give(source: tuple[Site, Settings]) -> None:
    """It is not asked a second time."""
    served, settings = source
    served.publish(1)

    assert check(settings).has_304 is None
    assert served.asked_for("/rss") == 1


def rasid(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line with these settings."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(PROJECT),
        "RASID_HOME": str(settings.home),
        "RASID_FEEDS": str(settings.feeds_file),
        "WAREHOUSE_DSN": settings.warehouse_dsn,
        "RASID_ALLOW_PRIVATE": ",".join(settings.allowed_private),
        "COLUMNS": "200",
    }
    command = [sys.executable, "-m", "include.rasid.cli", "feeds", *arguments]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)


def test_the_command_tells_and_its_exit_code_agrees(source: tuple[Site, Settings]) -> None:
    """0 when every active feed can be used, 1 when not, 2 for a key that is none; nothing is stored."""
    served, settings = source
    served.publish(1, 2)
    good = rasid(settings, "check")
    served.answers["/rss"] = web.Response(status=410)
    bad = rasid(settings, "check", "sada")

    assert (good.returncode, "1 of 1 feeds can be polled" in good.stdout) == (0, True), good.stderr
    assert (bad.returncode, "gone 410" in bad.stdout) == (1, True)
    assert rasid(settings, "check", "nobody").returncode == 2
    list_feed(settings, f"{served.base}/rss", active="false")
    assert (rasid(settings, "check").returncode, rasid(settings, "check", "--all").returncode) == (0, 0)


def test_notices_are_printed(source: tuple[Site, Settings]) -> None:
    """What a poll noted, or that there is nothing."""
    served, settings = source
    assert rasid(settings, "notices").stdout == "nothing to look at\n"
    served.answers["/rss"] = web.Response(status=410)
    poll(settings)

    assert rasid(settings, "notices").stdout.startswith("sada: gone: ")
