"""The figures of a report, read from the warehouse."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from include.rasid.core.alert_facts import read_alert_facts
from include.rasid.core.mail import LANGUAGES
from include.rasid.core.mail_words import headline
from include.rasid.errors import BadInputError
from include.rasid.io.feeds_file import load_feeds
from include.rasid.io.templates import TEMPLATES, load_phrases
from include.rasid.io.warehouse import run

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor

    from include.rasid.settings import Settings

ENOUGH_FAILURES = 2  # in a row: one alone is a hiccup of the net, and the next poll comes half an hour later
_MOST_LISTED = 10  # plans and gaps of a report
_MOST_TOLD = 30  # headlines of a weekly digest
_RECALL = timedelta(days=365)  # how far back recall is measured: lists of contacts come out late
_CANARY_DAYS = timedelta(days=7)  # a heartbeat tells of the canaries of a week: one alone says little of loss
_CANARY_PATIENCE = timedelta(hours=2)  # one that has not arrived after that is lost; the path takes minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """UTC days, both included."""

    first: date
    last: date

    @property
    def since(self) -> datetime:
        """The first moment."""
        return datetime.combine(self.first, time(), UTC)

    @property
    def until(self) -> datetime:
        """The first moment after them."""
        return datetime.combine(self.last, time(), UTC) + timedelta(days=1)


def read_report(cursor: Cursor, span: Span, settings: Settings, now: datetime) -> dict[str, Any]:
    """Return what ``include.rasid.core.report`` tells of these days, as plain values that JSON can hold."""
    when = {"since": span.since, "until": span.until}
    waiting = run(cursor, "report_waiting")[0]._asdict()
    return {
        "first": span.first.isoformat(),
        "last": span.last.isoformat(),
        "since": span.since.isoformat(),
        "until": span.until.isoformat(),
        "contacts": {row.status: row.contacts for row in run(cursor, "report_contacts", when)},
        "told": _told(cursor, when),
        "ahead": [_plain(row) for row in run(cursor, "report_ahead", {**when, "most": _MOST_LISTED})],
        "mail": _plain(run(cursor, "report_mail", when)[0]),
        "feeds": _feeds(cursor, settings),
        "gaps": [_plain(row) for row in run(cursor, "report_gaps", {**when, "most": _MOST_LISTED})],
        "articles": {row.outcome: row.articles for row in run(cursor, "report_articles", when)},
        "checks": _plain(run(cursor, "report_checks", when)[0]),
        "recall": _recall(cursor, span),
        "latency": _plain(run(cursor, "report_latency", when)[0]),
        "canary": _canary(cursor, span, now) if settings.reports.canary_mail else None,
        "waiting": {name: _value(value) for name, value in waiting.items()},
        "days": [_plain(row) for row in run(cursor, "report_days", when)],
    }


def active_feeds(cursor: Cursor, settings: Settings) -> tuple[list[Any], int]:
    """Return how the active feeds fare, those that were polled, and how many are active."""
    keys = [feed.key for feed in load_feeds(settings.feeds_file).feeds if feed.active]
    rows = run(cursor, "report_feeds", {"feed_keys": keys, "enough": ENOUGH_FAILURES})
    return rows, len(keys)


def _told(cursor: Cursor, when: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the headlines of the alerts, the newest first; one that cannot be told is left out, as it is of mail."""
    phrases = load_phrases(TEMPLATES / "phrases.yml")
    told = []
    for row in run(cursor, "report_told", {**when, "most": _MOST_TOLD}):
        try:
            facts = read_alert_facts(row.facts)
        except BadInputError:
            continue
        told.append({"headline": {language: headline(facts, language, phrases) for language in LANGUAGES}})
    return told


def _feeds(cursor: Cursor, settings: Settings) -> dict[str, Any]:
    rows, total = active_feeds(cursor, settings)
    return {
        "total": total,
        "failing": [_feed(row, row.last_ok_at) for row in rows if row.is_failing],
        "silent": [_feed(row, row.silent_since) for row in rows if row.silent_since and not row.is_failing],
    }


def _feed(row: Any, since: datetime | None) -> dict[str, Any]:
    names = {name: getattr(row, name) for name in ("feed_key", "publisher_ar", "publisher_en", "outcome")}
    return {**names, "since": _value(since)}


def _recall(cursor: Cursor, span: Span) -> dict[str, int]:
    outcomes = [row.outcome for row in run(cursor, "recall_since", {"since": span.last - _RECALL})]
    return {name: outcomes.count(name) for name in ("found", "missed", "not_covered")}


def _canary(cursor: Cursor, span: Span, now: datetime) -> dict[str, Any]:
    """Return how the canaries fared that were sent out in the week before the end of the report, and how long those took that arrived."""
    since = min(span.since, span.until - _CANARY_DAYS)
    sent = run(cursor, "report_canaries", {"since": since, "until": span.until})
    taken = [(row.arrived_at - row.planted_at).total_seconds() for row in sent if row.arrived_at]
    lost = sum(row.arrived_at is None and row.planted_at < now - _CANARY_PATIENCE for row in sent)
    return {
        "planted": len(sent),
        "arrived": len(taken),
        "lost": lost,
        "under_way": len(sent) - len(taken) - lost,
        "median_seconds": statistics.median_low(taken) if taken else None,
        "worst_seconds": max(taken, default=None),
    }


def _plain(row: Any) -> dict[str, Any]:
    return {name: _value(value) for name, value in row._asdict().items()}


def _value(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, str | int | float) or value is None:
        return value
    return [_value(v) for v in value]
