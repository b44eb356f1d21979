"""The contacts desk: one FastAPI application behind Airflow's login."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException as StarletteHTTPException

from include.rasid.desk import api, audits, decisions, metrics, pages, pictures, reading, subscriptions
from include.rasid.desk.access import Visitor  # noqa: TC001 - FastAPI reads the annotations
from include.rasid.desk.routes import LANGUAGE_COOKIE, chosen_language
from include.rasid.errors import RasidError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from include.rasid.desk.routes import Desk

STATIC = Path(__file__).parent / "static"
_SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'self'; base-uri 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def desk_app(desk: Desk) -> FastAPI:
    """Return the application; every route but the subscriptions asks who is there."""
    app = FastAPI(
        title="Rasid: contacts desk",
        version="1",
        description="Contacts between officials of two sides, as told by Arabic news. All routes need an Airflow session.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    guarded = [Depends(_known(desk))]
    app.state.desk = desk
    for module in (pages, reading, decisions, audits, pictures, api):
        app.include_router(module.routes, dependencies=guarded)
    app.include_router(subscriptions.routes)
    app.include_router(metrics.routes)
    app.add_api_route(
        "/api/openapi.json", lambda: JSONResponse(app.openapi()), dependencies=guarded, include_in_schema=False
    )
    app.mount("/static", StaticFiles(directory=STATIC), name="static")  # style, script and fonts: no data
    app.middleware("http")(_secured)
    app.exception_handler(StarletteHTTPException)(_failed(desk))
    app.exception_handler(RasidError)(_busy(desk))
    return app


def _known(desk: Desk) -> Callable[[Request, Visitor], None]:
    def known(request: Request, visitor: Visitor = Depends(desk.visitor)) -> None:  # noqa: B008 - FastAPI reads it so
        request.state.visitor = visitor

    return known


async def _secured(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    answer = await call_next(request)
    for name, value in _SECURITY.items():
        answer.headers.setdefault(name, value)
    if "Cache-Control" not in answer.headers:
        is_static = "/static/" in request.url.path
        answer.headers["Cache-Control"] = "public, max-age=86400" if is_static else "private, no-store"
    return answer


def _failed(desk: Desk) -> Callable[[Request, HTTPException], Response]:
    def answer(request: Request, error: HTTPException) -> Response:
        if (
            error.status_code != 404
            or "/api/" in request.url.path
            or "text/html" not in request.headers.get("accept", "")
        ):
            return JSONResponse({"detail": error.detail}, status_code=error.status_code, headers=error.headers)
        return _notice(desk, request, "not_found", 404)

    return answer


def _busy(desk: Desk) -> Callable[[Request, RasidError], Response]:
    def answer(request: Request, error: RasidError) -> Response:
        number = uuid4().hex[:8]
        request.scope.setdefault("state", {})["problem"] = f"{number}: {error}"
        if "/api/" in request.url.path:
            return JSONResponse({"detail": "the warehouse is busy"}, status_code=503, headers={"Retry-After": "10"})
        return _notice(desk, request, "busy", 503)

    return answer


def _notice(desk: Desk, request: Request, what: str, status: int) -> HTMLResponse:
    asked = request.query_params.get("lang")
    language = chosen_language(
        "en" if asked == "en" else "ar" if asked == "ar" else None, request.cookies.get(LANGUAGE_COOKIE)
    )
    return desk.page(request, "notice", desk.speech(language), what=what, status_code=status)
