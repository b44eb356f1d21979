"""What programs subscribe to: an Atom feed of changes and a calendar of what is announced, by an unguessable address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID  # noqa: TC003 - FastAPI reads the annotations

from fastapi import APIRouter, HTTPException, Request, Response
from feedgen.feed import FeedGenerator
from icalendar import Calendar, Event

from include.rasid.desk.routes import Spoken, desk_of
from include.rasid.io.warehouse import run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from include.rasid.desk.speech import Speech

_MOST = 100
_HEADERS = {"Cache-Control": "private, max-age=300", "X-Robots-Tag": "noindex"}
_CALENDAR_STATUS = {"planned": "CONFIRMED", "possible": "TENTATIVE"}

routes = APIRouter(include_in_schema=False)


@routes.get("/contacts.atom")
def atom(request: Request, token: UUID, lang: Spoken) -> Response:
    """Return the newest changes of contacts as Atom."""
    desk = desk_of(request)
    with desk.database.reading() as cursor:
        admit(cursor, token)
        rows = run(cursor, "desk_told", {"most": _MOST})
        speech = desk.speech(lang, cursor, rows)
    body = _atom(rows, speech, str(request.base_url).rstrip("/"))
    return Response(body, media_type="application/atom+xml", headers=_HEADERS)


@routes.get("/contacts.ics")
def calendar(request: Request, token: UUID, lang: Spoken) -> Response:
    """Return what is announced for days to come, or of the last month, as iCalendar."""
    desk = desk_of(request)
    with desk.database.reading() as cursor:
        admit(cursor, token)
        rows = run(cursor, "desk_ahead", {"day": datetime.now(UTC).date() - timedelta(days=31)})
        speech = desk.speech(lang, cursor, rows)
    body = _calendar(rows, speech, str(request.base_url).rstrip("/"))
    return Response(body, media_type="text/calendar; charset=utf-8", headers=_HEADERS)


def admit(cursor: Any, token: UUID) -> None:
    """Answer 404 unless the token works."""
    if not run(cursor, "desk_feed_token", {"token": str(token)}):
        raise HTTPException(404)


def _headline(row: Any, speech: Speech, what: str) -> str:
    place = f" – {speech.name('place', row.place)}" if row.place else ""
    return f"{speech.w(what)}: {speech.people(row.participants)}{place}"


def _atom(rows: Sequence[Any], speech: Speech, base: str) -> bytes:
    feed = FeedGenerator()
    feed.id("tag:rasid:contacts")
    feed.title(str(speech.t("contacts")))
    feed.language(speech.language)
    feed.link(href=f"{base}/", rel="alternate")
    feed.updated(rows[0].created_at if rows else datetime(2009, 1, 1, tzinfo=UTC))
    for row in rows:
        entry = feed.add_entry(order="append")
        entry.id(f"tag:rasid:alert:{row.alert_id}")
        entry.title(_headline(row, speech, row.transition))
        entry.updated(row.created_at)
        entry.link(href=f"{base}/contacts/{row.contact_id}", rel="alternate")
        days = " – ".join(dict.fromkeys(d.isoformat() for d in (row.starts_on, row.ends_on) if d))
        entry.summary(f"{days} {row.title or ''}".strip() or str(speech.t("undated")))
        entry.author(name="Rasid")
    return bytes(feed.atom_str(pretty=False))


def _calendar(rows: Sequence[Any], speech: Speech, base: str) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Rasid//Contacts//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", str(speech.t("ahead")))
    for row in rows:
        if row.starts_on is None:
            continue
        event = Event()
        event.add("uid", f"{row.contact_id}@rasid")
        event.add("dtstamp", row.believed_at)
        event.add("dtstart", row.starts_on)
        event.add("dtend", (row.ends_on or row.starts_on) + timedelta(days=1))
        event.add("summary", _headline(row, speech, row.status))
        event.add("status", _CALENDAR_STATUS[row.status])
        event.add("url", f"{base}/contacts/{row.contact_id}")
        if row.place:
            event.add("location", speech.name("place", row.place))
        calendar.add_component(event)
    return bytes(calendar.to_ical())
