"""Serve a newsroom on loopback: inside a running program, or as a process of its own until a signal ends it."""

from __future__ import annotations

import asyncio
import signal
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import typer
from aiohttp import web

from include.rasid.errors import BadInputError, SetupError
from include.rasid.io.articles import read_articles
from include.rasid.newsroom.newsroom import build_newsroom
from include.rasid.newsroom.publishers import NEWSROOM

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from include.rasid.newsroom.newsroom import Newsroom

HOST = "127.0.0.1"
SHUTDOWN_SECONDS = 1.0  # for requests under way when the newsroom closes


@asynccontextmanager
async def serve(newsroom: Newsroom, *, port: int = 0) -> AsyncIterator[str]:
    """Serve ``newsroom`` while the context lasts and give its base URL; port 0 takes a free one.

    Raises:
        SetupError: The port cannot be had.
    """
    runner = web.AppRunner(newsroom.app(), access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
    await runner.setup()
    try:
        await _listen(runner, port)
        yield f"http://{HOST}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, port: int) -> None:
    try:
        await web.TCPSite(runner, HOST, port).start()
    except (OSError, OverflowError) as error:
        raise SetupError(f"the newsroom cannot listen on {HOST}:{port}: {error}") from error


def run_newsroom(articles_paths: Sequence[Path], port: int, feeds_out: Path | None, ready_file: Path | None) -> None:
    """Serve the articles of ``articles_paths``, or the bundled ones where there are none, until SIGINT or SIGTERM.

    Once it listens, the newsroom writes its feeds.yml to ``feeds_out`` and its base URL to ``ready_file``,
    in this order and never half a file, and prints the base URL.

    Raises:
        BadInputError: The articles cannot be used, or a file cannot be written.
        SetupError: The port cannot be had.
    """
    paths = articles_paths or sorted(NEWSROOM.glob("*.jsonl"))
    articles = read_articles(paths)
    if not articles:
        raise BadInputError("no articles to serve", path=paths[0] if paths else NEWSROOM)
    newsroom = build_newsroom(articles, oddities=not articles_paths)
    asyncio.run(_run(newsroom, port, feeds_out, ready_file))


async def _run(newsroom: Newsroom, port: int, feeds_out: Path | None, ready_file: Path | None) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    async with serve(newsroom, port=port) as base_url:
        if feeds_out is not None:
            _write(feeds_out, newsroom.feeds_yaml(base_url))
        if ready_file is not None:
            _write(ready_file, base_url)
        typer.echo(base_url)
        await stopped.wait()


def _write(path: Path, text: str) -> None:
    """Write a whole file at once: another process may be waiting for it."""
    draft = path.with_name(f".{path.name}.draft")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise BadInputError(f"cannot be written: {error.strerror}", path=path) from error
