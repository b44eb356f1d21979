"""A real Airflow for tests, started as ``make up`` starts it, with a mail server and a warehouse of its own."""

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
    metadata: Settings  # whose warehouse is Airflow's own database
    post: Post

    def call(self, method: str, path: str, **arguments: Any) -> Any:
        """Call the REST API as the user of its page."""
        token = httpx.post(f"{self.url}/auth/token", json={"username": "admin", "password": self.password}).json()
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        answer = httpx.request(method, f"{self.url}/api/v2/{path}", headers=headers, timeout=60, **arguments)
        assert answer.is_success, answer.text
        return answer.json()

    def start(self, dag_id: str) -> str:
        """Start a DAG by hand; return the id of its run."""
        return str(self.call("POST", f"dags/{dag_id}/dagRuns", json={"logical_date": None})["dag_run_id"])

    def ended(self, dag_id: str, run_id: str) -> str:
        """Return the state in which a run ended, once it has."""
        ends = {"success", "failed"}
        return str(until(lambda: (s := self.call("GET", f"dags/{dag_id}/dagRuns/{run_id}")["state"]) in ends and s))


@contextmanager
def airflow_up(home: Path, **more: str) -> Iterator[Running]:
    """Start Airflow as ``make up`` does; it is down afterwards. ``more`` are settings of Rasid."""
    (home / "feeds.yml").write_text(FEEDS, "utf-8")
    port = next(port for port in range(18200, 18300) if is_free(port))
    post = Post()
    with post_office(post) as smtp_port:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("RASID_", "SMTP_", "WAREHOUSE_", "AIRFLOW"))}
        ours = {
            "RASID_HOME": str(home),
            "RASID_FEEDS": str(home / "feeds.yml"),
            "RASID_AS_OF": "publication",
            "RASID_UI_PORT": str(port),
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(smtp_port),
            "MAIL_FROM": "rasid@alerts.example",
        } | more
        _call(home, "up", kept | ours)
        server = embedded_postgres(home / "live")
        try:
            yield Running(
                url=f"http://127.0.0.1:{port}",
                password=json.loads((home / "live" / "airflow-passwords.json").read_text("utf-8"))["admin"],
                settings=read_settings(ours | {"WAREHOUSE_DSN": server.dsn("rasid")}),
                metadata=read_settings(ours | {"WAREHOUSE_DSN": server.dsn("airflow")}),
                post=post,
            )
        finally:
            _call(home, "down", kept | ours)
            shutil.rmtree(server.base)  # as root it is outside the folder


def _call(home: Path, verb: str, environment: dict[str, str]) -> None:
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
    assert done.returncode == 0, f"{home}: {done.stdout}{done.stderr}"


def until(found: Callable[[], Any]) -> Any:
    """Return what ``found`` returns once it is something."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        if value := found():
            return value
        time.sleep(1)
    raise AssertionError("it did not happen")
