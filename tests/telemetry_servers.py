"""Real receivers on loopback of what the processes of Airflow tell: figures by StatsD, traces by OTLP over HTTP."""

from __future__ import annotations

import socketserver
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One span as it came."""

    name: str
    trace_id: bytes
    span_id: bytes
    parent_id: bytes  # empty: it has none
    links: frozenset[tuple[bytes, bytes]]  # trace and span
    facts: dict[str, str | int]


@dataclass(slots=True, kw_only=True)
class Told:
    """What came until now."""

    statsd_port: int = 0
    traces_port: int = 0
    figures: set[str] = field(default_factory=set)  # names, as StatsD writes them
    spans: list[Span] = field(default_factory=list)


@contextmanager
def telemetry() -> Iterator[Told]:
    """Listen while the block runs."""
    told = Told()

    class Figures(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            lines = self.request[0].decode("utf-8").splitlines()
            told.figures |= {line.partition(":")[0] for line in lines}

    class Traces(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/v1/traces":
                told.spans += _spans(ExportTraceServiceRequest.FromString(body))
            answer = ExportTraceServiceResponse().SerializeToString()
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing: the output is pytest's."""

    figures = socketserver.ThreadingUDPServer(("127.0.0.1", 0), Figures)
    traces = ThreadingHTTPServer(("127.0.0.1", 0), Traces)
    told.statsd_port, told.traces_port = figures.server_address[1], traces.server_address[1]
    threads = [threading.Thread(target=server.serve_forever) for server in (figures, traces)]
    for thread in threads:
        thread.start()
    try:
        yield told
    finally:
        for server in (figures, traces):
            server.shutdown()
            server.server_close()
        for thread in threads:
            thread.join()


def _spans(request: ExportTraceServiceRequest) -> list[Span]:
    return [
        Span(
            name=span.name,
            trace_id=span.trace_id,
            span_id=span.span_id,
            parent_id=span.parent_span_id,
            links=frozenset((link.trace_id, link.span_id) for link in span.links),
            facts={a.key: a.value.string_value or a.value.int_value for a in span.attributes},
        )
        for resource in request.resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]
