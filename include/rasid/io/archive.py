"""The archive of bodies: content-addressed, compressed, on any file system that fsspec knows."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import Any

import fsspec
import zstandard

from include.rasid.errors import ArchiveError

_MOST_BYTES = 64 * 1024**2  # of one body; the fetcher allows 10 MB


class Archive:
    """A folder of bodies, each under its SHA-256."""

    def __init__(self, url: str) -> None:
        """``url`` is what fsspec understands: file:///folder, s3://bucket/folder, ..."""
        self._url = url.rstrip("/")

    @cached_property
    def _system(self) -> tuple[Any, str]:
        system, root = fsspec.core.url_to_fs(self._url)
        return system, root

    def put(self, body: bytes) -> tuple[str, str]:
        """Keep a body; return its SHA-256 and its address. Keeping it again changes nothing."""
        digest = hashlib.sha256(body).hexdigest()
        system, root = self._system
        path = f"{root}/{digest[:2]}/{digest}.zst"
        if not system.exists(path):
            system.makedirs(f"{root}/{digest[:2]}", exist_ok=True)
            partial = f"{path}.partial"
            system.pipe_file(partial, zstandard.compress(body))
            system.mv(partial, path)
        return digest, f"{self._url}/{digest[:2]}/{digest}.zst"

    def get(self, uri: str, digest: str) -> bytes:
        """Return a body.

        Raises:
            ArchiveError: It is missing, damaged, or not the one that ``digest`` names.
        """
        try:
            system, path = fsspec.core.url_to_fs(uri)
            body = bytes(zstandard.decompress(system.cat_file(path), max_output_size=_MOST_BYTES))
        except (OSError, zstandard.ZstdError) as error:
            raise ArchiveError(f"{uri}: {error}") from error
        if hashlib.sha256(body).hexdigest() != digest:
            raise ArchiveError(f"{uri}: the body does not match its hash")
        return body
