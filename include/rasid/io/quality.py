"""The Great Expectations gate: suites from YAML, run on frames of staged rows."""

from __future__ import annotations

import gc
import logging
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from include.rasid.errors import BadInputError
from include.rasid.io.yaml_file import StrictModel, load_yaml_model

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

Severity = Literal["block", "quarantine", "warn"]


class _Meta(StrictModel):
    key: str
    severity: Severity
    why: str
    lasting: bool = False  # a release does not waive it


class _Expectation(StrictModel):
    type: str
    kwargs: dict[str, Any]
    meta: _Meta


class _Suite(StrictModel):
    version: int
    source: str
    expectations: tuple[_Expectation, ...]


Suite = tuple[_Expectation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A row that broke an expectation."""

    article_key: str  # in the audit, what the first column of the row names
    value: str | None  # None: the cell is empty


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What came of one expectation."""

    key: str
    column: str  # empty: several columns
    severity: Severity
    why: str
    is_lasting: bool  # a release of the row does not waive it
    success: bool
    elements: int  # rows looked at
    failures: tuple[Failure, ...]  # one for each row that broke it, in the order of the rows


def check_rows(suite_file: Path, rows: Sequence[dict[str, Any]]) -> tuple[CheckResult, ...]:
    """Run the suite of a file on rows, each with the columns that the suite names behind one that names the row.

    Results come in the order of the suite. No rows pass every expectation. Importing Great Expectations
    takes seconds: it happens here and nowhere else. Nothing connects to a network.

    Raises:
        BadInputError: The suite file breaks its schema, or one of its expectations cannot be computed on
            the rows: the gate never lets pass what it could not look at.
    """
    suite = load_suite(suite_file)
    if not rows:
        return passed_unseen(suite)
    return read_outcomes(suite_file, suite, _run(suite_file, suite, rows))


def load_suite(suite_file: Path) -> Suite:
    """Return the expectations of a file.

    Raises:
        BadInputError: It breaks its schema.
    """
    return load_yaml_model(suite_file, _Suite).expectations


def passed_unseen(suite: Suite) -> tuple[CheckResult, ...]:
    """Return the results of a suite that had no rows to look at."""
    return tuple(_result(e, success=True, elements=0, failures=()) for e in suite)


def read_outcomes(suite_file: Path, suite: Suite, outcomes: Any) -> tuple[CheckResult, ...]:
    """Return what Great Expectations made of a suite, in the order of the file.

    Raises:
        BadInputError: One of the expectations was not computed.
    """
    by_key = {str(vars(r.expectation_config)["meta"]["key"]): r for r in outcomes}
    return tuple(_read(suite_file, e, by_key.get(e.meta.key)) for e in suite)


@contextmanager
def paused_collector() -> Iterator[None]:
    """Keep the collector of cycles from looking through a million new cells again and again: half of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def quiet_context() -> Any:
    """Return a new ephemeral context of Great Expectations, whose import takes seconds."""
    with warnings.catch_warnings():
        # Great Expectations 1.24.1 imports both; nothing of ours can help it.
        warnings.filterwarnings("ignore", "module 'sre_(constants|parse)' is deprecated", DeprecationWarning)
        import great_expectations as gx
        from great_expectations.data_context.types.base import ProgressBarsConfig

    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


def suite_of(suite_file: Path, suite: Suite, name: str) -> Any:
    """Return Great Expectations' form of a suite; the reason of each expectation is its note, which reports print.

    Raises:
        BadInputError: An expectation has an argument that it does not take.
    """
    import great_expectations as gx

    expectations = [e.model_dump() | {"notes": f"{e.meta.severity}: {e.meta.why}"} for e in suite]
    try:
        return gx.ExpectationSuite(name=name, expectations=expectations)
    except ValueError as error:  # pydantic's, of the arguments of an expectation
        raise BadInputError(f"not an expectation: {error}", path=suite_file) from error


def result_format(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the format that names the failing rows by their first column."""
    # The fault of COMPLETE that research/stack.md reports concerns regexes on Postgres only.
    return {"result_format": "COMPLETE", "unexpected_index_column_names": [next(iter(rows[0]))]}


def _run(suite_file: Path, suite: Suite, rows: Sequence[dict[str, Any]]) -> Any:
    context = quiet_context()
    import pandas as pd

    asset = context.data_sources.add_pandas("staging").add_dataframe_asset("rows")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": pd.DataFrame(list(rows))})
    return batch.validate(suite_of(suite_file, suite, "staging"), result_format=result_format(rows)).results


def _read(suite_file: Path, expectation: _Expectation, outcome: Any) -> CheckResult:
    """Check that an expectation was computed; Great Expectations itself only logs when it was not."""
    key = expectation.meta.key
    if outcome is None:
        raise BadInputError(f"expectation {key}: Great Expectations knows no {expectation.type}", path=suite_file)
    if "element_count" not in outcome.result:  # exception_info is flat or nested by metric, depending on the fault
        raise BadInputError(f"expectation {key} cannot be computed: {outcome.exception_info}", path=suite_file)
    rows = outcome.result.get("unexpected_index_list") or []
    if not outcome.success and not rows:
        raise BadInputError(f"expectation {key} fails without naming a row", path=suite_file)
    column = _column(expectation)
    failures = tuple(
        Failure(article_key=str(r[outcome.result["unexpected_index_column_names"][0]]), value=_value(r.get(column)))
        for r in rows
    )
    elements = int(outcome.result["element_count"])
    return _result(expectation, success=bool(outcome.success), elements=elements, failures=failures)


def _value(cell: Any) -> str | None:
    return None if cell is None or cell != cell else str(cell)  # noqa: PLR0124 - NaN, an empty cell, differs from itself


def _column(expectation: _Expectation) -> str:
    return str(expectation.kwargs.get("column", ""))


def _result(expectation: _Expectation, *, success: bool, elements: int, failures: tuple[Failure, ...]) -> CheckResult:
    return CheckResult(
        key=expectation.meta.key,
        column=_column(expectation),
        severity=expectation.meta.severity,
        why=expectation.meta.why,
        is_lasting=expectation.meta.lasting,
        success=success,
        elements=elements,
        failures=failures,
    )


def result_row(result: CheckResult, suite: str, run_id: str, batch_id: int | None) -> tuple[Any, ...]:
    """Return a row of ops.quality_result; ``batch_id`` is None for the audit of the whole warehouse."""
    return (
        batch_id,
        run_id,
        suite,
        result.key,
        result.column or None,
        result.severity,
        result.success,
        result.elements,
        len(result.failures),
        result.why,
    )
