"""What becomes of a mail, told by real servers that take it, refuse it, put it off, or break."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from include.rasid.errors import MailServerError
from include.rasid.io.mailer import Mailer, SendOutcome
from include.rasid.settings import read_settings
from tests.alert_factories import make_mail
from tests.smtp_servers import Hanging, Post, Silent, closed_port, post_office, scripted_server

if TYPE_CHECKING:
    from include.rasid.settings import MailSettings

READER = "desk@newsroom.example"
HELLO = ("220 here", "250 hello")


def mail_settings(port: int, **environment: str) -> MailSettings:
    """Return settings of a server on loopback."""
    values = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port), "MAIL_FROM": "Rasid <rasid@alerts.example>"}
    return dataclasses.replace(read_settings(values | environment).mail, message_domain="alerts.example")


def test_mails_share_a_connection_and_arrive_byte_for_byte() -> None:
    """Several mails go over one connection; the bytes that arrive are those of the message."""
    post = Post()
    mails = [make_mail(), make_mail(transition="cancelled")]
    with post_office(post) as port, Mailer(mail_settings(port)) as mailer:
        results = [mailer.send(mail, READER) for mail in mails]

    assert [(r.outcome, r.code, r.detail) for r in results] == [(SendOutcome.SENT, 250, "kept")] * 2
    assert post.contents == mails
    assert len(post.connections) == 1


def test_lines_that_begin_with_a_dot_arrive_whole() -> None:
    """A line of one dot does not end the mail, and no dot is lost."""
    mail = b"Subject: dots\r\n\r\nfirst\r\n.\r\n..two\r\n.three\r\nlast\r\n"
    post = Post()
    with post_office(post) as port, Mailer(mail_settings(port)) as mailer:
        mailer.send(mail, READER)

    assert post.contents == [mail]
    assert b"\r\n.\r\n..two\r\n.three\r\n" in post.contents[0]


@pytest.mark.parametrize(
    ("where", "answer", "outcome"),
    [
        (READER, "550 no such user", SendOutcome.REFUSED),
        (READER, "451 greylisted", SendOutcome.LATER),
        (READER, "421 too busy", SendOutcome.LATER),
        ("DATA", "554 spam", SendOutcome.REFUSED),
        ("DATA", "452 disk full", SendOutcome.LATER),
        ("DATA", "421 closing", SendOutcome.LATER),
        ("MAIL", "552 no", SendOutcome.REFUSED),
        ("MAIL", "451 later", SendOutcome.LATER),
        ("MAIL", "530 authenticate first", SendOutcome.LATER),
    ],
)
def test_answer_decides_and_the_next_mail_is_sent(where: str, answer: str, outcome: SendOutcome) -> None:
    """5xx is final and 4xx is for later, at every step; a login that is missing is no fault of the recipient."""
    post = Post({where: answer})
    with post_office(post) as port, Mailer(mail_settings(port)) as mailer:
        result = mailer.send(make_mail(), READER)
        post.answers.clear()
        following = mailer.send(make_mail(), READER)

    assert (result.outcome, result.code) == (outcome, int(answer[:3]))
    assert result.detail == answer[4:]
    assert following.outcome is SendOutcome.SENT
    assert post.received == [READER]


@pytest.mark.parametrize(
    ("answers", "outcome", "code"),
    [
        (HELLO, SendOutcome.LATER, None),
        ((*HELLO, "250 sender"), SendOutcome.LATER, None),
        ((*HELLO, "250 sender", "250 recipient"), SendOutcome.LATER, None),
        ((*HELLO, "250 sender", "250 recipient", "354 go on", "", ""), SendOutcome.UNKNOWN, None),
        ((*HELLO, "250 sender", "250 recipient", "354 go on", "gibberish"), SendOutcome.UNKNOWN, -1),
        ((*HELLO, "250 sender", "250 recipient", "354 go on", "354 again"), SendOutcome.UNKNOWN, 354),
        ((*HELLO, "250 sender", "250 recipient", "250 not 354"), SendOutcome.LATER, 250),
    ],
    ids=["after EHLO", "after MAIL", "after RCPT", "in the mail", "no answer at all", "no answer to that", "no DATA"],
)
def test_broken_conversation(answers: tuple[str, ...], outcome: SendOutcome, code: int | None) -> None:
    """Before the end of the mail was sent a broken connection means "later"; after it nobody knows."""
    with scripted_server(*answers) as (port, _), Mailer(mail_settings(port), seconds=5) as mailer:
        result = mailer.send(make_mail(), READER)

    assert (result.outcome, result.code) == (outcome, code)


def test_connection_lost_while_the_mail_is_sent() -> None:
    """A mail too large for the buffers that breaks off half-way cannot have been accepted: it is sent later."""
    mail = b"Subject: large\r\n\r\n" + b"\r\n".join([b"x" * 70] * 400_000) + b"\r\n"
    answers = (*HELLO, "250 sender", "250 recipient", "354 go on", "")
    with scripted_server(*answers) as (port, _), Mailer(mail_settings(port), seconds=5) as mailer:
        result = mailer.send(mail, READER)

    assert (result.outcome, result.code) == (SendOutcome.LATER, None)


@pytest.mark.parametrize("post", [Hanging(), Silent()], ids=["hangs up", "never answers"])
def test_unknown_after_data(post: Post) -> None:
    """Where the server took the mail but its answer never came, the outcome is unknown, and the next mail goes out."""
    with post_office(post) as port, Mailer(mail_settings(port), seconds=5, seconds_at_end=0.5) as mailer:
        result = mailer.send(make_mail(), READER)
        again = mailer.send(make_mail(), READER)

    assert (result.outcome, again.outcome) == (SendOutcome.UNKNOWN, SendOutcome.UNKNOWN)
    assert result.detail.startswith("connection lost after DATA")
    assert len(post.connections) == 2


def test_server_that_hung_up_while_we_waited() -> None:
    """A connection that the server closed between two mails is opened anew, and the mail is sent at once."""
    answers = (*HELLO, "250 sender", "250 recipient", "354 go on", "250 kept")  # and hangs up after each mail
    with scripted_server(*answers) as (port, heard), Mailer(mail_settings(port), seconds=5) as mailer:
        results = [mailer.send(make_mail(), READER) for _ in range(3)]

    assert [r.outcome for r in results] == [SendOutcome.SENT] * 3
    assert sum(line.lower().startswith(b"ehlo") for line in heard) == 3


def test_envelope_addresses() -> None:
    """The sender's address alone, without its name, is in the envelope; we greet with our own domain."""
    answers = (*HELLO, "250 sender", "250 recipient", "354 go on", "250 kept", "221 bye")
    with scripted_server(*answers) as (port, heard), Mailer(mail_settings(port), seconds=5) as mailer:
        mailer.send(make_mail(), READER)

    assert heard[0].strip().lower() == b"ehlo alerts.example"
    assert [line.strip() for line in heard[1:3]] == [
        b"MAIL FROM:<rasid@alerts.example>",
        b"RCPT TO:<desk@newsroom.example>",
    ]


