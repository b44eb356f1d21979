"""Run one command until our own standard input closes, then end it with everything it started.

    python -m include.rasid.local.guardian GRACE_SECONDS COMMAND [ARGUMENT...]

Standard input is a lifeline: a pipe whose other end the starter holds and never writes to. It closes when
the starter asks for the end, and also when the starter dies in whatever way, ``kill -9`` included. The
command is then told to end (SIGTERM), and after the grace it and all of its descendants are killed. Exits
with the command's code.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import subprocess
import sys
import time

import psutil

_POLL_SECONDS = 0.2
_KILLED = 137  # as a shell reports SIGKILL
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def main(arguments: list[str]) -> int:
    """Run the command in ``arguments``; return its exit code."""
    grace_seconds, command = float(arguments[0]), arguments[1:]
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # only the lifeline and SIGTERM end us
    asked = _Asked()
    signal.signal(signal.SIGTERM, asked)
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)  # orphans of the command become our children, so none can hide
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, process_group=0, preexec_fn=_prepare_child)  # noqa: PLW1509 - this process has one thread
    code = _wait(child, asked)
    if code is None:
        code = _end(child, grace_seconds)
    _kill_descendants()
    return code


class _Asked:
    """Handler of SIGTERM that remembers that it came."""

    def __init__(self) -> None:
        self.yes = False

    def __call__(self, _number: int, _frame: object) -> None:
        self.yes = True


def _wait(child: subprocess.Popen[bytes], asked: _Asked) -> int | None:
    """Return the code of ``child`` once it ended; None: the end was asked for while it runs."""
    while not asked.yes:
        code = _reap(child)
        if code is not None:
            return code
        readable, _, _ = select.select([0], [], [], _POLL_SECONDS)
        if readable and not os.read(0, 1024):
            return None
    return None


def _end(child: subprocess.Popen[bytes], grace_seconds: float) -> int:
    child.terminate()
    deadline = time.monotonic() + grace_seconds
    while time.monotonic() < deadline:
        code = _reap(child)
        if code is not None:
            return code
        time.sleep(_POLL_SECONDS / 4)
    return _KILLED


def _reap(child: subprocess.Popen[bytes]) -> int | None:
    """Collect what ended, orphans too; return the code of ``child`` when it did."""
    while child.returncode is None:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return _KILLED  # cannot happen while the command runs
        if pid == 0:
            return None
        if pid == child.pid:
            code = os.waitstatus_to_exitcode(status)
            child.returncode = 128 - code if code < 0 else code
    return child.returncode


def _kill_descendants() -> None:
    """Kill all that is left, until a look finds nothing: a process may start another between look and kill."""
    while rest := psutil.Process().children(recursive=True):
        for process in rest:
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue
        psutil.wait_procs(rest, timeout=1)


def _prepare_child() -> None:
    """Give the command ordinary signals, and on Linux the end if the guardian itself is killed."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _prctl(option: int, value: int) -> None:
    """Set a process attribute on Linux; other systems have none, there the lifeline alone must do."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
