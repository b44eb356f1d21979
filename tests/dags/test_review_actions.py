"""Uncertain contacts as required actions of a real Airflow: shown, answered through its API as its page does, and mailed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.dags.airflow_up import Running, until
from tests.dags.asking import ARTICLES, actions_of, asking_airflow
from tests.warehouse.loading import read_more, rows
from tests.warehouse.reviewing import contact_of

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.full, pytest.mark.airflow, pytest.mark.postgres]

PARKING_SECONDS = 10  # an answer in the seconds in which its task is put aside makes Airflow ask once more


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An Airflow whose watch asks before it mails."""
    with asking_airflow(tmp_path_factory.mktemp("review")) as found:
        yield found


def choose(running: Running, action: dict[str, Any], option: str, **form: str) -> None:
    """Answer a required action."""
    task = action["task_instance"]
    path = f"dags/review_contacts/dagRuns/{task['dag_run_id']}/taskInstances/{task['task_id']}/{task['map_index']}/hitlDetails"
    fields = dict.fromkeys(("status", "day", "place", "participants", "reason")) | form
    chosen = next(label for label in action["options"] if label.endswith(option))
    running.call("PATCH", path, json={"chosen_options": [chosen], "params_input": fields})


def decided(running: Running) -> list[tuple[Any, ...]]:
    """Return what became of each question, once all are decided: by this run or by the one of the schedule."""
    query = "select state, decided_by from ops.review order by review_id"
    found = until(lambda: (told := rows(running.settings, query)) and all(r.state != "waiting" for r in told) and told)
    return [tuple(r) for r in found]


def test_required_actions_are_answered_and_mailed(running: Running) -> None:
    """Each contact is an action in both languages; approve and correct are mailed once each, reject is not, later comes back."""
    read_more(running.settings, ARTICLES)
    assert rows(running.settings, "select 1 from ops.alert") == []
    run = running.start("review_contacts")
    actions = until(lambda: len(found := actions_of(running)) == len(ARTICLES) and found)
    by_day = {day: a for a in actions for day in ("2023-03-02", "2023-04-20", "2023-06-02") if day in a["subject"]}
    assert "عُقد: لقاء بلينكن ولافروف" in by_day["2023-03-02"]["subject"]
    assert "Held: Blinken–Lavrov, Geneva" in by_day["2023-03-02"]["subject"]
    assert "> التقى وزير الخارجية الأميركي أنتوني بلينكن" in by_day["2023-03-02"]["body"]

    time.sleep(PARKING_SECONDS)
    choose(running, by_day["2023-03-02"], "Approve", reason="two agencies")
    until(lambda: len(running.post.contents) == 1)  # while the other questions still wait
    choose(running, by_day["2023-04-20"], "Correct", place="فيينا", day="2023-04-21")
    choose(running, by_day["2023-06-02"], "Reject")
    assert running.ended("review_contacts", run) == "success"
    until(lambda: len(running.post.contents) == 2)

    assert decided(running) == [("approved", "admin"), ("corrected", "admin"), ("rejected", "admin")]
    verdicts = rows(running.settings, "select kind, via, reason from core.contact_verdict where kind = 'approved'")
    assert [tuple(v) for v in verdicts] == [("approved", "airflow", "two agencies")]
    assert (
        rows(
            running.settings,
            f"select place from mart.contacts where contact_id = '{contact_of(running.settings, 'a2')}'",
        )[0].place
        == "Vienna"
    )
    assert running.post.received == ["sara@desk.example"] * 2
    until(lambda: not actions_of(running))
