"""Real mail servers on loopback that answer as a test wants."""

# ruff: noqa: ARG002, N802 - aiosmtpd calls the methods by these names and with these arguments

from __future__ import annotations

import asyncio
import random
import socket
import socketserver
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiosmtpd.smtp import SMTP, Envelope, Session


class Post:
    """Takes mails, keeps them in memory, and answers a recipient or a body as told."""

    def __init__(self, answers: dict[str, str] | None = None) -> None:
        self.answers = answers or {}  # by recipient, or by a command: MAIL, DATA
        self.received: list[str] = []  # recipients
        self.senders: list[str] = []  # of the envelopes
        self.contents: list[bytes] = []
        self.connections: set[Any] = set()
        self.got_one = threading.Event()

    @property
    def identities(self) -> list[str]:
        """Return the Message-IDs of what came."""
        return [identity_of(content) for content in self.contents]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.connections.add(session.peer)
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 ok")

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answers.get(address, "250 ok")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.answers.get("DATA", "250 kept")
        if answer.startswith("250"):
            self.received += envelope.rcpt_tos
            self.senders.append(envelope.mail_from or "")
            self.contents.append(envelope.original_content or b"")
        self.got_one.set()
        return answer


class Silent(Post):
    """Takes the mail and never answers."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(3600)
        return "250 too late"


class Hanging(Post):
    """Takes the mail and hangs up instead of answering."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await super().handle_DATA(server, session, envelope)
        assert server.transport is not None
        server.transport.close()
        return "250 nobody hears"


class Closing(Post):
    """Takes one mail, then says 421 and is gone for whoever calls again."""

    controller: Controller

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.received:
            assert self.controller.server is not None
            self.controller.server.close()
            return "421 closing"
        return await super().handle_RCPT(server, session, envelope, address, options)


class Moody(Post):
    """Refuses, puts off, hangs up and dawdles by chance, and keeps a list of what it did.

    Addresses that begin with ``gone`` are refused for good. Any other may be put off (``451``), cut off before the text,
    answered late, or cut off after the text was accepted.
    """

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._chance = random.Random(seed)
        self.hung_up_after: list[bytes] = []  # mails that it has accepted and never answered

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        mood = self._chance.random()
        if address.startswith("gone"):
            return "550 no such user"
        if mood < 0.1:
            return "451 come later"
        if mood < 0.13:
            _hang_up(server)
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        mood = self._chance.random()
        if mood < 0.05:
            return "452 disk full"
        answer = await super().handle_DATA(server, session, envelope)
        if mood < 0.08:
            self.hung_up_after.append(envelope.original_content or b"")
            _hang_up(server)
        elif mood < 0.2:
            await asyncio.sleep(0.05)
        return answer


def _hang_up(server: SMTP) -> None:
    assert server.transport is not None
    server.transport.close()


def identity_of(content: bytes) -> str:
    """Return the Message-ID of a mail."""
    lines = content.partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")
    return next(line.removeprefix("Message-ID: ") for line in lines if line.startswith("Message-ID: "))


@contextmanager
def post_office(post: Post, **options: Any) -> Iterator[int]:
    """Run a server with ``post`` behind it, TLS and login by aiosmtpd's options; give its port."""
    controller = Controller(post, hostname="127.0.0.1", port=closed_port(), **options)
    if isinstance(post, Closing):
        post.controller = controller
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@contextmanager
def scripted_server(*answers: str) -> Iterator[tuple[int, list[bytes]]]:
    """Run a server that says one line after another, whatever it hears, then hangs up; every caller hears the same.

    The first is the greeting. After 354 it hears the mail to its end, unless the next answer is empty: then it
    hangs up with the mail half read. Gives the port and the commands heard.
    """
    heard: list[bytes] = []

    class Caller(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            for previous, answer in zip(("", *answers), answers, strict=False):
                if previous.startswith("354") and not answer:
                    return
                while previous.startswith("354") and self.rfile.readline() not in {b".\r\n", b""}:
                    pass
                if previous and not previous.startswith("354"):
                    heard.append(self.rfile.readline())
                self.wfile.write(answer.encode("ascii") + b"\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Caller) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1], heard
        finally:
            server.shutdown()
            thread.join()


def closed_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
