"""Warehouses that got given articles batch by batch, for tests of what comes after detection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from include.rasid.io.migrations import migrate
from include.rasid.io.warehouse import connect, transaction
from include.rasid.settings import read_settings
from include.rasid.stages.detect import detect_contacts
from include.rasid.stages.publish import publish_batches
from include.rasid.stages.resolve import resolve_contacts
from include.rasid.stages.stage_articles import stage_articles

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from include.rasid.model import Article
    from include.rasid.settings import Settings


def read(make_database: Callable[[], str], batches: Sequence[Sequence[Article]], **env: str) -> Settings:
    """Return the settings of a new warehouse that got the articles batch by batch, each resolved before the next."""
    dsn = make_database()
    connection = connect(dsn)
    migrate(connection)
    connection.close()
    settings = read_settings({"WAREHOUSE_DSN": dsn, "RASID_AS_OF": "publication", **env})
    for batch in batches:
        read_more(settings, batch)
    return settings


def read_more(settings: Settings, batch: Sequence[Article]) -> dict[str, int]:
    """Take one more batch to resolution; validation, which has tests of its own, lets everything pass. Return resolution's counts."""
    stage_articles("load", batch, settings=settings)
    detect_contacts("load", settings=settings)
    execute(settings, "update staging.batch set state = 'validated' where state = 'detected'")
    publish_batches("load", settings=settings)
    return resolve_contacts("load", settings=settings)


def rows(settings: Settings, statement: str) -> list[Any]:
    """Return the rows of a query."""
    with transaction(settings.warehouse_dsn) as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def execute(settings: Settings, *statements: str) -> None:
    """Run statements in one transaction."""
    with transaction(settings.warehouse_dsn) as cursor:
        for statement in statements:
            cursor.execute(statement)
