"""The local mail catcher: a real SMTP server on loopback that writes each mail to a folder.

``python -m include.rasid.io.catcher --port N --folder DIR`` runs it until it is told to end.
"""

from __future__ import annotations

import argparse
import signal
import socket
import threading
from contextlib import contextmanager
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import TYPE_CHECKING

from aiosmtpd.controller import Controller

from include.rasid.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"


class _Folder:
    """Writes each mail as NNNN-transition-contact.eml, its bytes untouched."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._last = max((_number(path) for path in folder.glob("*.eml")), default=0)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802 - aiosmtpd's name and signature
        content = envelope.original_content or b""
        headers = BytesHeaderParser().parsebytes(content)
        transition = _in_file_name(str(headers.get("X-Rasid-Transition", "mail")))
        contact = _in_file_name(str(headers.get("X-Rasid-Contact", "")))[:8]
        self._last += 1  # one event loop calls this: no two mails share a number
        path = self._folder / f"{self._last:04}-{'-'.join(filter(None, (transition, contact)))}.eml"
        partial = path.with_suffix(".partial")
        partial.write_bytes(content)
        partial.replace(path)
        return "250 kept"


@contextmanager
def mail_catcher(folder: Path, port: int = 0) -> Iterator[int]:
    """Keep mails in ``folder`` while the block runs; give the port, a free one for 0.

    Raises:
        SetupError: Something else listens on the port.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chosen = port or _free_port()
    controller = Controller(_Folder(folder), hostname=HOST, port=chosen, decode_data=False)
    try:
        controller.start()
    except OSError as error:
        controller.loop.close()  # the library leaves it open
        raise SetupError(f"the mail catcher cannot listen on {HOST}:{chosen}: {error.strerror}") from error
    try:
        yield chosen
    finally:
        controller.stop()


def main() -> None:
    """Serve until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    arguments = parser.parse_args()
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with mail_catcher(arguments.folder, arguments.port):
        stopped.wait()


def _number(path: Path) -> int:
    digits = path.name.partition("-")[0]
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def _in_file_name(text: str) -> str:
    return "".join(c for c in text if c.isascii() and c.isalnum())[:40]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
