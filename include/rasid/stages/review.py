"""Ask people about uncertain contacts through Airflow's required actions, and take what they answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from include.rasid.core.answers import Answer
from include.rasid.core.verdicts import VerdictKind
from include.rasid.errors import BadInputError
from include.rasid.io.questions import compose_question, load_review_words
from include.rasid.io.warehouse import record_run, run, transaction
from include.rasid.settings import settings as process_settings
from include.rasid.stages.answer import answer_question
from include.rasid.stages.decide import Operator, watch_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from include.rasid.settings import Settings

ASKED_FOR = timedelta(hours=24)  # then Airflow closes the action, and the next run asks anew
_MOST_QUESTIONS = 25  # in one run; each is a task of Airflow
_KINDS = {"approve": VerdictKind.APPROVED, "reject": VerdictKind.REJECTED, "correct": VerdictKind.CORRECTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a person chose in a required action."""

    option: str  # one of the options of review.yml
    form: Mapping[str, str | None]  # the fields of review.yml; None and empty change nothing
    by: str


def queue_questions(run_id: str, *, settings: Settings | None = None) -> list[dict[str, str]]:
    """Return the contacts that are to be asked about now, each with subject and body, the oldest first.

    One that Airflow shows already, or that was put off until tomorrow, is not among them.
    """
    chosen = settings or process_settings()
    with transaction(chosen.warehouse_dsn) as cursor:
        due = run(cursor, "due_reviews", {"lasting": ASKED_FOR, "most": _MOST_QUESTIONS})
        found = [
            compose_question(cursor, row.contact_id, row.note, (watch_of([row.contact_id], cursor, chosen), chosen))
            for row in due
        ]
        if found:
            record_run(cursor, run_id=run_id, stage="review", counts={"asked": len(found)})
    return [{"contact_id": q.contact_id, "subject": q.subject, "body": q.body} for q in found]


def take_answer(run_id: str, contact_id: str, given: Given, *, settings: Settings | None = None) -> dict[str, int]:
    """Take one answer; return what came of it by outcome.

    ``put_off``: the person, or the end of the time to answer, chose later; ``answered_elsewhere``: a command was faster, or it is no
    question any more; ``unreadable``: a correction cannot be read, so the question comes back with the reason.
    """
    chosen = settings or process_settings()
    kind = _KINDS.get(_key_of(given.option))
    if kind is None:
        return {"put_off": _put_off(contact_id, None, chosen)}
    typed = {name: (value or "").strip() for name, value in given.form.items()}
    reason = typed.pop("reason", "")
    operator = Operator(name=given.by, reason=reason, via="airflow", run_id=run_id)
    answer = Answer(kind=kind, **(typed if kind is VerdictKind.CORRECTED else {}))
    try:
        done = answer_question(contact_id, answer, operator, settings=chosen)
    except BadInputError as error:
        return {"unreadable": _put_off(contact_id, str(error), chosen)}
    return {"answered_elsewhere": 1} if done is None else {str(kind): 1, **done.counts}


def _key_of(option: str) -> str:
    labels = {label: key for key, label in load_review_words().options.items()}
    return labels.get(option, option)


def _put_off(contact_id: str, note: str | None, settings: Settings) -> int:
    with transaction(settings.warehouse_dsn) as cursor:
        return len(run(cursor, "put_off_review", {"contact_id": contact_id, "note": note}))
