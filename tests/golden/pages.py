"""Quality of extraction on Arabic pages with gold texts, beside trafilatura alone: what `make golden-pages` prints.

The pages and their texts lie outside the project, in ../shared/corpus, and belong to their publishers; without them there is
nothing to print. F1 is that of 4-word shingles, the mean over pages; a line of gold is lost when fewer than half of its shingles
come back. The seeds are texts as they were crawled: what is counted there is what the cleaner takes away.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from include.rasid.core.cleaner import clean_text
from include.rasid.core.html import ExtractedPage, KnownOfPage, extract_page
from include.rasid.io.boilerplate import load_boilerplate
from include.rasid.settings import PROJECT, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CORPUS = PROJECT.parent / "shared" / "corpus"
_WORD = re.compile(r"\w+")
_FIELD = re.compile(r"<(TITLE|TEXT)>\s*(.*?)\s*</\1>", re.DOTALL)
_SHINGLE_WORDS = 4


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page and what its text is."""

    name: str
    body: bytes
    title: str  # empty: gold has none
    text: str


@dataclass(frozen=True, slots=True)
class Quality:
    """What an extractor gives on all pages."""

    f1: float
    precision: float
    recall: float
    lost_lines: int


def gold_pages(corpus: Path = CORPUS) -> Iterator[GoldPage]:
    """Yield the pages of the corpus that have a whole gold text."""
    folder = corpus / "html_pages"
    for path in sorted((folder / "jawharafm").glob("*.html")):
        fields = dict(_FIELD.findall(path.with_suffix(".txt").read_text("utf-8")))
        yield GoldPage(path.stem, path.read_bytes(), fields["TITLE"], fields["TEXT"])
    for path in sorted(folder.glob("cnn*newspaper4k.html")):
        gold = json.loads(path.with_suffix(".gold.json").read_text("utf-8"))
        text = path.with_suffix(".gold.txt").read_text("utf-8")
        yield GoldPage(path.stem, path.read_bytes(), gold.get("title", ""), text)
    for path in sorted(folder.glob("lbc*.html")):
        gold = json.loads(path.with_suffix(".gold.json").read_text("utf-8"))["V1"]
        paragraphs = [p for section in gold["body"]["sections"] for p in section["paragraphs"]]
        yield GoldPage(path.stem, path.read_bytes(), gold.get("title") or "", "\n".join(paragraphs))


def ours(page: GoldPage) -> str:
    """Return the text as Rasid stores it, with the feed's title known, as is usual."""
    known = KnownOfPage(title=page.title, needs_date=False)
    found = extract_page(page.body, load_boilerplate(settings().lexicons), known)
    return found.text if isinstance(found, ExtractedPage) else ""


def peer(page: GoldPage, *, fast: bool = False) -> str:
    """Return the text as trafilatura alone gives it."""
    from trafilatura import extract

    return extract(page.body, fast=fast, include_comments=False) or ""


def quality(pages: list[GoldPage], extract: Callable[[GoldPage], str]) -> Quality:
    """Return how near an extractor comes to gold."""
    scores, lost = [], 0
    for page in pages:
        found = extract(page)
        scores.append(_score(found, page.text))
        lost += len(lost_lines(found, page.text))
    precision, recall, f1 = (sum(s[i] for s in scores) / len(scores) for i in range(3))
    return Quality(f1, precision, recall, lost)


def lost_lines(found: str, gold: str) -> list[str]:
    """Return the lines of gold of which less than half is in ``found``."""
    have = _shingles(found)
    return [line for line in gold.splitlines() if (wanted := _shingles(line)) and len(wanted & have) < len(wanted) / 2]


def _score(found: str, gold: str) -> tuple[float, float, float]:
    have, wanted = _shingles(found), _shingles(gold)
    both = len(have & wanted)
    precision, recall = both / len(have) if have else 0.0, both / len(wanted) if wanted else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if both else 0.0


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text)
    size = min(_SHINGLE_WORDS, len(words))
    return {tuple(words[i : i + size]) for i in range(len(words) - size + 1)} if words else set()


def main() -> int:
    """Print the tables."""
    pages = list(gold_pages())
    if not pages:
        Console().print("no gold pages: ../shared/corpus is not there")
        return 0
    table = Table("extractor", "F1", "precision", "recall", "lines of gold lost")
    extractors: dict[str, Callable[[GoldPage], str]] = {
        "Rasid": ours,
        "trafilatura alone": peer,
        "trafilatura alone, fast": lambda page: peer(page, fast=True),
    }
    for name, extract in extractors.items():
        q = quality(pages, extract)
        table.add_row(name, f"{q.f1:.3f}", f"{q.precision:.3f}", f"{q.recall:.3f}", str(q.lost_lines))
    console = Console(width=110)
    console.print(f"{len(pages)} Arabic pages with gold text")
    console.print(table)
    boilerplate = load_boilerplate(settings().lexicons)
    removed = sum(len(lost_lines(clean_text(p.text, (p.title,), boilerplate), p.text)) for p in pages)
    console.print(f"lines of gold texts that the cleaner takes away: {removed}")
    for path in sorted((CORPUS / "seeds").glob("*.txt")):
        before = path.read_text("utf-8").splitlines()
        after = clean_text("\n".join(before), (), boilerplate).splitlines()
        console.print(
            f"seed {path.name[:3]}: {len([b for b in before if b.strip()])} lines, {len(after)} after cleaning"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
