"""The suites of include/expectations on rows that are good but for one thing."""

from __future__ import annotations

import sys
from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from include.rasid.core.staged import Knowns, article_rows, contact_rows
from include.rasid.errors import BadInputError
from include.rasid.io.knowns import load_knowns
from include.rasid.io.quality import CheckResult, check_rows
from include.rasid.model import Mode, Role, Scope, Setting, Status
from include.rasid.settings import read_settings
from tests.factories import PROJECT
from tests.unit.io.staged_rows import BAD, GOOD, Row, good_row

if TYPE_CHECKING:
    from enum import StrEnum
    from pathlib import Path

pytestmark = pytest.mark.slow
SUITES = PROJECT / "include" / "expectations"


@cache
def knowns() -> Knowns:
    """Return what validation holds rows against, with one address that core has and one feed that says how old is too old."""
    loaded = load_knowns(None, [], read_settings({}))  # type: ignore[arg-type] # without rows nothing is asked
    return replace(
        loaded,
        oldest_days={"daily": 90},
        published_urls={"https://sada.test/old": "old", "https://sada.test/1": "first"},
    )


def check(rows: list[Row]) -> tuple[CheckResult, ...]:
    """Run both suites on staged rows."""
    return (
        *check_rows(SUITES / "articles.yml", article_rows(rows, knowns())),
        *check_rows(SUITES / "contacts.yml", contact_rows(rows, knowns())),
    )


@pytest.fixture(scope="module")
def results() -> tuple[CheckResult, ...]:
    """Return what the suites say of all rows at once; a row's key names its mutation."""
    rows = []
    for label, mutate in [*((label, mutate) for label, mutate, _ in BAD), *GOOD]:
        row = deepcopy(good_row())
        mutate(row)
        row.article_key = label
        rows.append(row)
    twin = good_row()
    twin.article_key = "as it is twice"
    return check([*rows, twin, deepcopy(twin)])


def broken(results: tuple[CheckResult, ...], article_key: str) -> set[str]:
    """Return the expectations that a row broke."""
    return {result.key for result in results for failure in result.failures if failure.article_key == article_key}


@pytest.mark.parametrize(("label", "key"), [(label, key) for label, _, key in BAD], ids=lambda value: value)
def test_one_mutation_breaks_exactly_one_expectation(results: tuple[CheckResult, ...], label: str, key: str) -> None:
    """A row that is good but for one thing breaks the expectation on that thing and no other."""
    assert broken(results, label) == {key}


@pytest.mark.parametrize("label", [label for label, _ in GOOD])
def test_rows_at_the_bounds_pass(results: tuple[CheckResult, ...], label: str) -> None:
    """The last value that is allowed, and what only looks odd, breaks nothing."""
    assert broken(results, label) == set()


def test_both_rows_of_one_key_are_named(results: tuple[CheckResult, ...]) -> None:
    """Two rows with the same key break the check of keys, which holds the batch."""
    unique = next(result for result in results if result.key == "article_key_unique")

    assert [f.article_key for f in unique.failures] == ["as it is twice"] * 2
    assert (unique.severity, unique.success) == ("block", False)


def test_every_expectation_has_a_row_that_breaks_it(results: tuple[CheckResult, ...]) -> None:
    """No expectation of the suites is without a mutation in this module, and each reports that it failed."""
    assert {r.key for r in results} == {key for _, _, key in BAD} | {"article_key_unique"}
    assert [r.key for r in results if r.success] == []


def test_results_carry_values_counts_and_reasons(results: tuple[CheckResult, ...]) -> None:
    """A result names the failing value as text, an empty one as none, and how many rows were looked at."""
    by_key = {result.key: result for result in results}
    values = {f.article_key: f.value for r in results for f in r.failures}

    assert values["39 characters"] == "39"
    assert values["mode"] == "telepathy"
    assert values["no publisher"] is None
    assert values["no status"] == "status"
    assert by_key["title_sane"].elements == len(BAD) + len(GOOD) + 2
    assert by_key["title_sane"].why.startswith("A headline")
    assert by_key["title_sane"].column == "title_chars"


def test_vocabulary_of_the_suite_is_that_of_the_model() -> None:
    """The closed lists in contacts.yml are the enumerations of the model, no word more or less."""
    suite = yaml.safe_load((SUITES / "contacts.yml").read_text("utf-8"))
    listed = {e["kwargs"]["column"]: e["kwargs"].get("value_set") for e in suite["expectations"]}
    enums: dict[str, type[StrEnum]] = {"mode": Mode, "setting": Setting, "status": Status, "role": Role, "scope": Scope}

    assert {column: set(listed[column]) for column in enums} == {c: set(map(str, e)) for c, e in enums.items()}


def test_no_rows_pass_without_great_expectations() -> None:
    """A batch without contacts passes the contacts suite, each check with no rows looked at."""
    outcome = check_rows(SUITES / "contacts.yml", [])

    assert {(result.success, result.elements) for result in outcome} == {(True, 0)}


def suite_file(folder: Path, **expectation: Any) -> Path:
    """Write a suite of one expectation."""
    meta = {"key": "only", "severity": "quarantine", "why": "For the test."}
    values = {"type": "expect_column_values_to_be_between", "kwargs": {"column": "n", "min_value": 0}, "meta": meta}
    path = folder / "suite.yml"
    path.write_text(yaml.safe_dump({"version": 1, "source": "test", "expectations": [{**values, **expectation}]}))
    return path


@pytest.mark.parametrize(
    ("expectation", "message"),
    [
        ({"kwargs": {"column": "gone", "min_value": 0}}, "only cannot be computed"),
        ({"kwargs": {"column": "word", "min_value": 0}}, "only cannot be computed"),
        ({"type": "expect_miracles"}, "knows no expect_miracles"),
        ({"kwargs": {"colum": "n"}}, "not an expectation"),
        ({"meta": {"key": "only", "severity": "deadly", "why": "x"}}, "severity"),
        ({"mood": "good"}, "mood"),
    ],
)
def test_a_check_that_cannot_be_made_lets_nothing_pass(
    tmp_path: Path, expectation: dict[str, Any], message: str
) -> None:
    """A suite that names a missing column, an unknown type or a wrong argument is an error that names the file."""
    path = suite_file(tmp_path, **expectation)

    with pytest.raises(BadInputError, match=message) as caught:
        check_rows(path, [{"article_key": "a", "n": 1, "word": "x"}, {"article_key": "b", "n": 2, "word": "y"}])

    assert caught.value.path == path


_connected: list[object] = []
sys.addaudithook(lambda event, arguments: _connected.append(arguments) if event == "socket.connect" else None)


def test_validation_connects_to_nothing() -> None:
    """A validation opens no connection: no telemetry leaves the machine."""
    row = good_row()
    row.article_key = "a"
    _connected.clear()

    assert all(result.success for result in check([row]))
    assert _connected == []
