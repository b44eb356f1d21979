"""Fetching beside a bare aiohttp loop: 2,000 pages of about 100 KB over 50 loopback hosts with 20 to 200 ms of latency, 64 in flight.

The hosts are addresses of 127.0.1.0/24 served by two processes of their own. Each client runs in a process of its own, in turns, so that peak
memory is its own; ours reads the hosts' robots.txt, checks every address it connects to and counts every byte.
"""

from __future__ import annotations

import asyncio
import json
import random
import resource
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web

from include.rasid.io.web import open_web
from include.rasid.settings import PROJECT, read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = 2000
HOSTS = 50
_IN_FLIGHT = 64
_PAGE_BYTES = 100_000
_LATENCY_SECONDS = (0.02, 0.2)
_ROUNDS = 3
_SERVERS = 2


def measure() -> dict[str, float]:
    """Return pages a second of both, their ratio (medians), and our peak memory in MB."""
    rounds: dict[str, list[dict[str, float]]] = {"bare": [], "ours": []}
    with _serving() as ports:
        for _ in range(_ROUNDS):
            for name, found in rounds.items():
                found.append(_in_process(name, *map(str, ports)))
    speeds = {name: sorted(r["speed"] for r in found)[_ROUNDS // 2] for name, found in rounds.items()}
    return {
        "pages_s_bare": speeds["bare"],
        "pages_s_ours": speeds["ours"],
        "ratio": speeds["ours"] / speeds["bare"],
        "peak_mb": max(r["peak_mb"] for r in rounds["ours"]),
        "fetched": min(r["fetched"] for found in rounds.values() for r in found),
    }


def _in_process(*arguments: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.fetching", *arguments]
    done = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


@contextmanager
def _serving() -> Iterator[list[int]]:
    command = [sys.executable, "-m", "tests.bench.fetching", "serve"]
    servers = [subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) for _ in range(_SERVERS)]
    try:
        yield [int(server.stdout.readline()) for server in servers if server.stdout]
    finally:
        for server in servers:
            server.terminate()
            server.wait()


async def _serve() -> None:
    chance = random.Random(20)
    words = ("خبر", "لقاء", "موسكو", "واشنطن", "<p>", "</p>", "<a href='/x'>")
    body = " ".join(chance.choice(words) for _ in range(_PAGE_BYTES)).encode()[:_PAGE_BYTES]

    async def answer(request: web.Request) -> web.Response:
        if request.path == "/robots.txt":
            return web.Response(status=404)
        await asyncio.sleep(random.uniform(*_LATENCY_SECONDS))
        return web.Response(body=body, content_type="text/html")

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 0, backlog=1024).start()
    print(runner.addresses[0][1], flush=True)  # noqa: T201 - tells the port
    await asyncio.Event().wait()


def _urls(ports: list[str]) -> list[str]:
    hosts = [f"127.0.1.{n + 1}:{ports[n % len(ports)]}" for n in range(HOSTS)]
    return [f"http://{hosts[n % HOSTS]}/page/{n}" for n in range(PAGES)]


async def _bare(urls: list[str]) -> int:
    gate = asyncio.Semaphore(_IN_FLIGHT)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def fetch(url: str) -> int:
            async with gate, session.get(url) as response:
                return len(await response.read())

        return sum(size == _PAGE_BYTES for size in await asyncio.gather(*map(fetch, urls)))


async def _ours(urls: list[str]) -> int:
    hosts = ",".join(sorted({url.split("/")[2] for url in urls}))
    async with open_web(read_settings({"RASID_ALLOW_PRIVATE": hosts})) as opened:

        async def fetch(url: str) -> int:
            return len((await opened.fetch(url)).body)

        return sum(size == _PAGE_BYTES for size in await asyncio.gather(*map(fetch, urls)))


def _peak_mb() -> float:
    """Return the peak of this program; what getrusage tells begins with the memory of the process that started it."""
    try:
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def main(name: str, ports: list[str]) -> None:
    """Serve, or fetch in one of the two ways and print what it took."""
    if name == "serve":
        asyncio.run(_serve())
        return
    begun = time.monotonic()
    fetched = asyncio.run({"bare": _bare, "ours": _ours}[name](_urls(ports)))
    speed = PAGES / (time.monotonic() - begun)
    peak = _peak_mb()
    print(json.dumps({"speed": speed, "peak_mb": peak, "fetched": fetched}))  # noqa: T201 - the answer


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
