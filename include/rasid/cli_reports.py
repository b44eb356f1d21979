"""``./rasid reports …``: what the reports say, who got them, and the canary; ``./rasid load``: history, without a mail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

import typer

reports_app = typer.Typer(no_args_is_help=True, help="The daily heartbeat, the weekly digest, notices and the canary.")


@reports_app.command()
def show(
    kind: Annotated[Literal["heartbeat", "weekly"], typer.Argument(help="Which report.")] = "heartbeat",
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Its last UTC day; yesterday.")] = None,
) -> None:
    """Print what a report says or would say, as plain text; nothing is written or mailed."""
    from include.rasid.cli_contacts import opened
    from include.rasid.core.report import report_page
    from include.rasid.io.reports import load_report_style
    from include.rasid.stages.report import preview_report

    told = day.date() if day else datetime.now(UTC).date() - timedelta(days=1)
    with opened() as settings:
        style = load_report_style(settings)
        typer.echo(style.text.render(report_page(kind, preview_report(kind, told, settings=settings), style)))


@reports_app.command("list")
def list_told(
    unknown: Annotated[
        bool, typer.Option("--unknown", help="Only those of which nobody knows whether they arrived.")
    ] = False,
    most: Annotated[int, typer.Option(help="How many, the newest first.")] = 40,
) -> None:
    """List reports and notices with who was mailed: number, state, kind, what about, address, answer."""
    from include.rasid.cli_contacts import opened
    from include.rasid.io.warehouse import run, transaction

    with opened() as settings, transaction(settings.warehouse_dsn) as cursor:
        rows = run(cursor, "notices_told", {"unknown": unknown, "most": most})
    for row in rows:
        facts = (row.notice_delivery_id, row.state, row.kind, row.notice_key or "-", row.email, row.detail or "-")
        typer.echo("\t".join(map(str, facts)))
    if not rows:
        typer.echo("none")


@reports_app.command()
def decide(
    delivery: Annotated[int, typer.Argument(metavar="NUMBER", help="Of a line of `reports list --unknown`.")],
    verdict: Annotated[
        Literal["arrived", "again", "drop"],
        typer.Argument(help="arrived: the reader has it; again: send it once more; drop: let it be."),
    ],
) -> None:
    """Decide what becomes of a report or notice whose fate is unknown; one sent again has the Message-ID that it had."""
    from include.rasid.cli_contacts import opened
    from include.rasid.io.notice_outbox import decide_notice
    from include.rasid.io.warehouse import transaction

    with opened() as settings, transaction(settings.warehouse_dsn) as cursor:
        decide_notice(cursor, delivery, verdict)
    typer.echo(f"{delivery}: {verdict}")


@reports_app.command()
def canary() -> None:
    """Send out the canary of today, if it is not on its way yet; the next run of detect_contacts takes it up."""
    from include.rasid.cli_contacts import opened
    from include.rasid.stages.canary import plant_canary

    with opened() as settings:
        counts = plant_canary("operator", settings=settings)
    typer.echo(", ".join(f"{n} {outcome}" for outcome, n in counts.items()))


def load(
    source: Annotated[Path, typer.Argument(metavar="IN", help="Articles of the past, JSON lines, as for replay.")],
) -> None:
    """Load history into the warehouse: contacts and evidence like news, every alert suppressed, nobody is mailed."""
    from include.rasid.cli_contacts import opened
    from include.rasid.io.articles import read_articles
    from include.rasid.stages.load import load_history

    articles = read_articles([source])
    with opened() as settings:
        counts = load_history(articles, settings=settings)
    typer.echo(", ".join(f"{n} {outcome}" for outcome, n in counts.items()) or "nothing")
