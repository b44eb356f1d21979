"""The page behind the unsubscribe links of mails: looking at it changes nothing, a POST unsubscribes (RFC 8058).

Whoever has the link may use it: it is asked for by mail programs without cookies or login, and all that it allows is to
leave. ``./rasid subscribers new-link`` makes it dead.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import jinja2
import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from include.rasid.io.templates import TEMPLATES
from include.rasid.io.warehouse import run, transaction

if TYPE_CHECKING:
    from collections.abc import Callable

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def unsubscribe_app(dsn: Callable[[], str]) -> FastAPI:
    """Return the application; ``dsn`` tells the warehouse when a request comes."""
    app = FastAPI(title="Rasid: unsubscribe", openapi_url=None, docs_url=None, redoc_url=None)
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True)
    page = environment.get_template("unsubscribe.html.j2")

    def answer(what: str, status: int) -> HTMLResponse:
        return HTMLResponse(page.render(what=what), status_code=status, headers=_HEADERS)

    @app.get("/unsubscribe/{token}", response_class=HTMLResponse)
    def ask(token: str) -> HTMLResponse:
        """Show a button; nothing changes, for link checkers come this way, too."""
        found = _run(dsn, "has_token", token)
        return answer("ask", 200) if found else answer("stranger", 404)

    @app.post("/unsubscribe/{token}", response_class=HTMLResponse)
    def leave(token: str) -> HTMLResponse:
        """Unsubscribe; once more changes nothing. The body is not read: RFC 8058 has a constant one."""
        found = _run(dsn, "leave_by_link", token)
        return answer("left", 200) if found else answer("stranger", 404)

    return app


def serve(dsn: str, port: int) -> None:
    """Serve the page on loopback until the process is told to end; what is asked for is not logged, for it is secret."""
    uvicorn.run(unsubscribe_app(lambda: dsn), host="127.0.0.1", port=port, access_log=False, log_level="warning")


def _run(dsn: Callable[[], str], name: str, token: str) -> bool:
    try:
        known = str(uuid.UUID(token))
    except ValueError:
        return False
    with transaction(dsn()) as cursor:
        return bool(run(cursor, name, {"token": known}))
