"""A real Airflow as ``make up`` starts it, over an empty warehouse, with a mail server that keeps what it gets."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx

from include.rasid.io.postgres import embedded_postgres
from include.rasid.local.installation import is_free
from include.rasid.settings import PROJECT, read_settings
from tests.smtp_servers import Post, post_office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from include.rasid.settings import Settings

PATIENCE_SECONDS = 600.0  # beyond the delay of a retry: on a busy machine a task may need its second attempt
FEEDS = """\
version: 1
publishers:
  - {key: closed, name: {ar: مغلق, en: Closed}, country: null}
feeds:
  - {key: closed, publisher: closed, url: "http://127.0.0.1:1/feed.xml", interval_minutes: 30, active: true, note: nobody listens}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """An Airflow that is up, with its warehouse and the mail server that its DAGs use."""

    url: str
    password: str
    settings: Settings
    airflow_dsn: str  # of Airflow's own database
    post: Post

    def call(self, method: str, path: str, **arguments: Any) -> Any:
        """Call the REST API as the user of its page."""
        token = httpx.post(f"{self.url}/auth/token", json={"username": "admin", "password": self.password}).json()
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        answer = httpx.request(method, f"{self.url}/api/v2/{path}", headers=headers, timeout=60, **arguments)
        assert answer.is_success, answer.text
        return answer.json()

    def trigger(self, dag_id: str) -> str:
        """Start a run by hand; return its id."""
        return str(self.call("POST", f"dags/{dag_id}/dagRuns", json={"logical_date": None})["dag_run_id"])

    def actions(self) -> list[dict[str, Any]]:
        """Return what the page of required actions shows as waiting."""
        found = self.call("GET", "dags/review_contacts/dagRuns/~/hitlDetails", params={"response_received": False})
        return list(found["hitl_details"])

    def ended(self, dag_id: str, run_id: str) -> str:
        """Return the state of a run, once it has one that lasts."""
        path = f"dags/{dag_id}/dagRuns/{run_id}"
        found = until(lambda: (s := self.call("GET", path)["state"]) in {"success", "failed"} and s)
        return str(found)


@contextmanager
def airflow_up(home: Path, first_port: int, **more: str) -> Iterator[Running]:
    """Start Airflow with its state in ``home`` and ``more`` in its environment; it is down afterwards.

    Args:
        home: An empty folder.
        first_port: Of a hundred, one of which the UI gets.
        more: Settings.
    """
    (home / "feeds.yml").write_text(FEEDS, "utf-8")
    port = next(port for port in range(first_port, first_port + 100) if is_free(port))
    post = Post()
    with post_office(post) as smtp_port:
        foreign = ("RASID_", "SMTP_", "WAREHOUSE_", "AIRFLOW")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(foreign)}
        ours = {
            "RASID_HOME": str(home),
            "RASID_FEEDS": str(home / "feeds.yml"),
            "RASID_AS_OF": "publication",
            "RASID_UI_PORT": str(port),
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(smtp_port),
            "MAIL_FROM": "rasid@alerts.example",
        } | more
        _call("up", kept | ours)
        server = embedded_postgres(home / "live")
        try:
            yield Running(
                url=f"http://127.0.0.1:{port}",
                password=json.loads((home / "live" / "airflow-passwords.json").read_text("utf-8"))["admin"],
                settings=read_settings(ours | {"WAREHOUSE_DSN": server.dsn("rasid")}),
                airflow_dsn=server.dsn("airflow"),
                post=post,
            )
        finally:
            _call("down", kept | ours)
            shutil.rmtree(server.base)  # as root it is outside the folder


def _call(verb: str, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "include.rasid.local.up", verb],
        cwd=PROJECT,
        env=environment | {"PYTHONPATH": str(PROJECT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{verb}: {done.stdout}{done.stderr}"


def until(found: Callable[[], Any]) -> Any:
    """Return what ``found`` returns once it is something."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        if value := found():
            return value
        time.sleep(1)
    raise AssertionError("it did not happen")
