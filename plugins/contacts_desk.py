"""Airflow's hook for what Rasid serves: the page that unsubscribes. The desk itself is not there yet."""

from __future__ import annotations

from airflow.plugins_manager import AirflowPlugin

from include.rasid.desk.unsubscribe import unsubscribe_app
from include.rasid.settings import settings


class ContactsDeskPlugin(AirflowPlugin):
    """The desk's FastAPI application and its page in the navigation bar belong here."""

    name = "contacts_desk"
    fastapi_apps = [  # noqa: RUF012 - the base class declares it so
        {
            "app": unsubscribe_app(lambda: settings().warehouse_dsn),
            "url_prefix": "/rasid",
            "name": "Rasid: unsubscribe",
        }
    ]
    external_views = []  # noqa: RUF012
