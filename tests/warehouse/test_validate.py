"""Validation on a real warehouse: what passes, what is quarantined, what is held."""

from __future__ import annotations

import itertools
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from include.rasid.errors import BadInputError
from include.rasid.io.warehouse import transaction
from include.rasid.settings import Settings, read_settings
from include.rasid.stages import validate
from include.rasid.stages.detect import detect_contacts
from include.rasid.stages.publish import publish_batches
from include.rasid.stages.stage_articles import stage_articles
from include.rasid.stages.validate import validate_batches
from tests.factories import make_article

if TYPE_CHECKING:
    from pathlib import Path

    from include.rasid.model import Article

pytestmark = pytest.mark.postgres

MEETING = "التقى وزير الخارجية الأميركي أنتوني بلينكن نظيره الروسي سيرغي لافروف في نيودلهي اليوم الخميس."
REST = " وأفاد بيان للوزارة بأن اللقاء جرى على هامش اجتماع مجموعة العشرين. وقال بلينكن إنه دعا روسيا إلى العودة إلى المعاهدة وإلى إطلاق المحتجزين لديها، وإن اللقاء دام عشر دقائق."
STUB = "تفاصيل بعد قليل"
EXPECTATIONS = 36  # of both suites together
_numbers = itertools.count(1)


@pytest.fixture
def settings(warehouse_dsn: str) -> Settings:
    """Return settings on the warehouse of this module."""
    return replace(read_settings({}), warehouse_dsn=warehouse_dsn)


def ask(settings: Settings, statement: str, *parameters: Any) -> list[Any]:
    """Run one statement in a transaction of its own and return its rows."""
    with transaction(settings.warehouse_dsn) as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def detected(settings: Settings, *, good: int, bad: int = 0) -> int:
    """Make a batch of detected articles, some of them too short to be any, and return its id."""
    run_id = f"run-{next(_numbers)}"
    articles = [_article(f"{run_id}-good-{i}", MEETING + REST) for i in range(good)]
    articles += [_article(f"{run_id}-bad-{i}", STUB) for i in range(bad)]
    stage_articles(run_id, articles, settings=settings)
    detect_contacts(run_id, settings=settings)
    return int(ask(settings, "select batch_id from staging.batch where run_id = %s", run_id)[0].batch_id)


def _article(key: str, text: str) -> Article:
    return make_article(
        text, id=key, title="بلينكن ولافروف في نيودلهي", on="2023-03-02", url=f"https://sada.test/{key}"
    )


def state(settings: Settings, batch_id: int) -> str:
    """Return the state of a batch."""
    return str(ask(settings, "select state from staging.batch where batch_id = %s", batch_id)[0].state)


def count(settings: Settings, table: str, batch_id: int) -> int:
    """Return how many rows of a batch a table has."""
    return int(ask(settings, f"select count(*) as rows from {table} where batch_id = %s", batch_id)[0].rows)


def test_a_good_batch_is_validated(settings: Settings) -> None:
    """All rows stay, every expectation has a result that says so, and the ledger has the counts."""
    batch_id = detected(settings, good=3)

    counts = validate_batches("v-good", settings=settings)

    results = ask(settings, "select * from ops.quality_result where batch_id = %s", batch_id)
    ledger = ask(settings, "select * from ops.run_ledger where run_id = 'v-good'")
    assert counts == {"batches_validated": 1, "passed": 3, "quarantined": 0, "warnings": 0}
    assert state(settings, batch_id) == "validated"
    assert count(settings, "staging.article", batch_id) == 3
    assert count(settings, "ops.quarantine", batch_id) == 0
    assert len(results) == EXPECTATIONS
    assert all(r.success and r.unexpected_count == 0 for r in results)
    assert {r.element_count for r in results} == {3}  # each article makes one contact mention
    assert [(row.stage, row.batch_id, row.counts) for row in ledger] == [("validate", batch_id, counts)]


