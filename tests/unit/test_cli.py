"""The command line as a script sees it: files in, files out, one clear line for an error."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.factories import PROJECT, SHARED

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
ARTICLE = {
    "id": "a1",
    "title": "بلينكن ولافروف يلتقيان في نيودلهي",
    "text": "التقى وزير الخارجية الأميركي أنتوني بلينكن نظيره الروسي سيرغي لافروف في نيودلهي أمس الخميس.",
    "date_iso": "2023-03-03",
    "publisher": "صحيفة",
    "url": "",
}


def rasid(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run ``./rasid`` and return what came of it."""
    command = [sys.executable, "-m", "include.rasid.cli", *map(str, arguments)]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Return a file with one article."""
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps(ARTICLE, ensure_ascii=False) + "\n", "utf-8")
    return path


def test_every_command_explains_itself() -> None:
    """Each command of the design has its help."""
    shown = rasid("--help").stdout

    for name in ("extract", "tag", "detect", "replay", "newsroom", "migrate", "doctor"):
        assert name in shown
        assert rasid(name, "--help").returncode == 0


def test_tag_writes_spans_into_the_text(articles: Path, tmp_path: Path) -> None:
    """Each surface is the text under its span, and every field of the article stays."""
    done = rasid("tag", articles, tmp_path / "out.jsonl")
    [row] = rows(tmp_path / "out.jsonl")

    assert done.returncode == 0
    assert {"blinken", "lavrov", "new_delhi"} <= {m["key"] for m in row["mentions"]}
    assert all(row["text"][m["start"] : m["end"]] == m["surface"] for m in row["mentions"])
    assert all(row["title"][m["start"] : m["end"]] == m["surface"] for m in row["title_mentions"])
    assert row["text"] == ARTICLE["text"]


def test_detect_writes_the_vocabulary_of_the_guide(articles: Path, tmp_path: Path) -> None:
    """One line an article, with the fields that gold/GUIDE.md names."""
    rasid("detect", articles, tmp_path / "out.jsonl")
    [row] = rows(tmp_path / "out.jsonl")
    [contact] = row["contacts"]

    assert row["id"] == "a1"
    assert contact["participants"] == ["blinken", "lavrov"]
    assert (contact["status"], contact["date"], contact["place"]) == ("held", "2023-03-02", "New Delhi")
    assert (contact["role"], contact["scope"], contact["mode"]) == ("new", "principal", "in_person")
    assert contact["evidence"] in ARTICLE["text"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "bad.jsonl:1: "),
        ('{"id": "a"}', "bad.jsonl:1: "),
        (json.dumps(ARTICLE) + "\n" + json.dumps(ARTICLE), "bad.jsonl:2: "),
        (json.dumps({**ARTICLE, "date_iso": "yesterday"}), "bad.jsonl:1: "),
    ],
)
def test_bad_input_is_one_clear_line(tmp_path: Path, content: str, reason: str) -> None:
    """File and line are named, nothing is written, the exit code is 2."""
    bad = tmp_path / "bad.jsonl"
    bad.write_text(content, "utf-8")
    done = rasid("detect", bad, tmp_path / "out.jsonl")

    assert done.returncode == 2
    assert reason in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.jsonl").exists()


def test_unknown_timezone_is_one_clear_line(articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong setting names itself."""
    monkeypatch.setenv("RASID_ZONE", "Asia/Riyad")
    done = rasid("detect", articles, tmp_path / "out.jsonl")

    assert done.returncode == 2
    assert "RASID_ZONE: unknown timezone 'Asia/Riyad'" in done.stderr


def test_doctor_names_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A feeds file that is missing is a finding with its name, the other findings still come."""
    monkeypatch.setenv("RASID_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("RASID_FEEDS", str(tmp_path / "nowhere.yml"))
    monkeypatch.setenv("WAREHOUSE_DSN", "postgresql://nobody@127.0.0.1:1/none")
    done = rasid("doctor")

    assert done.returncode == 1
    assert "nowhere.yml" in done.stdout
    assert "SMTP_HOST is not set" in done.stdout


@pytest.mark.skipif(not (SHARED / "tools" / "score.py").exists(), reason="the scorer lies outside the project")
def test_the_scorer_reads_our_output(tmp_path: Path) -> None:
    """The seeds' contacts are all found and none is false."""
    gold = SHARED / "gold" / "seeds.jsonl"
    rasid("detect", gold, tmp_path / "out.jsonl")
    command = [sys.executable, str(SHARED / "tools" / "score.py"), "contacts", str(gold), str(tmp_path / "out.jsonl")]
    score = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    assert (score["fp"], score["fn"], score["evidence_verbatim"]) == (0, 0, 1.0)
