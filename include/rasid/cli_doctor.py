"""``./rasid doctor``: what is right and wrong with a set-up."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

_STYLES = {"ok": "green", "note": "yellow", "wrong": "red"}


def doctor(
    mail: Annotated[
        bool, typer.Option("--mail", help="Only mail, and whether DNS has SPF, DKIM and DMARC records of the sender.")
    ] = False,
) -> None:
    """Say what is right and wrong with this set-up; exit code 1 when something is wrong."""
    from include.rasid.local.doctor import examine, examine_mail

    wrong = 0
    for finding in examine_mail() if mail else examine():
        wrong += finding.level == "wrong"
        line = f"[{_STYLES[finding.level]}]{finding.level:5}[/] {finding.topic}: {finding.text}"
        Console().print(line, highlight=False, soft_wrap=True)
    raise typer.Exit(1 if wrong else 0)
