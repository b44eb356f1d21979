"""What `./rasid doctor` says of mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from include.rasid.cli import app
from include.rasid.local.doctor import examine
from include.rasid.settings import settings
from tests.name_servers import name_server
from tests.smtp_servers import Post, closed_port, post_office
from tests.warehouse.outbox_rows import empty_outbox, readers

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.postgres


@pytest.fixture
def said(warehouse_dsn: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Let settings be read anew from the environment of a test."""
    monkeypatch.setenv("WAREHOUSE_DSN", warehouse_dsn)
    monkeypatch.setenv("SMTP_HOST", "127.0.0.1")
    settings.cache_clear()
    yield monkeypatch
    settings.cache_clear()


def findings() -> list[tuple[str, str]]:
    """Return level and text of what is said of mail."""
    return [(finding.level, finding.text) for finding in examine() if finding.topic == "mail"]


def test_a_server_that_answers(said: pytest.MonkeyPatch, warehouse_dsn: str) -> None:
    """The server, how it is spoken to, a missing public address, and deliveries that wait for a person are told."""
    warehouse = empty_outbox(warehouse_dsn)
    warehouse.add_deliveries(warehouse.add_alert(), *readers(2))
    warehouse.execute("update ops.delivery set state = 'unknown', finished_at = now()")
    with post_office(Post()) as port:
        said.setenv("SMTP_PORT", str(port))
        found = findings()

    assert found == [
        ("ok", f"127.0.0.1:{port} answers (not encrypted, no login), from rasid@localhost.localdomain"),
        ("note", "RASID_PUBLIC_URL is not set: readers cannot unsubscribe by one click (docs/mail.md)"),
        ("note", "2 deliveries of unknown fate wait for a person: ./rasid mail unknown"),
    ]


@pytest.mark.parametrize(
    "environment", [{}, {"SMTP_TLS": "starttls"}, {"SMTP_USER": "rasid", "SMTP_PASSWORD": "x"}], ids=str
)
def test_a_server_that_cannot_be_used(said: pytest.MonkeyPatch, environment: dict[str, str]) -> None:
    """Nobody listens, or the server has no TLS or login: wrong, with the address."""
    for name, value in environment.items():
        said.setenv(name, value)
    with post_office(Post()) as port:
        said.setenv("SMTP_PORT", str(port if environment else closed_port()))
        [(level, text)] = findings()

    assert level == "wrong"
    assert text.startswith("127.0.0.1:")


def test_records_are_asked_for_only_when_wanted(said: pytest.MonkeyPatch) -> None:
    """``doctor --mail`` says what mail servers and DNS say, and ends with 1 for a missing record; ``doctor`` asks no name server."""
    records = {"alerts.example": ["v=spf1 -all"], "_dmarc.alerts.example": ["v=DMARC1; p=reject"]}
    with post_office(Post()) as port, name_server(records) as address:
        for name, value in {
            "SMTP_PORT": str(port),
            "MAIL_FROM": "rasid@alerts.example",
            "RASID_NAMESERVER": address,
        }.items():
            said.setenv(name, value)
        done = CliRunner().invoke(app, ["doctor", "--mail"])
        usual = [finding.topic for finding in examine()]
    lines = [line.split() for line in done.output.splitlines()]
    assert done.exit_code == 1
    assert [(line[0], line[1], line[2]) for line in lines if line[1] == "dns:"] == [
        ("ok", "dns:", "SPF:"),
        ("wrong", "dns:", "DKIM:"),
        ("ok", "dns:", "DMARC:"),
    ]
    assert {line[1] for line in lines} == {"mail:", "dns:", "bounces:"}
    assert not {"dns", "bounces"} & set(usual)
