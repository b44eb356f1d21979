"""The desk's charts as addresses of their own, so that pages stay small and browsers may keep them."""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Query, Request, Response

from include.rasid.desk.charts import by_period, by_source, draw_bars, draw_map, gaps_between
from include.rasid.desk.routes import Spoken, desk_of, today_of

_COVERAGE_DAYS = 14
_HEADERS = {
    "Cache-Control": "private, max-age=60",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
}
Theme = Annotated[Literal["light", "dark"], Query()]

routes = APIRouter(include_in_schema=False)


@routes.get("/charts/{name}.svg")
def chart(
    request: Request,
    name: Literal["mode", "status", "gaps", "map", "sources"],
    lang: Spoken,
    theme: Theme = "light",
    person: Annotated[list[str] | None, Query()] = None,
) -> Response:
    """Draw one chart of all contacts, or of those of the people asked for."""
    desk = desk_of(request)
    speech, dark = desk.speech(lang), theme == "dark"
    with desk.database.reading() as cursor:
        if name == "map":
            svg = draw_map(desk.database.kept(cursor, "desk_places"), dark=dark, speech=speech)
        elif name == "sources":
            days = desk.database.kept(cursor, "desk_coverage", {"day": today_of(desk), "days": _COVERAGE_DAYS})
            svg = draw_bars(by_source(days), dark=dark, speech=speech)
        elif name == "gaps":
            if not person:
                raise HTTPException(422, "person is missing")
            held = desk.database.kept(cursor, "desk_held_days", {"people": person})
            svg = draw_bars(gaps_between([r.starts_on for r in held], str(speech.t("days"))), dark=dark, speech=speech)
        else:
            rows = desk.database.kept(cursor, "desk_months", {"people": person})
            svg = draw_bars(by_period(rows, name, speech), dark=dark, speech=speech)
    return _svg(request, svg)


def _svg(request: Request, svg: str) -> Response:
    tag = f'"{hashlib.sha256(svg.encode()).hexdigest()[:32]}"'
    headers = _HEADERS | {"ETag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(svg, media_type="image/svg+xml", headers=headers)
