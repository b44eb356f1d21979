"""The archive of bodies on a real folder."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from include.rasid.errors import ArchiveDownError, ArchiveError
from include.rasid.io.archive import Archive

if TYPE_CHECKING:
    from pathlib import Path

BODY = "<p>خبر</p>".encode() * 1000


@pytest.mark.parametrize("folder", ["archive", "a folder/أرشيف", "50% off"])
def test_a_body_comes_back_as_it_was(tmp_path: Path, folder: str) -> None:
    """Any bytes, in a folder of any name, under their SHA-256, smaller than they were."""
    archive = Archive((tmp_path / folder).as_uri())

    digest, uri = archive.put(BODY)

    assert digest == hashlib.sha256(BODY).hexdigest()
    assert Archive((tmp_path / "other").as_uri()).get(uri, digest) == BODY
    files = [p for p in (tmp_path / folder).rglob("*") if p.is_file()]
    assert [p.name for p in files] == [f"{digest}.zst"]
    assert files[0].stat().st_size < len(BODY)


def test_the_same_body_is_kept_once(tmp_path: Path) -> None:
    """A second put writes nothing and gives the same address."""
    archive = Archive(tmp_path.as_uri())
    first = archive.put(BODY)
    file = next(p for p in tmp_path.rglob("*") if p.is_file())
    written = file.stat().st_mtime_ns

    assert archive.put(BODY) == first
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [file]
    assert file.stat().st_mtime_ns == written


def test_an_empty_body_is_kept_too(tmp_path: Path) -> None:
    """A page without a byte is an answer that can be looked at again."""
    archive = Archive(tmp_path.as_uri())
    digest, uri = archive.put(b"")

    assert archive.get(uri, digest) == b""


def test_a_damaged_body_is_an_error(tmp_path: Path) -> None:
    """Cut, exchanged or gone: never bytes that are not those that were fetched."""
    archive = Archive(tmp_path.as_uri())
    digest, uri = archive.put(BODY)
    other, other_uri = archive.put(b"another body")
    file = next(tmp_path.rglob(f"{digest}.zst"))

    with pytest.raises(ArchiveError, match="does not match"):
        archive.get(other_uri, digest)
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(ArchiveError):
        archive.get(uri, digest)
    file.unlink()
    with pytest.raises(ArchiveError):
        archive.get(uri, digest)
    assert archive.get(other_uri, other) == b"another body"


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    """What stands in the way is named."""
    (tmp_path / "archive").write_text("a file", "utf-8")

    with pytest.raises(ArchiveDownError, match="archive"):
        Archive((tmp_path / "archive").as_uri()).put(BODY)


def test_an_archive_that_does_not_answer_has_lost_nothing(tmp_path: Path) -> None:
    """A folder that is not mounted, and a body that the disk cannot read, are another error than a body that is gone."""
    archive = Archive((tmp_path / "archive").as_uri())
    digest, uri = archive.put(BODY)
    (tmp_path / "archive").rename(tmp_path / "elsewhere")
    with pytest.raises(ArchiveDownError):
        archive.get(uri, digest)

    (tmp_path / "elsewhere").rename(tmp_path / "archive")
    file = next((tmp_path / "archive").rglob("*.zst"))
    file.unlink()
    file.mkdir()
    with pytest.raises(ArchiveDownError):
        archive.get(uri, digest)


def test_a_file_that_was_cut_off_is_written_anew(tmp_path: Path) -> None:
    """A body that comes again mends what a full disk left of it."""
    archive = Archive(tmp_path.as_uri())
    digest, uri = archive.put(BODY)
    file = next(tmp_path.rglob("*.zst"))
    file.write_bytes(file.read_bytes()[:-20])

    archive.put(BODY)

    assert archive.get(uri, digest) == BODY
