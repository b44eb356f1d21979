"""The archive's disk is full: what could be kept is stored, the rest waits, and nothing is lost when there is room again."""

from __future__ import annotations

import os
import subprocess
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from include.rasid.errors import ArchiveDownError
from include.rasid.io.archive import Archive
from tests.faults.stage_process import NAMES, StageProcess

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.faults.scenes import Scene, Stage

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 192 KiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if mount("-t", "tmpfs", "-o", "size=192k", "tmpfs", str(folder)).returncode:
        pytest.skip("only root may mount a small file system")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def mount(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Call mount."""
    return subprocess.run(["mount", *arguments], check=False, capture_output=True)


def fill(disk: Path) -> None:
    """Leave no block free, nor room in the last one."""
    with (disk / "filling").open("ab", buffering=0) as file:
        while True:
            try:
                file.write(b"x" * 1024)
            except OSError:
                return


def test_a_body_that_does_not_fit_leaves_nothing_behind(small_disk: Path) -> None:
    """The error is one that passes; no half file takes what room there is, and what was kept stays readable."""
    archive = Archive((small_disk / "archive").as_uri())
    digest, uri = archive.put(b"a body")
    with pytest.raises(ArchiveDownError):
        archive.put(os.urandom(1_000_000))
    free = os.statvfs(small_disk).f_bavail

    assert [path.suffix for path in (small_disk / "archive").rglob("*.*")] == [".zst"]
    assert free > 40
    assert archive.get(uri, digest) == b"a body"


@pytest.mark.full
def test_full_while_feeds_and_pages_come(small_disk: Path, stage: Stage, undisturbed: Scene, tmp_path: Path) -> None:
    """Both stages fail for now, with what was kept stored; when there is room again, a run leaves what an undisturbed one leaves."""
    with ExitStack() as stack:
        uri = (small_disk / "archive").as_uri()
        scene = stack.enter_context(stage.scene(tmp_path / "scene", RASID_ARCHIVE=uri))
        process = stack.enter_context(StageProcess(scene.environment))
        fill(small_disk)
        scene.make_due()
        answer = process.run("poll_feeds", "full")
        assert (answer.get("is_transient"), "ArchiveDownError" in answer["error"]) == (True, True)
        (small_disk / "filling").unlink()
        scene.make_due()
        assert "counts" in process.run("poll_feeds", "polled")
        answer = process.run("fetch_pages", "full")
        assert (answer.get("is_transient"), "ArchiveDownError" in answer["error"]) == (True, True)
        states = [state for (state,) in scene.ask("select state from raw.page")]
        assert states.count("fetched") > 5
        assert states.count("pending") > 5
        assert scene.ask("select max(attempts) from raw.page where state = 'pending'") == [(0,)]
        assert not list(small_disk.rglob("*.partial"))
        assert mount("-o", "remount,size=64m", str(small_disk)).returncode == 0
        for name in NAMES[1:]:
            assert "counts" in process.run(name, "again"), name

        scene.is_like(undisturbed)
