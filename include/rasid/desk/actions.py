"""Airflow's required actions about contacts that were answered in the desk: closed with the same answer, by the same person."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from fastapi import HTTPException

from include.rasid.core.verdicts import VerdictKind
from include.rasid.io.questions import load_review_words

if TYPE_CHECKING:
    from include.rasid.core.answers import Answer
    from include.rasid.desk.access import Visitor

log = logging.getLogger(__name__)
DAG, ASKING, QUEUED = "review_contacts", "review.ask", "queue_questions"
_OPTIONS = {VerdictKind.APPROVED: "approve", VerdictKind.REJECTED: "reject", VerdictKind.CORRECTED: "correct"}


def close_action(contact_id: str, answer: Answer, visitor: Visitor) -> None:
    """Close what Airflow still asks about a contact; where that is impossible, the action changes nothing when it is answered.

    The warehouse has the answer before this: the task that takes it from Airflow finds it there (``answered_elsewhere``).
    """
    # Only the api-server has these, and importing them anywhere else takes seconds.
    from airflow.utils.session import create_session  # noqa: PLC0415
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    try:
        with create_session() as session:
            for task in _waiting(session, contact_id):
                _respond(session, task, answer, visitor)
    except (SQLAlchemyError, HTTPException) as error:
        log.warning("required action about contact %s is still open: %s", contact_id, type(error).__name__)


def _waiting(session: Any, contact_id: str) -> list[Any]:
    """Return the tasks that wait for an answer about a contact."""
    from airflow.models.hitl import HITLDetail  # noqa: PLC0415 - as in ``close_action``
    from airflow.models.taskinstance import TaskInstance  # noqa: PLC0415
    from sqlalchemy import select  # noqa: PLC0415

    asked = (
        select(TaskInstance)
        .join(HITLDetail, HITLDetail.ti_id == TaskInstance.id)
        .where(TaskInstance.dag_id == DAG, TaskInstance.task_id == ASKING, HITLDetail.responded_at.is_(None))
    )
    tasks = list(session.scalars(asked))
    questions = {run_id: _questions(session, run_id) for run_id in {task.run_id for task in tasks}}
    return [task for task in tasks if contact_id in questions[task.run_id][task.map_index : task.map_index + 1]]


def _questions(session: Any, run_id: str) -> list[str]:
    """Return the contacts that a run asks about, in the order of its actions."""
    from airflow.models.xcom import XComModel  # noqa: PLC0415 - as in ``close_action``

    kept = XComModel.get_many(run_id=run_id, key="return_value", task_ids=QUEUED, dag_ids=DAG, limit=1)
    found = session.scalars(kept).first()
    return [question["contact_id"] for question in XComModel.deserialize_value(found)] if found else []


def _respond(session: Any, task: Any, answer: Answer, visitor: Visitor) -> None:
    from airflow.api_fastapi.core_api.datamodels.hitl import UpdateHITLDetailPayload  # noqa: PLC0415
    from airflow.api_fastapi.core_api.routes.public.hitl import update_hitl_detail  # noqa: PLC0415

    words = load_review_words()
    fields = {name: getattr(answer, name, "") or None for name in words.fields}
    update_hitl_detail(
        dag_id=DAG,
        dag_run_id=task.run_id,
        task_id=ASKING,
        map_index=task.map_index,
        update_hitl_detail_payload=UpdateHITLDetailPayload(
            chosen_options=[words.options[_OPTIONS[answer.kind]]], params_input=fields
        ),
        user=visitor.account,
        session=session,
    )
