"""Notices and reports in the outbox: none twice, none lost, whatever the mail server and the sender do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from include.rasid.errors import BadInputError
from include.rasid.io.notice_outbox import decide_notice, open_notice_outbox
from include.rasid.io.warehouse import transaction
from include.rasid.settings import PROJECT, read_settings
from include.rasid.stages.failures import note_failed_run, note_late_run
from include.rasid.stages.notices import tell_operators
from tests.alert_factories import parse
from tests.smtp_servers import Hanging, Moody, Post, post_office
from tests.warehouse.test_validate import ask

if TYPE_CHECKING:
    from email.message import EmailMessage

    from include.rasid.settings import Settings

pytestmark = pytest.mark.postgres
OPS, NIGHT = "ops@rasid.invalid", "night@rasid.invalid"


@pytest.fixture
def dsn(warehouse_dsn: str) -> str:
    """Return a warehouse without notices."""
    ask(replace(read_settings({}), warehouse_dsn=warehouse_dsn), "truncate ops.notice cascade")
    return warehouse_dsn


def settings_of(dsn: str, port: int, **more: str) -> Settings:
    """Return settings with two operators and a mail server on a port."""
    environment = {
        "WAREHOUSE_DSN": dsn,
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(port),
        "MAIL_FROM": "rasid@rasid.invalid",
    }
    return read_settings({**environment, "RASID_OPS_MAIL": f"{OPS},{NIGHT}", **more})


def parsed(post: Post) -> list[EmailMessage]:
    """Return the mails that came."""
    return [parse(content) for content in post.contents]


def states(settings: Settings) -> dict[str, str]:
    """Return the state of each delivery by its address."""
    return {row.email: row.state for row in ask(settings, "select email, state from ops.notice_delivery")}


def test_a_failed_run_is_one_mail_to_each_operator(dsn: str) -> None:
    """However many of its tasks fail and however often it is noted, the run is told once, with the first task and its error."""
    post = Post()
    with post_office(post) as port:
        settings = settings_of(dsn, port)
        assert note_failed_run(
            "detect_contacts", "run-1", "extract_articles", "ArchiveError: gone\nBcc: x@y.example", settings=settings
        )
        assert not note_failed_run("detect_contacts", "run-1", "-", "the run failed", settings=settings)
        assert tell_operators("tell", settings=settings) == {"told": 1}
        assert tell_operators("tell", settings=settings) == {}

    assert sorted(post.received) == sorted([OPS, NIGHT])
    for mail in parsed(post):
        assert mail["Bcc"] is None
        assert mail["Subject"] == "راصد: أخفق تشغيل detect_contacts | Rasid: a run of detect_contacts failed"
        assert "task: extract_articles" in mail.get_content()
        assert "error: ArchiveError: gone Bcc: x@y.example" in mail.get_content()
        assert mail["Auto-Submitted"] == "auto-generated"


def test_two_failed_runs_are_two_mails(dsn: str) -> None:
    """Another run is another matter; so is that a run is late."""
    post = Post()
    with post_office(post) as port:
        settings = replace(settings_of(dsn, port), ops_mail=(OPS,))
        note_failed_run("collect_news", "run-1", "poll_feeds", "x", settings=settings)
        note_failed_run("collect_news", "run-2", "poll_feeds", "x", settings=settings)
        assert note_late_run("collect_news", "run-2", 45, settings=settings)
        assert not note_late_run("collect_news", "run-2", 45, settings=settings)
        assert tell_operators("tell", settings=settings) == {"told": 3}

    assert len(post.contents) == 3
    assert "has not ended within 45 minutes" in parsed(post)[2].get_content()


def test_a_refused_address_does_not_keep_the_mail_from_the_others(dsn: str) -> None:
    """One operator's mailbox is gone: the delivery ends refused, the other has the mail, once."""
    post = Post({NIGHT: "550 no such user"})
    with post_office(post) as port:
        settings = settings_of(dsn, port)
        note_failed_run("collect_news", "r", "t", "x", settings=settings)
        assert tell_operators("tell", settings=settings) == {"told": 1}
        assert tell_operators("tell", settings=settings) == {}
    assert post.received == [OPS]
    assert states(settings) == {OPS: "sent", NIGHT: "refused"}


def test_only_who_was_put_off_is_mailed_again(dsn: str) -> None:
    """The server puts one address off: the next run that may tries that one alone, with the same Message-ID."""
    post = Post({NIGHT: "451 later"})
    with post_office(post) as port:
        settings = settings_of(dsn, port)
        note_failed_run("collect_news", "r", "t", "x", settings=settings)
        assert tell_operators("tell", settings=settings) == {"later": 1}
        [row] = ask(settings, "select * from ops.notice_delivery where email = %s", NIGHT)
        assert (row.state, row.attempts, row.smtp_code) == ("pending", 1, 451)
        post.answers.clear()
        assert tell_operators("too early", settings=settings) == {"later": 1}
        ask(settings, "update ops.notice_delivery set next_attempt_at = '-infinity' where state = 'pending'")
        assert tell_operators("tell", settings=settings) == {"told": 1}
    assert post.received == [OPS, NIGHT]
    assert post.identities[1].strip("<>") == row.message_id.strip("<>")


