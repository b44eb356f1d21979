"""The reports in headless Chromium: nothing sticks out, each language runs its own way, nothing is fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.alert_factories import part_of
from tests.browser.rendering import find_chromium, render
from tests.browser.test_mail_rendering import check
from tests.report_factories import make_report, make_report_facts
from tests.unit.core.test_mail_hostile import HOSTILE

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.full, pytest.mark.skipif(find_chromium() is None, reason="no Chromium here")]


def many(text: str = "لجنة الشؤون " * 8, count: int = 12) -> dict[str, Any]:
    """Return facts with long lists of long names."""
    facts = make_report_facts()
    feed = {**facts["feeds"]["failing"][0], "publisher_ar": text, "publisher_en": text, "feed_key": "k" * 80}
    plan = {**facts["ahead"][0], "people_ar": [text] * 4, "people_en": [text] * 4, "place_ar": text, "place_en": text}
    gap = {**facts["gaps"][0], "publisher_ar": text, "publisher_en": text}
    told = {"headline": {"ar": text, "en": text}}
    return {
        "feeds": {"total": 99, "failing": [feed] * count, "silent": [feed] * count},
        "ahead": [plan] * count,
        "gaps": [gap] * count,
        "told": [told] * count,
        "checks": {**facts["checks"], "failed": 9, "failed_names": ["articles." + "x" * 40] * 9},
        "canary": None,
    }


@pytest.mark.parametrize("kind", ["heartbeat", "weekly"])
@pytest.mark.parametrize("width", [320, 414, 640, 1024])
@pytest.mark.parametrize(
    "fields", [{}, many(), {"articles": {}, "contacts": {}, "ahead": [], "days": []}], ids=["usual", "much", "nothing"]
)
def test_report(fields: dict[str, Any], width: int, kind: str, tmp_path: Path) -> None:
    """From a telephone's width on, a report fits, Arabic begins at the right, English at the left, and nothing is fetched."""
    check(render(part_of(make_report(kind, **fields), "html"), width, tmp_path))


@pytest.mark.parametrize("text", list(HOSTILE.values())[::5], ids=list(HOSTILE)[::5])
def test_hostile_names(text: str, tmp_path: Path) -> None:
    """Whatever an outlet calls itself, a browser fetches nothing, runs nothing, and nothing sticks out or turns round."""
    check(render(part_of(make_report("weekly", **many(text, 1)), "html"), 414, tmp_path))
