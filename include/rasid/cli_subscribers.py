"""``./rasid subscribers …`` and ``./rasid mail …``: who gets mail, how, and what became of it."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from include.rasid.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg2.extensions import cursor as Cursor

subscribers_app = typer.Typer(no_args_is_help=True, help="Readers: who gets which watch, when and in which language.")
mail_app = typer.Typer(no_args_is_help=True, help="Mail: what would be sent, and what nobody knows the fate of.")

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The reader's address.")]
Watches = Annotated[list[str] | None, typer.Option("--watch", help="A watch of watches.yml; may be repeated.")]
Pair = Annotated[str | None, typer.Option(help="People by their keys, joined by +, as in blinken+lavrov.")]
Source = Annotated[str | None, typer.Option(help="A publisher of feeds.yml.")]


@subscribers_app.command("list")
def list_readers(as_json: Annotated[bool, typer.Option("--json", help="JSON lines.")] = False) -> None:
    """Print the readers with their watches and wishes; a star marks watches that watches.yml gives."""
    from include.rasid.io.warehouse import run

    with _cursor() as cursor:
        rows = run(cursor, "subscribers")
    for row in rows:
        typer.echo(json.dumps(row._asdict(), ensure_ascii=False, default=str) if as_json else _reader_line(row))
    if not as_json:
        typer.echo(f"{len(rows)} subscribers")


@subscribers_app.command()
def add(  # noqa: PLR0913, PLR0917 - one option each
    email: Email,
    watch: Watches = None,
    language: Annotated[Literal["ar", "en"] | None, typer.Option(help="Which language comes first.")] = None,
    pace: Annotated[Literal["immediate", "digest"] | None, typer.Option(help="Each alert at once, or daily.")] = None,
    zone: Annotated[str | None, typer.Option(help="Time zone, an IANA name.")] = None,
    quiet: Annotated[str | None, typer.Option(help="Hours without mail in that zone, as in 22:00-06:30.")] = None,
) -> None:
    """Give a reader watches (the only one when there is one) and wishes; who had left is back, with new links."""
    from include.rasid.io.subscribers import ReaderWishes, add_reader
    from include.rasid.io.watches import parse_quiet_hours

    wishes = ReaderWishes(
        language=language,
        pace=pace,
        zone=_known_zone(zone),
        quiet=parse_quiet_hours(quiet) if quiet else None,
    )
    with _cursor() as cursor:
        reader = add_reader(cursor, email, _known_watches(watch), wishes)
    typer.echo(f"{reader.email}: {', '.join(reader.watch_keys)}")


@subscribers_app.command()
def remove(email: Email, watch: Watches = None) -> None:
    """Take watches from a reader; without --watch the reader leaves: nothing that waits is sent any more."""
    from include.rasid.io.subscribers import remove_reader

    with _cursor() as cursor:
        reader = remove_reader(cursor, email, _known_watches(watch) if watch else [])
    typer.echo(f"{reader.email}: {', '.join(reader.watch_keys) if watch else 'has left'}")


@subscribers_app.command()
def mute(email: Email, pair: Pair = None, source: Source = None) -> None:
    """Keep contacts between people, or what one publisher alone reports, from a reader."""
    from include.rasid.io.subscribers import mute as store

    with _cursor() as cursor:
        store(cursor, email, *_muted(pair, source))
    typer.echo(f"{email} is not told of {pair or source} any more")


@subscribers_app.command()
def unmute(email: Email, pair: Pair = None, source: Source = None) -> None:
    """Take a mute back."""
    from include.rasid.io.subscribers import unmute as delete

    with _cursor() as cursor:
        delete(cursor, email, *_muted(pair, source))
    typer.echo(f"{email} is told of {pair or source} again")


@subscribers_app.command("new-link")
def new_link(email: Email) -> None:
    """Revoke the unsubscribe links that a reader has; later mails carry a new one."""
    from include.rasid.io.subscribers import renew_token

    with _cursor() as cursor:
        renew_token(cursor, email)
    typer.echo(f"{email}: links in mails that were sent are dead")


@mail_app.command()
def unknown(as_json: Annotated[bool, typer.Option("--json", help="JSON lines.")] = False) -> None:
    """List the deliveries of which nobody knows whether they arrived, for a person to decide."""
    from include.rasid.io.unknown import list_unknown

    with _cursor() as cursor:
        found = list_unknown(cursor)
    for row in found:
        if as_json:
            typer.echo(json.dumps(asdict(row), ensure_ascii=False, default=str))
        else:
            typer.echo(f"{row.delivery_id}\t{row.email}\t{row.since:%Y-%m-%d %H:%M} UTC\t{row.headline}\t{row.detail}")
    if not as_json:
        typer.echo(f"{len(found)} unknown" + (": ./rasid mail decide NUMBER arrived|again|drop" if found else ""))


@mail_app.command()
def decide(
    delivery: Annotated[int, typer.Argument(metavar="NUMBER", help="Of a line of `mail unknown`.")],
    verdict: Annotated[
        Literal["arrived", "again", "drop"],
        typer.Argument(help="arrived: the reader has it; again: send it once more; drop: let it be."),
    ],
) -> None:
    """Decide what becomes of a delivery whose fate is unknown; one sent again has the Message-ID that it had."""
    from include.rasid.io.unknown import decide_unknown

    with _cursor() as cursor:
        decide_unknown(cursor, delivery, verdict)
    typer.echo(f"{delivery}: {verdict}")


@mail_app.command("would-send")
def would_send_command(
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day; 30 days ago.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day after the last; today.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines.")] = False,
) -> None:
    """Dry run: what each reader would have been sent with today's rules, watches and wishes; nothing is mailed."""
    from include.rasid.local.would_send import would_send
    from include.rasid.settings import settings

    last = _midnight(until.date() if until else datetime.now(UTC).date())
    first = _midnight(since.date()) if since else last - timedelta(days=30)
    found = would_send(first, last, settings=settings(), progress=lambda name: typer.echo(f"… {name}", err=True))
    for row in found:
        if as_json:
            typer.echo(json.dumps(asdict(row), ensure_ascii=False, default=str))
        else:
            what = row.refusal or row.pace
            typer.echo(f"{row.leaves_at:%Y-%m-%d %H:%M} UTC\t{row.email}\t{what}\t{row.headline}")
    if not as_json:
        sent = sum(row.refusal is None for row in found)
        typer.echo(f"{sent} alerts to {len({row.email for row in found})} readers, {len(found) - sent} not wanted")


