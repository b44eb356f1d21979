"""What operators do with held batches and quarantined articles, and how they hear of them."""

from __future__ import annotations

import json
from dataclasses import replace
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from include.rasid.cli import app
from include.rasid.errors import BadInputError
from include.rasid.io.catcher import mail_catcher
from include.rasid.settings import Settings, read_settings, settings as process_settings
from include.rasid.stages import validate
from include.rasid.stages.detect import detect_contacts
from include.rasid.stages.notices import tell_operators
from include.rasid.stages.publish import publish_batches
from include.rasid.stages.quarantine import Decision, drop, list_held, release
from include.rasid.stages.validate import validate_batches
from tests.warehouse.test_validate import ask, detected, state

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.postgres
DECISION = Decision(by="amal", reason="looked at")


@pytest.fixture
def settings(warehouse_dsn: str) -> Settings:
    """Return settings on the warehouse of this module, in which nothing waits."""
    chosen = replace(read_settings({}), warehouse_dsn=warehouse_dsn)
    ask(chosen, "truncate staging.batch, ops.quarantine, ops.notice, core.article cascade")
    return chosen


def held(settings: Settings) -> int:
    """Make a batch that is held: twenty good articles and six that fail; return its id."""
    batch_id = detected(settings, good=20, bad=6)
    validate_batches("held", settings=settings)
    return batch_id


def go_on(settings: Settings) -> dict[str, int]:
    """Run what the next run of detect_contacts runs; return what was published."""
    detect_contacts("next", settings=settings)
    validate_batches("next", settings=settings)
    return publish_batches("next", settings=settings)


def test_a_released_batch_publishes_what_is_good(settings: Settings) -> None:
    """Its good rows reach core, those that fail wait one by one, and the batch is not held a second time."""
    batch_id = held(settings)
    assert state(settings, batch_id) == "held"
    assert publish_batches("early", settings=settings) == {}

    assert release([f"b{batch_id}"], DECISION, settings=settings) == {"batches_released": 1, "articles_released": 0}

    assert go_on(settings) == {"new": 20, "copies": 20}
    assert len(list_held(settings=settings)) == 6


def test_a_released_batch_that_was_blocked_quarantines_what_blocked_it(settings: Settings) -> None:
    """The row without a publisher stays behind, the others go on."""
    batch_id = detected(settings, good=3)
    ask(
        settings,
        "update staging.article set publisher_key = '' where batch_id = %s and article_key like %s",
        batch_id,
        "%-0",
    )
    validate_batches("blocked", settings=settings)
    release([f"b{batch_id}"], DECISION, settings=settings)

    assert go_on(settings) == {"new": 2, "copies": 2}
    assert [h.expectations for h in list_held(settings=settings)] == [("publisher_known",)]


