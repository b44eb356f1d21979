"""An Airflow whose required actions ask about contacts, with articles that are worth a question."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.dags.airflow_up import airflow_up
from tests.factories import make_article
from tests.warehouse.reviewing import MET, PLANNED, careful_watches

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.dags.airflow_up import Running

ARTICLES = [
    make_article(MET.format(place="جنيف", day="2 مارس 2023"), id="a1", on="2023-03-02", publisher="sada"),
    make_article(PLANNED.format(place="جنيف", day="20 أبريل 2023"), id="a2", on="2023-04-14", publisher="sada"),
    make_article(MET.format(place="جنيف", day="2 يونيو 2023"), id="a3", on="2023-06-02", publisher="sada"),
]


@contextmanager
def asking_airflow(home: Path) -> Iterator[Running]:
    """Start an Airflow whose watch asks before it mails."""
    with airflow_up(home, RASID_WATCHES=str(careful_watches(home, readers=("sara@desk.example",)))) as found:
        yield found


def actions_of(running: Running) -> list[dict[str, Any]]:
    """Return what the page of required actions shows as waiting."""
    found = running.call("GET", "dags/review_contacts/dagRuns/~/hitlDetails", params={"response_received": False})
    return list(found["hitl_details"])
