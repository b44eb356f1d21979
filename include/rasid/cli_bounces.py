"""``./rasid mail bounces``: count mails that came back, from a maildir, a file, or a mail server's pipe."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from include.rasid.cli_contacts import opened
from include.rasid.errors import BadInputError


def bounces(
    source: Annotated[
        Path | None,
        typer.Argument(
            help="A maildir, or a file with one mail; - for standard input. Left out: that of RASID_BOUNCES."
        ),
    ] = None,
) -> None:
    """Count mails that came back against their readers, and pause readers whose mails keep coming back (docs/mail.md).

    With - a mail server can hand each mail over as it comes: an alias such as  |"/opt/rasid/rasid mail bounces -".
    """
    from dataclasses import replace

    from include.rasid.core.bounces import read_bounce
    from include.rasid.stages.bounces import keep_bounces, read_bounces

    with opened() as settings:
        folder = source or settings.mail.bounces
        if folder is None:
            raise BadInputError("RASID_BOUNCES names no maildir: give a maildir, a file, or - for standard input")
        if folder.is_dir():
            counts = read_bounces("command", settings=replace(settings, mail=replace(settings.mail, bounces=folder)))
        else:
            bounce = read_bounce(_content(folder))
            found = keep_bounces("command", [bounce] if bounce else [], settings=settings)
            counts = dict(+found) | ({} if bounce else {"other": 1})
    typer.echo(", ".join(f"{n} {outcome}" for outcome, n in counts.items()) or "nothing new")


def _content(path: Path) -> bytes:
    if str(path) == "-":
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInputError(error.strerror or "cannot be read", path=path) from error
