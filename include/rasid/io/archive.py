"""The archive of bodies: content-addressed, compressed, on any file system that fsspec knows."""

from __future__ import annotations

import contextlib
import hashlib
from functools import cached_property
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import fsspec
import zstandard

from include.rasid.errors import ArchiveDownError, ArchiveError

_MOST_BYTES = 64 * 1024**2  # of one body; the fetcher allows 10 MB


class Archive:
    """A folder of bodies, each under its SHA-256."""

    def __init__(self, url: str) -> None:
        """``url`` is what fsspec understands: file:///folder, s3://bucket/folder, ..."""
        self._url = url.rstrip("/")

    @cached_property
    def _root(self) -> tuple[Any, str]:
        return _located(self._url)

    def put(self, body: bytes) -> tuple[str, str]:
        """Keep a body; return its SHA-256, hex, and its address.

        Keeping it again changes nothing, but that a file cut off by a full disk is written anew.

        Raises:
            ArchiveDownError: It cannot be written now: disk full, not mounted, or network; nothing of it is left behind.
        """
        digest = hashlib.sha256(body).hexdigest()
        name = f"{digest[:2]}/{digest}.zst"
        system, root = self._root
        packed = zstandard.compress(body)
        partial = f"{root}/{name}.{uuid4().hex}.partial"  # a reader never sees half a body, nor one of two writers
        try:
            if not system.exists(f"{root}/{name}") or system.size(f"{root}/{name}") < len(packed):
                system.makedirs(f"{root}/{digest[:2]}", exist_ok=True)
                system.pipe_file(partial, packed)
                system.mv(partial, f"{root}/{name}")
        except Exception as error:  # each file system of fsspec has errors of its own
            _remove_quietly(system, partial)
            raise ArchiveDownError(f"{self._url}/{name}: {error}") from error
        return digest, f"{self._url}/{name}"

    def get(self, uri: str, digest: str) -> bytes:
        """Return a body.

        Raises:
            ArchiveError: It is missing, damaged, or not the one that ``digest`` names.
            ArchiveDownError: Nobody can tell: the file system or the network failed, or the whole archive is not there.
        """
        system, path = _located(uri)
        try:
            packed = system.cat_file(path)
        except FileNotFoundError as error:
            raise self._absent(uri) from error
        except Exception as error:
            raise ArchiveDownError(f"{uri}: {error}") from error
        try:
            body = bytes(zstandard.decompress(packed, max_output_size=_MOST_BYTES))
        except zstandard.ZstdError as error:
            raise ArchiveError(f"{uri}: {error}") from error
        if hashlib.sha256(body).hexdigest() != digest:
            raise ArchiveError(f"{uri}: the body does not match its hash")
        return body

    def _absent(self, uri: str) -> ArchiveError | ArchiveDownError:
        """Return the error of a body that is not there: a volume that is not mounted has lost nothing."""
        system, root = self._root
        try:
            is_there = system.exists(root)
        except Exception as error:  # noqa: BLE001 - as in ``put``; the caller raises it
            return ArchiveDownError(f"{self._url}: {error}")
        return ArchiveError(f"{uri}: no such body") if is_there else ArchiveDownError(f"{self._url}: no such folder")

    def remove(self, uri: str) -> None:
        """Remove a body; one that is gone already is no error.

        Raises:
            ArchiveError: It cannot be removed.
        """
        system, path = _located(uri)
        try:
            if system.exists(path):
                system.rm_file(path)
        except Exception as error:
            raise ArchiveError(f"{uri}: {error}") from error


def _remove_quietly(system: Any, path: str) -> None:
    """Remove what is there of a file that could not be written to its end: a disk that is full must not stay so for it."""
    with contextlib.suppress(Exception):
        if system.exists(path):
            system.rm_file(path)


def _located(url: str) -> tuple[Any, str]:
    """Return the file system and the path on it; fsspec takes the escapes of file URLs for letters."""
    system, path = fsspec.core.url_to_fs(unquote(url) if url.startswith("file:") else url)
    return system, path
