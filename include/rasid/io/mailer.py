"""SMTP: one connection for many mails, one outcome for each."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from include.rasid.errors import MailServerError

if TYPE_CHECKING:
    from email.message import EmailMessage
    from types import TracebackType

    from include.rasid.settings import MailSettings

_SECONDS = 30


class SendOutcome(StrEnum):
    """What became of one mail."""

    SENT = "sent"  # the server took responsibility
    REFUSED = "refused"  # 5xx: trying again fails the same way
    LATER = "later"  # 4xx, or the connection failed before the mail was handed over
    UNKNOWN = "unknown"  # the connection was lost after DATA: the server may have the mail


@dataclass(frozen=True, slots=True, kw_only=True)
class SendResult:
    """The outcome with the server's words."""

    outcome: SendOutcome
    code: int | None  # None: no answer came
    detail: str


class Mailer:
    """A connection to the mail server; opens anew after it was lost."""

    def __init__(self, settings: MailSettings) -> None:
        """Keep the settings; nothing is opened yet."""
        self._settings = settings
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        """Connect.

        Raises:
            MailServerError: The server cannot be reached, or does not accept the login now.
        """
        self._connect()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Say goodbye."""
        if self._server is not None:
            try:
                self._server.quit()
            except (smtplib.SMTPException, OSError):
                self._server.close()

    def send(self, message: EmailMessage, recipient: str) -> SendResult:
        """Hand one mail over; never raises for what the server does."""
        try:
            server = self._server or self._connect()
            self._address(server, message["From"], recipient)
        except smtplib.SMTPResponseException as error:
            self._reset()
            return _answer(error.smtp_code, error.smtp_error)
        except (smtplib.SMTPException, OSError, MailServerError) as error:
            self._drop()
            return SendResult(outcome=SendOutcome.LATER, code=None, detail=str(error))
        return self._hand_over(server, message)

    def _address(self, server: smtplib.SMTP, sender: str, recipient: str) -> None:
        server.ehlo_or_helo_if_needed()
        for code, text in (server.mail(sender), server.rcpt(recipient)):
            if code not in (250, 251):
                raise smtplib.SMTPResponseException(code, text)

    def _hand_over(self, server: smtplib.SMTP, message: EmailMessage) -> SendResult:
        try:
            code, text = server.data(message.as_bytes())
        except smtplib.SMTPDataError as error:  # refused before the mail was read
            self._reset()
            return _answer(int(error.smtp_code), error.smtp_error)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return SendResult(outcome=SendOutcome.UNKNOWN, code=None, detail=f"connection lost after DATA: {error}")
        return _answer(code, text)

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        context = ssl.create_default_context()
        try:
            if settings.tls == "tls":
                server: smtplib.SMTP = smtplib.SMTP_SSL(settings.host, settings.port, timeout=_SECONDS, context=context)
            else:
                server = smtplib.SMTP(settings.host, settings.port, timeout=_SECONDS)
            if settings.tls == "starttls":
                server.starttls(context=context)
            if settings.user:
                server.login(settings.user, settings.password)
        except (smtplib.SMTPException, OSError) as error:
            raise MailServerError(f"{settings.host}:{settings.port}: {error}") from error
        self._server = server
        return server

    def _reset(self) -> None:
        try:
            if self._server is not None:
                self._server.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
        self._server = None


def _answer(code: int, text: bytes | str) -> SendResult:
    detail = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    if code in (250, 251):
        return SendResult(outcome=SendOutcome.SENT, code=code, detail=detail)
    outcome = SendOutcome.REFUSED if 500 <= code < 600 else SendOutcome.LATER
    return SendResult(outcome=outcome, code=code, detail=detail)
