"""HTML files of a folder as article rows of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from include.rasid.core.html import ExtractedPage, KnownOfPage
from include.rasid.core.outcomes import PageOutcome
from include.rasid.errors import BadInputError, WorkerLostError
from include.rasid.io.page_worker import PageWorker

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from include.rasid.core.cleaner import Boilerplate


def extract_folder(folder: Path, boilerplate: Boilerplate) -> Iterator[dict[str, Any]]:
    """Yield a row for each HTML file below ``folder``, in the order of names.

    ``outcome`` says why a page gives no article; its title and text are then empty.

    Raises:
        BadInputError: A file cannot be read.
    """
    with PageWorker() as worker:
        for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in {".html", ".htm"} and p.is_file()):
            found = _extract(path, boilerplate, worker)
            article = found if isinstance(found, ExtractedPage) else None
            yield {
                "id": path.relative_to(folder).as_posix(),
                "title": article.title if article else "",
                "text": article.text if article else "",
                "date_iso": article.published_at.date().isoformat() if article and article.published_at else None,
                "publisher": "",
                "url": "",
                "outcome": str(PageOutcome.EXTRACTED if article else found),
            }


def _extract(path: Path, boilerplate: Boilerplate, worker: PageWorker) -> ExtractedPage | PageOutcome:
    try:
        return worker.extract(path.read_bytes(), boilerplate, KnownOfPage())
    except OSError as error:
        raise BadInputError(error.strerror or "not readable", path=path) from error
    except WorkerLostError:
        return PageOutcome.EXTRACTOR_LOST
