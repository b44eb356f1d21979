"""Send out the canary of a day: a synthetic article that goes the way of all news, from the archive to a mailbox."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from include.rasid.io.archive import Archive
from include.rasid.io.canary import CANARY, canary_address, canary_names, canary_page
from include.rasid.io.warehouse import insert_rows, record_run, run, transaction
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from datetime import date

    from include.rasid.settings import Settings


def plant_canary(run_id: str, *, settings: Settings | None = None, day: date | None = None) -> dict[str, int]:
    """Put the canary of a UTC day, today for None, into the archive as a page that was just fetched; return planted, known or off.

    Once a day, however often this runs; ``off`` where RASID_CANARY_MAIL is empty. From here on it is an article like any other: extracted,
    read by the watch of its own, validated, published, resolved, alerted and mailed.

    Raises:
        ArchiveDownError: The archive cannot be written now; nothing is planted.
    """
    chosen = settings or process_settings()
    if not chosen.reports.canary_mail:
        return {"off": 1}
    today = day or datetime.now(UTC).date()
    title, body = canary_page(today)
    digest, uri = Archive(chosen.archive_url).put(body)
    url = canary_address(today)
    with transaction(chosen.warehouse_dsn) as cursor:
        if not run(cursor, "plant_canary", {"day": today, "article_key": url}):
            return {"known": 1}
        insert_rows(cursor, "upsert_publishers", [(CANARY, *canary_names(), None)])
        run(cursor, "plant_canary_feed", {"url": url})
        page = {"run_id": run_id, "url": url, "title": title, "body_sha256": digest, "archive_uri": uri}
        run(cursor, "plant_canary_page", page)
        counts = {"planted": 1}
        record_run(cursor, run_id=run_id, stage="canary", counts=counts)
    return counts
