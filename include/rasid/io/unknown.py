"""Deliveries of which nobody knows whether they arrived, and what a person decides on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from include.rasid.core.alert_facts import read_alert_facts
from include.rasid.core.mail_words import headline
from include.rasid.errors import BadInputError
from include.rasid.io.templates import TEMPLATES, load_phrases
from include.rasid.io.warehouse import run

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg2.extensions import cursor as Cursor

_VERDICTS = {
    "arrived": ("sent", "a person says that it arrived"),
    "again": ("pending", "a person has it sent again"),
    "drop": ("refused", "a person has given it up"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A delivery that waits for a person."""

    delivery_id: int
    email: str
    headline: str  # in English; empty where the alert cannot be read
    message_id: str | None  # None: sealed by an older version
    since: datetime
    detail: str


def list_unknown(cursor: Cursor) -> list[Unknown]:
    """Return the deliveries whose fate is unknown, the oldest first."""
    return [_unknown(row) for row in run(cursor, "unknown_deliveries")]


def decide_unknown(cursor: Cursor, delivery_id: int, verdict: str) -> None:
    """Carry out what a person decided: ``arrived``, ``again`` or ``drop``.

    Raises:
        BadInputError: The delivery's fate is not unknown.
    """
    state, detail = _VERDICTS[verdict]
    if not run(cursor, "decide_delivery", {"delivery_id": delivery_id, "state": state, "detail": detail}):
        raise BadInputError(f"delivery {delivery_id} waits for no decision: ./rasid mail unknown")


def _unknown(row: Any) -> Unknown:
    try:
        line = headline(read_alert_facts(row.facts), "en", load_phrases(TEMPLATES / "phrases.yml"))
    except BadInputError:
        line = ""
    return Unknown(
        delivery_id=row.delivery_id,
        email=row.email,
        headline=line,
        message_id=row.message_id,
        since=row.claimed_at or row.finished_at,
        detail=row.detail or "",
    )
