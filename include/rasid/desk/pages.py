"""The desk's pages of news and contacts: today, all contacts, one contact, people and pairs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID  # noqa: TC003 - FastAPI reads the annotations

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from include.rasid.desk.charts import MOST_GAPS
from include.rasid.desk.marked import marked_evidence
from include.rasid.desk.routes import Spoken, desk_of, today_of
from include.rasid.errors import BadInputError
from include.rasid.io.messages import load_messages
from include.rasid.io.warehouse import run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from include.rasid.desk.routes import Desk

_COVERAGE_DAYS = 7
_MOST_PEOPLE = 60
_MOST_PAIRS = 40
_MOST_OF_PEOPLE = 100  # the newest; /contacts has the others
_PAGE = 50
_MOST_ALIKE = 20
_OUTCOMES = ("merge_done", "split_done", "mute_done")  # what the page of a contact may be told that it did
_EVERYTHING: dict[str, Any] = {
    "people": None,
    "status": None,
    "mode": None,
    "watch": None,
    "since": None,
    "until": None,
}


class Asked(BaseModel):
    """Which contacts to list; an empty choice is none."""

    person: list[str] | None = Field(default=None, max_length=8)
    status: str | None = Field(default=None, max_length=20)
    mode: str | None = Field(default=None, max_length=20)
    page: int = Field(default=1, ge=1, le=1000)
    lang: str | None = None


routes = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)


@routes.get("/")
def today(request: Request, lang: Spoken, day: Annotated[date | None, Query()] = None) -> HTMLResponse:
    """Show what became known on a day, by default the newest that has news, what is ahead, and how well was looked."""
    desk = desk_of(request)
    with desk.database.reading() as cursor:
        newest = run(cursor, "desk_days", {"zone": str(desk.zone)})[0].newest or today_of(desk)
        shown = day or newest
        told = run(cursor, "desk_changes", {"day": shown, "zone": str(desk.zone)})
        ahead = run(cursor, "desk_ahead", {"day": shown})
        polls = desk.database.kept(cursor, "desk_coverage", {"day": today_of(desk), "days": _COVERAGE_DAYS})
        failing = [row for row in run(cursor, "desk_sources") if row.failures]
        speech = desk.speech(lang, cursor, [*told, *ahead, *failing])
    return desk.page(
        request,
        "today",
        speech,
        day=shown,
        newest=newest,
        before=shown - timedelta(days=1),
        after=shown + timedelta(days=1),
        fresh=[r for r in told if r.is_new and r.role == "new"],
        changed=[r for r in told if not r.is_new and r.role == "new" and r.status != r.status_before],
        mentioned=[r for r in told if r.role == "background"],
        ahead=ahead,
        failing=failing,
        coverage=_coverage(polls),
    )


@routes.get("/contacts")
def contacts(request: Request, lang: Spoken, asked: Annotated[Asked, Query()]) -> HTMLResponse:
    """List contacts, the newest told first."""
    desk = desk_of(request)
    person, page = asked.person, asked.page
    wanted = _EVERYTHING | {"people": person, "status": asked.status or None, "mode": asked.mode or None}
    with desk.database.reading() as cursor:
        rows = run(cursor, "desk_contacts", wanted | {"after_at": None, "after_id": None, "most": page * _PAGE + 1})
        shown = rows[(page - 1) * _PAGE : page * _PAGE]
        months = desk.database.kept(cursor, "desk_months", {"people": person})
        speech = desk.speech(lang, cursor, [*shown, *_as_rows(person)])
    more = len(rows) > page * _PAGE
    return desk.page(request, "contacts", speech, rows=shown, months=months, person=person or [], page=page, more=more)


@routes.get("/contacts/{contact_id}")
def contact(
    request: Request, contact_id: UUID, lang: Spoken, done: Annotated[str | None, Query(max_length=30)] = None
) -> HTMLResponse:
    """Show a contact with its history, its proof and what was told of it; operators may merge, split and mute there."""
    desk = desk_of(request)
    key = {"contact_id": str(contact_id)}
    with desk.database.reading() as cursor:
        found = run(cursor, "desk_contact", key)
        if not found:
            raise HTTPException(404)
        told, proof = run(cursor, "desk_timeline", key), run(cursor, "desk_evidence", key)
        alike = run(cursor, "desk_alike", key | {"most": _MOST_ALIKE})
        speech = desk.speech(lang, cursor, [*found, *told, *proof, *alike])
        values = {
            "alike": alike,
            "done": done if done in _OUTCOMES else None,
            "timeline": told,
            "articles": _by_text(proof),
            "proof": proof,
            "claims": _contradictions(run(cursor, "desk_claims", key)),
            "alerts": run(cursor, "desk_alerts", key | {"most": 50}),
        }
    return desk.page(request, "contact", speech, c=found[0], shown=marked_evidence, **values)


@routes.get("/contacts/{contact_id}/why")
def why(request: Request, contact_id: UUID, lang: Spoken) -> HTMLResponse:
    """Show every gate that the claims of a contact and its alerts passed, with the words that decided."""
    desk = desk_of(request)
    try:
        findings = desk.explain(str(contact_id))
    except BadInputError as error:
        raise HTTPException(404) from error
    words = load_messages()
    lines = [(f.verdict, words.gates[f.gate][lang], words.line(f.line, lang, desk.zone, f.values)) for f in findings]
    return desk.page(request, "why", desk.speech(lang), contact_id=contact_id, lines=lines)


@routes.get("/people")
def people(request: Request, lang: Spoken) -> HTMLResponse:
    """List who takes part in contacts, and the pairs that meet."""
    desk = desk_of(request)
    with desk.database.reading() as cursor:
        rows = desk.database.kept(cursor, "desk_people", {"most": _MOST_PEOPLE})
        pairs = desk.database.kept(cursor, "desk_pairs", _pairs(desk, None))
        places = desk.database.kept(cursor, "desk_places")
        speech = desk.speech(lang, cursor, [*rows, *pairs])
    return desk.page(request, "people", speech, rows=rows, pairs=pairs, places=places)


@routes.get("/people/{person}")
def person(request: Request, person: str, lang: Spoken) -> HTMLResponse:
    """Show an official: offices, pairs, contacts."""
    desk = desk_of(request)
    with desk.database.reading() as cursor:
        offices = run(cursor, "desk_offices", {"person": person})
        rows = run(cursor, "desk_contacts", _of_people([person]))
        if not (offices or rows):
            raise HTTPException(404)
        pairs = desk.database.kept(cursor, "desk_pairs", _pairs(desk, person))
        speech = desk.speech(lang, cursor, [*rows, *pairs, *_as_rows([person])])
    return desk.page(request, "person", speech, person=person, offices=offices, rows=rows, pairs=pairs)


@routes.get("/pairs/{one}/{other}")
def pair(request: Request, one: str, other: str, lang: Spoken) -> HTMLResponse:
    """Show what two officials had with each other."""
    desk = desk_of(request)
    with desk.database.reading() as cursor:
        rows = run(cursor, "desk_contacts", _of_people([one, other]))
        if not rows:
            raise HTTPException(404)
        held = [r.starts_on for r in desk.database.kept(cursor, "desk_held_days", {"people": [one, other]})]
        speech = desk.speech(lang, cursor, [*rows, *_as_rows([one, other])])
    return desk.page(request, "pair", speech, one=one, other=other, rows=rows, held=held, most_gaps=MOST_GAPS)


class _Named:
    """A row that names people only."""

    def __init__(self, people: list[str]) -> None:
        self.participants = people

    def _asdict(self) -> dict[str, Any]:
        return {"participants": self.participants}


def _as_rows(people: list[str] | None) -> list[_Named]:
    return [_Named(people)] if people else []


def _of_people(people: list[str]) -> dict[str, Any]:
    return _EVERYTHING | {"people": people, "after_at": None, "after_id": None, "most": _MOST_OF_PEOPLE}


def _pairs(desk: Desk, person: str | None) -> dict[str, Any]:
    first, second = desk.sides
    return {"first": list(first), "second": list(second), "person": person, "most": _MOST_PAIRS}


def _coverage(polls: Iterable[Any]) -> dict[str, int]:
    rows = list(polls)
    return {
        "polls": sum(r.polls for r in rows),
        "good": sum(r.good_polls for r in rows),
        "entries": sum(r.entries_new for r in rows),
        "gaps": sum(r.coverage_gaps for r in rows),
        "days": _COVERAGE_DAYS,
    }


def _by_text(proof: Iterable[Any]) -> list[list[Any]]:
    """Return the articles, each once, those that print one text together, in the order of their first publication."""
    groups: dict[object, dict[int, Any]] = {}
    for row in proof:
        groups.setdefault(row.group_id or f"a{row.article_id}", {}).setdefault(row.article_id, row)
    return [list(articles.values()) for articles in groups.values()]


def _contradictions(claims: Iterable[Any]) -> dict[str, list[Any]]:
    fields: dict[str, list[Any]] = {}
    for row in claims:
        fields.setdefault(row.field, []).append(row)
    return {name: rows for name, rows in fields.items() if len(rows) > 1}
