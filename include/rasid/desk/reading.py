"""The desk's pages of articles, search, sources, review and quality."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from include.rasid.core.verdicts import VerdictKind
from include.rasid.desk.audits import find_page
from include.rasid.desk.marked import Mark, marked, marked_evidence, searched
from include.rasid.desk.routes import Spoken, desk_of, today_of
from include.rasid.io.questions import MOST_QUOTATIONS
from include.rasid.io.warehouse import run
from include.rasid.model import Status

_MOST_RESULTS = 20
_MOST_REVIEWS = 100
_COVERAGE_DAYS = 14
_OUTCOMES = ("answered_elsewhere", *VerdictKind)  # what the page may be told that it did

routes = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)


@routes.get("/articles/{article_id}")
def article(request: Request, article_id: int, lang: Spoken) -> HTMLResponse:
    """Show an article's clean text with its names and evidence marked."""
    desk = desk_of(request)
    key = {"article_id": article_id}
    with desk.database.reading() as cursor:
        found = run(cursor, "desk_article", key)
        if not found:
            raise HTTPException(404)
        spans = run(cursor, "desk_article_spans", key)
        contacts = run(cursor, "desk_article_contacts", key)
        speech = desk.speech(lang, cursor, [*found, *contacts])
    marks = {
        part: [Mark(s.first, s.last, s.kind, s.key) for s in spans if s.part == part] for part in ("title", "text")
    }
    a = found[0]
    return desk.page(
        request,
        "article",
        speech,
        a=a,
        title=marked(a.title, marks["title"]),
        text=marked(a.text, marks["text"]),
        contacts=contacts,
    )


@routes.get("/search")
def search(request: Request, lang: Spoken, q: Annotated[str, Query(max_length=200)] = "") -> HTMLResponse:
    """Search articles in every spelling."""
    desk = desk_of(request)
    with desk.database.reading() as cursor:
        asked = q.replace("\0", "").strip()
        rows = run(cursor, "desk_search", {"q": asked, "most": _MOST_RESULTS}) if asked else []
        speech = desk.speech(lang, cursor, rows)
    return desk.page(request, "search", speech, q=asked, rows=rows, searched=searched)


@routes.get("/sources")
def sources(request: Request, lang: Spoken) -> HTMLResponse:
    """Show how each feed does."""
    desk = desk_of(request)
    with desk.database.reading() as cursor:
        rows = run(cursor, "desk_sources")
        days = desk.database.kept(cursor, "desk_coverage", {"day": today_of(desk), "days": _COVERAGE_DAYS})
        speech = desk.speech(lang, cursor, rows)
    return desk.page(request, "sources", speech, rows=rows, days=days)


@routes.get("/review")
def review(request: Request, lang: Spoken, done: Annotated[str | None, Query(max_length=30)] = None) -> HTMLResponse:
    """Show the contacts that a person should look at, with their proof and a form to decide, and what was decided."""
    desk = desk_of(request)
    with desk.database.reading() as cursor:
        rows = run(cursor, "desk_review", {"most": _MOST_REVIEWS})
        waiting = [r for r in rows if r.state == "waiting"]
        asked = {"contact_ids": [str(r.contact_id) for r in waiting], "most": MOST_QUOTATIONS}
        proof = run(cursor, "desk_review_evidence", asked)
        speech = desk.speech(lang, cursor, [*rows, *proof])
    return desk.page(
        request,
        "review",
        speech,
        waiting=waiting,
        decided=[r for r in rows if r.state != "waiting"],
        proof=proof,
        shown=marked_evidence,
        statuses=list(Status),
        done=done if done in _OUTCOMES else None,
    )


@routes.get("/quality")
def quality(request: Request, lang: Spoken) -> HTMLResponse:
    """Show what validation and audits found in the last 30 days."""
    desk = desk_of(request)
    with desk.database.reading() as cursor:
        rows = run(cursor, "desk_quality")
        speech = desk.speech(lang)
    has_audits = find_page(desk.docs_folder, "index.html") is not None
    return desk.page(request, "quality", speech, rows=rows, has_audits=has_audits)
