"""Hostile feeds in one run over a real server and warehouse: each poll is stored and adds up, and the honest feed among them is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from include.rasid.core.outcomes import FetchOutcome, PollOutcome
from include.rasid.stages.poll import poll_feeds
from include.rasid.stages.reconcile import reconcile_collection
from tests.faults.hostile_feeds import hostile_feeds, item, rss
from tests.warehouse.collecting import rows, values

if TYPE_CHECKING:
    from include.rasid.settings import Settings
    from tests.warehouse.collecting import Site

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

_HEAD = "version: 1\npublishers:\n  - {key: sada, name: {ar: صدى, en: Sada}}\nfeeds:\n"


def test_each_hostile_feed_is_stored_with_its_outcome(source: tuple[Site, Settings]) -> None:
    """What they hold can be written down or is rejected; no poll is missing, and each is one of the closed list."""
    served, settings = source
    feeds = list(hostile_feeds())
    lines = [f'  - {{key: f{n}, publisher: sada, url: "{served.base}/f{n}"}}\n' for n in range(len(feeds) + 1)]
    settings.feeds_file.write_text(_HEAD + "".join(lines), "utf-8")
    for n, feed in enumerate(feeds):
        is_sent = feed.declared and feed.declared.isprintable()  # the server of the test refuses to send others
        declared = {"Content-Type": f"application/rss+xml; charset={feed.declared}"} if is_sent else {}
        served.answers[f"/f{n}"] = web.Response(body=feed.body, headers=declared)
    served.answers[f"/f{len(feeds)}"] = web.Response(body=rss(item()).encode())

    counts = poll_feeds("hostile", settings=settings)

    outcomes = dict(map(tuple, rows(settings, "select feed_key, outcome from raw.feed_poll")))
    assert set(outcomes) == {f"f{n}" for n in range(len(feeds) + 1)}
    assert set(outcomes.values()) <= {*PollOutcome, FetchOutcome.TOO_LARGE, FetchOutcome.BAD_ANSWER}
    assert outcomes[f"f{len(feeds)}"] == "ok"
    assert sum(v for k, v in counts.items() if k.startswith("feeds_")) == len(feeds) + 1
    assert values(settings, "select sum(entries_seen)::int from raw.feed_poll")[0] > len(feeds)
    assert reconcile_collection("hostile", settings=settings)["polls"] == len(feeds) + 1
