"""Stages that are killed with ``kill -9`` wherever that may happen: the rerun leaves what an undisturbed run leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults.scenes import wait_until
from tests.faults.stage_process import NAMES, StageProcess

if TYPE_CHECKING:
    from tests.faults.scenes import Scene

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.full]
LEDGER = {  # what the ledger calls a stage
    "poll_feeds": "poll",
    "fetch_pages": "fetch",
    "reconcile_collection": "reconcile",
    "extract_articles": "extract",
    "detect_contacts": "detect",
    "validate_batches": "validate",
    "publish_batches": "publish",
    "resolve_contacts": "resolve",
    "deliver_alerts": "deliver",
}


def test_killed_with_everything_written_and_nothing_committed(scene: Scene, undisturbed: Scene) -> None:
    """Each stage is killed while it waits to write the last row of its transaction, and run again."""
    scene.make_due()
    for name in NAMES:
        process = StageProcess(scene.environment)
        with scene.held("lock table ops.run_ledger in share row exclusive mode"):
            process.begin(name, "killed")
            wait_until(scene.waiting, process)
            process.kill()
        wait_until(lambda: not scene.waiting())
        assert not scene.is_in_ledger(LEDGER[name], "killed"), name
        with StageProcess(scene.environment) as again:
            assert "counts" in again.run(name, "again"), name

    scene.is_like(undisturbed)


def test_killed_between_two_stages(scene: Scene, undisturbed: Scene) -> None:
    """A run is killed as soon as one of its stages has committed, wherever the next is by then; then a new run begins from the start."""
    for last in NAMES:
        scene.make_due()
        with StageProcess(scene.environment) as process:
            for name in NAMES[: NAMES.index(last)]:
                assert "counts" in process.run(name, f"until_{last}"), name
            process.begin(last, f"until_{last}")
            wait_until(lambda last=last: scene.is_in_ledger(LEDGER[last], f"until_{last}"), process)  # type: ignore[misc]
    scene.run_all("whole")

    scene.is_like(undisturbed)


def test_two_runs_of_each_stage_at_once(scene: Scene, undisturbed: Scene) -> None:
    """Two schedulers start the same stages at the same time: each row is written once, each mail is sent once."""
    scene.make_due()
    with StageProcess(scene.environment) as one, StageProcess(scene.environment) as other:
        for name in NAMES:
            for number, process in enumerate((one, other)):
                process.begin(name, f"run_{number}")
            for process in (one, other):
                answer = process.end()
                assert "counts" in answer or answer["is_transient"], (name, answer)
    scene.run_all("after")

    scene.is_like(undisturbed)
