"""What every route of the desk is given: the warehouse, who is there, and how to speak to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

import jinja2
from fastapi import Cookie, Depends, Query, Request
from fastapi.responses import HTMLResponse

from include.rasid.desk.names import names_in
from include.rasid.desk.speech import DEFAULT_LANGUAGE, Speech
from include.rasid.io.templates import TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from datetime import date
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from psycopg2.extensions import cursor as Cursor

    from include.rasid.core.answers import Answer
    from include.rasid.core.explanation import Finding
    from include.rasid.desk.access import Seals, Visitor
    from include.rasid.desk.database import Database
    from include.rasid.settings import Settings

Language = Literal["ar", "en"]
LANGUAGE_COOKIE = "rasid_language"


def chosen_language(
    lang: Annotated[Language | None, Query()] = None,
    rasid_language: Annotated[str | None, Cookie()] = None,
) -> Language:
    """Return the language asked for, else the one chosen before, else Arabic."""
    if lang is not None:
        return lang
    return "en" if rasid_language == "en" else "ar" if rasid_language == "ar" else DEFAULT_LANGUAGE  # type: ignore[return-value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """What people's decisions need: as whom they are written, forms that only the desk makes, and Airflow's required actions."""

    settings: Settings
    seals: Seals
    close_action: Callable[[str, Answer, Visitor], None]  # of a contact that was answered here


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The parts that routes share. ``sides`` are the countries of the two sides of the first watch."""

    database: Database
    visitor: Callable[..., Visitor | Awaitable[Visitor]]
    zone: ZoneInfo
    explain: Callable[[str], list[Finding]]  # of a contact, by its id: every gate with the words that decided
    sides: tuple[tuple[str, ...], tuple[str, ...]]
    deciding: Deciding
    docs_folder: Path  # with the pages of audits
    pages: jinja2.Environment = field(
        default_factory=lambda: jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
    )

    def speech(self, language: Language, cursor: Cursor | None = None, rows: Iterable[Any] = ()) -> Speech:
        """Return how to speak of the rows: with the names of the people, places and publishers in them."""
        names = names_in(cursor, rows) if cursor is not None else {}
        return Speech(language=language, zone=self.zone, names=names)

    def page(self, request: Request, name: str, speech: Speech, **values: Any) -> HTMLResponse:
        """Return ``templates/desk/NAME.html.j2`` rendered; a language that the address asked for is remembered.

        ``seal`` is the token of the forms, None for visitors who only read.
        """
        base = request.scope.get("root_path", "")
        visitor: Visitor | None = getattr(request.state, "visitor", None)
        seal = self.deciding.seals.seal(visitor) if visitor is not None and visitor.may_operate else None
        html = self.pages.get_template(f"desk/{name}.html.j2").render(
            s=speech,
            base=base,
            path=request.url.path.removeprefix(base),
            query=dict(request.query_params),
            seal=seal,
            **values,
        )
        answer = HTMLResponse(html, status_code=values.get("status_code", 200))
        if "lang" in request.query_params:
            answer.set_cookie(LANGUAGE_COOKIE, speech.language, max_age=31_536_000, samesite="lax", path=base or "/")
        return answer


def desk_of(request: Request) -> Desk:
    """Return the desk that the application of a request was made for."""
    desk: Desk = request.app.state.desk
    return desk


def today_of(desk: Desk) -> date:
    """Return the readers' day."""
    return datetime.now(desk.zone).date()


Spoken = Annotated[Language, Depends(chosen_language)]
