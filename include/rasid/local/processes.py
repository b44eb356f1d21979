"""Child processes with a log file each, none of which outlives us."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from include.rasid.errors import SetupError
from include.rasid.settings import PROJECT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

_POLL_SECONDS = 0.1
_END_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_KILL_SECONDS = 15.0  # for the guardian to find and kill descendants, on a busy machine


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A command that runs until it is stopped."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    grace_seconds: float = 5.0  # between SIGTERM and SIGKILL
    is_guarded: bool = True  # False: the command watches its own lifeline on standard input


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A running service, held by its lifeline."""

    service: Service
    guardian: subprocess.Popen[bytes] = field(repr=False)

    def exit_code(self) -> int | None:
        """Return the code the service ended with; None: it runs."""
        return self.guardian.poll()

    def let_go(self) -> None:
        """Ask the service to end, without waiting."""
        if self.guardian.stdin is not None:
            self.guardian.stdin.close()

    def wait(self) -> None:
        """Wait until the service has ended after ``let_go``; kill its guardian if even that hangs."""
        try:
            self.guardian.wait(self.service.grace_seconds + _KILL_SECONDS)
        except subprocess.TimeoutExpired:
            self.guardian.kill()
            self.guardian.wait()


def module_command(module: str, *arguments: str) -> tuple[str, ...]:
    """Return the command that runs a module with our interpreter, whatever lies in the current folder."""
    return (sys.executable, "-P", "-m", module, *arguments)


def child_environment(**more: str) -> dict[str, str]:
    """Return our environment for a child that runs Rasid's code, with ``more`` in it."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": str(PROJECT), "PYTHONUNBUFFERED": "1"} | more


def start(service: Service) -> Child:
    """Start a service with its output in its log; the previous log is kept beside it as ``.old``."""
    service.log.parent.mkdir(parents=True, exist_ok=True)
    if service.log.exists():
        service.log.replace(service.log.with_suffix(".old"))
    guard = module_command("include.rasid.local.guardian", str(service.grace_seconds)) if service.is_guarded else ()
    with service.log.open("wb") as log:
        guardian = subprocess.Popen(
            [*guard, *service.command],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=service.log.parent,
            env=dict(service.environment),
            start_new_session=True,  # Ctrl-C reaches us alone, and we end the services in order
        )
    return Child(service=service, guardian=guardian)


@contextmanager
def running(services: Sequence[Service]) -> Iterator[tuple[Child, ...]]:
    """Run services inside the block; all of them end together with it."""
    children: list[Child] = []
    try:
        for service in services:
            children.append(start(service))  # noqa: PERF401 - what has started must be known when the next fails
        yield tuple(children)
    finally:
        stop(children)


def stop(children: Sequence[Child]) -> None:
    """End the children, all at once, and wait for them; a second Ctrl-C does not cut this short."""
    with _undisturbed():
        for child in children:
            child.let_go()
        for child in children:
            child.wait()


@contextmanager
def _undisturbed() -> Iterator[None]:
    before = {number: signal.signal(number, signal.SIG_IGN) for number in _END_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run_to_end(service: Service, *, seconds: float) -> None:
    """Run a service that ends by itself.

    Raises:
        SetupError: It failed, or did not end in time; the message ends with its last words.
    """
    with running([service]) as (child,):
        try:
            code = child.guardian.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise SetupError(f"{service.name} did not end in {seconds:.0f} s: {last_words(service.log)}") from error
    if code != 0:
        raise SetupError(f"{service.name} ended with code {code}: {last_words(service.log)}")


def wait_until(is_ready: Callable[[], bool], child: Child, *, seconds: float) -> None:
    """Return when ``is_ready`` says so.

    Raises:
        SetupError: The child ended before that, or the time is over; the message ends with its last words.
    """
    deadline = time.monotonic() + seconds
    while not is_ready():
        check_alive([child])
        if time.monotonic() > deadline:
            raise SetupError(
                f"{child.service.name} is not ready after {seconds:.0f} s: {last_words(child.service.log)}"
            )
        time.sleep(_POLL_SECONDS)


def check_alive(children: Sequence[Child]) -> None:
    """Return if all children run.

    Raises:
        SetupError: One has ended.
    """
    for child in children:
        code = child.exit_code()
        if code is not None:
            raise SetupError(f"{child.service.name} ended with code {code}: {last_words(child.service.log)}")


def last_words(log: Path) -> str:
    """Return the last line of a log that says something, and where the log is."""
    lines = [line.strip() for line in log.read_text("utf-8", errors="replace").splitlines() if line.strip()]
    return f"{lines[-1] if lines else '(it said nothing)'} (log: {log})"
