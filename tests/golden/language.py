"""Print how well dates and names are found in texts whose labels were written before anybody saw the output.

Part of `make golden`. A name counts as found when its span meets the labelled one and the kind is the same; "exact" is the
share of found names whose span is the same to the letter. Dates count by sentence: every date right and nothing else.
"""

from __future__ import annotations

import csv
import json
import re
from calendar import monthrange
from collections import Counter
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, NamedTuple

from include.rasid.core.fold import fold
from include.rasid.core.tag import tag_article
from include.rasid.io.detector import load_detectors
from include.rasid.model import Article, EntityKind, EntityMention
from include.rasid.settings import PROJECT, settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GOLDEN = PROJECT / "tests" / "golden"
_MARK = re.compile(r"⟦([^|⟧]+)\|(person|place|country|body):([^⟧]+)⟧")
_KINDS = {
    "person": EntityKind.PERSON,
    "place": EntityKind.PLACE,
    "country": EntityKind.COUNTRY,
    "body": EntityKind.ORGANISATION,
}


class Label(NamedTuple):
    """A marked name: where it stands in the text without marks."""

    start: int
    end: int
    kind: EntityKind
    key: str
    surface: str


class Outcome(NamedTuple):
    """What came of one labelled name, or of one found name that nobody labelled."""

    verdict: str  # found | missed | false
    kind: EntityKind
    surface: str
    key: str
    exact: bool
    where: str


def unmarked(text: str) -> tuple[str, list[Label]]:
    """Return a text without its marks, and the names that they give."""
    plain: list[str] = []
    labels: list[Label] = []
    at = length = 0
    for mark in _MARK.finditer(text):
        plain.append(text[at : mark.start()])
        length += mark.start() - at
        surface = mark[1]
        labels.append(Label(length, length + len(surface), _KINDS[mark[2]], mark[3], surface))
        plain.append(surface)
        length += len(surface)
        at = mark.end()
    return "".join(plain) + text[at:], labels


def tag_outcomes(path: Path) -> Iterator[Outcome]:
    """Yield what came of every name of a file of marked articles."""
    detector = load_detectors(settings().lexicons, settings().watches_file)[0]
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        title, title_labels = unmarked(row["title"])
        text, text_labels = unmarked(row["text"])
        day = datetime.combine(date.fromisoformat(row["date_iso"][:10]), datetime.min.time(), UTC)
        article = Article(id=row["id"], title=title, text=text, published_at=day, publisher="", url="")
        tagged = tag_article(article, detector.lexicon, detector.matcher)
        for part, labels in (("title", title_labels), ("text", text_labels)):
            found = [m for m in tagged.mentions if m.part == part and m.kind in _KINDS.values()]
            yield from _compared(labels, found, f"{row['id']} {part}")


def _compared(labels: list[Label], found: list[EntityMention], where: str) -> Iterator[Outcome]:
    free = list(found)
    for label in labels:
        same = [m for m in free if m.kind is label.kind and m.span.start < label.end and label.start < m.span.end]
        if not same:
            yield Outcome("missed", label.kind, label.surface, label.key, exact=False, where=where)
            continue
        best = same[0]
        free.remove(best)
        exact = (best.span.start, best.span.end) == (label.start, label.end)
        yield Outcome("found", label.kind, label.surface, f"{label.key} {best.key}", exact=exact, where=where)
    for mention in free:
        yield Outcome("false", mention.kind, mention.surface, mention.key, exact=False, where=where)


class DateRow(NamedTuple):
    """A labelled sentence and what was read in it."""

    sentence: str
    wanted: list[tuple[date, date]]
    found: list[tuple[date, date]]


def date_rows(path: Path) -> Iterator[DateRow]:
    """Yield the labelled sentences of a file with what was read in them."""
    detector = load_detectors(settings().lexicons, settings().watches_file)[0]
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            reference = date.fromisoformat(row["ref_date"])
            hits = detector.find_dates(fold(row["sentence"]).text, reference)
            expected = row["expected"].strip()
            wanted = [] if expected == "none" else [_days(part.strip()) for part in expected.split(";")]
            yield DateRow(row["sentence"], wanted, [(h.when.first, h.when.last) for h in hits])


def _days(iso: str) -> tuple[date, date]:
    first, _, last = iso.partition("/")
    return _edge(first, last=False), _edge(last or first, last=True)


def _edge(iso: str, *, last: bool) -> date:
    if len(iso) == 4:
        return date(int(iso), 12 if last else 1, 31 if last else 1)
    if len(iso) == 7:
        year, month = int(iso[:4]), int(iso[5:])
        return date(year, month, monthrange(year, month)[1] if last else 1)
    return date.fromisoformat(iso)


def tag_figures() -> Iterator[tuple[str, ...]]:
    """Yield rows of set, kind, names, precision, recall, share of exact spans."""
    for path in sorted(GOLDEN.glob("tags_*.jsonl")):
        outcomes = list(tag_outcomes(path))
        for kind in (*_KINDS.values(), None):
            chosen = [o for o in outcomes if kind in (None, o.kind)]
            counts = Counter(o.verdict for o in chosen)
            found, missed, false = counts["found"], counts["missed"], counts["false"]
            exact = sum(o.exact for o in chosen)
            yield (
                path.stem,
                kind or "all",
                str(found + missed),
                f"{found / max(found + false, 1):.3f}",
                f"{found / max(found + missed, 1):.3f}",
                f"{exact / max(found, 1):.3f}",
            )


def date_figures() -> Iterator[tuple[str, ...]]:
    """Yield rows of set, sentences, share that is right."""
    for path in sorted(GOLDEN.glob("dates_*.tsv")):
        rows = list(date_rows(path))
        right = sum(r.wanted == r.found for r in rows)
        yield path.stem, str(len(rows)), f"{right / len(rows):.3f}"
