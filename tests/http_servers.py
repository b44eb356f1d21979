"""A real HTTP server on loopback that answers POSTs as a test wants."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

DROP = 0  # as a status: the connection is closed without an answer
SILENT = -1  # no answer comes while the server runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What came."""

    path: str
    headers: dict[str, str]  # names in lower case
    body: bytes


@dataclass(slots=True)
class Hook:
    """Keeps what came, and answers with ``status``, or for a path as told."""

    status: int = 200
    by_path: dict[str, int] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)  # of each answer
    content: bytes = b"ok"
    requests: list[Request] = field(default_factory=list)


@contextmanager
def hook_server(hook: Hook, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve while the block runs, by TLS where there is a context; give the server's address, without a path."""
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            hook.requests.append(Request(path=self.path, headers=headers, body=body))
            status = hook.by_path.get(self.path, hook.status)
            if status == DROP:
                self.close_connection = True
                return
            if status == SILENT:
                over.wait()
                return
            self.send_response(status)
            for name, value in hook.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(hook.content)))
            self.end_headers()
            self.wfile.write(hook.content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"{'https' if context else 'http'}://127.0.0.1:{server.server_address[1]}"
    finally:
        over.set()
        server.shutdown()
        thread.join()
        server.server_close()
