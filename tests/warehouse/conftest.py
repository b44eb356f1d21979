"""Fixtures of the tests that need a warehouse."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.warehouse.collecting import list_feed, rows, settings_for, site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from include.rasid.settings import Settings
    from tests.warehouse.collecting import Site


@pytest.fixture(scope="module")
def served() -> Iterator[Site]:
    """One server for all tests of a module; each test fills it anew."""
    with site() as made:
        yield made


@pytest.fixture
def source(served: Site, warehouse_dsn: str, tmp_path: Path) -> tuple[Site, Settings]:
    """An empty site, an empty warehouse and a feeds.yml with one feed."""
    served.answers.clear()
    served.asked.clear()
    settings = settings_for(tmp_path, warehouse_dsn, RASID_ALLOW_PRIVATE=urlsplit(served.base).netloc)
    rows(settings, "truncate raw.feed, staging.batch, ops.rejection, ops.run_ledger cascade")
    list_feed(settings, f"{served.base}/rss")
    return served, settings
