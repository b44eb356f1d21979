"""Mail over TLS with a login, as real servers ask for it: with a certificate that somebody vouches for, or not at all."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from include.rasid.errors import MailServerError
from include.rasid.io.mailer import Mailer, SendOutcome
from include.rasid.settings import read_settings
from tests.alert_factories import make_mail
from tests.certificates import make_certificate, server_context
from tests.smtp_servers import Post, post_office

if TYPE_CHECKING:
    from pathlib import Path

    from include.rasid.settings import MailSettings

# aiosmtpd does not take TLS from the start for TLS.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
READER = "desk@newsroom.example"
PASSWORD = "secret word"


def mail_settings(port: int, tls: str, password: str = PASSWORD) -> MailSettings:
    values = {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(port),
        "SMTP_TLS": tls,
        "SMTP_USER": "rasid",
        "SMTP_PASSWORD": password,
        "MAIL_FROM": "rasid@alerts.example",
    }
    return dataclasses.replace(read_settings(values).mail, message_domain="alerts.example")


def options(tls: str, certificate: Path) -> dict[str, Any]:
    """Return what makes a server ask for TLS from the start or by STARTTLS, and for a login."""
    context = server_context(certificate)
    encrypted = {"ssl_context": context} if tls == "tls" else {"tls_context": context, "require_starttls": True}
    return {**encrypted, "authenticator": check_login, "auth_required": True, "auth_require_tls": tls != "tls"}


def check_login(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
    right = LoginPassword(b"rasid", PASSWORD.encode())
    return AuthResult(success=given == right, handled=False)


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_mail_goes_over_tls_with_a_login(tls: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that wants both gets both."""
    certificate, post = make_certificate(tmp_path), Post()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with post_office(post, **options(tls, certificate)) as port, Mailer(mail_settings(port, tls)) as mailer:
        result = mailer.send(make_mail(), READER)
    assert result.outcome is SendOutcome.SENT
    assert post.received == [READER]


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_wrong_password_is_told_without_it(tls: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a matter of settings, not of any mail."""
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with (
        post_office(Post(), **options(tls, certificate)) as port,
        pytest.raises(MailServerError) as caught,
        Mailer(mail_settings(port, tls, "another word")),
    ):
        pass
    assert "another word" not in str(caught.value)


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_certificate_that_nobody_vouches_for(tls: str, tmp_path: Path) -> None:
    """Neither login nor mail goes to a server that may be another."""
    post = Post()
    with (
        post_office(post, **options(tls, make_certificate(tmp_path))) as port,
        pytest.raises(MailServerError, match="CERTIFICATE_VERIFY_FAILED"),
        Mailer(mail_settings(port, tls)),
    ):
        pass
    assert post.contents == []
