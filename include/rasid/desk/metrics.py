"""Figures for Prometheus, counted from the warehouse when they are asked for: what is stored is what is measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID  # noqa: TC003 - FastAPI reads the annotations

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from include.rasid.desk.routes import desk_of
from include.rasid.desk.subscriptions import admit
from include.rasid.io.warehouse import run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# What each figure is; "of a day" means the 24 hours before it was asked for.
METRICS = {
    "rasid_feeds": "Feeds that are polled, by whether the last poll succeeded.",
    "rasid_feed_notices": "Open notes on feeds, by kind.",
    "rasid_feed_last_success_seconds": "Seconds since any feed was read.",
    "rasid_polls": "Polls of a day by outcome.",
    "rasid_entries": "Entries of a day: new, known, rejected.",
    "rasid_coverage_gaps": "Polls of a day in which nothing was known: entries may have been missed before.",
    "rasid_pages_waiting": "Pages to be fetched.",
    "rasid_oldest_page_waiting_seconds": "How long the oldest page is due.",
    "rasid_batches": "Batches of a day and those not yet published, by state.",
    "rasid_oldest_batch_seconds": "Age of the oldest batch on its way to core.",
    "rasid_quarantined": "Expectations' findings that wait for a decision.",
    "rasid_articles": "Articles of a day that reached core.",
    "rasid_contacts_changed": "Contacts that changed in a day, by status.",
    "rasid_mention_confidence": "Contact mentions in articles of a week with at most this confidence.",
    "rasid_alerts": "Alerts of a day by transition and whether they were told.",
    "rasid_deliveries": "Deliveries that wait or ended within a day, by state.",
    "rasid_oldest_delivery_seconds": "Age of the oldest alert whose delivery is due.",
    "rasid_reviews_waiting": "Contacts that wait for a person.",
    "rasid_checks_failed": "Failed checks of a day by severity.",
    "rasid_stage_runs": "Runs of a day by stage.",
    "rasid_stage_seconds": "Longest run of a day by stage.",
    "rasid_stage_last_run_seconds": "Seconds since a stage ended last.",
    "rasid_latency_seconds": "From first seen to the mail server, on the last day with alerts.",
}

routes = APIRouter(include_in_schema=False)


@routes.get("/metrics")
def metrics(request: Request, token: UUID) -> Response:
    """Return the figures in Prometheus' text format; the token is one of ``./rasid desk link``."""
    desk = desk_of(request)
    with desk.database.reading() as cursor:
        admit(cursor, token)
        rows = run(cursor, "metrics")
    registry = CollectorRegistry()
    registry.register(_Counted(rows))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


class _Counted:
    """The rows of one answer as gauges."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self._rows = rows

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield each figure with its labels; one that nothing was counted for is left out."""
        for name, meaning in METRICS.items():
            own = [row for row in self._rows if row.metric == name]
            if not own:
                continue
            labels = sorted(own[0].labels)
            gauge = GaugeMetricFamily(name, meaning, labels=labels)
            for row in own:
                gauge.add_metric([row.labels[label] for label in labels], row.value)
            yield gauge
