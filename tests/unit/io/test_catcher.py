"""The local mail catcher."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from include.rasid.errors import MailServerError, SetupError
from include.rasid.io.catcher import mail_catcher
from include.rasid.io.mailer import Mailer, SendOutcome
from include.rasid.settings import PROJECT, read_settings
from tests.alert_factories import make_mail
from tests.smtp_servers import closed_port

if TYPE_CHECKING:
    from pathlib import Path

    from include.rasid.io.mailer import SendResult

pytestmark = pytest.mark.slow


def _send(port: int, **facts: str) -> SendResult:
    with Mailer(read_settings({"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port)}).mail) as mailer:
        return mailer.send(make_mail(**facts), "desk@newsroom.example")


def test_mails_are_kept_with_their_bytes_under_telling_names(tmp_path: Path) -> None:
    """Each mail is a file named after its number, transition and contact; numbers go on after a restart."""
    folder = tmp_path / "mail"
    mail = make_mail()
    with (
        mail_catcher(folder) as port,
        Mailer(read_settings({"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port)}).mail) as m,
    ):
        m.send(mail, "desk@newsroom.example")
    (folder / "notes.eml").touch()
    with mail_catcher(folder) as port:
        _send(port)

    assert sorted(p.name for p in folder.iterdir()) == ["0001-held-3f0c8f9e.eml", "0002-held-3f0c8f9e.eml", "notes.eml"]
    assert (folder / "0001-held-3f0c8f9e.eml").read_bytes() == mail


def test_names_of_files_cannot_leave_the_folder(tmp_path: Path) -> None:
    """Headers that look like paths give a harmless name."""
    mail = b"X-Rasid-Transition: ../../up\r\nX-Rasid-Contact: /etc/passwd\r\n\r\ntext\r\n"
    with mail_catcher(tmp_path / "mail") as port:
        settings = read_settings({"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port)}).mail
        with Mailer(settings) as mailer:
            mailer.send(mail, "desk@newsroom.example")

    assert [p.name for p in tmp_path.rglob("*.eml")] == ["0001-up-etcpassw.eml"]


def test_port_that_is_taken(tmp_path: Path) -> None:
    """A second catcher on the same port is told so."""
    with (
        mail_catcher(tmp_path) as port,
        pytest.raises(SetupError, match=f"cannot listen on 127.0.0.1:{port}"),
        mail_catcher(tmp_path, port),
    ):
        pass


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_command_runs_until_it_is_told_to_end(tmp_path: Path, number: signal.Signals) -> None:
    """The command serves, and ends in order on Ctrl-C or SIGTERM."""
    port = closed_port()
    command = [sys.executable, "-m", "include.rasid.io.catcher", "--port", str(port), "--folder", str(tmp_path)]
    process = subprocess.Popen(command, cwd=PROJECT, env={**os.environ, "PYTHONPATH": str(PROJECT)})
    try:
        outcome = _send_when_ready(port)
        process.send_signal(number)
        status = process.wait(30)
    finally:
        process.kill()

    assert (outcome, status) == (SendOutcome.SENT, 0)
    assert [p.name for p in tmp_path.iterdir()] == ["0001-held-3f0c8f9e.eml"]


def _send_when_ready(port: int) -> SendOutcome:
    for _ in range(600):
        try:
            return _send(port).outcome
        except MailServerError:
            time.sleep(0.05)
    pytest.fail("the catcher did not start")
