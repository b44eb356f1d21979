"""Alert rules and dashboards ask for figures that exist, and every rule has its chapter for whoever it wakes."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from include.rasid.desk.metrics import METRICS
from include.rasid.settings import PROJECT

MONITORING = PROJECT / "include" / "monitoring"
RULES = [r for g in yaml.safe_load((MONITORING / "alerts.yml").read_text("utf-8"))["groups"] for r in g["rules"]]
BOARDS = sorted((MONITORING / "grafana" / "dashboards").glob("*.json"))
AIRFLOW = {m["name"] for m in yaml.safe_load((MONITORING / "statsd.yml").read_text("utf-8"))["mappings"]}


def figures(expression: str) -> set[str]:
    return set(re.findall(r"\b(?:rasid|airflow)_[a-z_]+", expression))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_a_rule_asks_for_what_is_counted_and_has_a_chapter(rule: dict[str, object]) -> None:
    """Its figures exist, it says how urgent it is, and docs/operations.md has a heading of its name."""
    operations = (PROJECT / "docs" / "operations.md").read_text("utf-8")

    assert figures(str(rule["expr"])) <= set(METRICS)
    assert rule["labels"] in ({"severity": "page"}, {"severity": "look"})
    assert f"#### {rule['alert']}\n" in operations


def test_no_chapter_is_left_of_a_rule_that_went() -> None:
    """Headings and rules are the same."""
    operations = (PROJECT / "docs" / "operations.md").read_text("utf-8")
    assert re.findall(r"^#### (Rasid\w+)$", operations, re.MULTILINE) == [r["alert"] for r in RULES]


@pytest.mark.parametrize("board", BOARDS, ids=lambda path: path.stem)
def test_a_dashboard_asks_for_what_is_counted(board: object) -> None:
    """Every target of every panel names figures that exist."""
    panels = json.loads(board.read_text("utf-8"))["panels"]  # type: ignore[attr-defined]
    asked = {name for panel in panels for target in panel["targets"] for name in figures(target["expr"])}

    assert asked
    assert asked <= set(METRICS) | AIRFLOW
