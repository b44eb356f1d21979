"""HTML files of a folder as article rows of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from include.rasid.core.html import ExtractedPage, KnownOfPage, extract_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from include.rasid.core.cleaner import Boilerplate


def extract_folder(folder: Path, boilerplate: Boilerplate) -> Iterator[dict[str, Any]]:
    """Yield a row for each ``*.html`` below ``folder``, in the order of names.

    ``outcome`` says why a page gives no article; its title and text are then empty.
    """
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in (".html", ".htm")):
        found = extract_page(path.read_bytes(), boilerplate, KnownOfPage())
        article = found if isinstance(found, ExtractedPage) else None
        yield {
            "id": path.relative_to(folder).as_posix(),
            "title": article.title if article else "",
            "text": article.text if article else "",
            "date_iso": article.published_at.date().isoformat() if article and article.published_at else None,
            "publisher": "",
            "url": "",
            "outcome": "extracted" if article else str(found),
        }
