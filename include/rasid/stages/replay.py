"""Run articles through everything after extraction on a scratch warehouse and tell what would have been mailed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from include.rasid.io.migrations import migrate
from include.rasid.io.warehouse import connect, run, transaction
from include.rasid.stages.detect import detect_contacts
from include.rasid.stages.publish import publish_batches
from include.rasid.stages.resolve import resolve_contacts
from include.rasid.stages.stage_articles import stage_articles
from include.rasid.stages.validate import validate_batches

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from include.rasid.model import Article
    from include.rasid.settings import Settings


def replay_articles(
    articles: Sequence[Article], *, settings: Settings, progress: Callable[[str], None] = lambda _: None
) -> list[dict[str, Any]]:
    """Return one row for each alert, in the order in which it would have been mailed.

    ``settings.warehouse_dsn`` must lead to an empty scratch database: it is migrated and filled.
    """
    connection = connect(settings.warehouse_dsn)
    migrate(connection)
    connection.close()
    stage_articles("replay", articles, settings=settings)
    for name, stage in (
        ("detect", detect_contacts),
        ("validate", validate_batches),
        ("publish", publish_batches),
        ("resolve", resolve_contacts),
    ):
        progress(name)
        stage("replay", settings=settings)
    with transaction(settings.warehouse_dsn) as cursor:
        return [_alert(row) for row in run(cursor, "replayed_alerts")]


def _alert(row: Any) -> dict[str, Any]:
    return {
        "article_id": row.article_key,
        "participants": row.participants,
        "transition": row.transition,
        "date": row.facts["date"],
        "place": row.place,
        "contact_id": row.contact_id,
        "mode": row.facts["mode"],
        "confidence": row.facts["confidence"],
    }
