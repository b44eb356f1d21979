"""A news site that answers as its mood is: slowly, cut off, with a wrong length, not at all."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.warehouse.collecting import SENTENCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOODS = ("server_error", "cut_off", "promises_more", "breaks_chunks", "hangs_up", "slow")  # each of them passes
_PAGE = "<html><body><article><h1>خبر رقم {n}</h1><p>{n}: {sentence}</p><p>وقال المتحدث رقم {n} إن المحادثات كانت بناءة.</p></article></body></html>"
_ITEM = "<item><title>خبر رقم {n}</title><link>{base}/{n}</link><guid>{n}</guid><pubDate>Fri, 21 Jan 2022 10:00:00 GMT</pubDate></item>"


@dataclass
class MoodySite:
    """What it serves, and in which moods it answers the first requests for a path; good ones follow."""

    base: str = ""
    bodies: dict[str, bytes] = field(default_factory=dict)
    moods: dict[str, Sequence[str]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)

    def publish(self, *numbers: int) -> None:
        """Put articles with these numbers on the feed /rss, and their pages on the site."""
        items = "".join(_ITEM.format(n=n, base=self.base) for n in numbers)
        self.bodies["/rss"] = f"<rss version='2.0'><channel>{items}</channel></rss>".encode()
        for n in numbers:
            self.bodies[f"/{n}"] = _PAGE.format(n=n, sentence=SENTENCE).encode()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer requests of one connection until it closes."""
        try:
            while request := (await reader.readuntil(b"\r\n\r\n")).decode("ascii", "replace"):
                path = request.split(" ", 2)[1]
                mood = dict(enumerate(self.moods.get(path, ()))).get(self.asked[path], "good")
                self.asked[path] += 1
                if not await self._say(writer, path, mood):
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _say(self, writer: asyncio.StreamWriter, path: str, mood: str) -> bool:
        """Write one answer; return whether the connection stays."""
        body = self.bodies.get(path)
        if body is None:
            writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            return True
        kind = (
            b"Content-Type: application/rss+xml\r\n"
            if path == "/rss"
            else b"Content-Type: text/html; charset=utf-8\r\n"
        )
        half, length = body[: len(body) // 2], b"Content-Length: %d\r\n\r\n"
        ok = b"HTTP/1.1 200 OK\r\n" + kind
        said = {
            "good": ok + length % len(body) + body,
            "server_error": b"HTTP/1.1 503 Service Unavailable\r\n" + length % 0,
            "cut_off": ok + length % len(body) + half,
            "promises_more": ok + length % (len(body) + 500) + body,
            "promises_less": ok + length % len(half) + body,
            "breaks_chunks": ok + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(body) + half,
            "hangs_up": b"",
            "slow": ok + length % len(body) + body,
            "endless": ok + length % len(body) + half,
        }[mood]
        if mood in {"slow", "endless"}:
            await _drip(writer, said)
        writer.write(b"" if mood in {"slow", "endless"} else said)
        await writer.drain()
        if mood == "endless":
            await asyncio.sleep(3600)
        return mood in {"good", "server_error", "promises_less", "slow"}


async def _drip(writer: asyncio.StreamWriter, said: bytes) -> None:
    step = max(1, len(said) // 20)
    for start in range(0, len(said), step):
        writer.write(said[start : start + step])
        await writer.drain()
        await asyncio.sleep(0.05)


@contextmanager
def moody_site() -> Iterator[MoodySite]:
    """Serve on a free port of loopback, from a thread of its own."""
    site, loop, ready = MoodySite(), asyncio.new_event_loop(), threading.Event()
    stop = asyncio.Event()

    async def run() -> None:
        server = await asyncio.start_server(site.answer, "127.0.0.1", 0)
        site.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        ready.set()
        await stop.wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    try:
        assert ready.wait(30)
        yield site
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
