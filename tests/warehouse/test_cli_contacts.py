"""``./rasid contacts``, ``why`` and ``why-not`` as an operator types them."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.factories import PROJECT, make_article
from tests.warehouse.loading import read, rows
from tests.warehouse.test_explain import MET

if TYPE_CHECKING:
    from collections.abc import Callable

    from include.rasid.settings import Settings

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture(scope="module")
def settings(make_database: Callable[[], str]) -> Settings:
    """Return the settings of a warehouse with two contacts."""
    first = make_article(MET.format(place="نيودلهي", day="2 مارس 2023"), id="a1", on="2023-03-02")
    second = make_article(MET.format(place="جنيف", day="20 مارس 2023"), id="a2", on="2023-03-20")
    return read(make_database, [[first, second]])


@pytest.fixture
def rasid(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a function that runs ``./rasid`` on that warehouse."""
    monkeypatch.setenv("WAREHOUSE_DSN", settings.warehouse_dsn)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "include.rasid.cli", *arguments]
        return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)

    return run


def test_operator_lists_shows_merges_and_splits(
    settings: Settings, rasid: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    """From the list to a merge and back, each step prints what the next one needs."""
    listed = rasid("contacts", "list").stdout.splitlines()
    other, keep = (line.split("\t")[0] for line in listed)
    merged = rasid("contacts", "merge", keep, other, "--by", "sara", "--reason", "one event")
    assert merged.returncode == 0
    assert f"contact {other} is part of {keep} now" in merged.stdout
    assert len(rasid("contacts", "list").stdout.splitlines()) == 1
    assert "by sara at" in rasid("contacts", "show", keep).stdout

    [mention] = rows(
        settings,
        "select mention_id from core.contact_mention join core.article using (article_id) where article_key = 'a2'",
    )
    assert "مستقلا" in rasid("contacts", "split", keep, "--mention", str(mention.mention_id), "--lang", "ar").stdout
    assert len(rasid("contacts", "list", "--person", "lavrov").stdout.splitlines()) == 2


def test_why_and_why_not_answer_in_both_languages(rasid: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """The explanations are text on the standard output; what is not known is said, not an error."""
    assert "alert: number 1: held 1" in rasid("why", "1").stdout
    assert "حد التنبيه" in rasid("why-not", "a1", "--lang", "ar").stdout
    unknown = rasid("why-not", "https://nowhere.example/1")
    assert (unknown.returncode, "Rasid never saw this address" in unknown.stdout) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("contacts", "merge", "ffffffff", "eeeeeeee"), "no contact 'ffffffff'"),
        (("why", "999"), "no alert 999"),
        (("why-not", "a1", "--lang", "fr"), "--lang: 'fr' is not one of ar, en"),
    ],
)
def test_errors_are_one_line(
    rasid: Callable[..., subprocess.CompletedProcess[str]], arguments: tuple[str, ...], words: str
) -> None:
    """The exit code is 2 and there is no traceback."""
    done = rasid(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
