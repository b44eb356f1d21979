"""Processes that run the stages they are told to, so that they can be killed, stopped and run side by side.

``python -m tests.faults.stage_process`` reads lines "STAGE RUN_ID" and answers each with one line of JSON.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import IO, TYPE_CHECKING, Any, Self

from include.rasid.errors import RasidError, TransientError
from include.rasid.settings import PROJECT
from tests.warehouse.pipeline import STAGES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

NAMES = tuple(stage.__name__ for stage in STAGES)


class StageProcess:
    """One such process; it ends with the block."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Start it with our environment and ``environment``."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.stage_process"],
            cwd=PROJECT,
            env={**os.environ, "PYTHONPATH": str(PROJECT), **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def begin(self, stage: str, run_id: str) -> None:
        """Let it run a stage, without waiting."""
        stdin = _pipe(self.process.stdin)
        stdin.write(f"{stage} {run_id}\n")
        stdin.flush()

    def end(self) -> dict[str, Any]:
        """Wait for the stage; return ``counts``, or ``error`` and whether it ``is_transient``."""
        line = _pipe(self.process.stdout).readline()
        if not line:
            raise EOFError
        answer: dict[str, Any] = json.loads(line)
        return answer

    def run(self, stage: str, run_id: str) -> dict[str, Any]:
        """Run a stage to its end."""
        self.begin(stage, run_id)
        return self.end()

    def kill(self) -> None:
        """End it as a machine that loses its power does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            _pipe(pipe).close()


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


def _main() -> None:
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print must not break the protocol
    stages = dict(zip(NAMES, STAGES, strict=True))
    for line in sys.stdin:
        name, run_id = line.split()
        answer: dict[str, Any]
        try:
            answer = {"counts": stages[name](run_id)}
        except RasidError as error:
            answer = {"error": f"{type(error).__name__}: {error}", "is_transient": isinstance(error, TransientError)}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    _main()
