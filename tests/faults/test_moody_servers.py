"""Servers that are slow, come and go, and lie about lengths: each request has its outcome, and in the end all news is there, once."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from itertools import takewhile
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from include.rasid.core.outcomes import FetchOutcome
from include.rasid.errors import FetchError
from include.rasid.io.migrations import migrate
from include.rasid.io.warehouse import connect
from include.rasid.io.web import Limits, open_web
from include.rasid.settings import read_settings
from include.rasid.stages.detect import detect_contacts
from include.rasid.stages.extract import extract_articles
from include.rasid.stages.fetch import fetch_pages
from include.rasid.stages.poll import poll_feeds
from include.rasid.stages.publish import publish_batches
from include.rasid.stages.reconcile import reconcile_collection
from include.rasid.stages.resolve import resolve_contacts
from include.rasid.stages.validate import validate_batches
from tests.faults.moody_site import MOODS, MoodySite, moody_site
from tests.faults.same_warehouse import contents, differences
from tests.warehouse.collecting import list_feed, rows, settings_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from include.rasid.model import Page
    from include.rasid.settings import Settings

pytestmark = pytest.mark.postgres
STAGES = (
    poll_feeds,
    fetch_pages,
    reconcile_collection,
    extract_articles,
    detect_contacts,
    validate_batches,
    publish_batches,
    resolve_contacts,
)
NUMBERS = range(1, 13)
# How often it had to be asked, what was refused on the way, and in how many batches the articles came.
OF_THE_WAY = frozenset({"raw.page", "raw.page_body", "staging.batch", "core.contact_revision", "mart.contact_timeline"})


def new_warehouse(folder: Path, site: MoodySite, dsn: str) -> Settings:
    """Return the settings of an empty warehouse over the site."""
    folder.mkdir()
    connection = connect(dsn)
    migrate(connection)
    connection.close()
    allowed = urlsplit(site.base).netloc
    settings = settings_for(folder, dsn, RASID_ALLOW_PRIVATE=allowed, RASID_AS_OF="publication")
    list_feed(settings, f"{site.base}/rss")
    return settings


def run_round(settings: Settings, run_id: str) -> dict[str, dict[str, int]]:
    """Run every stage, whatever waits for its next attempt."""
    rows(settings, "update raw.feed set next_due_at = '-infinity'")
    rows(settings, "update raw.page set next_attempt_at = '-infinity'")
    return {stage.__name__: stage(run_id, settings=settings) for stage in STAGES}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_a_server_in_every_mood(seed: int, make_database: Callable[[], str], tmp_path: Path) -> None:
    """Up to three bad answers for each page and for the feed: the same articles, contacts and alerts, none given up, none twice."""
    chance = random.Random(seed)
    with moody_site() as site:
        site.publish(*NUMBERS)
        undisturbed = new_warehouse(tmp_path / "undisturbed", site, make_database())
        run_round(undisturbed, "undisturbed")
        site.asked.clear()
        site.moods = {path: chance.choices(MOODS, k=chance.randrange(4)) for path in site.bodies}
        settings = new_warehouse(tmp_path / "moody", site, make_database())
        rounds = [run_round(settings, f"round {n}") for n in range(8)]

        found, wanted = contents(settings.warehouse_dsn), contents(undisturbed.warehouse_dsn)
    assert differences(found, wanted, apart_from=OF_THE_WAY) == {}
    assert len(found["core.article"]) == len(NUMBERS)
    assert found["ops.alert"]
    fetched = sum(r["fetch_pages"].get("fetched", 0) for r in rounds)
    failed = sum(n for r in rounds for outcome, n in r["fetch_pages"].items() if outcome != "fetched")
    moods = Counter(
        mood for path, moods in site.moods.items() if path != "/rss" for mood in takewhile("slow".__ne__, moods)
    )
    assert fetched == len(NUMBERS)
    # a server that hangs up on a connection that was kept is asked again at once
    assert moods.total() - moods["hangs_up"] <= failed <= moods.total()


def fetch(site: MoodySite, *paths: str) -> list[Page | FetchError]:
    """Fetch pages one after the other in one session; no request may take more than two seconds."""

    async def run() -> list[Page | FetchError]:
        settings = read_settings({"RASID_ALLOW_PRIVATE": urlsplit(site.base).netloc})
        found: list[Page | FetchError] = []
        async with open_web(settings, Limits(total_seconds=2.0)) as web:
            for path in paths:
                try:
                    found.append(await web.fetch(site.base + path))
                except FetchError as error:
                    found.append(error)
        return found

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("mood", "outcome"),
    [
        ("cut_off", FetchOutcome.BAD_ANSWER),
        ("promises_more", FetchOutcome.BAD_ANSWER),
        ("breaks_chunks", FetchOutcome.BAD_ANSWER),
        ("hangs_up", FetchOutcome.UNREACHABLE),
        ("endless", FetchOutcome.TIMEOUT),
    ],
)
def test_half_a_body_is_no_body(mood: str, outcome: FetchOutcome) -> None:
    """What was cut off, or came with less than its head had promised, is not taken for a page; the next request is answered."""
    with moody_site() as site:
        site.publish(1, 2)
        site.moods = {
            "/1": [mood, mood] if mood == "hangs_up" else [mood]
        }  # that is tried again at once on a kept connection
        first, again, other = fetch(site, "/1", "/1", "/2")

    assert isinstance(first, FetchError)
    assert first.outcome == outcome
    assert [getattr(page, "body", None) for page in (again, other)] == [site.bodies["/1"], site.bodies["/2"]]


def test_what_comes_behind_a_body_is_not_the_next_answer() -> None:
    """A head that promises less than comes: the page ends where it says, and the rest spoils no other page of that server."""
    with moody_site() as site:
        site.publish(1, 2)
        site.moods = {"/1": ["promises_less"]}
        _, other, again = fetch(site, "/1", "/2", "/1")

    assert [getattr(page, "body", None) for page in (other, again)] == [site.bodies["/2"], site.bodies["/1"]]
