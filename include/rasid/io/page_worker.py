"""Pages read in a child process that can be lost: some take the extractor seconds, hostile ones for ever."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from include.rasid.core.html import extract_page
from include.rasid.errors import WorkerLostError
from include.rasid.io.worker import Worker

if TYPE_CHECKING:
    from include.rasid.core.cleaner import Boilerplate
    from include.rasid.core.html import ExtractedPage, KnownOfPage
    from include.rasid.core.outcomes import PageOutcome

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
