from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest
import yaml

from include.rasid.errors import BadInputError, SetupError
from include.rasid.newsroom.newsroom import build_newsroom
from include.rasid.newsroom.server import run_newsroom, serve
from include.rasid.settings import PROJECT
from tests.unit.newsroom.conftest import make_article

if TYPE_CHECKING:
    from pathlib import Path

ROW = {"id": "a", "title": "خبر", "text": "نص", "date_iso": "2023-03-02", "publisher": "صحيفة", "url": ""}


def start(*arguments: str) -> subprocess.Popen[str]:
    """Start the newsroom as its own process."""
    command = [sys.executable, "-m", "include.rasid.newsroom", *arguments]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_process_serves_until_a_signal_ends_it(tmp_path: Path, number: signal.Signals) -> None:
    """The files are there once the base URL is printed, the feed answers, and a signal ends it cleanly."""
    articles, feeds, ready = tmp_path / "a.jsonl", tmp_path / "new" / "feeds.yml", tmp_path / "ready"
    articles.write_text(json.dumps(ROW), encoding="utf-8")
    arguments = ("--articles", str(articles), "--feeds-out", str(feeds), "--ready-file", str(ready))
    with start(*arguments) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            base_url = process.stdout.readline().strip()
            [feed] = yaml.safe_load(feeds.read_text(encoding="utf-8"))["feeds"]
            assert feed["url"] == f"{base_url}/p1/feed.xml"
            assert ready.read_text(encoding="utf-8") == base_url
            with urlopen(feed["url"], timeout=10) as response:
                assert "خبر" in response.read().decode()
            process.send_signal(number)
            assert process.wait(timeout=20) == 0
            assert process.stderr.read() == ""
        finally:
            process.kill()


def test_process_reports_bad_articles_in_one_line(tmp_path: Path) -> None:
    """A broken file ends the process with code 2 and its name and line."""
    articles = tmp_path / "a.jsonl"
    articles.write_text("{", encoding="utf-8")

    with start("--articles", str(articles)) as process:
        out, err = process.communicate(timeout=30)

    assert process.returncode == 2
    assert out == ""
    assert err.startswith(f"rasid newsroom: {articles}:1: not JSON")
    assert err.count("\n") == 1


def test_no_articles_is_an_error(tmp_path: Path) -> None:
    """A newsroom without a single article is a mistake, not an empty site."""
    (tmp_path / "a.jsonl").touch()

    with pytest.raises(BadInputError, match=r"a\.jsonl: no articles"):
        run_newsroom([tmp_path / "a.jsonl"], 0, None, None)


def test_taken_port_is_named() -> None:
    """Two newsrooms cannot have one port; the second says so."""

    async def serve_twice() -> None:
        room = build_newsroom([make_article("sada")])
        async with serve(room) as base_url, serve(room, port=int(base_url.rsplit(":", 1)[1])):
            pass

    with pytest.raises(SetupError, match=r"cannot listen on 127\.0\.0\.1:\d+"):
        asyncio.run(serve_twice())


def test_unwritable_file_is_named(tmp_path: Path) -> None:
    """Where feeds.yml cannot be written, the newsroom says which path and does not stay up."""
    articles = tmp_path / "a.jsonl"
    articles.write_text(json.dumps(ROW), encoding="utf-8")

    with pytest.raises(BadInputError, match=r"a\.jsonl/feeds\.yml: cannot be written"):
        run_newsroom([articles], 0, articles / "feeds.yml", None)
