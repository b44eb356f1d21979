"""What the DAGs share: stages as tasks, assets, schedules, retries and defaults.

Importing this module imports no stage: a DAG file must parse in well under a second, and stages bring
their libraries with them. A stage is imported when its task runs.
"""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from airflow.sdk import (  # type: ignore[attr-defined] # the stub of 3.3.2 lacks DeadlineAlert and SyncCallback
    Asset,
    AssetOrTimeSchedule,
    CronTriggerTimetable,
    DeadlineAlert,
    DeadlineReference,
    ExceptionRetryPolicy,
    Param,
    RetryAction,
    RetryRule,
    SyncCallback,
    get_current_context,
)
from opentelemetry import trace
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from airflow.sdk import Context

    from include.rasid.settings import Settings

OWNER = "newsroom-ops"
RAW_PAGE = Asset("raw.page")
OPS_ALERT = Asset("ops.alert")
_TRACEPARENT = TraceContextTextMapPropagator()
_SENDERS = frozenset({"bounces", "deliver", "notices"})  # modules of stages that mail: they work as rasid_sender

RETRY_POLICY = ExceptionRetryPolicy(
    rules=[
        RetryRule(
            exception="include.rasid.errors.PermanentError",
            action=RetryAction.FAIL,
            reason="permanent: trying again fails the same way",
        ),
    ]
)

log = logging.getLogger(__name__)


def stage(name: str) -> Callable[[], dict[str, int]]:
    """Return the function of ``include.rasid.stages`` called ``name`` ("module.function"), ready for ``task(...)``.

    It gives the stage the id of the DAG run and returns the stage's counts by outcome, which its span has, too.
    """
    module_name, function_name = name.split(".")

    def run_stage() -> dict[str, int]:
        context = get_current_context()
        _link_to_causes(context)
        function = getattr(import_module(f"include.rasid.stages.{module_name}"), function_name)
        counts: dict[str, int] = function(context["run_id"], settings=_settings_of(module_name))
        trace.get_current_span().set_attributes({f"rasid.{outcome}": n for outcome, n in counts.items()})
        _hand_on(context)
        log.info("%s: %s", function_name, ", ".join(f"{n} {outcome}" for outcome, n in counts.items()) or "nothing")
        return counts

    run_stage.__name__ = function_name  # the task's id
    run_stage.__doc__ = f"Run include.rasid.stages.{name}."
    return run_stage


def _link_to_causes(context: Context) -> None:
    """Link the span of this task to those that updated the assets its run was started by: each run of Airflow is a trace of its own."""
    for events in context["triggering_asset_events"].values():
        for event in events:
            cause = trace.get_current_span(_TRACEPARENT.extract(event.extra)).get_span_context()
            if cause.is_valid:
                trace.get_current_span().add_link(cause)


def _hand_on(context: Context) -> None:
    """Leave the span of this task with the assets that it updates."""
    for asset in context["task"].outlets:
        _TRACEPARENT.inject(context["outlet_events"][asset].extra)


def questions() -> list[dict[str, str]]:
    """Run include.rasid.stages.review.queue_questions."""
    from include.rasid.stages.review import queue_questions  # noqa: PLC0415 - as in ``stage``

    found = queue_questions(get_current_context()["run_id"])
    log.info("queue_questions: %d", len(found))
    return found


def take_answer(question: Any, answer: Any) -> dict[str, int]:  # noqa: ANN401 - XComs, which have no type
    """Run include.rasid.stages.review.take_answer."""
    from include.rasid.stages import review  # noqa: PLC0415 - as in ``stage``

    person = answer.get("responded_by_user") or {}
    given = review.Given(
        option=answer["chosen_options"][0],
        form=answer.get("params_input") or {},
        by=str(person.get("name") or person.get("id") or "nobody"),
    )
    context = get_current_context()
    counts = review.take_answer(context["run_id"], question["contact_id"], given)
    _hand_on(context)
    log.info("take_answer: %s", ", ".join(f"{n} {outcome}" for outcome, n in counts.items()))
    return counts


def review_options() -> list[str]:
    """Return the buttons of a required action, in both languages; the last one puts the question off."""
    return list(_review_words()["options"].values())


def review_form() -> dict[str, Param]:
    """Return the form of a required action, in both languages; a field that is left empty changes nothing."""
    fields: dict[str, dict[str, str]] = _review_words()["fields"]
    return {
        name: Param(None, type=["null", "string"], title=words["title"], description=words["hint"])
        for name, words in fields.items()
    }


def _review_words() -> dict[str, Any]:
    text = (Path(__file__).parents[1] / "messages" / "review.yml").read_text("utf-8")
    words: dict[str, Any] = yaml.safe_load(text)
    return words


