"""``make run``, ``make up`` and ``make down`` as a user calls them, with a state of their own."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import httpx
import psutil
import pytest

from include.rasid.io.postgres import embedded_postgres, running
from include.rasid.io.warehouse import connect
from include.rasid.local.installation import is_free
from include.rasid.settings import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

pytestmark = [pytest.mark.full, pytest.mark.airflow, pytest.mark.postgres]

PATIENCE_SECONDS = 300.0
TABLES = (
    "core.article",
    "core.article_revision",
    "core.entity_mention",
    "core.contact",
    "core.contact_revision",
    "core.contact_mention",
    "mart.contacts",
    "ops.alert",
    "ops.delivery",
    "ops.quarantine",
    "raw.feed_entry",
    "raw.page",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What a ``make run`` said and left."""

    code: int
    output: str
    mails: frozenset[Path]
    rows: dict[str, int]


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return our environment with a state of its own and no setting of the developer's shell."""
    foreign = ("RASID_", "SMTP_", "WAREHOUSE_", "AIRFLOW")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return kept | {"RASID_HOME": str(home), "WAREHOUSE_DSN": "", "AIRFLOW_DSN": "", "SMTP_HOST": ""} | more


def make(target: str, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Call make; output and errors come together."""
    return subprocess.run(
        ["make", "--no-print-directory", target],
        cwd=PROJECT,
        env=environment(home, **more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def left_running(home: Path) -> list[str]:
    """Return the commands of processes that belong to a state, the embedded Postgres among them.

    They work in a folder of the state: Airflow's processes overwrite their environment and command line.
    """
    base = str(embedded_postgres(home).base)
    found = []
    for process in psutil.process_iter():
        try:
            command = " ".join(process.cmdline())
            if process.cwd().startswith(str(home)) or base in command or str(home) in command:
                found.append(command)
        except psutil.Error:
            continue
    return found


def row_counts(home: Path) -> dict[str, int]:
    """Return the number of rows of each table."""
    counts = {}
    with running(embedded_postgres(home)) as server:
        connection = connect(server.dsn("rasid"))
        with connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"select count(*) from {table}")
                row = cursor.fetchone()
                assert row is not None
                counts[table] = row[0]
        connection.close()
    return counts


def run_round(home: Path) -> Round:
    """Call ``make run``."""
    done = make("run", home)
    return Round(
        code=done.returncode,
        output=done.stdout,
        mails=frozenset((home / "mail").glob("*.eml")),
        rows=row_counts(home),
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a folder for state, with a blank in its path."""
    folder = tmp_path_factory.mktemp("make run") / "state"
    yield folder
    for base in {embedded_postgres(place).base for place in (folder, folder / "live")}:
        shutil.rmtree(base)  # as root it is outside the folder


@pytest.fixture(scope="module")
def interrupted(home: Path) -> str:
    """Return the output of a ``make run`` that got Ctrl-C once Airflow had begun to work."""
    with subprocess.Popen(
        ["make", "--no-print-directory", "run"],
        cwd=PROJECT,
        env=environment(home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        process_group=0,
    ) as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "✓ Airflow " in line:
                time.sleep(4)  # into the first task
                os.killpg(process.pid, signal.SIGINT)
        process.wait(60)
    return "".join(lines)


@pytest.fixture(scope="module")
def first(home: Path, interrupted: str) -> Round:
    """Return the first round that was let run to its end."""
    assert "✓ Airflow " in interrupted, interrupted
    return run_round(home)


@pytest.fixture(scope="module")
def second(home: Path, first: Round) -> Round:
    """Return the round after that."""
    assert first.code == 0, first.output
    return run_round(home)


def test_ctrl_c_leaves_nothing(home: Path, interrupted: str) -> None:
    """Ctrl-C in the middle ends it with one word and leaves no process."""
    assert "stopped" in interrupted
    assert "Traceback" not in interrupted
    assert left_running(home) == []


def test_first_round_finds_and_mails(first: Round) -> None:
    """After a start that was interrupted, the whole way from feed to e-mail is gone."""
    assert first.code == 0, first.output
    for heading in ("Feeds polled", "Articles", "Contacts found", "Mails sent", "Try next"):
        assert heading in first.output, first.output
    assert first.rows["core.article"] >= 80
    assert first.rows["mart.contacts"] >= 10
    assert len(first.mails) == first.rows["ops.delivery"] > 0


def test_printed_mails_are_real(first: Round) -> None:
    """Each path that is printed is a mail with a text and an HTML part in Arabic, right to left."""
    printed = {line.strip() for line in first.output.splitlines() if line.endswith(".eml")}
    assert printed == {str(path) for path in first.mails}
    for path in first.mails:
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        parts = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
        assert 'dir="rtl"' in parts["text/html"]
        assert re.search("[\u0627-\u064a]{3}", parts["text/plain"])


def test_second_round_changes_nothing_and_mails_nothing(first: Round, second: Round) -> None:
    """The same news again: no row is added, no mail is sent, and it says so."""
    assert second.code == 0, second.output
    assert "No mail was sent" in second.output
    assert second.mails == first.mails
    assert second.rows == first.rows


def test_no_process_is_left(home: Path, second: Round) -> None:
    """A round that ended well leaves no process either."""
    assert second.code == 0
    assert left_running(home) == []


FEEDS = """\
version: 1
publishers:
  - {key: closed, name: {ar: مغلق, en: Closed}, country: null}
feeds:
  - {key: closed, publisher: closed, url: "http://127.0.0.1:1/feed.xml", interval_minutes: 30, active: true, note: nobody listens}
"""


@pytest.fixture
def live(home: Path) -> Iterator[Mapping[str, str]]:
    """Return settings for ``make up`` that lead nowhere outside this machine; it is down afterwards."""
    home.mkdir(parents=True, exist_ok=True)
    feeds = home / "feeds.yml"
    feeds.write_text(FEEDS, "utf-8")
    port = next(port for port in range(18080, 18180) if is_free(port))
    settings = {"RASID_FEEDS": str(feeds), "RASID_UI_PORT": str(port)}
    yield settings
    make("down", home, **settings)


def test_up_and_down(home: Path, live: Mapping[str, str]) -> None:
    """``make up`` is healthy, asks who is there, shows its password once; ``make down`` leaves nothing, after a crash too."""
    url = f"http://127.0.0.1:{live['RASID_UI_PORT']}"
    up = make("up", home, **live)
    assert up.returncode == 0, up.stdout
    passwords = home / "live" / "airflow-passwords.json"
    password = json.loads(passwords.read_text("utf-8"))["admin"]
    assert passwords.stat().st_mode & 0o777 == 0o600
    assert up.stdout.count(password) == 1
    assert "No mail server is set" in up.stdout
    health = httpx.get(f"{url}/api/v2/monitor/health").json()
    assert {part["status"] for part in health.values()} == {"healthy"}
    assert httpx.get(f"{url}/api/v2/dags").status_code == 401
    token = httpx.post(f"{url}/auth/token", json={"username": "admin", "password": password}).json()["access_token"]
    dags = httpx.get(f"{url}/api/v2/dags", headers={"Authorization": f"Bearer {token}"}).json()["dags"]
    assert "collect_news" in {dag["dag_id"] for dag in dags}
    assert "already" in make("up", home, **live).stdout

    state = json.loads((home / "live" / "supervisor.json").read_text("utf-8"))
    os.kill(state["pid"], signal.SIGKILL)
    assert make("down", home, **live).returncode == 0
    assert left_running(home / "live") == []

    again = make("up", home, **live)
    assert again.returncode == 0, again.stdout
    assert password not in again.stdout
    assert len(left_running(home / "live")) > 5  # the look that must find nothing below does find them
    assert open_to_others(home / "live") == []
    assert make("down", home, **live).returncode == 0
    assert left_running(home / "live") == []


def open_to_others(home: Path) -> list[str]:
    """Return the addresses other than loopback on which a state's processes listen."""
    found = []
    for connection in psutil.net_connections("tcp"):
        if connection.status != psutil.CONN_LISTEN or connection.pid is None or connection.laddr.ip == "127.0.0.1":
            continue
        if psutil.Process(connection.pid).cwd().startswith(str(home)):
            found.append(f"{connection.laddr.ip}:{connection.laddr.port}")
    return found
