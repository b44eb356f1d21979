"""The local mail catcher: a real SMTP server on loopback that writes each mail to a folder."""

from __future__ import annotations

import argparse
import signal
import threading
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import TYPE_CHECKING

from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session


class _Folder:
    """Writes each mail as NNNN-transition-contact.eml, its bytes untouched."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802 - aiosmtpd's name and signature
        content = envelope.original_content or b""
        headers = BytesHeaderParser().parsebytes(content)
        transition = "".join(c for c in str(headers.get("X-Rasid-Transition", "mail")) if c.isalnum())
        contact = "".join(c for c in str(headers.get("X-Rasid-Contact", "")) if c.isalnum())[:8]
        with self._lock:
            number = len(list(self._folder.glob("*.eml"))) + 1
            path = self._folder / f"{number:04}-{'-'.join(filter(None, (transition, contact)))}.eml"
            partial = path.with_suffix(".partial")
            partial.write_bytes(content)
            partial.replace(path)
        return "250 kept"


def mail_catcher(folder: Path, port: int = 0) -> Controller:
    """Return a server, not started, that keeps mails in ``folder``; use start() and stop()."""
    folder.mkdir(parents=True, exist_ok=True)
    return Controller(_Folder(folder), hostname="127.0.0.1", port=port, decode_data=False)


def main() -> None:
    """Serve until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    arguments = parser.parse_args()
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    controller = mail_catcher(arguments.folder, arguments.port)
    controller.start()
    stopped.wait()
    controller.stop()


if __name__ == "__main__":
    main()
