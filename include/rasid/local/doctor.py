"""What is right and wrong with a set-up."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from include.rasid.errors import RasidError
from include.rasid.io.channel_sender import channel_sender
from include.rasid.io.channels import load_channels
from include.rasid.io.feeds_file import load_feeds
from include.rasid.io.lexicons import load_lexicon
from include.rasid.io.mail_dns import examine_records
from include.rasid.io.maildir import new_mails
from include.rasid.io.mailer import Mailer
from include.rasid.io.migrations import read_migrations
from include.rasid.io.triggers import load_grammar
from include.rasid.io.warehouse import run, transaction
from include.rasid.io.watches import load_watches
from include.rasid.local.scratch import warehouse
from include.rasid.settings import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from include.rasid.settings import Settings

_PACKAGES = ("apache-airflow", "feedparser", "trafilatura", "psycopg2-binary", "great-expectations")
_LEAST_FREE_BYTES = 2 * 1024**3
_SMTP_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; ``level`` is ok, note or wrong."""

    level: str
    topic: str
    text: str


def examine() -> Iterator[Finding]:
    """Yield the findings in order; an examination that fails is a finding, not an error."""
    try:
        chosen = settings()
    except RasidError as error:
        yield Finding("wrong", "settings", str(error))
        return
    yield Finding("ok", "settings", f"state in {chosen.home}, readers' zone {chosen.zone.key}")
    yield from _examined(chosen, _LOOKS)


def examine_mail() -> Iterator[Finding]:
    """Yield the findings on mail, and on the DNS records of the sender: the only ones that ask a server which no setting names."""
    try:
        chosen = settings()
    except RasidError as error:
        yield Finding("wrong", "settings", str(error))
        return
    yield from _examined(chosen, {"mail": _mail, "dns": _records, "bounces": _bounces})


def _examined(chosen: Settings, looks: Mapping[str, Callable[[Settings], Iterator[Finding]]]) -> Iterator[Finding]:
    for topic, look in looks.items():
        try:
            yield from look(chosen)
        except RasidError as error:
            yield Finding("wrong", topic, str(error))


def _python(_: Settings) -> Iterator[Finding]:
    level = "ok" if (3, 11) <= sys.version_info[:2] <= (3, 13) else "wrong"
    yield Finding(level, "python", f"{sys.version.split()[0]} (3.11 to 3.13 are supported)")
    for name in _PACKAGES:
        try:
            yield Finding("ok", "package", f"{name} {version(name)}")
        except PackageNotFoundError:
            yield Finding("wrong", "package", f"{name} is missing: run `make setup`")


def _disk(chosen: Settings) -> Iterator[Finding]:
    chosen.home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(chosen.home).free
    level = "ok" if free >= _LEAST_FREE_BYTES else "wrong"
    yield Finding(level, "disk", f"{free // 1024**2} MiB free in {chosen.home}")


def _lexicons(chosen: Settings) -> Iterator[Finding]:
    lexicon = load_lexicon(chosen.lexicons)
    grammar = load_grammar(chosen.lexicons)
    counts = f"{len(lexicon.people)} people, {len(lexicon.places)} places, {len(lexicon.bodies)} bodies, {len(lexicon.topics)} topics"
    yield Finding("ok", "lexicons", f"{counts}, {len(grammar.triggers)} trigger forms")


def _feeds(chosen: Settings) -> Iterator[Finding]:
    feeds = load_feeds(chosen.feeds_file)
    active = sum(f.active for f in feeds.feeds)
    yield Finding("ok" if active else "wrong", "feeds", f"{active} of {len(feeds.feeds)} active in {chosen.feeds_file}")
    if "set RASID_USER_AGENT" in chosen.user_agent:
        yield Finding("note", "feeds", "RASID_USER_AGENT is not set: publishers cannot tell whom to write to")


def _watches(chosen: Settings) -> Iterator[Finding]:
    for watch in load_watches(chosen.watches_file):
        readers = ", ".join(watch.recipients)
        if not readers:
            yield Finding("note", "watch", f"{watch.key}: no recipients, nobody is mailed")
        elif any(r.endswith((".invalid", ".example")) for r in watch.recipients):
            yield Finding(
                "note",
                "watch",
                f"{watch.key}: {readers} is an example address: set recipients in {chosen.watches_file}",
            )
        else:
            yield Finding("ok", "watch", f"{watch.key}: {readers}")


def _warehouse(chosen: Settings) -> Iterator[Finding]:
    with warehouse(chosen) as dsn, transaction(dsn) as cursor:
        server = run(cursor, "server_facts")[0]
        old = server.version_number < 150000
        yield Finding(
            "wrong" if old else "ok",
            "warehouse",
            f"Postgres {server.version} (15 or newer), encoding {server.encoding}",
        )
        applied = run(cursor, "applied_migrations")[0].applied if server.has_ledger else 0
    missing = len(read_migrations()) - applied
    if missing > 0:
        yield Finding("note", "warehouse", f"{missing} migrations to apply: run ./rasid migrate")
    else:
        yield Finding("ok", "warehouse", f"{applied} migrations applied")


def _mail(chosen: Settings) -> Iterator[Finding]:
    mail = chosen.mail
    if not mail.host:
        yield Finding("note", "mail", "SMTP_HOST is not set: alerts are kept and wait, nobody is mailed")
        return
    how = f"{mail.tls if mail.tls != 'none' else 'not encrypted'}, {'login' if mail.user else 'no login'}"
    with Mailer(mail, seconds=_SMTP_SECONDS):  # one that cannot be reached, or refuses TLS or login, is an error
        yield Finding("ok", "mail", f"{mail.host}:{mail.port} answers ({how}), from {mail.sender}")
    if not mail.public_url:
        yield Finding(
            "note", "mail", "RASID_PUBLIC_URL is not set: readers cannot unsubscribe by one click (docs/mail.md)"
        )
    with warehouse(chosen) as dsn, transaction(dsn) as cursor:
        waiting = len(run(cursor, "unknown_deliveries"))
    if waiting:
        yield Finding("note", "mail", f"{waiting} deliveries of unknown fate wait for a person: ./rasid mail unknown")


def _records(chosen: Settings) -> Iterator[Finding]:
    for finding in examine_records(chosen.mail):
        yield Finding(finding.level, "dns", finding.text)


def _bounces(chosen: Settings) -> Iterator[Finding]:
    folder = chosen.mail.bounces
    if folder is None:
        yield Finding("note", "bounces", "RASID_BOUNCES is not set: nobody counts mails that come back (docs/mail.md)")
        return
    yield Finding("ok", "bounces", f"{len(new_mails(folder))} new mails in {folder}, sent to {chosen.mail.return_path}")


def _channels(chosen: Settings) -> Iterator[Finding]:
    for channel in load_channels(chosen):
        try:
            yield Finding(
                "ok",
                "channel",
                f"{channel.key}: {channel_sender(channel).service} (./rasid channels test {channel.key})",
            )
        except RasidError as error:
            yield Finding("wrong", "channel", str(error))
    if chosen.channels_file and chosen.channels_file.stat().st_mode & 0o077:
        yield Finding("note", "channel", f"{chosen.channels_file} holds secrets, and others can read it: chmod 600")


_LOOKS: dict[str, Callable[[Settings], Iterator[Finding]]] = {
    "python": _python,
    "disk": _disk,
    "lexicons": _lexicons,
    "feeds": _feeds,
    "watches": _watches,
    "warehouse": _warehouse,
    "mail": _mail,
    "channels": _channels,
}
