"""Airflow's hook for the contacts desk. The desk itself is not there yet, so nothing is registered."""

from __future__ import annotations

from airflow.plugins_manager import AirflowPlugin


class ContactsDeskPlugin(AirflowPlugin):
    """The desk's FastAPI application and its page in the navigation bar belong here."""

    name = "contacts_desk"
    fastapi_apps = []  # noqa: RUF012 - the base class declares it so
    external_views = []  # noqa: RUF012
