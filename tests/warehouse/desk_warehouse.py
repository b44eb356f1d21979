"""A warehouse with the newsroom and the roles, and the desk over it."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from include.rasid.desk.access import Seals, Visitor
from include.rasid.desk.database import Database
from include.rasid.desk.routes import Deciding, Desk
from include.rasid.io.articles import read_articles
from include.rasid.io.migrations import migrate
from include.rasid.io.postgres import embedded_postgres
from include.rasid.io.roles import ROLES, create_roles
from include.rasid.io.warehouse import connect
from include.rasid.settings import PROJECT, Settings, read_settings
from include.rasid.stages.explain_contact import explain_contact
from tests.warehouse.loading import read_more

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from include.rasid.core.answers import Answer


@contextmanager
def newsroom_warehouse(folder: Path) -> Iterator[Settings]:
    """Give the settings of such a warehouse, on a server of its own; ``desk_dsn`` is that of rasid_desk."""
    server = embedded_postgres(folder)
    server.start()
    try:
        dsn = server.ensure_database("rasid")
        connection = connect(dsn)
        migrate(connection)
        connection.close()
        made = read_settings({"WAREHOUSE_DSN": dsn, "RASID_AS_OF": "publication"})
        read_more(made, list(read_articles(sorted((PROJECT / "include" / "newsroom").glob("articles_*.jsonl")))))
        create_roles(dsn, dict.fromkeys(ROLES, "secret"))
        yield replace(made, desk_dsn=re.sub(r"//[^@]+@", "//rasid_desk:secret@", dsn))
    finally:
        server.stop()


def let_in() -> Visitor:
    """Let everybody in, as a reader."""
    return Visitor(name="reader", may_operate=False)


def let_operate() -> Visitor:
    """Let everybody in, as an operator."""
    return Visitor(name="omar", may_operate=True)


def desk_for(settings: Settings, visitor: Any = let_in, closed: list[tuple[str, Answer]] | None = None) -> Desk:
    """Return the desk over a warehouse; ``visitor`` decides who is let in, ``closed`` collects which actions are to be closed."""
    asked = [] if closed is None else closed
    return Desk(
        database=Database(lambda: settings.desk_dsn),
        visitor=visitor,
        zone=ZoneInfo("Asia/Riyadh"),
        explain=lambda contact_id: explain_contact(
            contact_id, settings=replace(settings, warehouse_dsn=settings.desk_dsn)
        ),
        sides=(("US",), ("RU",)),
        deciding=Deciding(
            settings=replace(settings, warehouse_dsn=settings.desk_dsn),
            seals=Seals("secret of the test"),
            close_action=lambda contact_id, answer, _: asked.append((contact_id, answer)),
        ),
        docs_folder=settings.docs_folder,
    )
