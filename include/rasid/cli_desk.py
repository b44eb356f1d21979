"""``./rasid desk …``: who may subscribe to the Atom feed and the calendar."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from include.rasid.errors import BadInputError

desk_app = typer.Typer(no_args_is_help=True, help="The contacts desk: addresses of its Atom feed and calendar.")


@desk_app.command("links")
def links() -> None:
    """Print the addresses given out, with whose they are."""
    from include.rasid.cli_contacts import opened
    from include.rasid.io.warehouse import run, transaction

    with opened() as chosen, transaction(chosen.warehouse_dsn) as cursor:
        for row in run(cursor, "feed_tokens"):
            state = f"revoked {row.revoked_at:%Y-%m-%d}" if row.revoked_at else "works"
            typer.echo(f"{row.token}  {row.created_at:%Y-%m-%d}  {state}  {row.name}")


@desk_app.command("link")
def link(name: Annotated[str, typer.Argument(metavar="NAME", help="Whose it is, as in 'Laila, calendar'.")]) -> None:
    """Make an address that a feed reader or calendar can use without a login, and print both of its forms."""
    from include.rasid.cli_contacts import opened
    from include.rasid.io.warehouse import run, transaction
    from include.rasid.settings import settings

    with opened() as chosen, transaction(chosen.warehouse_dsn) as cursor:
        token = run(cursor, "add_feed_token", {"name": name})[0].token
    base = settings().mail.desk_url or "/desk"
    typer.echo(f"{base}/contacts.atom?token={token}\n{base}/contacts.ics?token={token}")


@desk_app.command("revoke")
def revoke(token: Annotated[str, typer.Argument(metavar="TOKEN", help="The part behind token=.")]) -> None:
    """Make an address dead, at once and for good."""
    from include.rasid.cli_contacts import opened
    from include.rasid.io.warehouse import run, transaction

    try:
        known = str(UUID(token))
    except ValueError as error:
        raise BadInputError(f"{token} is not a token") from error
    with opened() as chosen, transaction(chosen.warehouse_dsn) as cursor:
        rows = run(cursor, "revoke_feed_token", {"token": known})
    if not rows:
        raise BadInputError(f"{token} is not an address that works")
    typer.echo(f"revoked: {rows[0].name}")