def test_a_bad_row_waits_in_quarantine_whole(settings: Settings) -> None:
    """A row that fails leaves staging for the quarantine, whole, with the value and the reason; the others go on."""
    batch_id = detected(settings, good=2, bad=1)

    counts = validate_batches("v-bad", settings=settings)

    rows = ask(settings, "select * from ops.quarantine where batch_id = %s", batch_id)
    failed = ask(settings, "select * from ops.quality_result where batch_id = %s and not success", batch_id)
    assert counts == {"batches_validated": 1, "passed": 2, "quarantined": 1, "warnings": 0}
    assert state(settings, batch_id) == "validated"
    assert count(settings, "staging.article", batch_id) == 2
    assert [(r.expectation, r.value, r.state) for r in rows] == [("text_long_enough", str(len(STUB)), "held")]
    assert rows[0].why.startswith("Less than a sentence")
    assert rows[0].article["text"] == STUB
    assert rows[0].article["published_at"].startswith("2023-03-02")
    assert rows[0].article["contact_mentions"] == []
    assert [(r.expectation, r.severity, r.element_count, r.unexpected_count) for r in failed] == [
        ("text_long_enough", "quarantine", 3, 1)
    ]


def test_a_row_is_quarantined_once_for_each_expectation_it_fails(settings: Settings) -> None:
    """Two contact mentions with the same fault give one row of quarantine, two faults give two."""
    batch_id = detected(settings, good=1)
    ask(
        settings,
        """update staging.article set publisher_key = 'sada', published_at = seen_at + interval '3 days', contact_mentions = (
               select jsonb_agg(m || '{"mode": "telepathy"}') from jsonb_array_elements(contact_mentions || contact_mentions) m)
           where batch_id = %s""",
        batch_id,
    )

    assert validate_batches("v-twice", settings=settings)["quarantined"] == 1

    rows = ask(settings, "select expectation, value from ops.quarantine where batch_id = %s order by 1", batch_id)
    assert [tuple(r) for r in rows] == [("contact_mode_known", "telepathy"), ("not_from_the_future", "3.0")]
    assert count(settings, "staging.article", batch_id) == 0


def test_a_mention_that_lost_a_field_is_quarantined(settings: Settings) -> None:
    """A mention without its status, or with null in it, neither stops the batch nor slips through."""
    batch_id = detected(settings, good=2)
    change = "update staging.article set contact_mentions = {} where batch_id = %s and article_key like %s"
    ask(settings, change.format("contact_mentions #- '{0,status}'"), batch_id, "%-0")
    ask(settings, change.format("jsonb_set(contact_mentions, '{0,status}', 'null')"), batch_id, "%-1")

    assert validate_batches("v-field", settings=settings)["quarantined"] == 2

    rows = ask(settings, "select expectation, value from ops.quarantine where batch_id = %s", batch_id)
    assert [tuple(r) for r in rows] == [("contact_complete", "status")] * 2


def test_a_warning_moves_nothing(settings: Settings) -> None:
    """A row that only a warning speaks of stays, and the warning is counted."""
    batch_id = detected(settings, good=1)
    ask(settings, "update staging.article set duplicate_paragraphs = 1 where batch_id = %s", batch_id)

    counts = validate_batches("v-warn", settings=settings)

    assert counts == {"batches_validated": 1, "passed": 1, "quarantined": 0, "warnings": 1}
    assert count(settings, "ops.quarantine", batch_id) == 0


@pytest.mark.parametrize(
    ("good", "bad", "expected"),
    [
        (0, 5, "validated"),  # more than a fifth, but only five
        (0, 6, "held"),
        (24, 6, "validated"),  # a fifth, not more
        (23, 6, "held"),
    ],
)
def test_a_batch_over_the_limit_is_held_whole(settings: Settings, good: int, bad: int, expected: str) -> None:
    """More than five rows and more than a fifth of the batch hold it; nothing of it is moved."""
    batch_id = detected(settings, good=good, bad=bad)

    counts = validate_batches(f"v-limit-{good}-{bad}", settings=settings)

    held = expected == "held"
    assert state(settings, batch_id) == expected
    assert counts.get("held", 0) == (good + bad if held else 0)
    assert count(settings, "staging.article", batch_id) == (good + bad if held else good)
    assert count(settings, "ops.quarantine", batch_id) == (0 if held else bad)
    assert count(settings, "ops.quality_result", batch_id) == EXPECTATIONS


