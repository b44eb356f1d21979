"""``./rasid contacts …``: look at contacts, and merge or split them where resolution was wrong."""

from __future__ import annotations

import getpass
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from include.rasid.errors import BadInputError, SetupError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from include.rasid.core.explanation import Finding
    from include.rasid.settings import Settings

contacts_app = typer.Typer(no_args_is_help=True, help="Look at contacts; merge and split them.")

Lang = Annotated[str, typer.Option("--lang", help="ar or en.")]
By = Annotated[str | None, typer.Option("--by", help="Who decides; the user of this machine when left out.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, for those who look at it later.")]


@contacts_app.command("list")
def list_contacts(
    watch: Annotated[str | None, typer.Option(help="Only of this watch.")] = None,
    person: Annotated[str | None, typer.Option(help="Only with this person's key.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many to print at most.")] = 50,
) -> None:
    """Print the contacts that were reported last: id, date, people, mode, status, place, confidence, articles."""
    from include.rasid.io.warehouse import run, transaction

    parameters = {"watch_key": watch, "person": person, "most": limit}
    with opened() as settings, transaction(settings.warehouse_dsn) as cursor:
        rows = run(cursor, "contacts_listed", parameters)
    for row in rows:
        day = "-" if row.starts_on is None else str(row.starts_on)
        if row.ends_on != row.starts_on:
            day += f"/{row.ends_on}"
        fields = (row.contact_id, day, ",".join(row.participants), row.mode, row.status, row.place or "-")
        typer.echo("\t".join((*fields, f"{row.confidence:.2f}", f"{row.articles} articles")))
    if not rows:
        typer.echo("no contact")


@contacts_app.command()
def show(
    contact: Annotated[str, typer.Argument(help="Id of a contact, or its beginning; or the number of an alert.")],
    lang: Lang = "en",
) -> None:
    """Print what is believed of a contact, what articles say of it with the number of each mention, and what came of it."""
    from include.rasid.stages.explain_contact import explain_contact

    with opened() as settings:
        print_findings(explain_contact(contact, settings=settings), lang, settings)


@contacts_app.command()
def merge(
    keep: Annotated[str, typer.Argument(help="The contact that stays.")],
    other: Annotated[str, typer.Argument(help="The contact that becomes part of it.")],
    by: By = None,
    reason: Reason = "",
    lang: Lang = "en",
) -> None:
    """Make one contact of two. Every later run of resolution keeps to it; nobody is mailed."""
    from include.rasid.io.messages import load_messages
    from include.rasid.stages.decide import Operator, merge_contacts

    with opened() as settings:
        done = merge_contacts(keep, other, Operator(name=by or getpass.getuser(), reason=reason), settings=settings)
        typer.echo(load_messages().line("merged", _language(lang), settings.zone, _values(done)))


@contacts_app.command()
def split(
    contact: Annotated[str, typer.Argument(help="The contact that stays.")],
    mention: Annotated[list[int], typer.Option(help="Number of a mention that leaves it; several times for several.")],
    by: By = None,
    reason: Reason = "",
    lang: Lang = "en",
) -> None:
    """Let mentions leave a contact, to be one of their own. Every later run of resolution keeps to it; nobody is mailed."""
    from include.rasid.io.messages import load_messages
    from include.rasid.stages.decide import Operator, split_contact

    with opened() as settings:
        operator = Operator(name=by or getpass.getuser(), reason=reason)
        done = split_contact(contact, mention, operator, settings=settings)
        typer.echo(load_messages().line("split", _language(lang), settings.zone, _values(done)))


@contextmanager
def opened() -> Iterator[Settings]:
    """Give the settings with the DSN of a warehouse that runs as long as the block.

    The embedded one is brought up to this version; a configured one is left as it is.

    Raises:
        SetupError: The configured warehouse is older than this version.
    """
    from include.rasid.io.migrations import migrate
    from include.rasid.io.warehouse import connect, run, transaction
    from include.rasid.local.scratch import warehouse
    from include.rasid.settings import settings

    with warehouse(settings()) as dsn:
        if not settings().warehouse_dsn:
            connection = connect(dsn)
            migrate(connection)
            connection.close()
        with transaction(dsn) as cursor:
            if not run(cursor, "schema_is_current")[0].is_current:
                raise SetupError("the warehouse is older than this version of Rasid: ./rasid migrate")
        yield replace(settings(), warehouse_dsn=dsn)


def print_findings(findings: Sequence[Finding], lang: str, settings: Settings) -> None:
    """Print one line a finding: + passed, × stopped, and what decided."""
    from include.rasid.io.messages import load_messages

    messages = load_messages()
    for finding in findings:
        typer.echo(messages.render(finding, _language(lang), settings.zone))


def _language(lang: str) -> str:
    from include.rasid.io.messages import LANGUAGES

    if lang not in LANGUAGES:
        raise BadInputError(f"--lang: {lang!r} is not one of {', '.join(LANGUAGES)}")
    return lang


def _values(done: object) -> dict[str, object]:
    return {
        name.removesuffix("_id"): getattr(done, name)
        for name in ("decision_id", "contact_id", "other_id", "suppressed")
    }
