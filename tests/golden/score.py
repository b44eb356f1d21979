"""Print the quality of detection on labelled articles, beside a keyword baseline: what `make golden` runs.

The counting follows gold/GUIDE.md and ../shared/tools/score.py, which is run when it is there; the newsroom's labels in
this folder were written by people who had not seen the rules.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from include.rasid.core.detect import detect_contacts
from include.rasid.core.fold import fold
from include.rasid.core.lexicon import FormKind
from include.rasid.core.sentences import find_sentences
from include.rasid.io.articles import read_articles
from include.rasid.io.detector import load_detectors
from include.rasid.io.lexicons import load_lexicon
from include.rasid.io.mention_json import public_contact
from include.rasid.settings import PROJECT, settings
from tests.golden.alerts import raised_alerts
from tests.golden.calibration import SCORER, SHARED, examples, reliability
from tests.golden.language import date_figures, tag_figures

KINDS = {"seeds": "real", "dev": "real"}  # the other sets were written for this project


def labelled_newsroom(folder: Path) -> Path:
    """Write the newsroom's articles with their labels to one file and return it."""
    path = folder / "newsroom.jsonl"
    with path.open("w", encoding="utf-8") as out:
        for labels_file in sorted((PROJECT / "tests" / "golden").glob("newsroom_*.jsonl")):
            labels = {row["id"]: row for row in _rows(labels_file)}
            name = labels_file.name.replace("newsroom_", "articles_")
            for article in _rows(PROJECT / "include" / "newsroom" / name):
                out.write(json.dumps(article | labels[article["id"]], ensure_ascii=False) + "\n")
    return path


def own_articles(folder: Path, part: str) -> Path:
    """Write one part of the project's own labelled articles to a file and return it: dev for work on the rules, kept for scoring only."""
    path = folder / f"own_{part}.jsonl"
    with path.open("w", encoding="utf-8") as out:
        for labels_file in sorted((PROJECT / "tests" / "golden").glob(f"contacts_*_{part}.jsonl")):
            for row in _rows(labels_file):
                sides = row.pop("sides", {})  # of keys that gold/sides.tsv lacks
                names = {key: _key_of(key, side) for side, keys in sides.items() for key in keys}
                sides = {side: [names[k] for k in keys] for side, keys in sides.items()}
                for contact in row["contacts"]:
                    contact["participants"] = [names.get(p, p) for p in contact["participants"]]
                    named = {side: [k for k in keys if k in contact["participants"]] for side, keys in sides.items()}
                    if any(named.values()):
                        contact["sides"] = named
                out.write(json.dumps({"publisher": "own", "url": "", **row}, ensure_ascii=False) + "\n")
    return path


def _key_of(name: str, country: str) -> str:
    """Return the lexicon's key of an official whom a writer calls by family name alone: ``lee`` is ``lee_mike``.

    Writers have not seen the lexicon; where it has one bearer of the name in that country, he is meant.
    """
    people = load_lexicon(settings().lexicons).people
    bearers = [k for k, p in people.items() if k.partition("_")[0] == name and p.country == country]
    return bearers[0] if name not in people and len(bearers) == 1 else name