def test_a_blocking_expectation_holds_the_batch(settings: Settings) -> None:
    """One row without a publisher holds its whole batch, which is never published."""
    batch_id = detected(settings, good=3)
    ask(
        settings,
        "update staging.article set publisher_key = '' where batch_id = %s and article_key like %s",
        batch_id,
        "%-0",
    )

    counts = validate_batches("v-block", settings=settings)
    publish_batches("v-block", settings=settings)

    assert counts == {"batches_held": 1, "held": 3, "warnings": 0}
    assert state(settings, batch_id) == "held"
    assert count(settings, "staging.article", batch_id) == 3


def test_running_again_changes_nothing(settings: Settings) -> None:
    """Batches that were validated or held are not looked at again."""
    detected(settings, good=1, bad=1)
    detected(settings, good=0, bad=6)
    validate_batches("v-first", settings=settings)
    before = _everything(settings)

    assert validate_batches("v-second", settings=settings) == {}

    assert _everything(settings) == before


def _everything(settings: Settings) -> list[Any]:
    tables = ("staging.batch", "staging.article", "ops.quality_result", "ops.quarantine", "ops.run_ledger")
    return [sorted(map(str, ask(settings, f"select t::text from {table} t"))) for table in tables]


def test_a_batch_without_articles_is_validated(settings: Settings) -> None:
    """A batch whose articles were all rejected before passes with nothing."""
    batch_id = detected(settings, good=1)
    ask(settings, "delete from staging.article where batch_id = %s", batch_id)

    assert validate_batches("v-empty", settings=settings)["passed"] == 0
    assert state(settings, batch_id) == "validated"


def test_a_suite_that_cannot_run_leaves_the_batch_as_it_was(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A suite that asks for a column nobody computes is an error, and nothing of the batch is written."""
    ask(
        settings, "update staging.batch set state = 'dropped' where state = 'held'"
    )  # another suite would look at them again
    batch_id = detected(settings, good=1)
    for name in ("articles.yml", "contacts.yml"):
        (tmp_path / name).write_bytes((validate.SUITES / name).read_bytes())
    broken = (tmp_path / "contacts.yml").read_text("utf-8").replace("column: mode", "column: mood")
    (tmp_path / "contacts.yml").write_text(broken, "utf-8")

    with monkeypatch.context() as patch:
        patch.setattr(validate, "SUITES", tmp_path)
        with pytest.raises(BadInputError, match="contact_mode_known"):
            validate_batches("v-broken", settings=settings)

    assert state(settings, batch_id) == "detected"
    assert count(settings, "ops.quality_result", batch_id) == 0
    assert ask(settings, "select run_id from ops.run_ledger where run_id = 'v-broken'") == []
    validate_batches("v-mended", settings=settings)
    assert state(settings, batch_id) == "validated"


def test_two_runs_at_once_validate_a_batch_once(settings: Settings) -> None:
    """A run that meets a batch another run is working on waits, sees that it is done, and leaves it."""
    batch_id = detected(settings, good=1)
    counts: list[dict[str, int]] = []
    run = threading.Thread(target=lambda: counts.append(validate_batches("v-race", settings=settings)))
    with transaction(settings.warehouse_dsn) as cursor:
        cursor.execute("update staging.batch set state = 'validated' where batch_id = %s", (batch_id,))
        run.start()
        _until_somebody_waits(settings)
    run.join()

    assert counts == [{}]
    assert count(settings, "ops.quality_result", batch_id) == 0


def _until_somebody_waits(settings: Settings) -> None:
    waiting = "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    for _ in range(600):
        if ask(settings, waiting):
            return
        time.sleep(0.05)
    pytest.fail("nobody waits for the batch")
