"""What people answered about contacts as labelled articles, and the commands that list, show, answer and export without Airflow."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from include.rasid.cli import app
from include.rasid.core.answers import Answer
from include.rasid.core.verdicts import VerdictKind
from include.rasid.errors import BadInputError
from include.rasid.io.labels import export_labels
from include.rasid.settings import settings as process_settings
from include.rasid.stages.answer import answer_contact
from include.rasid.stages.decide import Operator
from tests.factories import SHARED, make_article
from tests.warehouse.loading import execute, read, rows
from tests.warehouse.reviewing import MET, PLANNED, careful_watches, contact_of, deliver, reviews, waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from include.rasid.settings import Settings

pytestmark = pytest.mark.postgres
SCORER = SHARED / "tools" / "score.py"
SARA = Operator(name="sara", reason="read it", via="airflow", run_id="r1")
APPROVE, REJECT = Answer(kind=VerdictKind.APPROVED), Answer(kind=VerdictKind.REJECTED)
TWO = (
    "التقى وزير الخارجية الأميركي أنتوني بلينكن نظيره الروسي سيرغي لافروف في جنيف يوم 2 مارس 2023.\n"
    "ومن جهة أخرى أجرى جيك سوليفان اتصالا هاتفيا مع نيكولاي باتروشيف يوم 1 مارس 2023."
)


@pytest.fixture
def settings(make_database: Callable[[], str], tmp_path: Path) -> Settings:
    """Return a warehouse with one contact that waits for a person, and two readers."""
    return waiting(make_database, tmp_path)


@pytest.fixture
def labelled(make_database: Callable[[], str], tmp_path: Path) -> Settings:
    """Return a warehouse with three articles whose first contact was put right, rejected, approved; the last has a second contact."""
    batch = [
        make_article(
            MET.format(place="جنيف", day="2 مارس 2023"), id="a1", on="2023-03-02", publisher="sada", title="عنوان"
        ),
        make_article(PLANNED.format(place="جنيف", day="20 أبريل 2023"), id="a2", on="2023-04-01"),
        make_article(TWO.replace("2 مارس", "2 يونيو").replace("1 مارس", "1 يونيو"), id="a3", on="2023-06-02"),
    ]
    made = read(make_database, [batch], RASID_WATCHES=str(careful_watches(tmp_path)))
    right = Answer(kind=VerdictKind.CORRECTED, day="2023-03-01")
    for key, answer in (("a1", right), ("a2", REJECT), ("a3", APPROVE)):
        answer_contact(contact_of(made, key), answer, SARA, settings=made)
    return made


def test_labels_are_gold_articles(labelled: Settings, tmp_path: Path) -> None:
    """Approved and corrected claims are contacts as the person left them, rejected ones are left out, others are unsure."""
    out = tmp_path / "labels.jsonl"
    assert export_labels(labelled.warehouse_dsn, out, {"us_russia": 0.5}) == (3, 0)

    first, second, third = (json.loads(line) for line in out.read_text("utf-8").splitlines())
    article = {"id": "a1", "title": "عنوان", "date_iso": "2023-03-02", "publisher": "sada", "url": ""}
    assert {k: v for k, v in first.items() if k not in {"text", "contacts"}} == article
    [contact] = first["contacts"]
    right = {"participants": ["blinken", "lavrov"], "status": "held", "date": "2023-03-01", "place": "Geneva"}
    assert {name: contact[name] for name in right} == right
    assert contact["evidence"] in first["text"]
    assert (contact["unsure"], contact["event"]) == (False, contact_of(labelled, "a1"))
    assert second["contacts"] == []
    assert sorted(c["unsure"] for c in third["contacts"]) == [False, True]


def test_labels_without_text_are_left_out(labelled: Settings, tmp_path: Path) -> None:
    """An article whose text has expired cannot be a label any more; it is counted."""
    execute(labelled, "update core.article set text_expired_at = now(), text = '' where article_key = 'a1'")
    assert export_labels(labelled.warehouse_dsn, tmp_path / "labels.jsonl", {"us_russia": 0.5}) == (2, 1)


@pytest.mark.skipif(not SCORER.exists(), reason="the scorer lies outside the project")
def test_labels_can_be_scored(make_database: Callable[[], str], tmp_path: Path) -> None:
    """The scorer takes them as labelled articles: what was approved is required, and finding what was rejected is wrong."""
    batch = [
        make_article(MET.format(place="جنيف", day="2 مارس 2023"), id="a1", on="2023-03-02"),
        make_article(MET.format(place="فيينا", day="2 يونيو 2023"), id="a2", on="2023-06-02"),
    ]
    settings = read(make_database, [batch], RASID_WATCHES=str(careful_watches(tmp_path)))
    answer_contact(contact_of(settings, "a1"), APPROVE, SARA, settings=settings)
    answer_contact(contact_of(settings, "a2"), REJECT, SARA, settings=settings)
    labels = tmp_path / "labels.jsonl"
    export_labels(settings.warehouse_dsn, labels, {"us_russia": 0.5})
    first, second = (json.loads(line) for line in labels.read_text("utf-8").splitlines())
    right = score(labels, [first, second])
    wrong = score(labels, [first, second | {"contacts": first["contacts"]}])
    assert (right["precision"], right["recall"], wrong["precision"]) == (1.0, 1.0, 0.5)


def score(labels: Path, found: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the scorer says of contacts found in labelled articles."""
    given = labels.with_name("found.jsonl")
    lines = [json.dumps({"id": row["id"], "contacts": row["contacts"]}, ensure_ascii=False) for row in found]
    given.write_text("\n".join(lines), "utf-8")
    command = [sys.executable, str(SCORER), "contacts", str(labels), str(given)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    scores: dict[str, Any] = json.loads(done.stdout)
    return scores


@pytest.fixture
def command(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """Return a function that runs ``./rasid`` on the warehouse and gives its output."""
    monkeypatch.setenv("WAREHOUSE_DSN", settings.warehouse_dsn)
    monkeypatch.setenv("RASID_WATCHES", str(settings.watches_file))
    monkeypatch.setenv("RASID_AS_OF", "publication")
    process_settings.cache_clear()

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(app, arguments, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    yield run
    process_settings.cache_clear()


def test_command_approves(settings: Settings, command: Callable[..., str]) -> None:
    """What waits is listed and shown; approving mails each reader once, nothing waits then, and the answer is explained."""
    contact = contact_of(settings, "a1")
    assert contact in (listed := command("review", "list"))
    assert "1 waiting" in listed
    assert "> التقى وزير الخارجية الأميركي" in command("review", "show", contact[:8])
    said = command("review", "approve", contact[:8], "--by", "omar", "--reason", "two agencies").strip()
    assert said == f"approved {contact}: 1 alerts, 0 not mailed"
    assert len(deliver(settings)) == 2
    assert command("review", "list").strip() == "0 waiting"
    assert "omar (command) answered at" in command("why", contact[:8])
    [verdict] = rows(settings, "select kind, decided_by, via, reason from core.contact_verdict")
    assert tuple(verdict) == ("approved", "omar", "command", "two agencies")


def test_command_corrects_and_rejects(settings: Settings, command: Callable[..., str]) -> None:
    """What the options say is what is believed; an outcome is told in the language that is asked for; rejecting takes the contact away."""
    contact = contact_of(settings, "a1")
    said = command("review", "correct", contact, "--place", "Vienna", "--day", "2023-03-01", "--lang", "ar")
    assert said.startswith(f"صُحّح {contact}")
    [found] = rows(settings, "select place, starts_on::text as day, status from mart.contacts")
    assert tuple(found) == ("Vienna", "2023-03-01", "held")
    assert command("review", "reject", contact).startswith(f"rejected {contact}")
    assert rows(settings, "select 1 from mart.contacts") == []


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("correct", "{contact}"), "a correction says what is right"),
        (("correct", "{contact}", "--place", "Atlantis"), "no city or country called Atlantis"),
        (("approve", "00000000"), "00000000"),
    ],
    ids=["nothing to correct", "no such place", "no such contact"],
)
def test_command_says_what_it_cannot_take(
    settings: Settings, command: Callable[..., str], arguments: tuple[str, ...], why: str
) -> None:
    """An answer that cannot be read is an error that says why, and changes nothing."""
    contact = contact_of(settings, "a1")
    with pytest.raises(BadInputError, match=why):
        command("review", *(a.format(contact=contact) for a in arguments))
    assert reviews(settings) == [(contact, "waiting")]


def test_command_exports_labels(settings: Settings, command: Callable[..., str], tmp_path: Path) -> None:
    """``export labels`` writes what was answered and says how many articles; a file that cannot be written is an error."""
    command("review", "approve", contact_of(settings, "a1"))
    out = tmp_path / "labels.jsonl"
    assert command("export", "labels", str(out)).strip() == f"1 labelled articles in {out}"
    [article] = (json.loads(line) for line in out.read_text("utf-8").splitlines())
    assert [(c["participants"], c["unsure"]) for c in article["contacts"]] == [(["blinken", "lavrov"], False)]
    with pytest.raises(BadInputError, match="nowhere"):
        command("export", "labels", str(tmp_path / "nowhere" / "labels.jsonl"))
