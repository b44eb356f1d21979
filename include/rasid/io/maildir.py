"""Mails of a maildir that nobody has looked at yet: read, and put aside once they are dealt with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from include.rasid.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

_MOST_BYTES = 1024 * 1024  # of a mail: reports stand before what they quote
_MOST_MAILS = 1000  # in one run


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMail:
    """A mail in ``new``."""

    path: Path
    content: bytes  # at most its first MiB


def new_mails(folder: Path) -> list[NewMail]:
    """Return the mails of a maildir that are new, the oldest first, some at a time.

    Raises:
        BadInputError: The folder is no maildir, or cannot be read.
    """
    try:
        paths = sorted(p for p in (folder / "new").iterdir() if p.is_file() and not p.name.startswith("."))
        return [NewMail(path=path, content=_read(path)) for path in paths[:_MOST_MAILS]]
    except OSError as error:
        raise BadInputError(f"not a maildir that can be read: {error.strerror}", path=folder) from error


def put_aside(mail: NewMail, *, seen: bool) -> None:
    """Move a mail to ``cur``, where mail readers show it as read only if ``seen``.

    Raises:
        BadInputError: It cannot be moved.
    """
    target = mail.path.parent.parent / "cur" / f"{mail.path.name}:2,{'S' if seen else ''}"
    try:
        target.parent.mkdir(exist_ok=True)
        mail.path.rename(target)
    except FileNotFoundError:
        return  # another reader was faster
    except OSError as error:
        raise BadInputError(f"cannot be moved: {error.strerror}", path=mail.path) from error


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MOST_BYTES)
