"""What people decide in the desk: answers about contacts that wait, merges, splits and mutes, each as ``./rasid`` does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID  # noqa: TC003 - FastAPI reads the annotations

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from include.rasid.core.answers import Answer
from include.rasid.core.verdicts import VerdictKind
from include.rasid.desk.access import FORM_SEAL, Visitor, require_same_origin
from include.rasid.desk.routes import Spoken, desk_of
from include.rasid.errors import BadInputError
from include.rasid.io.subscribers import mute
from include.rasid.io.warehouse import transaction
from include.rasid.stages.answer import answer_question
from include.rasid.stages.decide import Operator, find_contact, merge_contacts, split_contact

if TYPE_CHECKING:
    from fastapi import Response

_VIA = "desk"
_MOST_CHARS = 500


class _Sent(BaseModel):
    """A form of the desk; the seal was checked before."""

    model_config = ConfigDict(extra="forbid")
    form_seal: str = Field(max_length=_MOST_CHARS)
    reason: str = Field(default="", max_length=_MOST_CHARS)


class Reply(_Sent):
    """What a person answers about a contact; the fields count only in a correction."""

    kind: VerdictKind
    status: str = Field(default="", max_length=_MOST_CHARS)
    day: str = Field(default="", max_length=_MOST_CHARS)
    place: str = Field(default="", max_length=_MOST_CHARS)
    participants: str = Field(default="", max_length=_MOST_CHARS)

    def answer(self) -> Answer:
        """Return the answer as resolution takes it."""
        if self.kind is not VerdictKind.CORRECTED:
            return Answer(kind=self.kind)
        return Answer(
            kind=self.kind, status=self.status, day=self.day, place=self.place, participants=self.participants
        )


class Merge(_Sent):
    """Which contact becomes part of this one; its id may be shortened."""

    other: str = Field(min_length=1, max_length=36)


class Split(_Sent):
    """Which mentions leave."""

    mention: list[int] = Field(default_factory=list, max_length=300)


class Mute(_Sent):
    """Who is not told of contacts between whom."""

    email: str = Field(min_length=1, max_length=320)
    person: list[str] = Field(min_length=2, max_length=20)


async def permitted(request: Request) -> Visitor:
    """Return who decides: 403 for those who only read, for what another site sent, and for a form that the desk did not make."""
    require_same_origin(request)
    visitor: Visitor = request.state.visitor
    if not visitor.may_operate:
        raise HTTPException(403, "only operators may decide")
    sent = (await request.form()).get(FORM_SEAL)
    if not isinstance(sent, str) or not desk_of(request).deciding.seals.is_sealed(visitor, sent):
        raise HTTPException(403, "this form is too old or was not made for you: load the page again")
    return visitor


Permitted = Annotated[Visitor, Depends(permitted)]
routes = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)


@routes.post("/review/{contact_id}")
def answer(
    request: Request, contact_id: UUID, lang: Spoken, visitor: Permitted, sent: Annotated[Reply, Form()]
) -> Response:
    """Take an answer about a contact that waits, and close the required action of Airflow that asks the same."""
    deciding, given = desk_of(request).deciding, sent.answer()
    try:
        done = answer_question(str(contact_id), given, _operator(visitor, sent), settings=deciding.settings)
    except BadInputError as error:
        return _refused(request, lang, error)
    if done is None:
        return _back(request, "/review", "answered_elsewhere")
    deciding.close_action(str(contact_id), given, visitor)
    return _back(request, "/review", done.kind)


@routes.post("/contacts/{contact_id}/merge")
def merge(
    request: Request, contact_id: UUID, lang: Spoken, visitor: Permitted, sent: Annotated[Merge, Form()]
) -> Response:
    """Make another contact part of this one."""
    settings = desk_of(request).deciding.settings
    try:
        done = merge_contacts(str(contact_id), sent.other.strip(), _operator(visitor, sent), settings=settings)
    except BadInputError as error:
        return _refused(request, lang, error)
    return _back(request, f"/contacts/{done.contact_id}", "merge_done")


@routes.post("/contacts/{contact_id}/split")
def split(
    request: Request, contact_id: UUID, lang: Spoken, visitor: Permitted, sent: Annotated[Split, Form()]
) -> Response:
    """Let mentions leave this contact, to be one of their own."""
    settings = desk_of(request).deciding.settings
    try:
        done = split_contact(str(contact_id), sent.mention, _operator(visitor, sent), settings=settings)
    except BadInputError as error:
        return _refused(request, lang, error)
    return _back(request, f"/contacts/{done.other_id}", "split_done")


@routes.post("/contacts/{contact_id}/mute", dependencies=[Depends(permitted)])
def mute_pair(request: Request, contact_id: UUID, lang: Spoken, sent: Annotated[Mute, Form()]) -> Response:
    """Keep contacts between people of this one from a reader."""
    try:
        with transaction(desk_of(request).deciding.settings.warehouse_dsn) as cursor:
            found = find_contact(cursor, str(contact_id))
            mute(cursor, sent.email.strip(), sent.person, None)
    except BadInputError as error:
        return _refused(request, lang, error)
    return _back(request, f"/contacts/{found}", "mute_done")


def _operator(visitor: Visitor, sent: _Sent) -> Operator:
    return Operator(name=visitor.name, reason=sent.reason.strip(), via=_VIA, run_id=_VIA)


def _back(request: Request, path: str, done: str) -> RedirectResponse:
    return RedirectResponse(f"{request.scope.get('root_path', '')}{path}?done={done}", status_code=303)


def _refused(request: Request, lang: Spoken, error: BadInputError) -> HTMLResponse:
    desk = desk_of(request)
    return desk.page(request, "notice", desk.speech(lang), what="refused", reason=str(error), status_code=422)