def by_hand(name: str) -> Callable[[], None]:
    """Return the function of ``include.rasid.local`` called ``name`` ("module.function"), ready for ``task(...)``.

    It gets the id of the DAG run and, by their names, the params that whoever started the run has given.
    """
    module_name, function_name = name.split(".")

    def run_by_hand() -> None:
        context = get_current_context()
        function = getattr(import_module(f"include.rasid.local.{module_name}"), function_name)
        function(context["run_id"], **dict(context["params"]))

    run_by_hand.__name__ = function_name  # the task's id
    run_by_hand.__doc__ = f"Run include.rasid.local.{name}."
    return run_by_hand


def _settings_of(module_name: str) -> Settings:
    """Return the settings of this process with the newest lexicons; stages that mail get the rights of who sends, where that is a role of its own."""
    from include.rasid.io.lexicon_folder import with_lexicons  # noqa: PLC0415 - as the next line
    from include.rasid.settings import settings  # noqa: PLC0415 - read when a task runs, not when a DAG file is parsed

    chosen = with_lexicons(settings())
    is_sender = module_name in _SENDERS and chosen.sender_dsn
    return replace(chosen, warehouse_dsn=chosen.sender_dsn) if is_sender else chosen


def every(cron: str) -> str | None:
    """Return ``cron``, or None (runs by hand only) where RASID_SCHEDULE is ``manual``, as in ``make run``."""
    return None if _is_manual() else cron


def on_asset_or_every(asset: Asset, cron: str) -> AssetOrTimeSchedule | list[Asset]:
    """Return a schedule of each update of ``asset`` and of ``cron`` (UTC); see ``every``."""
    if _is_manual():
        return [asset]
    return AssetOrTimeSchedule(timetable=CronTriggerTimetable(cron, timezone="UTC"), assets=[asset])


def _is_manual() -> bool:
    return os.environ.get("RASID_SCHEDULE") == "manual"


def at_report_time() -> CronTriggerTimetable | None:
    """Return a schedule of every day at RASID_REPORT_AT in RASID_ZONE; None by hand, see ``every``."""
    if _is_manual():
        return None
    from include.rasid.settings import report_time  # noqa: PLC0415 - a wrong value is an error of this DAG alone

    at, zone = report_time(dict(os.environ))
    return CronTriggerTimetable(f"{at.minute} {at.hour} * * *", timezone=zone)


def tell_failure(context: Context) -> None:
    """Log one line when a task has failed for good, and keep it for a mail: one of each run."""
    failed = context["task_instance"]
    error = context.get("exception")
    log.error("FAILED %s.%s in %s: %s", failed.dag_id, failed.task_id, context["run_id"], error)
    _keep("note_failed_run", failed.dag_id, context["run_id"], failed.task_id, f"{type(error).__name__}: {error}")


def tell_failed_run(context: Context) -> None:
    """Keep that a run failed: of a task whose process was killed nobody else tells."""
    dag_id, run_id, reason = context["dag"].dag_id, context["run_id"], str(context.get("reason") or "-")
    log.error("FAILED %s in %s: %s", dag_id, run_id, reason)
    _keep("note_failed_run", dag_id, run_id, "-", reason)


def deadline(dag_id: str, within: timedelta) -> DeadlineAlert:
    """Return the alert of a run that has not ended ``within`` that time after it was queued."""
    minutes = round(within.total_seconds() / 60)
    callback = SyncCallback(tell_lateness, kwargs={"dag_id": dag_id, "minutes": minutes})
    reference = DeadlineReference.DAGRUN_QUEUED_AT
    return DeadlineAlert(name=f"{dag_id} in time", reference=reference, interval=within, callback=callback)


def tell_lateness(dag_id: str, minutes: int, context: Mapping[str, Mapping[str, object]]) -> None:
    """Log one line when a run has missed its deadline, and keep it for a mail.

    Airflow 3.3.2 forgets the deadline of a run that succeeds in time, but not that of one that has failed: of that a mail tells already.
    """
    run = context["dag_run"]  # a dict of the REST model
    run_id = str(run["dag_run_id"])
    if run["state"] == "failed":
        log.info("%s: its run %s is not late, it has failed", dag_id, run_id)
        return
    log.error("LATE %s: its run %s has not ended in time", dag_id, run_id)
    _keep("note_late_run", dag_id, run_id, minutes)


def _keep(function_name: str, *facts: object) -> None:
    """Write a notice; where the warehouse is what failed, the log line is all there is."""
    from include.rasid.errors import RasidError  # noqa: PLC0415 - as in ``stage``
    from include.rasid.stages import failures  # noqa: PLC0415 - as in ``stage``

    try:
        getattr(failures, function_name)(*facts)
    except RasidError as error:
        log.warning("NOTICE not kept: %s", error)


DEFAULT_ARGS: dict[str, Any] = {
    "owner": OWNER,
    "retries": 3,
    "retry_delay": timedelta(seconds=5 if _is_manual() else 30),  # by hand, somebody waits for it
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=10),
    "retry_policy": RETRY_POLICY,
    "execution_timeout": timedelta(minutes=20),
    "on_failure_callback": tell_failure,
}
