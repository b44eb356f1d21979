"""Remove bodies and full texts that are older than publishers' terms let us keep them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from include.rasid.io.archive import Archive
from include.rasid.io.warehouse import record_run, run, transaction
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from include.rasid.settings import Settings

_MOST = 2_000  # rows in one transaction


def expire_texts(run_id: str, *, settings: Settings | None = None, now: datetime | None = None) -> dict[str, int]:
    """Remove what is older than RASID_RETENTION_DAYS; return counts of texts, bodies, staged and quarantined articles.

    Title, link, hash, names, keywords, contact mentions and their evidence stay, and so does what search looks through. A body goes from
    the archive when no younger page or poll has the same; bodies that are not extracted yet, and articles that wait in quarantine, stay.

    Raises:
        ArchiveError: A body cannot be removed; it counts as there, and the next run tries again.
    """
    chosen = settings or process_settings()
    before = (now or datetime.now(UTC)) - chosen.retention
    counts: Counter[str] = Counter()
    while texts := _expire_texts(chosen.warehouse_dsn, before):
        counts["texts"] += texts
    with transaction(chosen.warehouse_dsn) as cursor:
        [others] = run(cursor, "expire_staged", {"before": before})
        counts.update(others._asdict())
    archive = Archive(chosen.archive_url)
    while bodies := _expire_bodies(chosen.warehouse_dsn, archive, before):
        counts["bodies"] += bodies
    with transaction(chosen.warehouse_dsn) as cursor:
        record_run(cursor, run_id=run_id, stage="expire", counts=+counts)
    return dict(+counts)


def _expire_texts(dsn: str, before: datetime) -> int:
    with transaction(dsn) as cursor:
        return len(run(cursor, "expire_texts", {"before": before, "most": _MOST}))


def _expire_bodies(dsn: str, archive: Archive, before: datetime) -> int:
    """Mark a chunk of bodies as expired and remove those that nobody else needs, before the mark commits."""
    with transaction(dsn) as cursor:
        bodies = run(cursor, "expired_bodies", {"before": before, "most": _MOST})
        marks = {
            "page_ids": [i for b in bodies for i in b.page_ids],
            "page_digests": [b.body_sha256 for b in bodies for _ in b.page_ids],
            "poll_ids": [i for b in bodies for i in b.poll_ids],
        }
        run(cursor, "mark_bodies_expired", marks)
        digests = [b.body_sha256 for b in bodies]
        needed = {row.body_sha256 for row in run(cursor, "bodies_still_needed", {"digests": digests})}
        for body in bodies:
            if body.body_sha256 not in needed:
                archive.remove(body.archive_uri)
    return len(bodies)
