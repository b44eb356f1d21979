"""A real name server on loopback that knows the TXT records that a test gives it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from dnslib import QTYPE, RR, TXT
from dnslib.server import BaseResolver, DNSLogger, DNSServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dnslib import DNSRecord
    from dnslib.server import DNSHandler


class Zone(BaseResolver):  # type: ignore[misc] # dnslib has no types
    """Answers TXT questions from a table; a name that is not in it does not exist."""

    def __init__(self, texts: dict[str, list[str]]) -> None:
        self.texts = texts

    def resolve(self, request: DNSRecord, handler: DNSHandler) -> DNSRecord:  # noqa: ARG002 - as dnslib calls it
        reply = request.reply()
        name = str(request.q.qname).rstrip(".")
        for text in self.texts.get(name, []):
            pieces = [text[i : i + 255].encode() for i in range(0, len(text), 255)]
            reply.add_answer(RR(name, QTYPE.TXT, rdata=TXT(pieces), ttl=60))
        if name not in self.texts:
            reply.header.rcode = 3  # NXDOMAIN
        return reply


@contextmanager
def name_server(texts: dict[str, list[str]]) -> Iterator[str]:
    """Serve a zone; give the server's address."""
    server = DNSServer(Zone(texts), address="127.0.0.1", port=0, logger=DNSLogger("-request,-reply"))
    server.start_thread()
    try:
        yield f"127.0.0.1:{server.server.server_address[1]}"
    finally:
        server.stop()
        server.server.server_close()
