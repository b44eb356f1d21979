"""Build what a report says; a test states only what it is about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from include.rasid.core.report import Letter, ReportStyle, compose_report
from include.rasid.io.reports import load_report_style
from include.rasid.settings import read_settings


def report_style(**environment: str) -> ReportStyle:
    """Return the real templates and words, for readers in Riyadh."""
    return load_report_style(read_settings({"MAIL_FROM": "rasid@alerts.example", **environment}))


def make_report_facts(**fields: Any) -> dict[str, Any]:
    """Return the figures of a day on which much works and something does not."""
    return {
        "first": "2026-11-23",
        "last": "2026-11-23",
        "since": "2026-11-23T00:00:00+00:00",
        "until": "2026-11-24T00:00:00+00:00",
        "contacts": {"held": 3, "planned": 2, "postponed": 1},
        "told": [
            {"headline": {"ar": "عُقد: لقاء روبيو ولافروف – جنيف", "en": "Held: Rubio–Lavrov, Geneva, 23 Nov 2026"}}
        ],
        "ahead": [
            {
                "people_ar": ["ماركو روبيو", "سيرغي لافروف"],
                "people_en": ["Marco Rubio", "Sergey Lavrov"],
                "starts_on": "2026-12-02",
                "ends_on": "2026-12-02",
                "place_ar": "جنيف",
                "place_en": "Geneva",
            }
        ],
        "mail": {"alerts": 4, "suppressed": 1, "sent": 12, "refused": 1, "unknown": 0, "pending": 0},
        **_sources(),
        **_workings(),
        **fields,
    }


def make_report(kind: str = "heartbeat", **fields: Any) -> bytes:
    """Return a report as a mail."""
    letter = Letter(
        recipient="editor@newsroom.example",
        message_id=f"<{kind}-2026-11-23.0@alerts.example>",
        written_at=datetime(2026, 11, 24, 4, tzinfo=UTC),
    )
    return compose_report(kind, make_report_facts(**fields), letter, report_style())


def _workings() -> dict[str, Any]:
    """Return what a report says of Rasid itself."""
    return {
        "articles": {"published": 812, "same_article": 40, "not_arabic": 21, "server_error": 3},
        "checks": {"passed": 41, "warned": 1, "failed": 0, "failed_names": []},
        "recall": {"found": 11, "missed": 1, "not_covered": 2},
        "latency": {
            "alerts": 4,
            "median_seconds": 640.0,
            "worst_seconds": 2900.0,
            "median_ours_seconds": 41.0,
            "worst_ours_seconds": 95.5,
        },
        "canary": {
            "planted": 7,
            "arrived": 7,
            "lost": 0,
            "under_way": 0,
            "median_seconds": 62.0,
            "worst_seconds": 131.0,
        },
        "waiting": {
            "held_batches": 0,
            "quarantined": 2,
            "unknown": 0,
            "reviews": 3,
            "last_poll_at": "2026-11-24T03:50:00+00:00",
            "degraded_since": None,
        },
        "days": [
            {"day": f"2026-11-{17 + n}", "articles": count, "alerts": n % 3}
            for n, count in enumerate((702, 688, 0, 745, 391, 420, 812))
        ],
    }


def _sources() -> dict[str, Any]:
    """Return what a report says of the feeds."""
    sada = {"publisher_ar": "صدى الأخبار", "publisher_en": "Sada News"}
    return {
        "feeds": {
            "total": 43,
            "failing": [{**sada, "feed_key": "sada_world", "since": "2026-11-21T08:10:00+00:00", "outcome": "timeout"}],
            "silent": [
                {
                    "publisher_ar": "CNN بالعربية",
                    "publisher_en": "CNN Arabic",
                    "feed_key": "cnn",
                    "since": "2026-11-20T10:00:00+00:00",
                    "outcome": "ok",
                }
            ],
        },
        "gaps": [
            {
                **sada,
                "gaps": 1,
                "since": "2026-11-23T09:00:00+00:00",
                "until": "2026-11-23T09:40:00+00:00",
                "entries": 30,
            }
        ],
    }
