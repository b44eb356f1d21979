"""``./rasid review …``: look at contacts that wait for a person, and answer; and any other contact that proved wrong."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from include.rasid.cli_contacts import By, Lang, Reason, opened
from include.rasid.core.verdicts import VerdictKind

review_app = typer.Typer(no_args_is_help=True, help="Contacts that wait for a person: approve, reject, correct.")

Contact = Annotated[str, typer.Argument(help="Id of a contact, or its beginning.")]


@review_app.command("list")
def list_reviews() -> None:
    """Print the contacts that wait for a person, the oldest first."""
    from include.rasid.io.questions import compose_question
    from include.rasid.io.warehouse import run, transaction
    from include.rasid.stages.decide import watch_of

    with opened() as settings, transaction(settings.warehouse_dsn) as cursor:
        rows = run(cursor, "waiting_reviews")
        for row in rows:
            scene = (watch_of([row.contact_id], cursor, settings), settings)
            question = compose_question(cursor, row.contact_id, row.note, scene)
            typer.echo(f"{row.contact_id}\t{row.created_at:%Y-%m-%d}\t{question.subject}")
    typer.echo(f"{len(rows)} waiting")


@review_app.command()
def show(contact: Contact) -> None:
    """Print what a person is asked about a contact, with its evidence."""
    from include.rasid.io.questions import compose_question
    from include.rasid.io.warehouse import run, transaction
    from include.rasid.stages.decide import find_contact, watch_of

    with opened() as settings, transaction(settings.warehouse_dsn) as cursor:
        contact_id = find_contact(cursor, contact)
        note = next((row.note for row in run(cursor, "waiting_reviews") if row.contact_id == contact_id), None)
        typer.echo(
            compose_question(cursor, contact_id, note, (watch_of([contact_id], cursor, settings), settings)).body
        )


@review_app.command()
def approve(contact: Contact, by: By = None, reason: Reason = "", lang: Lang = "en") -> None:
    """Say that there is such a contact: what it makes known is mailed, if it is still news."""
    _answer(contact, VerdictKind.APPROVED, {}, (by, reason, lang))


@review_app.command()
def reject(contact: Contact, by: By = None, reason: Reason = "", lang: Lang = "en") -> None:
    """Say that there was no such contact; who was told of it gets one correction."""
    _answer(contact, VerdictKind.REJECTED, {}, (by, reason, lang))


@review_app.command()
def correct(  # noqa: PLR0913, PLR0917 - one option each
    contact: Contact,
    status: Annotated[str, typer.Option(help="held, planned, postponed, cancelled, denied …")] = "",
    day: Annotated[str, typer.Option(help="ISO day, month, year or range A/B; - for not said.")] = "",
    place: Annotated[str, typer.Option(help="City or country, in English or Arabic; - for not said.")] = "",
    participants: Annotated[str, typer.Option(help="Keys, separated by commas.")] = "",
    by: By = None,
    reason: Reason = "",
    lang: Lang = "en",
) -> None:
    """Put a contact right; who was told what was wrong gets one correction."""
    typed = {"status": status, "day": day, "place": place, "participants": participants}
    _answer(contact, VerdictKind.CORRECTED, typed, (by, reason, lang))


def _answer(contact: str, kind: VerdictKind, typed: dict[str, str], who: tuple[str | None, str, str]) -> None:
    from include.rasid.core.answers import Answer
    from include.rasid.io.questions import load_review_words
    from include.rasid.stages.answer import answer_contact
    from include.rasid.stages.decide import Operator

    by, reason, lang = who
    with opened() as settings:
        operator = Operator(name=by or getpass.getuser(), reason=reason)
        done = answer_contact(contact, Answer(kind=kind, **typed), operator, settings=settings)
    counts = dict.fromkeys(("alerts", "alerts_suppressed", "alerts_corrected"), 0) | done.counts
    words = load_review_words().outcomes[kind]
    typer.echo((words.ar if lang == "ar" else words.en).format(contact=done.contact_id, **counts))
