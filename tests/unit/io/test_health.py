"""The health check of Airflow's services, against a real HTTP server."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from include.rasid.io.health import find_fault
from include.rasid.settings import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator

HEALTH = {"scheduler": {"status": "healthy"}, "triggerer": {"status": "unhealthy"}, "dag_processor": {"status": None}}


class _Airflow(BaseHTTPRequestHandler):
    """Answers as Airflow 3.3.2 does: the api-server with JSON, the scheduler with 200 and an empty body."""

    def do_GET(self) -> None:
        self.send_response(503 if self.path == "/down" else 200)
        self.end_headers()
        if self.path == "/api":
            self.wfile.write(json.dumps(HEALTH).encode())

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Airflow)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_service_that_answers_200_is_healthy(url: str) -> None:
    """The scheduler's own health server sends no body."""
    assert find_fault(f"{url}/scheduler") is None


def test_a_component_is_healthy_when_the_api_server_says_so(url: str) -> None:
    """The word decides, not the 200."""
    assert find_fault(f"{url}/api", "scheduler") is None


@pytest.mark.parametrize(
    ("path", "component", "fault"),
    [
        ("/api", "triggerer", "triggerer is unhealthy"),
        ("/api", "dag_processor", "dag_processor is None"),
        ("/api", "worker", "says nothing of worker"),
        ("/scheduler", "scheduler", "says nothing of scheduler"),
        ("/down", None, "503"),
    ],
)
def test_a_fault_is_named(url: str, path: str, component: str | None, fault: str) -> None:
    """Unhealthy, unknown and refused are faults in words."""
    assert fault in (find_fault(url + path, component) or "")


def test_nobody_listening_is_a_fault() -> None:
    """A refused connection is a fault, not a traceback."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but it does not listen
        assert "refused" in (find_fault(f"http://127.0.0.1:{taken.getsockname()[1]}") or "")


@pytest.mark.parametrize(("component", "code"), [("scheduler", 0), ("triggerer", 1)])
def test_the_exit_code_is_what_docker_asks_for(url: str, component: str, code: int) -> None:
    """0 is healthy, 1 is not."""
    command = [sys.executable, "-m", "include.rasid.io.health", f"{url}/api", component]
    assert subprocess.run(command, check=False, capture_output=True, cwd=PROJECT).returncode == code
