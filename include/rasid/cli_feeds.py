"""``./rasid feeds``: which feeds answer, and what a person should look at in them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from include.rasid.errors import BadInputError

if TYPE_CHECKING:
    from datetime import timedelta

    from include.rasid.io.feed_check import FeedFinding
    from include.rasid.io.feeds_file import Feed, FeedsFile

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Check the feeds, and see what they ask for.")
_WIDTH = 150


@app.command()
def check(
    keys: Annotated[
        list[str] | None, typer.Argument(metavar="[KEY]...", help="Feeds; all active ones when left out.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Also the feeds that are switched off.")] = False,
) -> None:
    """Ask each feed once or twice; exit code 1 when one that is active cannot be used. Nothing is stored."""
    from include.rasid.io.feed_check import check_feeds
    from include.rasid.io.feeds_file import load_feeds
    from include.rasid.settings import settings

    chosen = settings()
    findings = check_feeds(_chosen(load_feeds(chosen.feeds_file), keys or [], every=every), chosen)
    table = Table("feed", "outcome", "items", "newest item", "charset", "robots", "304", "ms", "note")
    for found in findings:
        table.add_row(*_cells(found), style=None if found.is_good else "red")
    Console(width=_WIDTH).print(table)
    bad = [found for found in findings if not found.is_good and found.feed.active]
    typer.echo(f"{len(findings) - len(bad)} of {len(findings)} feeds can be polled")
    raise typer.Exit(1 if bad else 0)


@app.command()
def notices() -> None:
    """Print what is to be looked at: feeds that moved, are gone, silent, list far fewer entries, or whose validators lie."""
    from include.rasid.io.warehouse import run, transaction
    from include.rasid.local.scratch import warehouse
    from include.rasid.settings import settings

    with warehouse(settings()) as dsn, transaction(dsn) as cursor:
        rows = run(cursor, "open_notices")
    for row in rows:
        typer.echo(f"{row.feed_key}: {row.kind}: {row.detail} (since {row.first_noted_at:%Y-%m-%d}, {row.times} times)")
    if not rows:
        typer.echo("nothing to look at")


def _chosen(feeds: FeedsFile, keys: list[str], *, every: bool) -> list[Feed]:
    unknown = set(keys) - {feed.key for feed in feeds.feeds}
    if unknown:
        raise BadInputError(f"no such feed: {', '.join(sorted(unknown))}")
    return [feed for feed in feeds.feeds if (feed.key in keys if keys else every or feed.active)]


def _cells(found: FeedFinding) -> list[str]:
    age = _ago(datetime.now(UTC) - found.newest_at) if found.newest_at else "-"
    notes = [f"moved to {found.moved_to}" if found.moved_to else "", found.detail]
    if found.rejected:
        notes.append(f"{found.rejected} items cannot be used")
    has_304 = {True: "yes", False: "no", None: "-"}[found.has_304]
    outcome = f"{found.outcome} {found.status}" if found.status not in {None, 200} else str(found.outcome)
    items = "no items" if found.outcome == "ok" and not found.items else str(found.items)
    cells = [found.feed.key, outcome, items, age, found.charset or "-", found.robots, has_304, str(found.duration_ms)]
    return [*cells, "; ".join(filter(None, notes))]


def _ago(age: timedelta) -> str:
    hours = age.total_seconds() / 3600
    if hours < 0:
        return "in the future"
    return f"{hours:.0f} h ago" if hours < 72 else f"{age.days} days ago"
