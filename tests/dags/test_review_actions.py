"""Uncertain contacts as required actions of a real Airflow: shown, answered through its API as its page does, and mailed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from include.rasid.io.postgres import embedded_postgres
from include.rasid.local.installation import is_free
from include.rasid.settings import PROJECT, read_settings
from tests.factories import make_article
from tests.smtp_servers import Post, post_office
from tests.warehouse.loading import read_more, rows
from tests.warehouse.reviewing import MET, PLANNED, careful_watches, contact_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from include.rasid.settings import Settings

pytestmark = [pytest.mark.full, pytest.mark.airflow, pytest.mark.postgres]

PARKING_SECONDS = 10  # an answer in the seconds in which its task is put aside makes Airflow ask once more
PATIENCE_SECONDS = 600.0  # beyond the delay of a retry: on a busy machine a task may need its second attempt
FEEDS = """\
version: 1
publishers:
  - {key: closed, name: {ar: مغلق, en: Closed}, country: null}
feeds:
  - {key: closed, publisher: closed, url: "http://127.0.0.1:1/feed.xml", interval_minutes: 30, active: true, note: nobody listens}
"""
ARTICLES = [
    make_article(MET.format(place="جنيف", day="2 مارس 2023"), id="a1", on="2023-03-02", publisher="sada"),
    make_article(PLANNED.format(place="جنيف", day="20 أبريل 2023"), id="a2", on="2023-04-14", publisher="sada"),
    make_article(MET.format(place="جنيف", day="2 يونيو 2023"), id="a3", on="2023-06-02", publisher="sada"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """An Airflow that is up, with its warehouse and the mail server that its DAGs use."""

    url: str
    password: str
    settings: Settings
    post: Post

    def call(self, method: str, path: str, **arguments: Any) -> Any:
        """Call the REST API as the user of its page."""
        token = httpx.post(f"{self.url}/auth/token", json={"username": "admin", "password": self.password}).json()
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        answer = httpx.request(method, f"{self.url}/api/v2/{path}", headers=headers, timeout=60, **arguments)
        assert answer.is_success, answer.text
        return answer.json()

    def actions(self) -> list[dict[str, Any]]:
        """Return what the page of required actions shows as waiting."""
        found = self.call("GET", "dags/review_contacts/dagRuns/~/hitlDetails", params={"response_received": False})
        return list(found["hitl_details"])

    def choose(self, action: dict[str, Any], option: str, **form: str) -> None:
        """Answer a required action."""
        task = action["task_instance"]
        path = f"dags/review_contacts/dagRuns/{task['dag_run_id']}/taskInstances/{task['task_id']}/{task['map_index']}/hitlDetails"
        fields = dict.fromkeys(("status", "day", "place", "participants", "reason")) | form
        chosen = next(label for label in action["options"] if label.endswith(option))
        self.call("PATCH", path, json={"chosen_options": [chosen], "params_input": fields})


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Start Airflow as ``make up`` does; it is down afterwards."""
    home = tmp_path_factory.mktemp("review")
    (home / "feeds.yml").write_text(FEEDS, "utf-8")
    port = next(port for port in range(18200, 18300) if is_free(port))
    post = Post()
    with post_office(post) as smtp_port:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("RASID_", "SMTP_", "WAREHOUSE_", "AIRFLOW"))}
        ours = {
            "RASID_HOME": str(home),
            "RASID_FEEDS": str(home / "feeds.yml"),
            "RASID_WATCHES": str(careful_watches(home, readers=("sara@desk.example",))),
            "RASID_AS_OF": "publication",
            "RASID_UI_PORT": str(port),
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(smtp_port),
            "MAIL_FROM": "rasid@alerts.example",
        }
        up(home, "up", kept | ours)
        server = embedded_postgres(home / "live")
        try:
            yield Running(
                url=f"http://127.0.0.1:{port}",
                password=json.loads((home / "live" / "airflow-passwords.json").read_text("utf-8"))["admin"],
                settings=read_settings(ours | {"WAREHOUSE_DSN": server.dsn("rasid")}),
                post=post,
            )
        finally:
            up(home, "down", kept | ours)
            shutil.rmtree(server.base)  # as root it is outside the folder


def up(home: Path, verb: str, environment: dict[str, str]) -> None:
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


def decided(running: Running) -> list[tuple[Any, ...]]:
    """Return what became of each question, once all are decided: by this run or by the one of the schedule."""
    query = "select state, decided_by from ops.review order by review_id"
    found = until(lambda: (told := rows(running.settings, query)) and all(r.state != "waiting" for r in told) and told)
    return [tuple(r) for r in found]


def test_required_actions_are_answered_and_mailed(running: Running) -> None:
    """Each contact is an action in both languages; approve and correct are mailed once each, reject is not, later comes back."""
    read_more(running.settings, ARTICLES)
    assert rows(running.settings, "select 1 from ops.alert") == []
    run = running.call("POST", "dags/review_contacts/dagRuns", json={"logical_date": None})
    actions = until(lambda: len(found := running.actions()) == len(ARTICLES) and found)
    by_day = {day: a for a in actions for day in ("2023-03-02", "2023-04-20", "2023-06-02") if day in a["subject"]}
    assert "عُقد: لقاء بلينكن ولافروف" in by_day["2023-03-02"]["subject"]
    assert "Held: Blinken–Lavrov, Geneva" in by_day["2023-03-02"]["subject"]
    assert "> التقى وزير الخارجية الأميركي أنتوني بلينكن" in by_day["2023-03-02"]["body"]

    time.sleep(PARKING_SECONDS)
    running.choose(by_day["2023-03-02"], "Approve", reason="two agencies")
    until(lambda: len(running.post.contents) == 1)  # while the other questions still wait
    running.choose(by_day["2023-04-20"], "Correct", place="فيينا", day="2023-04-21")
    running.choose(by_day["2023-06-02"], "Reject")
    state = until(
        lambda: (
            (s := running.call("GET", f"dags/review_contacts/dagRuns/{run['dag_run_id']}")["state"])
            in {"success", "failed"}
            and s
        )
    )
    assert state == "success"
    until(lambda: len(running.post.contents) == 2)

    assert decided(running) == [("approved", "admin"), ("corrected", "admin"), ("rejected", "admin")]
    verdicts = rows(running.settings, "select kind, via, reason from core.contact_verdict where kind = 'approved'")
    assert [tuple(v) for v in verdicts] == [("approved", "airflow", "two agencies")]
    assert (
        rows(
            running.settings,
            f"select place from mart.contacts where contact_id = '{contact_of(running.settings, 'a2')}'",
        )[0].place
        == "Vienna"
    )
    assert running.post.received == ["sara@desk.example"] * 2
    until(lambda: not running.actions())
