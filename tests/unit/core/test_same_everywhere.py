"""What is read out of an article is the same in each process, whatever order its sets have there."""

from __future__ import annotations

import os
import subprocess
import sys

from include.rasid.settings import PROJECT

_READ = """
from include.rasid.core.detect import detect_contacts
from include.rasid.core.tag import tag_article
from include.rasid.io.articles import read_articles
from include.rasid.io.detector import load_detectors
from include.rasid.settings import PROJECT, settings

detectors = load_detectors(settings().lexicons, settings().watches_file)
for article in read_articles([PROJECT / "include" / "newsroom" / "articles_a.jsonl"]):
    print(article.id, tag_article(article, detectors[0].lexicon, detectors[0].matcher), detect_contacts(article, detectors[0]))
"""


def test_order_of_sets_tells_nothing() -> None:
    """Two processes whose hashes begin with different seeds find the same names and contacts in the bundled articles."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _READ],
            cwd=PROJECT,
            env=os.environ | {"PYTHONPATH": str(PROJECT), "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
        )
        for seed in ("1", "2", "4")
    ]
    found = [process.communicate()[0] for process in running]

    assert len(found[0]) > 10_000
    assert found[1:] == [found[0]] * 2
