"""
### Review contacts

Ask people about contacts that are too unsure to be mailed: each is a required action of Airflow, with its evidence.

* **Runs** every 15 minutes; a run without a question ends at once, one with questions lasts until they are answered, 24 hours at most.
* **Reads** `ops.review`, `core`; **writes** `core.contact_verdict`, `ops.review`, and what follows from an answer: `core.contact`, `ops.alert`.
* **Approve** tells readers, through the same outbox as all alerts; **Reject** takes the contact away; **Correct** takes what the form says
  (status, day, place, participants). Who was told what proves wrong gets one correction. **Later**, or no answer, asks again the next day.
* **The same question** is never asked twice at once. One that `./rasid review` has answered meanwhile stays in Airflow until its time is up;
  what is chosen there then changes nothing.
* **When it fails**, clear the red task: an answer is taken once.
"""

from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import dag, task, task_group

from include.rasid import dagkit


@task_group
def review(question: object) -> None:
    ask = HITLOperator(
        task_id="ask",
        subject="{{ ti.xcom_pull(task_ids='queue_questions')[ti.map_index].subject }}",
        body="{{ ti.xcom_pull(task_ids='queue_questions')[ti.map_index].body }}",
        options=dagkit.review_options(),
        defaults=dagkit.review_options()[-1],
        params=dagkit.review_form(),
        response_timeout=timedelta(hours=24),
    )
    task(outlets=[dagkit.OPS_ALERT])(dagkit.take_answer)(question, ask.output)


@dag(
    schedule=dagkit.every("*/15 * * * *"),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=50,  # a run waits for people; the next must not
    dagrun_timeout=timedelta(hours=26),
    on_failure_callback=dagkit.tell_failed_run,
    default_args=dagkit.DEFAULT_ARGS,
    doc_md=__doc__,
    tags=["rasid", "review"],
)
def review_contacts() -> None:
    found = task(task_id="queue_questions")(dagkit.questions)()
    review.expand(question=found)


review_contacts()
