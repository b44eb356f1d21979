"""Child processes: none outlives us, however we end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import psutil
import pytest

from include.rasid.errors import SetupError
from include.rasid.local.processes import Service, child_environment, module_command, run_to_end, running, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

PATIENCE_SECONDS = 30.0  # far above what it takes, for a busy machine

# A service that has a child, which has a child in a session of its own; all ignore SIGTERM where STUBBORN is set.
FAMILY = """
import os, signal, subprocess, sys, time
if os.environ.get("STUBBORN"):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
depth, folder = int(sys.argv[1]), sys.argv[2]
if depth:
    subprocess.Popen([sys.executable, __file__, str(depth - 1), folder], start_new_session=depth == 1)
with open(f"{folder}/{depth}.tmp", "w") as file:
    file.write(str(os.getpid()))
os.rename(f"{folder}/{depth}.tmp", f"{folder}/{depth}.pid")
time.sleep(600)
"""

STARTER = """
import sys, time
from pathlib import Path
from include.rasid.local.processes import Service, child_environment, running

script, folder = sys.argv[1:]
service = Service(name="family", command=(sys.executable, script, "2", folder), environment=child_environment(),
                  log=Path(folder) / "family.log", grace_seconds=0.5)
try:
    with running([service]):
        time.sleep(600)
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """Return the program of the family."""
    path = tmp_path / "family.py"
    path.write_text(FAMILY, "utf-8")
    return path


@pytest.fixture
def starter(tmp_path: Path, script: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Return a program that runs a stubborn family, in a process group of its own as under a terminal."""
    command = [sys.executable, "-P", "-c", STARTER, str(script), str(tmp_path)]
    with subprocess.Popen(command, env=child_environment(STUBBORN="yes"), process_group=0) as process:
        yield process
        process.kill()


def family(folder: Path) -> list[psutil.Process]:
    """Return the three processes once all of them run."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    paths = [folder / f"{depth}.pid" for depth in (0, 1, 2)]
    while not all(path.exists() for path in paths):
        assert time.monotonic() < deadline, "the family did not start"
        time.sleep(0.05)
    return [psutil.Process(int(path.read_text("ascii"))) for path in paths]


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Return the processes that still run after some patience."""
    return list(psutil.wait_procs(processes, timeout=PATIENCE_SECONDS)[1])


def service(command: tuple[str, ...], folder: Path, **environment: str) -> Service:
    """Return a service with its log in ``folder``."""
    return Service(
        name="sample",
        command=command,
        environment=child_environment(**environment),
        log=folder / "logs" / "sample.log",
        grace_seconds=0.5,
    )


@pytest.mark.parametrize("stubborn", ["", "yes"])
def test_descendants_end_with_the_block(tmp_path: Path, script: Path, stubborn: str) -> None:
    """At the end of the block nothing is left: no child, no grandchild, no orphan in another session, even if deaf."""
    command = (sys.executable, str(script), "2", str(tmp_path))
    with running([service(command, tmp_path, STUBBORN=stubborn)]):
        processes = family(tmp_path)
        assert all(process.is_running() for process in processes)
    assert [process for process in processes if process.is_running()] == []


def test_nothing_outlives_a_killed_starter(tmp_path: Path, starter: subprocess.Popen[bytes]) -> None:
    """``kill -9`` of the program that started a service ends the whole family."""
    processes = family(tmp_path)
    starter.kill()
    starter.wait()
    assert alive(processes) == []


def test_ctrl_c_ends_everything(tmp_path: Path, starter: subprocess.Popen[bytes]) -> None:
    """Ctrl-C, which reaches the starter's whole process group, leaves nothing once the starter has ended."""
    processes = family(tmp_path)
    os.killpg(starter.pid, signal.SIGINT)
    assert starter.wait(PATIENCE_SECONDS) == 130
    assert [process for process in processes if process.is_running()] == []


def test_a_second_ctrl_c_does_not_cut_the_end_short(tmp_path: Path, starter: subprocess.Popen[bytes]) -> None:
    """Somebody who presses Ctrl-C again and again still leaves no process behind."""
    processes = family(tmp_path)
    while starter.poll() is None:
        os.killpg(starter.pid, signal.SIGINT)
        time.sleep(0.02)
    assert [process for process in processes if process.is_running()] == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_a_killed_guardian_takes_its_command_along(tmp_path: Path, script: Path) -> None:
    """Even the guardian may be killed: the command goes with it."""
    with running([service((sys.executable, str(script), "0", str(tmp_path)), tmp_path)]) as (child,):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (tmp_path / "0.pid").exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        command = psutil.Process(int((tmp_path / "0.pid").read_text("ascii")))
        child.guardian.kill()
        assert alive([command]) == []


def test_output_goes_to_the_log_and_the_last_one_is_kept(tmp_path: Path) -> None:
    """Each start has a log of its own; the one before lies beside it."""
    for words in ("first", "second"):
        run_to_end(service((sys.executable, "-c", f"print('{words}')"), tmp_path), seconds=PATIENCE_SECONDS)
    assert (tmp_path / "logs" / "sample.log").read_text("utf-8") == "second\n"
    assert (tmp_path / "logs" / "sample.old").read_text("utf-8") == "first\n"


def test_failure_names_code_last_words_and_log(tmp_path: Path) -> None:
    """A service that fails is one clear error that says where to look."""
    failing = service((sys.executable, "-c", "import sys; print('no luck'); sys.exit(3)"), tmp_path)
    with pytest.raises(SetupError, match=r"sample ended with code 3: no luck \(log: .*sample\.log\)"):
        run_to_end(failing, seconds=PATIENCE_SECONDS)


def test_waiting_for_a_dead_service_ends(tmp_path: Path) -> None:
    """Nobody waits for a service that has ended."""
    failing = service((sys.executable, "-c", "raise SystemExit('cannot')"), tmp_path)
    with running([failing]) as (child,), pytest.raises(SetupError, match="code 1: cannot"):
        wait_until(lambda: False, child, seconds=PATIENCE_SECONDS)


def test_a_signal_is_reported_as_a_shell_does(tmp_path: Path) -> None:
    """A command that died of SIGKILL ends with code 137."""
    suicidal = service((sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"), tmp_path)
    with pytest.raises(SetupError, match="code 137"):
        run_to_end(suicidal, seconds=PATIENCE_SECONDS)


def test_commands_have_ordinary_signals(tmp_path: Path) -> None:
    """The guardian ignores Ctrl-C, its command does not inherit that."""
    words = "import signal; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"
    asked = service((sys.executable, "-c", words), tmp_path)
    run_to_end(asked, seconds=PATIENCE_SECONDS)
    assert asked.log.read_text("utf-8") == "True\n"


def test_files_of_the_current_folder_do_not_stand_in(tmp_path: Path) -> None:
    """A stray file where a service runs is not taken for the module of that name."""
    asked = service(module_command("this"), tmp_path)
    asked.log.parent.mkdir()
    (asked.log.parent / "this.py").write_text("raise SystemExit('stray')", "utf-8")
    run_to_end(asked, seconds=PATIENCE_SECONDS)
    assert "Zen of Python" in asked.log.read_text("utf-8")
