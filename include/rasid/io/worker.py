"""A child process that reads untrusted bytes: one that takes too long or too much memory dies, and we go on.

The child is a plain subprocess, not multiprocessing's: the workers of Airflow and Celery may not have children of that kind,
and a fork would take their threads and connections with it. The pipe carries our own pickles; the child has our rights anyway.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import pickle
import resource
import signal
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from queue import SimpleQueue
from typing import IO, TYPE_CHECKING, Any, Generic, Self, TypeVar

from include.rasid.errors import WorkerLostError
from include.rasid.settings import PROJECT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType

AnyWorker = TypeVar("AnyWorker", bound="Worker")
Found = TypeVar("Found")
_LENGTH = struct.Struct(">Q")
_MEMORY_BYTES = 2 * 1024**3  # address space; a feed or a page at its cap needs a quarter
_STOP_SECONDS = 5.0


class Worker:
    """Calls one function in a child process, which is started when needed and lives until ``close``."""

    def __init__(self, function: Callable[..., Any], *, seconds: float) -> None:
        """``function`` is a public function of a module; a call that takes longer than ``seconds`` fails."""
        self._name = f"{function.__module__}:{function.__qualname__}"
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def call(self, *arguments: Any) -> Any:
        """Return what the function returns.

        Raises:
            WorkerLostError: It raised, took too long, or its process died.
        """
        process = self._started()
        try:
            _send(_pipe(process.stdin), (self._seconds, arguments))
            is_done, value = _receive(_pipe(process.stdout))
        except (EOFError, BrokenPipeError, pickle.UnpicklingError) as error:
            self.close()
            code = process.returncode
            why = f"took more than {self._seconds:g} s" if code == -signal.SIGALRM else f"died with code {code}"
            raise WorkerLostError(f"{self._name}: {why}") from error
        if not is_done:
            raise WorkerLostError(f"{self._name}: {value}")
        return value

    def close(self) -> None:
        """End the child."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(BrokenPipeError):
            _pipe(process.stdin).close()  # it ends by itself when nobody can ask it any more
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _pipe(process.stdout).close()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, self._name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=PROJECT,
                env=os.environ | {"PYTHONPATH": str(PROJECT)},
            )
        return self._process


class Workers(Generic[AnyWorker]):
    """Several workers, each asked by a thread of its own; a child is started when there is a first item for it."""

    def __init__(self, make: Callable[[], AnyWorker], count: int) -> None:
        """Make ``count`` workers, 1 or more; no child is started yet."""
        self._stack = ExitStack()
        self._threads = self._stack.enter_context(ThreadPoolExecutor(count, "workers"))
        self._free: SimpleQueue[AnyWorker] = SimpleQueue()
        for _ in range(count):
            worker = make()
            self._stack.enter_context(worker)
            self._free.put(worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(cancel_futures=True)
        self._stack.close()

    def map(self, ask: Callable[[Any, AnyWorker], Found], items: Iterable[Any]) -> Iterator[Found]:
        """Yield what ``ask`` makes of each item with a worker that no other has meanwhile, in the order of the items."""

        def with_worker(item: Any) -> Found:
            worker = self._free.get()
            try:
                return ask(item, worker)
            finally:
                self._free.put(worker)

        return self._threads.map(with_worker, items)


def serve(name: str, questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answer calls until ``questions`` ends; the kernel ends this process when an answer takes too long."""
    module, _, qualname = name.partition(":")
    function = getattr(importlib.import_module(module), qualname)
    while True:
        try:
            seconds, arguments = _receive(questions)
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            answer = (True, function(*arguments))
        except Exception as error:  # noqa: BLE001 - the one guard per item: it is told, and the next item is served
            answer = (False, repr(error)[:500])
        signal.setitimer(signal.ITIMER_REAL, 0)
        _send(answers, answer)


def _main() -> None:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends the process even inside a library written in C
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    logging.disable()  # what libraries say about hostile bytes concerns nobody
    with contextlib.suppress(ValueError, OSError):  # not every system limits it
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print must not break the protocol
    serve(sys.argv[1], sys.stdin.buffer, answers)
    os._exit(0)  # a lexicon takes the interpreter a quarter of a second to take down; every answer has been flushed


def _send(stream: IO[bytes], value: Any) -> None:
    content = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(content)) + content)
    stream.flush()


def _receive(stream: IO[bytes]) -> Any:
    return pickle.loads(_exactly(stream, _LENGTH.unpack(_exactly(stream, _LENGTH.size))[0]))  # noqa: S301 - our own  # nosec B301


def _exactly(stream: IO[bytes], size: int) -> bytes:
    content = stream.read(size)
    if len(content) < size:
        raise EOFError
    return content


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise EOFError
    return stream


if __name__ == "__main__":
    _main()
