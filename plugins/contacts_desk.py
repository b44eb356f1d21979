"""Airflow's hook for what Rasid serves: the contacts desk, and the page that unsubscribes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airflow.plugins_manager import AirflowPlugin

from include.rasid.desk.lazy import LazyApp

if TYPE_CHECKING:
    from fastapi import FastAPI


def _desk() -> FastAPI:
    from include.rasid.desk.served import served_desk

    return served_desk()


def _unsubscribe() -> FastAPI:
    from include.rasid.desk.served import served_unsubscribe

    return served_unsubscribe()


class ContactsDeskPlugin(AirflowPlugin):
    """The desk's FastAPI application and its page in the navigation bar."""

    name = "contacts_desk"
    fastapi_apps = [  # noqa: RUF012 - the base class declares it so
        {"app": LazyApp(_desk), "url_prefix": "/desk", "name": "Rasid: contacts desk"},
        {"app": LazyApp(_unsubscribe), "url_prefix": "/rasid", "name": "Rasid: unsubscribe"},
    ]
    external_views = [  # noqa: RUF012
        {"name": "راصد · Contacts desk", "href": "/desk/", "destination": "nav", "url_route": "contacts-desk"}
    ]
