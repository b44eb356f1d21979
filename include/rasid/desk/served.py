"""What Airflow's api-server serves for Rasid, made from the settings of its process."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from include.rasid.desk.access import Seals, airflow_visitor
from include.rasid.desk.actions import close_action
from include.rasid.desk.app import desk_app
from include.rasid.desk.database import Database
from include.rasid.desk.routes import Deciding, Desk
from include.rasid.desk.unsubscribe import unsubscribe_app
from include.rasid.io.watches import load_watches
from include.rasid.settings import settings
from include.rasid.stages.explain_contact import explain_contact

if TYPE_CHECKING:
    from fastapi import FastAPI


def served_desk() -> FastAPI:
    """Return the desk behind Airflow's login, reading and deciding as WAREHOUSE_DESK_DSN.

    Raises:
        BadInputError: ``watches.yml`` or a setting cannot be used.
    """
    from airflow.configuration import conf  # noqa: PLC0415 - only the api-server has it loaded

    chosen = settings()
    reads_as = replace(chosen, warehouse_dsn=chosen.desk_dsn or chosen.warehouse_dsn)
    first, second = load_watches(chosen.watches_file)[0].sides
    desk = Desk(
        database=Database(lambda: reads_as.warehouse_dsn),
        visitor=airflow_visitor(),
        zone=chosen.zone,
        explain=lambda contact_id: explain_contact(contact_id, settings=reads_as),
        sides=(tuple(sorted(first.countries)), tuple(sorted(second.countries))),
        deciding=Deciding(
            settings=reads_as, seals=Seals(conf.get_mandatory_value("api", "secret_key")), close_action=close_action
        ),
        docs_folder=chosen.docs_folder,
    )
    return desk_app(desk)


def served_unsubscribe() -> FastAPI:
    """Return the page that unsubscribes, open to whoever has a link."""
    return unsubscribe_app(lambda: settings().warehouse_dsn)
