"""The pages of audits (Data Docs) from their folder: documents that may show themselves and nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse

from include.rasid.desk.routes import desk_of

if TYPE_CHECKING:
    from pathlib import Path

# No script, no form, nothing fetched. The origin stays, without which a browser would send no session along to the next page of the
# frame in which Airflow shows the desk; without scripts it gives a page nothing else.
_POLICY = "sandbox allow-same-origin; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
# Browsers show no sandboxed page that asks for a group of windows of its own.
_HEADERS = {"Content-Security-Policy": _POLICY, "Cross-Origin-Opener-Policy": "unsafe-none"}
routes = APIRouter(include_in_schema=False)


@routes.get("/quality/audits/{path:path}")
def audit_page(request: Request, path: str) -> FileResponse:
    """Return one page: 404 for whatever is no page below the folder."""
    page = find_page(desk_of(request).docs_folder, path)
    if page is None:
        raise HTTPException(404)
    return FileResponse(page, media_type="text/html; charset=utf-8", headers=_HEADERS)


def find_page(folder: Path, path: str) -> Path | None:
    """Return the page that a path below the folder names; None: there is none, or links and dots lead out of it."""
    if "\0" in path or any(part.startswith(".") for part in path.split("/")):
        return None
    root = folder.resolve()
    page = (root / path).resolve()
    return page if page.suffix == ".html" and page.is_relative_to(root) and page.is_file() else None
