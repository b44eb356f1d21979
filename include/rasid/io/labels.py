"""What people answered about contacts as labelled articles, JSON lines as ``make golden`` and the scorer read them."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from include.rasid.core.labels import Label, label_contacts
from include.rasid.core.verdicts import VerdictKind
from include.rasid.errors import BadInputError
from include.rasid.io.mention_json import contact_from_row, public_contact
from include.rasid.io.warehouse import run, transaction

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from psycopg2.extensions import cursor as Cursor

Words = tuple[str, str, tuple[str, ...]]  # article, evidence and people of a claim as it was read


def export_labels(dsn: str, out: Path, thresholds: Mapping[str, float]) -> tuple[int, int]:
    """Write the articles with an answer to ``out``; return how many, and how many are left out because their text has expired.

    ``thresholds`` are the review thresholds by watch: what is below was never shown to anybody.

    Raises:
        BadInputError: The file cannot be written.
    """
    with transaction(dsn) as cursor:
        labels = _labels(cursor)
        articles = run(cursor, "label_articles", {"article_keys": sorted(labels)})
        unasked = _unasked(cursor, labels, thresholds)
    kept = [row for row in articles if not row.is_expired]
    lines = [_line(row, labels[row.article_key], unasked[row.article_key]) for row in kept]
    try:
        out.write_text("".join(lines), "utf-8")
    except OSError as error:
        raise BadInputError(error.strerror or "cannot be written", path=out) from error
    return len(kept), len(labels) - len(kept)


def _labels(cursor: Cursor) -> dict[str, list[Label]]:
    found: defaultdict[str, list[Label]] = defaultdict(list)
    for row in run(cursor, "label_verdicts"):
        found[row.article_key].append(
            Label(
                kind=VerdictKind(row.kind),
                event=row.contact_id,
                is_asked=row.is_asked,
                evidence=row.evidence,
                participants=tuple(row.participants),
                claim=row.claim,
            )
        )
    return dict(found)


def _unasked(
    cursor: Cursor, labels: Mapping[str, list[Label]], thresholds: Mapping[str, float]
) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """Return the claims of the articles that nobody was asked about, with their contact."""
    asked: set[Words] = {(key, a.evidence, a.participants) for key, answers in labels.items() for a in answers}
    found: defaultdict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for row in run(cursor, "label_mentions", {"article_keys": sorted(labels)}):
        is_shown = row.confidence >= thresholds.get(row.watch_key, 1.0)
        if is_shown and (row.article_key, row.evidence, tuple(row.participants)) not in asked:
            event = str(row.contact_id or f"{row.article_key}#{row.ordinal}")
            found[row.article_key].append((event, public_contact(contact_from_row(row))))
    return found


def _line(row: Any, labels: list[Label], unasked: list[tuple[str, dict[str, Any]]]) -> str:
    article = {
        "id": row.article_key,
        "title": row.title,
        "text": row.text,
        "date_iso": row.published_at.date().isoformat(),
        "publisher": row.publisher_key,
        "url": row.url,
        "contacts": label_contacts(labels, unasked),
    }
    return json.dumps(article, ensure_ascii=False) + "\n"
