"""Extraction beside newspaper4k and news-please: pages a CPU second, and F1 on the pages with gold texts.

The pages are 300 of the bundled newsroom, in all its styles, and those of ../shared/corpus where that is there. All are given as UTF-8 in
memory. Ours parses, extracts and cleans; "usual" knows title and date from the feed, "alone" takes them from the page, as the rivals do.
"""

from __future__ import annotations

import json
import subprocess
import time
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from include.rasid.core.encoding import decode_text
from include.rasid.core.html import KnownOfPage, extract_page
from include.rasid.io.archive import Archive
from include.rasid.io.articles import read_articles
from include.rasid.io.boilerplate import load_boilerplate
from include.rasid.newsroom.newsroom import build_newsroom
from include.rasid.newsroom.pages import page
from include.rasid.newsroom.publishers import NEWSROOM, Style
from include.rasid.settings import PROJECT, settings
from tests.golden.pages import CORPUS, GoldPage, gold_pages, ours, quality

NEWSROOM_PAGES = 300
_ROUNDS = 2
_SCRIPT = PROJECT / "tests" / "bench" / "peer_extractors.py"
PEERS = ("newspaper4k", "news-please")


def newsroom_pages() -> dict[str, bytes]:
    """Return 300 pages: each article in its publisher's style, then in the next one."""
    newsroom = build_newsroom(read_articles(sorted(NEWSROOM.glob("*.jsonl"))))
    styles = cycle(style.value for style in Style)
    own = [(section, entry) for section in newsroom.sections for entry in section.entries]
    other = ((section, replace(entry, template=next(styles))) for section, entry in own)
    chosen = islice((*own, *other), NEWSROOM_PAGES)
    return {
        f"newsroom_{n:03}": page(section, entry, "https://news.example").decode(section.publisher.charset).encode()
        for n, (section, entry) in enumerate(chosen)
    }


def corpus_pages() -> dict[str, bytes]:
    """Return the pages of the corpus in UTF-8; none where it is not there."""
    found = sorted((CORPUS / "html_pages").rglob("*.html"))
    return {path.stem: decode_text(path.read_bytes(), ()).encode() for path in found}


def archived() -> tuple[float, float]:
    """Return kilobytes of a page of the corpus, and those that the archive keeps of it; the corpus must be there."""
    bodies = [path.read_bytes() for path in sorted((CORPUS / "html_pages").rglob("*.html"))]
    with TemporaryDirectory() as folder:
        archive = Archive(Path(folder).as_uri())
        for body in bodies:
            archive.put(body)
        kept = sum(path.stat().st_size for path in Path(folder).rglob("*.zst"))
    return sum(map(len, bodies)) / len(bodies) / 1000, kept / len(bodies) / 1000


def measure(peers_python: Path | None) -> dict[str, Any]:
    """Return pages a CPU second by set and extractor, and F1 by extractor; without ``peers_python`` there are no rivals."""
    sets = {"newsroom": newsroom_pages(), "corpus": corpus_pages()}
    gold = list(gold_pages())
    found: dict[str, Any] = {"f1": {"ours": quality(gold, ours).f1} if gold else {}}
    for name, pages in sets.items():
        if pages:
            found[name] = {way: _own_speed(pages, known) for way, known in _WAYS.items()}
    for peer in PEERS if peers_python else ():
        for name, pages in sets.items():
            if pages:
                speed, texts = _peer(peer, pages, peers_python)
                found[name][peer] = speed
        if gold:
            found["f1"][peer] = quality(gold, lambda p, t=texts: t.get(p.name, "")).f1  # type: ignore[misc]
    return found


_WAYS = {"usual": KnownOfPage(title="عنوان الخبر من التغذية", needs_date=False), "alone": KnownOfPage()}


def _own_speed(pages: dict[str, bytes], known: KnownOfPage) -> float:
    boilerplate = load_boilerplate(settings().lexicons)
    times = []
    for _ in range(_ROUNDS):
        begun = time.process_time()
        for body in pages.values():
            extract_page(body, boilerplate, known)
        times.append(time.process_time() - begun)
    return len(pages) / min(times)


def _peer(name: str, pages: dict[str, bytes], python: Path | None) -> tuple[float, dict[str, str]]:
    with TemporaryDirectory() as folder:
        for key, body in pages.items():
            (Path(folder) / f"{key}.html").write_bytes(body)
        command = [str(python), str(_SCRIPT), name, folder]
        done = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return len(pages) / done["seconds"], done["texts"]


__all__ = ["GoldPage", "archived", "measure"]