def main() -> int:
    """Score every set that is there; exit code 2 when the scorer is missing."""
    if not SCORER.exists():
        sys.stderr.write("make golden: the scorer ../shared/tools/score.py is not there\n")
        return 2
    table = Table("set", "texts", "who", "P", "R", "F1", "P 95 %", "R 95 %", "date", "role", "status", "mode")
    alerts = Table(
        "set", "changes", "alerts", "P", "R", "P 95 %", "R 95 %", title="alerts, the articles replayed by date"
    )
    detector = load_detectors(settings().lexicons, settings().watches_file)[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sets = [SHARED / "gold" / "seeds.jsonl", SHARED / "gold" / "dev.jsonl", labelled_newsroom(folder)]
        own = [own_articles(folder, part) for part in ("dev", "kept")]
        for gold in [*sets, PROJECT / "tests" / "fixtures" / "seed_traps.jsonl", *own]:
            for who, contacts in (("rasid", _detected), ("keywords", _keywords)):
                table.add_row(gold.stem, KINDS.get(gold.stem, "written"), who, *_figures(gold, contacts, folder))
            alerts.add_row(gold.stem, *_alert_figures(gold, folder))
        rows = examples([own[1]], detector)
    console = Console(width=120)
    console.print(table)
    console.print(alerts)
    console.print("confidence on the kept-back articles")
    for line in reliability(np.array([r.confidence for r in rows]), np.array([float(r.is_right) for r in rows])):
        console.print(line)
    _print_language(console)
    return 0


def _print_language(console: Console) -> None:
    """Names and dates, on texts labelled before the output was seen."""
    names = Table("set", "kind", "names", "P", "R", "exact spans")
    for row in tag_figures():
        names.add_row(*row)
    console.print(names)
    dates = Table("set", "sentences", "right")
    for row in date_figures():
        dates.add_row(*row)
    console.print(dates)


def _figures(gold: Path, contacts: Any, folder: Path) -> list[str]:
    out = folder / "found.jsonl"
    with out.open("w", encoding="utf-8") as file:
        for article in read_articles([gold]):
            file.write(
                json.dumps({"id": article.id, "contacts": contacts(article)}, ensure_ascii=False, default=str) + "\n"
            )
    done = subprocess.run([sys.executable, SCORER, "contacts", gold, out], capture_output=True, text=True, check=True)
    score = json.loads(done.stdout)
    accuracies = [f"{score[f'{key}_accuracy']:.2f}" for key in ("date", "role", "status", "mode")]
    precision = _interval(score["tp"], score["tp"] + score["fp"])
    recall = _interval(score["tp"], score["tp"] + score["fn"])
    return [f"{score['precision']:.3f}", f"{score['recall']:.3f}", f"{score['f1']:.3f}", precision, recall, *accuracies]


def _alert_figures(gold: Path, folder: Path) -> list[str]:
    detector = load_detectors(settings().lexicons, settings().watches_file)[0]
    out = folder / "alerts.jsonl"
    rows = raised_alerts(read_articles([gold]), detector)
    out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    done = subprocess.run([sys.executable, SCORER, "alerts", gold, out], capture_output=True, text=True, check=True)
    score = json.loads(done.stdout)
    counted = score["right"] + score["false"]
    return [
        *(str(score["expected"]), str(score["alerts"]), f"{score['precision']:.3f}", f"{score['recall']:.3f}"),
        *(_interval(score["right"], counted), _interval(score["right"], score["expected"])),
    ]


def _interval(hits: int, total: int) -> str:
    """Wilson score interval of a share, 95 %."""
    if total == 0:
        return "-"
    z, share = 1.96, hits / total
    centre = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return f"{max(centre - half, 0):.2f}-{min(centre + half, 1):.2f}"


def _detected(article: Any) -> list[dict[str, Any]]:
    detector = load_detectors(settings().lexicons, settings().watches_file)[0]
    found = detect_contacts(article, detector)
    return [public_contact(m) for m in found if m.confidence >= detector.watch.review_threshold]


def _keywords(article: Any) -> list[dict[str, Any]]:
    """The peer: somebody of each side and a meeting word in one sentence, as held today."""
    detector = load_detectors(settings().lexicons, settings().watches_file)[0]
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for span in find_sentences(article.text):
        folded = fold(article.text[span.start : span.end]).text
        people = [
            detector.lexicon.people[e.key]
            for hit in detector.matcher.find(folded)[0]
            for e in hit.entries
            if e.kind in (FormKind.FULL_NAME, FormKind.FAMILY_NAME)
        ]
        keys = tuple(sorted({p.key for p in people if detector.watch.side_of(p.country)}))
        sides = {p.country for p in people}
        if {"US", "RU"} <= sides and any(w in detector.grammar.triggers for w in folded.split()):
            evidence = article.text[span.start : span.end]
            contact = {"participants": list(keys), "status": "held", "date": article.published_at.date().isoformat()}
            found.setdefault(keys, contact | {"role": "new", "mode": "in_person", "evidence": evidence})
    return list(found.values())


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    sys.exit(main())