@mail_app.command("unsubscribe-page")
def unsubscribe_page(
    port: Annotated[int, typer.Option(help="Loopback port; a proxy with TLS stands before it.")] = 8766,
) -> None:
    """Serve the page behind the links of mails, for RASID_PUBLIC_URL, on loopback until Ctrl-C."""
    from include.rasid.desk.unsubscribe import serve
    from include.rasid.local.scratch import warehouse
    from include.rasid.settings import settings

    with warehouse(settings()) as dsn:
        serve(dsn, port)


@contextmanager
def _cursor() -> Iterator[Cursor]:
    from include.rasid.io.warehouse import transaction
    from include.rasid.local.scratch import warehouse
    from include.rasid.settings import settings

    with warehouse(settings()) as dsn, transaction(dsn) as cursor:
        yield cursor


def _known_watches(named: list[str] | None) -> list[str]:
    from include.rasid.io.watches import load_watches
    from include.rasid.settings import settings

    known = [watch.key for watch in load_watches(settings().watches_file)]
    if not named and len(known) > 1:
        raise BadInputError(f"which watch? --watch {' | '.join(known)}")
    strange = sorted(set(named or ()) - set(known))
    if strange:
        raise BadInputError(f"no watch is called {', '.join(strange)}; there are {', '.join(known)}")
    return named or known


def _known_zone(name: str | None) -> str | None:
    from include.rasid.settings import read_settings

    return read_settings({"RASID_ZONE": name}).zone.key if name else None


def _muted(pair: str | None, source: str | None) -> tuple[list[str] | None, str | None]:
    if (pair is None) == (source is None):
        raise BadInputError("say either --pair KEY+KEY or --source KEY")
    return ([key for key in pair.split("+") if key] if pair else None), source


def _reader_line(row: Any) -> str:
    watches = ", ".join(f"{key}*" if key in row.file_watch_keys else key for key in row.watch_keys) or "no watch"
    quiet = f"quiet {row.quiet_from:%H:%M}-{row.quiet_until:%H:%M}" if row.quiet_from else None
    left = None if row.is_active else f"left {row.left_at:%Y-%m-%d} by {row.left_by}"
    mutes = f"mutes {', '.join(row.mutes)}" if row.mutes else None
    return "\t".join(filter(None, (row.email, left or watches, row.language, row.pace, row.zone, quiet, mutes)))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
