"""``python -m include.rasid.newsroom``: the newsroom as a process of its own."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated

import typer

from include.rasid.errors import RasidError
from include.rasid.newsroom.server import run_newsroom


def main(
    articles: Annotated[
        list[Path] | None, typer.Option(help="JSON lines to serve, repeatable; default: the bundled articles.")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 0,
    feeds_out: Annotated[Path | None, typer.Option(help="Where to write the feeds.yml that leads here.")] = None,
    ready_file: Annotated[Path | None, typer.Option(help="Gets the base URL once the newsroom listens.")] = None,
) -> None:
    """Serve articles as RSS and Atom feeds with HTML pages on 127.0.0.1 until interrupted."""
    try:
        run_newsroom(articles or [], port, feeds_out, ready_file)
    except RasidError as error:
        typer.echo(f"rasid newsroom: {error}", err=True)
        raise typer.Exit(2) from error


if __name__ == "__main__":
    typer.run(main)
