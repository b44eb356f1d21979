"""The warehouse's server is stopped while stages load, and started again: they fail for now, and lose and double nothing."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from include.rasid.io.postgres import EmbeddedPostgres, embedded_postgres
from tests.faults.scenes import wait_until
from tests.faults.stage_process import NAMES, StageProcess

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.faults.scenes import Scene, Stage

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.full]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    """A server of this test's own."""
    made = embedded_postgres(tmp_path / "server")
    made.start()
    yield made
    made.stop()
    shutil.rmtree(made.base, ignore_errors=True)  # as root it lies outside the folder


def test_stopped_and_started_during_each_stage(
    server: EmbeddedPostgres, stage: Stage, undisturbed: Scene, tmp_path: Path
) -> None:
    """Stopped in order or as by a crash, with a stage's rows written and not committed: a transient error, then the same warehouse."""
    with ExitStack() as stack:
        scene = stack.enter_context(stage.scene(tmp_path / "scene", server.ensure_database("rasid")))
        process = stack.enter_context(StageProcess(scene.environment))
        scene.make_due()
        for number, name in enumerate(NAMES):
            with scene.held("lock table ops.run_ledger in share row exclusive mode"):
                process.begin(name, "cut_off")
                wait_until(scene.waiting, process)
                server._pg_ctl("stop", "-w", "-m", ("fast", "immediate")[number % 2])
            cut_off, refused = process.end(), process.run(name, "refused")
            assert (cut_off.get("is_transient"), refused.get("is_transient")) == (True, True), (name, cut_off, refused)
            server.start()
            assert "counts" in process.run(name, "again"), name

        scene.is_like(undisturbed)
