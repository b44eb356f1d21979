"""How long alerts took, as analysts read it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from include.rasid.stages.deliver import deliver_alerts
from tests.smtp_servers import Post, post_office
from tests.warehouse.outbox_rows import empty_outbox, readers

if TYPE_CHECKING:
    from tests.warehouse.outbox_rows import Warehouse

pytestmark = pytest.mark.postgres


def told(warehouse: Warehouse, published_hours_ago: int, told_hours_ago: int) -> int:
    """Write an alert that two readers are to get, of an article of some hours ago."""
    alert_id = warehouse.add_alert()
    warehouse.execute("insert into core.publisher values ('sada', 'صدى', 'Sada') on conflict do nothing")
    warehouse.execute(
        "insert into core.article (article_key, publisher_key, url, title, text, content_sha256, published_at,"
        " published_basis, batch_id) values (%s, 'sada', '', 't', 'x', '', now() - %s, 'feed', 0)",
        f"sada:{alert_id}",
        timedelta(hours=published_hours_ago),
    )
    warehouse.execute(
        "update ops.alert set article_key = %s, created_at = now() - %s where alert_id = %s",
        f"sada:{alert_id}",
        timedelta(hours=told_hours_ago),
        alert_id,
    )
    warehouse.add_deliveries(alert_id, *readers(2))
    return alert_id


def test_latency_of_each_alert_and_of_a_day(warehouse_dsn: str) -> None:
    """Each step is measured to the first mail that was accepted; what nobody got is left out; a day has median and worst."""
    warehouse = empty_outbox(warehouse_dsn)
    for hours in (2, 3, 9):
        told(warehouse, hours, 1)
    with post_office(Post({"reader0@newsroom.example": "550 no such user"})) as port:
        deliver_alerts("run", settings=warehouse.settings(port))
    told(warehouse, 100, 1)
    alerts = warehouse.execute("select * from mart.alert_latency order by whole")
    days = warehouse.execute("select * from mart.latency_daily")

    assert [round(a.whole / timedelta(hours=1)) for a in alerts] == [2, 3, 9]
    assert [round(a.until_told / timedelta(hours=1)) for a in alerts] == [1, 2, 8]
    assert [round(a.until_accepted / timedelta(hours=1)) for a in alerts] == [1, 1, 1]
    assert [(a.readers, a.first_seen_at) for a in alerts] == [(1, None)] * 3
    assert [
        (d.alerts, round(d.median_whole / timedelta(hours=1)), round(d.worst_whole / timedelta(hours=1))) for d in days
    ] == [(3, 3, 9)]
