"""Pages read in a child process that can be lost: some take the extractor seconds, hostile ones for ever."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Self, TypeVar

from include.rasid.core.html import extract_page
from include.rasid.errors import WorkerLostError
from include.rasid.io.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from include.rasid.core.cleaner import Boilerplate
    from include.rasid.core.html import ExtractedPage, KnownOfPage
    from include.rasid.core.outcomes import PageOutcome

Found = TypeVar("Found")
SECONDS = 20.0  # the slowest honest page measured took 4.4 s (research/collecting.md)


class PageWorker(Worker):
    """Extracts articles, one after the other."""

    def __init__(self, *, seconds: float = SECONDS) -> None:
        super().__init__(extract_page, seconds=seconds)

    def extract(self, body: bytes, boilerplate: Boilerplate, known: KnownOfPage) -> ExtractedPage | PageOutcome:
        """Return the article of a page, or why there is none; one whose date takes too long to find is read without.

        Raises:
            WorkerLostError: The extractor failed, or took too long or too much memory.
        """
        try:
            found: ExtractedPage | PageOutcome = self.call(body, boilerplate, known)
        except WorkerLostError:
            if not known.needs_date:
                raise
            found = self.call(body, boilerplate, replace(known, needs_date=False))
        return found


class PageWorkers:
    """Several of them, each asked by a thread of its own; a child is started when there is a page for it."""

    def __init__(self, processes: int) -> None:
        """Make room for so many children, 1 or more; none is started yet."""
        self._stack = ExitStack()
        self._threads = self._stack.enter_context(ThreadPoolExecutor(processes, "pages"))
        self._free: SimpleQueue[PageWorker] = SimpleQueue()
        for _ in range(processes):
            self._free.put(self._stack.enter_context(PageWorker()))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(cancel_futures=True)
        self._stack.close()

    def map(self, read: Callable[[Any, PageWorker], Found], items: Sequence[Any]) -> list[Found]:
        """Return what ``read`` makes of each item with a worker that no other has meanwhile, in the order of the items."""

        def with_worker(item: Any) -> Found:
            worker = self._free.get()
            try:
                return read(item, worker)
            finally:
                self._free.put(worker)

        return list(self._threads.map(with_worker, items))
