"""The mails in headless Chromium: nothing sticks out, each language runs its own way, nothing is fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from include.rasid.core.alert_facts import read_alert_facts
from include.rasid.core.mail import compose
from tests.alert_factories import mail_style, make_digest, make_envelope, make_facts, make_mail, make_source, part_of
from tests.browser.rendering import find_chromium, render
from tests.unit.core.test_mail_hostile import HOSTILE, hostile_facts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.rendering import Rendering

pytestmark = [pytest.mark.full, pytest.mark.skipif(find_chromium() is None, reason="no Chromium here")]
LONG = make_source(title="خبر " * 60, url="https://news.example/" + "x" * 300, publisher_ar="وكالة " * 8)
MAILS: dict[str, dict[str, Any]] = {
    "usual": {},
    "everything": {
        "late": True,
        "changed_from": {"date": "2023-03-01", "place": "Delhi"},
        "sources": [make_source(voice=0), make_source(voice=1), make_source(voice=1, publisher_ar="CNN بالعربية")],
        "earlier": [{"date": f"202{year}-01-21", "place": "Geneva", "transition": "held"} for year in (2, 1, 0)],
    },
    "long words": {"article": LONG, "sources": [LONG], "evidence": {"text": "ل" * 600}, "highlights": []},
}


def check(seen: Rendering, *, mixed: bool = True) -> None:
    """Check what holds of every mail at every width."""
    assert (seen.overflow, seen.outside, seen.fetched) == (0, [], [])
    assert {(lang, direction) for lang, direction, _ in seen.directions} == {("ar", "rtl"), ("en", "ltr")}
    for lang, align, left, right in seen.starts:
        if align == "right":
            assert lang == "ar"
            assert abs(right) < 1, "an Arabic line does not begin at the right edge"
        elif align == "left":
            assert lang == "en"
            assert abs(left) < 1
    assert set(seen.isolated) == {("ltr", "isolate")}
    assert seen.smallest >= 12
    if mixed:
        assert {align for _, align, _, _ in seen.starts} == {"right", "left", "center"}


@pytest.mark.parametrize("width", [320, 414, 640, 1024])
@pytest.mark.parametrize("facts", MAILS.values(), ids=MAILS.keys())
def test_alert(facts: dict[str, Any], width: int, tmp_path: Path) -> None:
    """From a telephone's width on, an alert fits, Arabic begins at the right, English at the left."""
    check(render(part_of(make_mail(**facts), "html"), width, tmp_path))


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("width", [320, 640])
def test_digest(language: str, width: int, tmp_path: Path) -> None:
    """A digest of more contacts than it tells in full fits, too."""
    check(render(part_of(make_digest(25, language=language), "html"), width, tmp_path))


def test_english_first(tmp_path: Path) -> None:
    """For readers of English the English half stands above, and both halves keep their directions."""
    mail = compose(read_alert_facts(make_facts()), make_envelope(language="en"), mail_style())
    seen = render(part_of(mail, "html"), 640, tmp_path)
    check(seen)

    assert next(lang for lang, align, _, _ in seen.starts if align != "center") == "en"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts(text: str, tmp_path: Path) -> None:
    """Whatever a text holds, a real browser fetches nothing, runs nothing, and nothing sticks out or turns round."""
    mail = compose(read_alert_facts(hostile_facts(text)), make_envelope(), mail_style())
    check(render(part_of(mail, "html"), 414, tmp_path))
