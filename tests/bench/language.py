"""Speed of the Arabic core against a peer in one run: what `make bench-language` prints.

The peer is the same lexicon as compiled alternations of the standard library's `re`, with the same clitics and word
boundaries. Figures are CPU seconds of this process, the best of several rounds, all texts in memory: "dense" are the newsroom's
articles and the labelled ones of tests/golden, "everyday" the entries of real feeds in ../shared, where that is there. Nothing here is a test: a busy machine is slow, only the ratio is to be trusted.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import feedparser
from rich.console import Console
from rich.table import Table

from include.rasid.core.detect import detect_contacts
from include.rasid.core.fold import fold, fold_words
from include.rasid.core.sentences import find_sentences
from include.rasid.core.tag import tag_article
from include.rasid.io.articles import read_articles
from include.rasid.io.detector import load_detectors
from include.rasid.model import Article
from include.rasid.settings import PROJECT, settings
from tests.golden.language import unmarked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from include.rasid.core.detect import Detector
    from include.rasid.core.lexicon import Lexicon

FEEDS = PROJECT.parent / "shared" / "corpus" / "feeds"
_NOON = datetime(2022, 5, 5, 12, tzinfo=UTC)
_ARTICLE_CHARS = 1400
_ROUNDS = 5
_PEER_CHARS = 40_000  # the peer is too slow for more
_FORMS_IN_ONE = 2_000  # forms in one alternation: more make it slower still
_CLITICS = "(?:[وف]?(?:لل|[بلك]?(?:ال)?))"
# The peak is that of this process alone: on Linux `ru_maxrss` is never below what the parent held when it started the child.
_LOAD = """
import json, pathlib, re, resource, time
from include.rasid.settings import settings
import include.rasid.io.detector as d
start = time.process_time()
d.load_detectors(settings().lexicons, settings().watches_file)
seconds = time.process_time() - start
status = pathlib.Path("/proc/self/status")
peak = int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) if status.exists() else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"seconds": seconds, "peak": peak / 1024}))
"""


def dense_articles() -> list[Article]:
    """Return the newsroom's articles and the labelled ones: diplomacy, three times as many names as in a day's news."""
    articles = list(read_articles(sorted((PROJECT / "include" / "newsroom").glob("articles_*.jsonl"))))
    stamp = articles[0].published_at
    for path in sorted((PROJECT / "tests" / "golden").glob("tags_*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            title, text = unmarked(row["title"])[0], unmarked(row["text"])[0]
            articles.append(_article(row["id"], title, text, stamp))
    return articles


def everyday_articles() -> list[Article]:
    """Return the entries of the captured feeds outside the project, several to an article; none where they are not there."""
    articles: list[Article] = []
    waiting: list[str] = []
    for path in sorted(FEEDS.rglob("*.xml")) if FEEDS.is_dir() else ():
        for entry in feedparser.parse(path.read_bytes()).entries:
            content = (entry.get("content") or [{}])[0].get("value") or entry.get("summary", "")
            text = html.unescape(re.sub("<[^>]+>", " ", content))
            waiting.append(" ".join(f"{entry.get('title', '')} {text}".split()))
            if sum(map(len, waiting)) > _ARTICLE_CHARS:
                articles.append(_article(str(len(articles)), "", "\n".join(dict.fromkeys(waiting)), _NOON))
                waiting = []
    return articles


def _article(key: str, title: str, text: str, published_at: datetime) -> Article:
    return Article(id=key, title=title, text=text, published_at=published_at, publisher="", url="")


def main() -> int:
    """Print the table."""
    detector = load_detectors(settings().lexicons, settings().watches_file)[0]
    dense, everyday = dense_articles(), everyday_articles()
    sets = [("dense", dense), *([("everyday", everyday)] if everyday else [])]
    peer, peer_size = _peer(detector.lexicon, dense)
    floor = peer_size / _best(peer, rounds=1)
    table = Table("texts", "what", "MB/s of UTF-8 text", "times the peer")
    table.add_row("dense", "peer: `re` alternations, matching only", f"{floor:.2f}", "1")
    for name, articles in sets:
        size = sum(len(f"{a.title}\n{a.text}".encode()) for a in articles) / 1e6
        for what, seconds in _measured(articles, detector).items():
            table.add_row(f"{name}, {size:.2f} MB", what, f"{size / seconds:.2f}", f"{size / seconds / floor:.0f}")
    Console(width=110).print(table)
    loads = [_load() for _ in range(3)]
    seconds, peak = min(x["seconds"] for x in loads), max(x["peak"] for x in loads)
    Console(width=110).print(f"load of the lexicon: {seconds:.2f} s CPU; peak memory of the process {peak:.0f} MB")
    return 0


def _measured(articles: list[Article], detector: Detector) -> dict[str, float]:
    return {
        "folding": _best(lambda: [fold(a.text) for a in articles]),
        "matching": _best(lambda: [detector.matcher.find(fold(a.text).text) for a in articles]),
        "tagging": _best(lambda: [tag_article(a, detector.lexicon, detector.matcher) for a in articles]),
        "tagging, dates and sentences": _best(lambda: [_read(a, detector) for a in articles]),
        "detection": _best(lambda: [detect_contacts(a, detector) for a in articles]),
    }


def _read(article: Article, detector: Detector) -> tuple[object, ...]:
    tagged = tag_article(article, detector.lexicon, detector.matcher)
    dates = detector.find_dates(fold(article.text).text, article.published_at.date())
    return tagged, dates, find_sentences(article.text)


def _best(work: Callable[[], object], rounds: int = _ROUNDS) -> float:
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def _peer(lexicon: Lexicon, articles: list[Article]) -> tuple[Callable[[], object], float]:
    """Return the peer's work and how many megabytes it goes through."""
    forms = sorted({f for f in fold_words(list(_names(lexicon))) if f}, key=len, reverse=True)
    patterns = [
        re.compile(rf"(?<![ء-ي]){_CLITICS}({'|'.join(map(re.escape, forms[at : at + _FORMS_IN_ONE]))})(?![ء-ي])")
        for at in range(0, len(forms), _FORMS_IN_ONE)
    ]
    sample: list[str] = []
    while sum(map(len, sample)) < _PEER_CHARS:
        sample.append(articles[len(sample)].text)
    size = sum(len(t.encode()) for t in sample) / 1e6
    return lambda: [p.findall(fold(t).text) for t in sample for p in patterns], size


def _names(lexicon: Lexicon) -> Iterator[str]:
    for person in lexicon.people.values():
        yield from (*person.full_names, *person.family_names)
    for country in lexicon.countries.values():
        yield from (*country.names, *country.capitals, *country.seats, *country.adjectives, *country.people)
    for group in (lexicon.places, lexicon.bodies):
        for entry in group.values():
            yield from entry.names
    for role in lexicon.roles.values():
        yield from (*role.singular, *role.dual, *role.plural)
    for topic in lexicon.topics.values():
        yield from topic.terms


def _load() -> dict[str, float]:
    """Load the lexicon in a process of its own, as every worker does."""
    done = subprocess.run([sys.executable, "-c", _LOAD], capture_output=True, text=True, check=True, cwd=PROJECT)
    return dict(json.loads(done.stdout))


if __name__ == "__main__":
    sys.exit(main())
