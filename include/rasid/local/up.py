"""``make up`` and ``make down``: Airflow with its UI on 127.0.0.1, scheduling the real feeds, under a supervisor of our own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import psutil
import typer
from dotenv import load_dotenv

from include.rasid.errors import BadInputError, RasidError, SetupError
from include.rasid.io.postgres import embedded_postgres, running as postgres_running
from include.rasid.local.airflow import USER, passwords_file
from include.rasid.local.installation import Installation, is_free
from include.rasid.local.processes import child_environment, last_words, module_command
from include.rasid.local.rest import AirflowApi
from include.rasid.local.round import wait_for_dags
from include.rasid.local.steps import console, end_on_signals, step
from include.rasid.local.supervisor import RUNNING, read_state, supervise
from include.rasid.settings import PROJECT, settings

if TYPE_CHECKING:
    from include.rasid.local.steps import Step

COMPONENTS = ("metadatabase", "scheduler", "dag_processor", "triggerer")
_UP_SECONDS = 300.0
_DOWN_SECONDS = 60.0
_GUARDIANS_SECONDS = 30.0
_POLL_SECONDS = 0.5

app = typer.Typer(add_completion=False, help=__doc__)


@app.command()
def up() -> None:
    """Start Airflow, wait until it is healthy, and say where it is."""
    end_on_signals()
    installation, port = _installation(), _port()
    is_first = not passwords_file(installation).exists()
    if _supervisor(installation) is not None:
        raise SetupError(f"it is up already: {_url(port)} (make down stops it)")
    if not is_free(port):
        raise SetupError(f"port {port} on 127.0.0.1 is in use: stop what listens there, or set RASID_UI_PORT")
    supervisor = _start_supervisor(installation)
    try:
        with step("Airflow is healthy") as current:
            _wait_healthy(installation, supervisor, port, current)
    except BaseException:
        supervisor.terminate()  # it may not have said who it is yet
        supervisor.wait()
        _stop(installation)
        raise
    _say_where(installation, port, is_first=is_first)


@app.command()
def down() -> None:
    """Stop every process that ``up`` started, even after its supervisor has crashed."""
    stopped = _stop(_installation())
    console.print("stopped" if stopped else "nothing was running")


@app.command(hidden=True, name="supervise")
def supervise_command() -> None:
    """Run the services until SIGTERM: the process behind ``up``."""
    end_on_signals()
    supervise(_installation(), _port())


def _installation() -> Installation:
    """Return the installation of ``make up``: not that of ``make run``, whose sample news must not mix with real news."""
    return Installation(home=settings().home / "live")


def _port() -> int:
    text = os.environ.get("RASID_UI_PORT") or "8080"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise BadInputError(f"RASID_UI_PORT: {text!r} is not a port")
    return int(text)


def _url(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def _start_supervisor(installation: Installation) -> subprocess.Popen[bytes]:
    installation.make()
    with (installation.logs / "supervisor.log").open("ab") as log:
        return subprocess.Popen(
            module_command("include.rasid.local.up", "supervise"),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=installation.home,
            env=child_environment(),
            start_new_session=True,
        )


def _wait_healthy(installation: Installation, supervisor: subprocess.Popen[bytes], port: int, current: Step) -> None:
    """Return when every component is healthy and the DAGs are there to be seen."""
    api = AirflowApi(installation=installation, url=_url(port))
    deadline = time.monotonic() + _UP_SECONDS
    while True:
        _check_supervisor(installation, supervisor)
        state = read_state(installation)
        health = api.health() if state is not None and state.step == RUNNING else {}
        sick = [name for name in COMPONENTS if health.get(name) != "healthy"]
        if not sick:
            break
        if time.monotonic() > deadline:
            raise SetupError(f"Airflow is not healthy after {_UP_SECONDS:.0f} s: see the logs in {installation.logs}")
        current.tell(f"waiting for {', '.join(sick)}" if health else state.step if state else "")
        time.sleep(_POLL_SECONDS)
    api.password = _password(installation)
    wait_for_dags(api, lambda: _check_supervisor(installation, supervisor))
    current.tell("")


def _check_supervisor(installation: Installation, supervisor: subprocess.Popen[bytes]) -> None:
    code = supervisor.poll()
    if code is not None:
        raise SetupError(f"the supervisor ended with code {code}: {last_words(installation.logs / 'supervisor.log')}")


def _password(installation: Installation) -> str:
    password: str = json.loads(passwords_file(installation).read_text("utf-8"))[USER]
    return password


def _say_where(installation: Installation, port: int, *, is_first: bool) -> None:
    console.print(f"Airflow is at {_url(port)}", soft_wrap=True)
    file = passwords_file(installation)
    if is_first:
        console.print(
            f"user {USER}, password {_password(installation)} (shown this once; it is in {file})", soft_wrap=True
        )
    else:
        console.print(f"user {USER}, password in {file}", soft_wrap=True)
    if not settings().mail.host:
        console.print("[yellow]No mail server is set (SMTP_HOST): alerts are kept and wait until there is one[/]")
    console.print(
        "make down stops it; for ./rasid on its warehouse:", f"export RASID_HOME='{installation.home}'", soft_wrap=True
    )


def _stop(installation: Installation) -> bool:
    """End the supervisor and whatever its services left; return whether there was anything."""
    supervisor = _supervisor(installation)
    if supervisor is not None:
        supervisor.terminate()
        try:
            supervisor.wait(_DOWN_SECONDS)
        except psutil.TimeoutExpired:
            supervisor.kill()
    left = _left_behind(installation)
    # Services whose supervisor is gone are being ended by their guardians; killing those would set their orphans free.
    for process in psutil.wait_procs(left, timeout=_GUARDIANS_SECONDS)[1]:
        process.kill()
    while rest := _left_behind(installation):
        for process in rest:
            process.kill()
        psutil.wait_procs(rest, timeout=_DOWN_SECONDS)
    if (installation.home / "postgres.started").exists():  # its keeper was killed before it could stop the server
        with postgres_running(embedded_postgres(installation.home)):
            pass  # the last user stops it
    return supervisor is not None or bool(left)


def _supervisor(installation: Installation) -> psutil.Process | None:
    """Return the supervisor's process; None: it does not run."""
    state = read_state(installation)
    if state is None:
        return None
    try:
        process = psutil.Process(state.pid)
        is_same = abs(process.create_time() - state.created) < 1
    except psutil.NoSuchProcess:
        return None
    return process if is_same else None  # not the same: the pid belongs to a stranger by now


def _left_behind(installation: Installation) -> list[psutil.Process]:
    """Return the processes of this installation's services.

    Each of them works in the folder of the logs; its environment would not tell, for Airflow overwrites that
    with the title it gives itself.
    """
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd() == str(installation.logs):
                found.append(process)
        except psutil.Error:
            continue  # not ours to look at, or gone
    return found


def main() -> None:
    """Run the command line; an error that Rasid knows is one clear line and exit code 1."""
    load_dotenv(PROJECT / ".env")
    try:
        app()
    except RasidError as error:
        console.print(f"[red]rasid: {error}[/]", soft_wrap=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