def test_what_may_have_arrived_is_not_sent_again(dsn: str) -> None:
    """The server hangs up after the text: unknown, and only a person has it sent again."""
    post = Hanging()
    with post_office(post) as port:
        settings = replace(settings_of(dsn, port), ops_mail=(OPS,))
        note_failed_run("collect_news", "r", "t", "x", settings=settings)
        assert tell_operators("tell", settings=settings) == {"unknown": 1, "told": 1}
        assert tell_operators("tell", settings=settings) == {}
    assert post.received == [OPS]
    [row] = ask(settings, "select * from ops.notice_delivery")
    again = Post()
    with post_office(again) as port:
        settings = replace(settings_of(dsn, port), ops_mail=(OPS,))
        with transaction(dsn) as cursor:
            decide_notice(cursor, row.notice_delivery_id, "again")
        assert tell_operators("tell", settings=settings) == {"told": 1}
        with transaction(dsn) as cursor, pytest.raises(BadInputError, match="is not unknown"):
            decide_notice(cursor, row.notice_delivery_id, "drop")
    assert again.identities == post.identities


def test_a_sender_that_died_before_the_end_left_it_to_others(dsn: str) -> None:
    """What it had reserved is free when its lease is over; what it had sealed becomes unknown."""
    settings = settings_of(dsn, 1)
    note_failed_run("collect_news", "r", "t", "x", settings=settings)
    with open_notice_outbox(dsn) as dead:
        dead.address({}, (OPS, NIGHT))
        sealed, reserved = dead.reserve(), dead.reserve()
        assert sealed is not None
        assert reserved is not None
        assert dead.seal(sealed, "<a@b>")
    with open_notice_outbox(dsn) as living:
        assert living.reserve() is None
        ask(
            settings,
            "update ops.notice_delivery set leased_until = now() - interval '1 second', claimed_at = claimed_at - interval '11 minutes'",
        )
        taken = living.reserve()
        assert taken is not None
        assert taken.email == reserved.email
        assert not living.seal(sealed, "<a@b>")
        assert living.abandon() == 1
    assert states(settings)[sealed.email] == "unknown"


SENDER = """
import os, sys
from include.rasid.settings import read_settings
from include.rasid.stages.notices import tell_operators
settings = read_settings(dict(os.environ))
while True:
    tell_operators("loop", settings=settings)
"""


def test_killed_senders_send_nothing_twice_and_forget_nothing(dsn: str) -> None:
    """Two senders at once, killed again and again, on a server that puts off, hangs up and dawdles: each delivery ends, none arrives twice."""
    post = Moody(7)
    with post_office(post) as port:
        settings = settings_of(dsn, port)
        for number in range(40):
            note_failed_run("collect_news", f"r{number}", "t", "x", settings=settings)
        environment = {
            "WAREHOUSE_DSN": dsn,
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(port),
            "RASID_OPS_MAIL": f"{OPS},{NIGHT}",
        }
        _kill_again_and_again(settings, environment)
        ask(
            settings,
            "update ops.notice_delivery set claimed_at = claimed_at - interval '1 hour' where state = 'sending'",
        )
        while tell_operators("end", settings=settings):
            ask(
                settings,
                "update ops.notice_delivery set next_attempt_at = '-infinity', leased_until = null where state = 'pending'",
            )

    rows = ask(settings, "select state, message_id from ops.notice_delivery")
    assert len(rows) == 80
    assert {row.state for row in rows} <= {"sent", "unknown"}
    assert len(set(post.identities)) == len(post.identities)
    assert {row.message_id for row in rows if row.state == "sent"} <= set(post.identities)


def _kill_again_and_again(settings: Settings, environment: dict[str, str]) -> None:
    """Run two senders and kill one after the other until nothing waits."""
    senders = [_sender(environment), _sender(environment)]
    try:
        for round_ in range(60):
            time.sleep(0.7)
            os.kill(senders[round_ % 2].pid, signal.SIGKILL)
            senders[round_ % 2].wait()
            ask(
                settings,
                "update ops.notice_delivery set next_attempt_at = '-infinity', leased_until = null where state = 'pending'",
            )
            open_left = ask(settings, "select 1 from ops.notice_delivery where state = 'pending'")
            if not open_left and len(ask(settings, "select 1 from ops.notice_delivery")) == 80:
                break
            senders[round_ % 2] = _sender(environment)
    finally:
        for sender in senders:
            sender.kill()
            sender.wait()


def _sender(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", SENDER],
        cwd=PROJECT,
        env={**os.environ, **environment, "PYTHONPATH": str(PROJECT)},
        stderr=subprocess.DEVNULL,
    )


def test_a_kind_without_words_ends_refused(dsn: str) -> None:
    """A notice that cannot be written does not stop the others."""
    post = Post()
    with post_office(post) as port:
        settings = replace(settings_of(dsn, port), ops_mail=(OPS,))
        ask(settings, "insert into ops.notice (kind, facts) values ('of_another_version', '{}')")
        note_failed_run("collect_news", "r", "t", "x", settings=settings)
        assert tell_operators("tell", settings=settings) == {"told": 2}
    assert len(post.contents) == 1
    details: list[Any] = ask(settings, "select detail from ops.notice_delivery where state = 'refused'")
    assert "no words for notices" in details[0].detail
