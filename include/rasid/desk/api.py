"""The desk as JSON: contacts, articles, search, sources and alerts, with paging, filters and ETags."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Query, Request, Response

from include.rasid.desk.routes import desk_of
from include.rasid.desk.shapes import (
    Alert,
    Alerts,
    Article,
    ArticleFilters,
    Articles,
    ContactFilters,
    ContactInFull,
    ContactOfList,
    Contacts,
    Hit,
    Hits,
    Most,
    Problem,
    Source,
    Sources,
)
from include.rasid.io.warehouse import run

if TYPE_CHECKING:
    from pydantic import BaseModel

_ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "The page cursor is not one that was given out"},
    401: {"model": Problem, "description": "Not logged in"},
    503: {"model": Problem, "description": "The warehouse is busy"},
}

routes = APIRouter(prefix="/api", responses=_ERRORS)


@routes.get("/contacts", response_model=Contacts)
def contacts(request: Request, filters: Annotated[ContactFilters, Query()]) -> Response:
    """List contacts, the newest told first."""
    desk = desk_of(request)
    at, limit = _decoded(filters.after, (datetime, UUID)), filters.limit
    values = filters.model_dump(exclude={"person", "limit", "after"}) | {"people": filters.person}
    with desk.database.reading() as cursor:
        rows = run(cursor, "desk_contacts", values | {"after_at": at[0], "after_id": at[1], "most": limit + 1})
    items = [ContactOfList.model_validate(r) for r in rows[:limit]]
    last = items[-1] if len(rows) > limit else None
    return _answer(
        request, Contacts(items=items, next=_encoded((last.last_reported_at, last.contact_id) if last else None))
    )


@routes.get("/contacts/{contact_id}", response_model=ContactInFull, responses={404: {"model": Problem}})
def contact(request: Request, contact_id: UUID) -> Response:
    """Return one contact with what was believed of it when, and the words that prove it."""
    desk = desk_of(request)
    key = {"contact_id": str(contact_id)}
    with desk.database.reading() as cursor:
        found = run(cursor, "desk_contact", key)
        if not found or found[0].merged_into is not None:
            raise HTTPException(404, "no such contact")
        told, proof = run(cursor, "desk_timeline", key), run(cursor, "desk_evidence", key)
    values = found[0]._asdict() | {"timeline": told, "evidence": proof}
    return _answer(request, ContactInFull.model_validate(values))


@routes.get("/articles", response_model=Articles)
def articles(request: Request, filters: Annotated[ArticleFilters, Query()]) -> Response:
    """List articles, the newest first."""
    desk = desk_of(request)
    at, limit = _decoded(filters.after, (datetime, int)), filters.limit
    values = filters.model_dump(exclude={"limit", "after"})
    with desk.database.reading() as cursor:
        rows = run(cursor, "desk_articles", values | {"after_at": at[0], "after_id": at[1], "most": limit + 1})
    last = rows[limit - 1] if len(rows) > limit else None
    items = [Article.model_validate(r) for r in rows[:limit]]
    return _answer(
        request, Articles(items=items, next=_encoded((last.published_at, last.article_id) if last else None))
    )


@routes.get("/search", response_model=Hits)
def search(request: Request, q: Annotated[str, Query(min_length=1, max_length=200)], limit: Most = 20) -> Response:
    """Search articles by words and names in any spelling."""
    desk = desk_of(request)
    with desk.database.reading() as cursor:
        rows = run(cursor, "desk_search", {"q": q.replace("\0", ""), "most": limit})
    return _answer(request, Hits(items=[Hit.model_validate(r) for r in rows]))


@routes.get("/sources", response_model=Sources)
def sources(request: Request) -> Response:
    """List the feeds with their health."""
    desk = desk_of(request)
    with desk.database.reading() as cursor:
        rows = run(cursor, "desk_sources")
    return _answer(request, Sources(items=[Source.model_validate(r) for r in rows]))


@routes.get("/alerts", response_model=Alerts)
def alerts(request: Request, contact_id: UUID | None = None, limit: Most = 50) -> Response:
    """List the newest alerts, of one contact or of all."""
    desk = desk_of(request)
    with desk.database.reading() as cursor:
        values = {"contact_id": str(contact_id) if contact_id else None, "most": limit}
        rows = run(cursor, "desk_alerts", values)
    return _answer(request, Alerts(items=[Alert.model_validate(r) for r in rows]))


def _answer(request: Request, value: BaseModel) -> Response:
    body = value.model_dump_json()
    headers = {"ETag": f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"', "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def _encoded(place: tuple[datetime, object] | None) -> str | None:
    if place is None:
        return None
    return base64.urlsafe_b64encode(json.dumps([place[0].isoformat(), str(place[1])]).encode()).decode()


def _decoded(after: str | None, kinds: tuple[type[datetime], type[Any]]) -> tuple[Any, Any]:
    if not after:
        return None, None
    try:
        at, key = json.loads(base64.urlsafe_b64decode(after))
        return kinds[0].fromisoformat(at), str(kinds[1](key))
    except (ValueError, TypeError, binascii.Error) as error:
        raise HTTPException(400, "after is not a cursor that this list gave out") from error