def test_a_later_run_with_other_expectations_looks_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A batch that was held by a bound that has been corrected goes on by itself."""
    batch_id = held(settings)
    assert validate_batches("same", settings=settings) == {}
    for name in ("articles.yml", "contacts.yml"):
        text = (validate.SUITES / name).read_text("utf-8")
        (tmp_path / name).write_text(
            text.replace("column: text_chars, min_value: 40,", "column: text_chars, min_value: 1,"), "utf-8"
        )

    with monkeypatch.context() as patch:
        patch.setattr(validate, "SUITES", tmp_path)
        assert validate_batches("corrected", settings=settings)["passed"] == 26
    assert state(settings, batch_id) == "validated"


def test_a_dropped_batch_leaves_its_rows_for_the_record(settings: Settings) -> None:
    """Nothing of it is published; each article is kept, with who dropped it and why."""
    batch_id = held(settings)
    assert drop([f"b{batch_id}"], DECISION, settings=settings)["batches_dropped"] == 1

    rows = ask(settings, "select * from ops.quarantine where batch_id = %s", batch_id)
    assert state(settings, batch_id) == "dropped"
    assert go_on(settings) == {}
    assert (len(rows), {(r.state, r.decided_by, r.reason) for r in rows}) == (26, {("dropped", "amal", "looked at")})
    assert all(row.article["text"] for row in rows)


def test_a_released_article_is_published(settings: Settings) -> None:
    """What it failed is waived for it: it is read again and reaches core; the record says who decided."""
    detected(settings, good=1, bad=1)
    validate_batches("one", settings=settings)
    publish_batches("one", settings=settings)
    [waiting] = list_held(settings=settings)
    assert (waiting.expectations, waiting.failing_values) == (("text_long_enough",), ("15",))

    assert release([waiting.name], DECISION, settings=settings)["articles_released"] == 1

    assert go_on(settings) == {"new": 1}
    assert list_held(settings=settings) == ()
    [row] = ask(settings, "select * from ops.quarantine")
    assert (row.state, row.decided_by, row.reason, row.decided_at is not None) == (
        "released",
        "amal",
        "looked at",
        True,
    )


def test_a_lasting_fault_is_not_waived(settings: Settings) -> None:
    """A release reads the article again; one whose contacts are still broken comes back to quarantine."""
    batch_id = detected(settings, good=1)
    broken = "update staging.article set contact_mentions = jsonb_set(contact_mentions, '{0,status}', '\"rumoured\"') where batch_id = %s"
    ask(settings, broken, batch_id)
    validate_batches("broken", settings=settings)
    [waiting] = list_held(settings=settings)

    release([waiting.name], DECISION, settings=settings)
    detect_contacts("again", settings=settings)
    newest = ask(settings, "select max(batch_id) as batch_id from staging.batch")[0].batch_id
    ask(settings, broken, newest)
    assert validate_batches("again", settings=settings)["quarantined"] == 1

    release([list_held(settings=settings)[0].name], DECISION, settings=settings)
    assert go_on(settings) == {"new": 1}  # today's rules read it well


def test_a_text_under_another_digest_waits_and_is_healed_by_a_release(settings: Settings) -> None:
    """Core would take its next edit for known; a release makes digest and length anew."""
    batch_id = detected(settings, good=1)
    ask(
        settings,
        "update staging.article set content_sha256 = repeat('0', 64), text_chars = 99 where batch_id = %s",
        batch_id,
    )
    validate_batches("wrong", settings=settings)
    [waiting] = list_held(settings=settings)
    assert (waiting.expectations, waiting.failing_values) == (
        ("figures_are_of_the_text",),
        ("content_sha256, text_chars",),
    )

    release([waiting.name], DECISION, settings=settings)

    assert go_on(settings) == {"new": 1}
    sound = "content_sha256 = encode(sha256(convert_to(title || e'\\n' || text, 'UTF8')), 'hex') and text_chars = char_length(text)"
    assert [row.sound for row in ask(settings, f"select {sound} as sound from core.article")] == [True]


def test_a_dropped_article_is_gone_for_good(settings: Settings) -> None:
    """It does not wait any more and is not published."""
    detected(settings, good=0, bad=1)
    validate_batches("gone", settings=settings)
    [waiting] = list_held(settings=settings)
    drop([waiting.name], DECISION, settings=settings)

    assert list_held(settings=settings) == ()
    assert go_on(settings) == {}


@pytest.mark.parametrize("name", ["b999999", "q999999", "12", "x1", "b", "b-1", "b1;drop"])
def test_a_wrong_name_changes_nothing(settings: Settings, name: str) -> None:
    """One name that is none of a thing that waits, and nothing of the rest is released."""
    batch_id = held(settings)
    with pytest.raises(BadInputError):
        release([f"b{batch_id}", name], DECISION, settings=settings)
    assert state(settings, batch_id) == "held"


@pytest.fixture
def command(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Return a function that runs ``./rasid quarantine`` in this process."""
    monkeypatch.setenv("WAREHOUSE_DSN", settings.warehouse_dsn)
    process_settings.cache_clear()
    runner = CliRunner()
    yield lambda *arguments: runner.invoke(app, ["quarantine", *arguments], catch_exceptions=False).output
    process_settings.cache_clear()


def test_the_command_lists_releases_and_drops(settings: Settings, command: Any) -> None:
    """A line for each thing that waits, with what release and drop take."""
    batch_id = held(settings)
    assert command("list").splitlines()[0].startswith(f"b{batch_id}\t")
    assert "26 articles, 6 fail" in command("list")
    assert "1 batches released" in command("release", f"b{batch_id}", "--by", "amal")
    go_on(settings)
    listed = command("list").splitlines()
    assert len(listed) == 6
    assert all("text_long_enough=15" in line for line in listed)
    assert "6 articles dropped" in command("drop", *(line.split("\t")[0] for line in listed))
    assert command("list").strip() == "nothing is held"


def test_ops_get_one_mail_of_a_held_batch(settings: Settings, tmp_path: Path) -> None:
    """The mail says in both languages what failed and what to type; a second run sends nothing."""
    batch_id = held(settings)
    mails = tmp_path / "mail"
    with mail_catcher(mails) as port:
        env = {"WAREHOUSE_DSN": settings.warehouse_dsn, "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port)}
        told = read_settings(
            {**env, "MAIL_FROM": "rasid@rasid.invalid", "RASID_OPS_MAIL": "ops@rasid.invalid, night@rasid.invalid"}
        )
        assert tell_operators("told", settings=told) == {"told": 1}
        assert tell_operators("told", settings=told) == {}
    messages = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(mails.glob("*.eml"))]
    assert len(messages) == 2
    assert f"batch {batch_id} is held" in messages[0]["Subject"]
    content = messages[0].get_content()
    assert f"./rasid quarantine release b{batch_id}" in content
    assert "6 of 26 articles fail" in content
    assert "text_long_enough 6" in content
    assert "أخفق 6 من 26" in content


def test_a_notice_waits_for_a_mail_server(settings: Settings) -> None:
    """Without an address, without a server, or with one that is down, nothing fails and nothing is lost."""
    held(settings)
    assert tell_operators("nobody", settings=settings) == {"nobody_to_tell": 1}
    down = {
        "WAREHOUSE_DSN": settings.warehouse_dsn,
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": "1",
        "RASID_OPS_MAIL": "ops@rasid.invalid",
    }
    assert tell_operators("down", settings=read_settings(down)) == {"later": 1}
    [row] = ask(settings, "select * from ops.notice")
    assert (row.kind, row.mailed_at, json.dumps(row.facts["expectations"])) == (
        "batch_held",
        None,
        '{"text_long_enough": 6}',
    )
