"""SMTP: one connection for many mails, one outcome for each."""

from __future__ import annotations

import smtplib
import socket
import ssl
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from include.rasid.errors import MailServerError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from include.rasid.settings import MailSettings

_SECONDS = 60.0  # for each answer
_SECONDS_AT_END = 300.0  # for the answer to the whole mail, which filters take their time over; below the 10 minutes
# after which a delivery whose text was sent counts as lost
_MOST_DETAIL_CHARS = 300
_LOGIN_WANTED = frozenset({530, 534, 535, 538})  # says nothing of the recipient: a person has to correct the settings


class SendOutcome(StrEnum):
    """What became of one mail."""

    SENT = "sent"  # the server took responsibility
    REFUSED = "refused"  # 5xx: trying again fails the same way
    LATER = "later"  # 4xx, or the connection failed before the end of the mail was sent: the server cannot have it
    UNKNOWN = "unknown"  # the connection was lost after that: the server may have it
    TAKEN = "taken"  # another sender has it: this one kept the end back


@dataclass(frozen=True, slots=True, kw_only=True)
class SendResult:
    """The outcome with the server's words."""

    outcome: SendOutcome
    code: int | None  # None: no answer came
    detail: str


class Mailer:
    """A connection to the mail server, opened anew after it was lost."""

    def __init__(
        self, settings: MailSettings, *, seconds: float = _SECONDS, seconds_at_end: float = _SECONDS_AT_END
    ) -> None:
        """Keep the settings; nothing is opened yet. ``seconds`` is the most to wait for each answer."""
        self._settings = settings
        self._seconds = seconds
        self._seconds_at_end = seconds_at_end
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

    def send(self, content: bytes, recipient: str, seal: Callable[[], bool] = lambda: True) -> SendResult:
        """Hand one mail over; whatever the server does with it is in the result.

        Args:
            content: The mail, lines ended by CR LF.
            recipient: Whom the server is to give it to.
            seal: Called when all but the closing dot was sent: until then the server cannot have accepted the mail.
                Where it says no, the dot is not sent.

        Raises:
            MailServerError: There is no connection and none can be opened; the mail has not left.
        """
        was_open = self._server is not None
        result = self._try(content, recipient, seal)
        if was_open and self._server is None and result.outcome is SendOutcome.LATER and result.code is None:
            return self._try(content, recipient, seal)  # it had waited too long for us
        return result

    def _try(self, content: bytes, recipient: str, seal: Callable[[], bool]) -> SendResult:
        server = self._server or self._connect()
        try:
            refusal = _introduce(server, self._settings.return_path, recipient)
            if refusal is None:
                server.send(content.replace(b"\r\n.", b"\r\n.."))  # its first line is a header's
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return _lost(SendOutcome.LATER, "connection lost before the end of DATA", error)
        if refusal is not None:
            return self._refused(refusal)
        return self._sealed(server, seal)

    def _sealed(self, server: smtplib.SMTP, seal: Callable[[], bool]) -> SendResult:
        sealed = False
        try:
            sealed = seal()
        finally:
            if not sealed:
                self._drop()  # a mail without its end is none
        if not sealed:
            return SendResult(outcome=SendOutcome.TAKEN, code=None, detail="another sender has it")
        return self._finish(server)

    def _finish(self, server: smtplib.SMTP) -> SendResult:
        try:
            if server.sock is not None:
                server.sock.settimeout(self._seconds_at_end)
            server.send(b".\r\n")
            code, text = server.getreply()
            if server.sock is not None:
                server.sock.settimeout(self._seconds)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return _lost(SendOutcome.UNKNOWN, "connection lost after DATA", error)
        if code == 421:
            self._drop()
        if 200 <= code < 300:
            return _answered(SendOutcome.SENT, code, text)
        if 400 <= code < 600:
            return _answered(_kind(code), code, text)
        self._drop()  # not an answer that SMTP knows: the server may have the mail
        return _answered(SendOutcome.UNKNOWN, code, text)

    def _refused(self, refusal: tuple[int, bytes]) -> SendResult:
        code, text = refusal
        if code == 421:
            self._drop()
        else:
            self._reset()
        return _answered(_kind(code), code, text)

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        where = f"{settings.host}:{settings.port}"
        try:
            server = self._open()
        except (smtplib.SMTPException, OSError) as error:
            raise MailServerError(f"{where}: {error}") from error
        try:
            if settings.tls == "starttls":
                server.starttls(context=ssl.create_default_context())
            if settings.user:
                server.login(settings.user, settings.password)
            server.ehlo_or_helo_if_needed()
            if server.sock is not None:  # the final dot is a packet of its own
                server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except (smtplib.SMTPException, OSError) as error:
            server.close()
            raise MailServerError(f"{where}: {error}") from error
        self._server = server
        return server

    def _open(self) -> smtplib.SMTP:
        settings = self._settings
        name = settings.message_domain  # as which we greet; the default would ask the name service
        if settings.tls == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(settings.host, settings.port, name, timeout=self._seconds, context=context)
        return smtplib.SMTP(settings.host, settings.port, name, timeout=self._seconds)

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


def _introduce(server: smtplib.SMTP, sender: str, recipient: str) -> tuple[int, bytes] | None:
    """Go up to where the server waits for the mail; return its answer where it does not, else None."""
    for command, argument in (("MAIL", f"FROM:<{sender}>"), ("RCPT", f"TO:<{recipient}>")):
        code, text = server.docmd(command, argument)
        if code // 100 != 2:
            return code, text
    code, text = server.docmd("DATA")
    return None if code == 354 else (code, text)


def _kind(code: int) -> SendOutcome:
    return SendOutcome.REFUSED if 500 <= code < 600 and code not in _LOGIN_WANTED else SendOutcome.LATER


def _answered(outcome: SendOutcome, code: int, text: bytes) -> SendResult:
    words = text.decode("utf-8", "replace").replace("\x00", "")
    return SendResult(outcome=outcome, code=code, detail=words[:_MOST_DETAIL_CHARS])


def _lost(outcome: SendOutcome, what: str, error: Exception) -> SendResult:
    return SendResult(outcome=outcome, code=None, detail=f"{what}: {error}"[:_MOST_DETAIL_CHARS])
