"""``./rasid quarantine …``: look at what validation held back, and release or drop it."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

quarantine_app = typer.Typer(no_args_is_help=True, help="Batches and articles that validation held back.")

Names = Annotated[
    list[str], typer.Argument(metavar="NAME...", help="Batches such as b12, articles such as q345, from `list`.")
]
By = Annotated[str | None, typer.Option("--by", help="Who decides; the user of this machine when left out.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, for those who look at it later.")]


@quarantine_app.command("list")
def list_held() -> None:
    """Print what waits: name, since when, publisher, expectations with the failing values, headline."""
    from include.rasid.cli_contacts import opened
    from include.rasid.core.alert_facts import plain_text
    from include.rasid.stages import quarantine

    with opened() as settings:
        held = quarantine.list_held(settings=settings)
        for one in held:
            values = one.failing_values or ("",) * len(one.expectations)
            failed = ", ".join(f"{e}={v}" if v else e for e, v in zip(one.expectations, values, strict=False))
            since = one.since.astimezone(settings.zone).strftime("%Y-%m-%d %H:%M")
            typer.echo("\t".join((one.name, since, one.publisher or "-", failed, plain_text(one.title))))
    if not held:
        typer.echo("nothing is held")


@quarantine_app.command()
def release(names: Names, by: By = None, reason: Reason = "") -> None:
    """Let them go on: the next run of detect_contacts reads released articles again and publishes what passes.

    What an article failed is waived for it, unless the warehouse could not hold the row. A released batch is not held again.
    """
    from include.rasid.cli_contacts import opened
    from include.rasid.stages import quarantine

    with opened() as settings:
        decision = quarantine.Decision(by=by or getpass.getuser(), reason=reason)
        counts = quarantine.release(names, decision, settings=settings)
    typer.echo(", ".join(f"{number} {what.replace('_', ' ')}" for what, number in counts.items()))


@quarantine_app.command()
def drop(names: Names, by: By = None, reason: Reason = "") -> None:
    """Give them up for good. Their rows stay in ops.quarantine with who decided and why."""
    from include.rasid.cli_contacts import opened
    from include.rasid.stages import quarantine

    with opened() as settings:
        decision = quarantine.Decision(by=by or getpass.getuser(), reason=reason)
        counts = quarantine.drop(names, decision, settings=settings)
    typer.echo(", ".join(f"{number} {what.replace('_', ' ')}" for what, number in counts.items()))
