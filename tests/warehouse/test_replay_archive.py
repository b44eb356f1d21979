"""Rebuilding some days of the warehouse in a scratch database: no difference by itself, each difference told, nothing touched."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from include.rasid.cli import app
from include.rasid.errors import BadInputError
from include.rasid.settings import settings as process_settings
from include.rasid.stages.replay_archive import replay_window
from tests.warehouse.loading import execute
from tests.warehouse.pipeline import Pipeline, served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.postgres
ALL = (date(1990, 1, 1), date(2030, 1, 1))
WATCHED = (
    "core.article",
    "core.contact",
    "core.contact_mention",
    "core.contact_revision",
    "ops.alert",
    "ops.delivery",
    "raw.page",
    "staging.batch",
)


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory, warehouse_dsn: str) -> Iterator[Pipeline]:
    """Return the newsroom's news, collected from its feeds and resolved."""
    with served(tmp_path_factory.mktemp("replay"), warehouse_dsn, None) as made:
        made.run("first")
        yield made


def contents(pipeline: Pipeline) -> list[Any]:
    return [
        pipeline.rows(f"select md5(string_agg(t::text, ',' order by t::text)) as hash from {table} t")[0].hash
        for table in WATCHED
    ]


def test_the_same_rules_read_the_same(pipeline: Pipeline, make_database: Callable[[], str]) -> None:
    """Everything after the archive comes out alike, and the warehouse is not touched."""
    before = contents(pipeline)
    found = replay_window(*ALL, make_database(), settings=pipeline.settings)

    assert (found.gone, found.new) == ((), ())
    assert found.pages > 180
    assert found.same > 300
    assert contents(pipeline) == before


def test_each_difference_is_told(pipeline: Pipeline, make_database: Callable[[], str]) -> None:
    """A claim, a contact and an alert that older rules had read otherwise stand with - and +."""
    [contact] = pipeline.rows(
        "select contact_id from core.contact where status = 'held' and mode = 'phone' and merged_into is null order by starts_on limit 1"
    )
    changes = (
        f"update core.contact set mode = 'video' where contact_id = '{contact.contact_id}'",
        f"update core.contact_mention set mode = 'video' where contact_id = '{contact.contact_id}'",
        f"update ops.alert set transition = 'announced' where contact_id = '{contact.contact_id}' and transition = 'held'",
    )
    execute(pipeline.settings, *changes)
    try:
        found = replay_window(*ALL, make_database(), settings=pipeline.settings)
    finally:
        execute(
            pipeline.settings,
            *(
                c.replace("'video'", "'phone'")
                .replace("'announced'", "'x'")
                .replace("'held'", "'announced'")
                .replace("'x'", "'held'")
                for c in changes
            ),
        )

    assert {kind for kind, _ in found.gone} >= {"claim", "contact"}
    assert all("video" in line or kind == "alert" for kind, line in found.gone)
    assert all("phone" in line or kind == "alert" for kind, line in found.new)


def test_a_window_holds_its_days_only(pipeline: Pipeline, make_database: Callable[[], str]) -> None:
    """Pages outside the days are not read."""
    found = replay_window(date(2022, 1, 1), date(2022, 12, 31), make_database(), settings=pipeline.settings)

    assert 0 < found.pages < 100
    assert [line for line in (*found.gone, *found.new) if line[0] in {"article", "claim"}] == []


def test_the_command_prints_the_difference(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last line has the sums; wrong arguments are one clear error."""
    monkeypatch.setenv("WAREHOUSE_DSN", pipeline.settings.warehouse_dsn)
    monkeypatch.setenv("RASID_HOME", str(pipeline.settings.home))
    process_settings.cache_clear()
    done = CliRunner().invoke(
        app, ["replay", "--diff", "--from", "2021-05-01", "--to", "2021-05-31"], catch_exceptions=False
    )
    process_settings.cache_clear()

    assert done.output.splitlines()[-1].startswith("0 gone, 0 new, ")
    for wrong in (["replay"], ["replay", "--diff"], ["replay", "--diff", "--from", "2021-05-01"]):
        with pytest.raises(BadInputError):
            CliRunner().invoke(app, wrong, catch_exceptions=False)
