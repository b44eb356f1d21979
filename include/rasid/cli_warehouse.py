"""``./rasid roles``, ``audit`` and ``export``: who may do what in the warehouse, whether it is sound, and its views as files."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from include.rasid.io.export import ExportFormat


def roles() -> None:
    """Make the roles of the warehouse that are missing, and give each its rights; needs the server's administrator.

    A password is taken from LOADER_PASSWORD, SENDER_PASSWORD, DESK_PASSWORD or ANALYST_PASSWORD, or generated and kept in
    secrets.json of RASID_HOME.
    """
    import os

    from include.rasid.cli_contacts import opened
    from include.rasid.io.roles import ROLES, create_roles
    from include.rasid.io.secret_store import local_secret

    with opened() as settings:
        given = {role: os.environ.get(f"{role.removeprefix('rasid_').upper()}_PASSWORD", "") for role in ROLES}
        passwords = {role: password or local_secret(settings.home, role) for role, password in given.items()}
        made = create_roles(settings.warehouse_dsn, passwords)
    for role in ROLES:
        origin = (
            "its password is in secrets.json" if role in made and not given[role] else "its password is as it was given"
        )
        typer.echo(f"{role}\t{f'made, {origin}' if role in made else 'was there'}")


def audit(
    day: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="UTC day; yesterday when left out.")
    ] = None,
) -> None:
    """Check what was published on a day, its references, the polls and volumes; exit code 1 when a check that is no warning fails."""
    from include.rasid.cli_contacts import opened
    from include.rasid.stages.audit import audit_warehouse

    with opened() as settings:
        counts = audit_warehouse("audit", settings=settings, day=day.date() if day else None)
    typer.echo(", ".join(f"{number} checks {outcome}" for outcome, number in sorted(counts.items())))
    typer.echo(f"report: {settings.docs_folder / 'index.html'}")
    raise typer.Exit(1 if counts.get("failed") else 0)


def export(
    view: Annotated[
        str,
        typer.Argument(
            help="A view of mart: contacts, contact_evidence, articles, alerts …; or labels, what people answered."
        ),
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Where it is written.")],
    kind: Annotated[
        ExportFormat, typer.Option("--format", help="CSV cells never run as formulas in a spreadsheet.")
    ] = ExportFormat.CSV,
) -> None:
    """Write a view of mart to a file: CSV, JSON lines or Parquet; labels as JSON lines of labelled articles (docs/review.md)."""
    if view == "labels":
        _export_labels(out)
        return
    from include.rasid.cli_contacts import opened
    from include.rasid.io.export import export_view

    with opened() as settings:
        count = export_view(settings.warehouse_dsn, view, out, kind)
    typer.echo(f"{count} rows of mart.{view} in {out}")


def _export_labels(out: Path) -> None:
    from include.rasid.cli_contacts import opened
    from include.rasid.io.labels import export_labels
    from include.rasid.io.watches import load_watches

    with opened() as settings:
        thresholds = {watch.key: watch.review_threshold for watch in load_watches(settings.watches_file)}
        count, expired = export_labels(settings.warehouse_dsn, out, thresholds)
    typer.echo(
        f"{count} labelled articles in {out}" + (f", {expired} left out: their text has expired" if expired else "")
    )


def recall(
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day that counts; all when left out.")
    ] = None,
    records: Annotated[
        list[Path] | None,
        typer.Option(
            help="A CSV of known contacts that is read first: reference, participants, starts_on, ends_on, place, remarks."
        ),
    ] = None,
) -> None:
    """Print which contacts known from official records or lists the warehouse holds, and which it missed."""
    from include.rasid.cli_contacts import opened
    from include.rasid.stages.recall import load_records, recall_since

    with opened() as settings:
        for path in records or []:
            typer.echo(f"{load_records(path, settings=settings)} known contacts in {path.name}")
        found = recall_since(since.date() if since else date.min, settings=settings)
    for row in found.rows:
        if row.outcome == "missed":
            days = str(row.starts_on) if row.starts_on == row.ends_on else f"{row.starts_on}/{row.ends_on}"
            typer.echo(
                f"missed\t{days}\t{', '.join(row.participants)}\t{row.place or '-'}\t{row.articles} articles\t{row.reference}"
            )
    share = "" if found.share is None else f": recall {found.share:.2f}"
    typer.echo(f"{found.found} found, {found.missed} missed, {found.not_covered} not covered by any article{share}")


def print_difference(first: date, last: date, *, publish: bool) -> None:
    """Print what today's rules read otherwise in the articles of some days of the warehouse; publish it where that is asked for."""
    from include.rasid.cli_contacts import opened
    from include.rasid.local.replayed import replayed_lines

    with opened() as settings:
        for line in replayed_lines((first, last), settings, publish=publish):
            typer.echo(line)