def test_nobody_listens() -> None:
    """Without a server there is one clear error that names it."""
    port = closed_port()
    with pytest.raises(MailServerError, match=f"127.0.0.1:{port}"), Mailer(mail_settings(port)):
        pass


@pytest.mark.parametrize(
    "environment",
    [{"SMTP_TLS": "starttls"}, {"SMTP_TLS": "tls"}, {"SMTP_USER": "rasid", "SMTP_PASSWORD": "secret word"}],
    ids=["no STARTTLS", "no TLS", "no AUTH"],
)
def test_server_without_what_is_asked_for(environment: dict[str, str]) -> None:
    """A server that cannot encrypt or take the login gets no mail, and the error does not tell the password."""
    post = Post()
    with (
        post_office(post) as port,
        pytest.raises(MailServerError) as caught,
        Mailer(mail_settings(port, **environment), seconds=2),
    ):
        pass

    assert post.received == []
    assert "secret word" not in str(caught.value)


def test_the_end_is_kept_back_where_the_seal_says_no() -> None:
    """A mail that another sender has is broken off before its end: the server keeps nothing, and the next one goes out."""
    post = Post()
    with post_office(post) as port, Mailer(mail_settings(port)) as mailer:
        result = mailer.send(make_mail(), READER, lambda: False)
        before = list(post.received)
        following = mailer.send(make_mail(), READER)

    assert (result.outcome, before) == (SendOutcome.TAKEN, [])
    assert (following.outcome, post.received) == (SendOutcome.SENT, [READER])


def test_the_seal_comes_before_the_end_and_after_the_text() -> None:
    """A refused recipient is never sealed; one that is accepted is sealed before the server can have the mail."""
    post = Post({"gone@newsroom.example": "550 no such user"})
    seen: list[int] = []

    def seal() -> bool:
        seen.append(len(post.received))
        return True

    with post_office(post) as port, Mailer(mail_settings(port)) as mailer:
        mailer.send(make_mail(), "gone@newsroom.example", seal)
        mailer.send(make_mail(), READER, seal)

    assert (seen, post.received) == ([0], [READER])
