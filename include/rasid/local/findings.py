"""Tables of what a run found, read from the warehouse and from the folder of the mail catcher."""

from __future__ import annotations

from email import policy
from email.parser import BytesParser
from typing import TYPE_CHECKING, Any

from rich.table import Table

from include.rasid.errors import SetupError
from include.rasid.io.warehouse import run, transaction

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from rich.console import Console


def warehouse_clock(dsn: str) -> datetime:
    """Return the time by the warehouse's clock, which dates the rows."""
    with transaction(dsn) as cursor:
        now: datetime = run(cursor, "clock")[0].now
    return now


def make_feeds_due(dsn: str) -> None:
    """Let every feed be polled at the next occasion, whenever its turn would be."""
    with transaction(dsn) as cursor:
        run(cursor, "make_feeds_due")


def refuse_real_news(dsn: str) -> None:
    """Return if the warehouse is new or holds the newsroom's news only.

    Raises:
        SetupError: It has real feeds: sample articles must not mix with them, nor real alerts go to a sample mail server.
    """
    with transaction(dsn) as cursor:
        feeds = run(cursor, "real_feeds")[0].feeds
    if feeds:
        raise SetupError(
            f"this warehouse has {feeds} real feeds: make run needs one of its own (RASID_HOME, WAREHOUSE_DSN)"
        )


def print_findings(console: Console, dsn: str, since: datetime, mails: Sequence[Path]) -> None:
    """Print what was done since a time: polls, articles, contacts, mails."""
    with transaction(dsn) as cursor:
        polls = run(cursor, "polls_since", {"since": since})
        articles = run(cursor, "articles_by_outcome_since", {"since": since})
        contacts = run(cursor, "contacts_since", {"since": since})
        deliveries = {row.state: row.deliveries for row in run(cursor, "deliveries_since", {"since": since})}
        totals = run(cursor, "totals")[0]
    console.print(_polls_table(polls))
    if articles:
        console.print(_two_columns("Articles", "outcome", [(row.outcome, row.articles) for row in articles]))
    if contacts:
        console.print(_contacts_table(contacts))
    if mails:
        _print_mails(console, mails)
    for state, count in deliveries.items():
        if state != "sent":
            console.print(f"[yellow]{count} deliveries are {state}[/]")
    if not (articles or contacts or mails):
        console.print(
            f"Nothing new: the warehouse knew every entry of the feeds ({totals.articles} articles, {totals.contacts} contacts). "
            "No mail was sent."
        )


def _polls_table(rows: Sequence[Any]) -> Table:
    table = Table(title="Feeds polled", title_justify="left")
    for heading in ("outcome", "feeds"):
        table.add_column(heading)
    for heading in ("entries", "new", "known", "rejected"):
        table.add_column(heading, justify="right")
    for row in rows:
        figures = (row.entries_seen, row.entries_new, row.entries_known, row.entries_rejected)
        table.add_row(row.outcome, ", ".join(row.feed_keys), *map(str, figures))
    return table


def _two_columns(title: str, heading: str, rows: Sequence[tuple[str, int]]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(heading)
    table.add_column("number", justify="right")
    for name, number in rows:
        table.add_row(name, str(number))
    return table


def _contacts_table(rows: Sequence[Any]) -> Table:
    table = Table(title="Contacts found", title_justify="left")
    for heading in ("date", "people", "mode", "status", "place", "articles", "mailed"):
        table.add_column(heading)
    for row in rows:
        date = "" if row.starts_on is None else str(row.starts_on)
        if row.ends_on != row.starts_on:
            date += f" to {row.ends_on}"
        people = ", ".join(row.people)
        table.add_row(
            date, people, row.mode, row.status, row.place or "", str(row.articles), "yes" if row.is_alerted else ""
        )
    return table


def _print_mails(console: Console, paths: Sequence[Path]) -> None:
    """Print each mail on lines of its own: a path in a table would be broken and could not be copied."""
    console.print("\nMails sent", style="italic")
    for path in paths:
        with path.open("rb") as file:
            message = BytesParser(policy=policy.default).parse(file, headersonly=True)
        console.print(f"  {message['subject']}", soft_wrap=True, markup=False)
        console.print(f"    {path}", soft_wrap=True, markup=False)
