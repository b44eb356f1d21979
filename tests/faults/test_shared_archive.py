"""Workers that share no local disk: bodies lie on an S3-compatible server, each worker has a home of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from itertools import cycle
from typing import TYPE_CHECKING

import pytest
import s3fs

from include.rasid.errors import ArchiveDownError, ArchiveError, BadInputError, LexiconsAwayError
from include.rasid.io.archive import Archive
from include.rasid.io.lexicon_folder import with_lexicons
from include.rasid.io.lexicons import load_lexicon
from include.rasid.settings import PROJECT, read_settings
from tests.faults.scenes import SECONDS
from tests.faults.stage_process import NAMES, StageProcess
from tests.smtp_servers import closed_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.faults.scenes import Scene, Stage

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
BUCKET = "rasid-archive"


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mapping[str, str]]:
    """An S3-compatible server with one bucket; gives the environment that leads there, which this process has, too."""
    port = closed_port()
    environment = {
        "AWS_ACCESS_KEY_ID": "rasid",
        "AWS_SECRET_ACCESS_KEY": "of no worth",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_MAX_ATTEMPTS": "1",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        limit = time.monotonic() + SECONDS
        while not _answers(port):
            assert server.poll() is None
            assert time.monotonic() < limit
            time.sleep(0.1)
        s3fs.S3FileSystem.clear_instance_cache()
        s3fs.S3FileSystem().mkdir(BUCKET)
        try:
            yield environment
        finally:
            server.terminate()
            s3fs.S3FileSystem.clear_instance_cache()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.full
def test_two_workers_with_homes_of_their_own(
    s3: Mapping[str, str], stage: Stage, undisturbed: Scene, tmp_path: Path
) -> None:
    """What one fetched the other extracts: the same warehouse as of one machine, and no body on either's disk."""
    homes = [tmp_path / "one", tmp_path / "two"]
    archive = {"RASID_ARCHIVE": f"s3://{BUCKET}/bodies", **s3}
    with ExitStack() as stack:
        scene = stack.enter_context(stage.scene(tmp_path / "scene", **archive))
        scene.make_due()
        workers = [stack.enter_context(StageProcess({**scene.environment, "RASID_HOME": str(home)})) for home in homes]
        for name, worker in zip(NAMES, cycle(workers), strict=False):
            assert "counts" in worker.run(name, "shared"), name

        scene.is_like(undisturbed)
    assert not [path for home in homes for path in home.rglob("*") if path.is_file()]
    assert len(s3fs.S3FileSystem().find(f"{BUCKET}/bodies")) > 50


@pytest.mark.usefixtures("s3")
def test_lexicons_come_from_where_all_can_read(tmp_path: Path) -> None:
    """Each version is copied once and whole; a changed file is a new version; what cannot be read now is an error that passes."""
    url, system = f"s3://{BUCKET}/lexicons", s3fs.S3FileSystem()
    for file in (PROJECT / "include" / "lexicons").rglob("*.yml"):
        system.put_file(str(file), f"{BUCKET}/lexicons/{file.relative_to(PROJECT / 'include' / 'lexicons')}")
    settings = read_settings({"RASID_LEXICONS": url, "RASID_HOME": str(tmp_path), "RASID_FEEDS": "own/feeds.yml"})
    first, again = with_lexicons(settings), with_lexicons(settings)
    feeds = system.cat_file(f"{BUCKET}/lexicons/watches.yml")
    system.pipe_file(f"{BUCKET}/lexicons/watches.yml", feeds + b"\n# another day\n")
    second = with_lexicons(settings)

    assert first == again
    assert load_lexicon(first.lexicons).people.keys() == load_lexicon(settings.lexicons).people.keys()
    assert (first.watches_file.parent, first.feeds_file) == (first.lexicons, settings.feeds_file)
    assert second.lexicons != first.lexicons
    assert second.watches_file.read_bytes().endswith(b"another day\n")
    assert first.watches_file.read_bytes() == feeds
    with pytest.raises(BadInputError):
        with_lexicons(read_settings({"RASID_LEXICONS": f"s3://{BUCKET}/nothing", "RASID_HOME": str(tmp_path)}))
    with pytest.raises(LexiconsAwayError):
        with_lexicons(read_settings({"RASID_LEXICONS": "s3://no-such-bucket/x", "RASID_HOME": str(tmp_path)}))


@pytest.mark.usefixtures("s3")
def test_the_archive_of_s3_tells_what_is_lost_from_what_is_away() -> None:
    """A body that is gone is lost; a bucket that is not there and a server that does not answer have lost nothing."""
    archive = Archive(f"s3://{BUCKET}/bodies")
    digest, uri = archive.put(b"a body")
    other, other_uri = archive.put(b"another")
    assert archive.get(uri, digest) == b"a body"
    archive.remove(other_uri)
    with pytest.raises(ArchiveError):
        archive.get(other_uri, other)
    with pytest.raises(ArchiveDownError):
        Archive("s3://no-such-bucket/bodies").get(f"s3://no-such-bucket/bodies/{digest}.zst", digest)

    os.environ["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{closed_port()}"  # the fixture sets it back
    s3fs.S3FileSystem.clear_instance_cache()
    away = Archive(f"s3://{BUCKET}/bodies")
    with pytest.raises(ArchiveDownError):
        away.get(uri, digest)
    with pytest.raises(ArchiveDownError):
        away.put(b"a third")
