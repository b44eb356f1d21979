"""Lexicons that lie where all workers can read them: copied to this machine, version by version, before a stage reads them."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from uuid import uuid4

import fsspec

from include.rasid.errors import BadInputError, LexiconsAwayError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from include.rasid.settings import Settings

_KEPT = 3  # versions: a task that runs may still read the one before


def with_lexicons(settings: Settings) -> Settings:
    """Return the settings with the files of RASID_LEXICONS in place of the project's; unchanged where that is empty.

    Feeds and watches come from there, too, unless RASID_FEEDS and RASID_WATCHES name others.

    Raises:
        LexiconsAwayError: The folder cannot be read now.
        BadInputError: It holds no YAML file.
    """
    if not settings.lexicons_url:
        return settings
    folder = _fetched(settings.lexicons_url, settings.home / "lexicons")
    feeds, watches = (
        folder / file.name if file.parent == settings.lexicons else file
        for file in (settings.feeds_file, settings.watches_file)
    )
    return replace(settings, lexicons=folder, feeds_file=feeds, watches_file=watches)


def _fetched(url: str, home: Path) -> Path:
    """Return a local folder with the files as they are now; each version has a folder of its own, whole or not there."""
    try:
        system, root = fsspec.core.url_to_fs(unquote(url) if url.startswith("file:") else url)
        system.invalidate_cache()
        found = {path: facts for path, facts in system.find(root, detail=True).items() if path.endswith(".yml")}
        target = home / _fingerprint(found)
        if found and not target.exists():
            _copy(system, root, found, target)
    except Exception as error:  # each file system of fsspec has errors of its own
        raise LexiconsAwayError(f"{url}: {error}") from error
    if not found:
        raise BadInputError("no lexicon file is in this folder", path=url)
    return target


def _copy(system: Any, root: str, paths: Iterable[str], target: Path) -> None:
    partial = target.parent / f".{uuid4().hex}"
    for path in paths:
        file = partial / Path(path).relative_to(root)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(system.cat_file(path))
    _put(partial, target)


def _fingerprint(found: dict[str, dict[str, Any]]) -> str:
    """Return a name for what the listing says of the files: another size, hash or time, another version."""
    marks = ("size", "ETag", "mtime", "md5Hash", "LastModified")
    said = sorted((path, *(str(facts.get(mark)) for mark in marks)) for path, facts in found.items())
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def _put(partial: Path, target: Path) -> None:
    try:
        partial.rename(target)
    except OSError:  # another task was faster
        shutil.rmtree(partial)
        if not target.exists():
            raise
    versions = sorted((p for p in target.parent.iterdir() if p.name[0] != "."), key=lambda p: p.stat().st_mtime)
    for old in versions[:-_KEPT]:
        shutil.rmtree(old, ignore_errors=True)
