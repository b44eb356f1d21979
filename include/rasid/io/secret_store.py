"""Generated secrets of this machine, kept in one file that only its owner can read."""

from __future__ import annotations

import json
import os
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def local_secret(home: Path, name: str, *, length_bytes: int = 32) -> str:
    """Return the secret called ``name``, made on first use and kept in ``home/secrets.json`` (mode 0600)."""
    path = home / "secrets.json"
    known: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    if name not in known:
        known[name] = secrets.token_urlsafe(length_bytes)
        write_private(path, json.dumps(known, indent=1))
    return known[name]


def has_secret(home: Path, name: str) -> bool:
    """Tell whether the secret was made before."""
    path = home / "secrets.json"
    return path.exists() and name in json.loads(path.read_text("utf-8"))


def write_private(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` so that nobody but the owner can ever read it (mode 0600), atomically."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    partial.replace(path)
