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


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A row that broke an expectation."""

    article_key: str
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
    """Run the suite of a file on rows, each with ``article_key`` and the columns that the suite names.

    Results come in the order of the suite. No rows pass every expectation. Importing Great Expectations
    takes seconds: it happens here and nowhere else. Nothing connects to a network.

    Raises:
        BadInputError: The suite file breaks its schema, or one of its expectations cannot be computed on
            the rows: the gate never lets pass what it could not look at.
    """
    suite = load_yaml_model(suite_file, _Suite).expectations
    if not rows:
        return tuple(_result(e, success=True, elements=0, failures=()) for e in suite)
    outcomes = _run(suite_file, suite, rows)
    return tuple(_read(suite_file, e, outcomes.get(e.meta.key)) for e in suite)


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


def _run(suite_file: Path, suite: tuple[_Expectation, ...], rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return Great Expectations' result for each key; one that it could not build is not there."""
    with warnings.catch_warnings():
        # Great Expectations 1.24.1 imports both; nothing of ours can help it.
        warnings.filterwarnings("ignore", "module 'sre_(constants|parse)' is deprecated", DeprecationWarning)
        import great_expectations as gx
        import pandas as pd
        from great_expectations.data_context.types.base import ProgressBarsConfig

    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("staging").add_dataframe_asset("rows")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": pd.DataFrame(list(rows))})
    try:
        checks = gx.ExpectationSuite(name="staging", expectations=[e.model_dump() for e in suite])
    except ValueError as error:  # pydantic's, of the arguments of an expectation
        raise BadInputError(f"not an expectation: {error}", path=suite_file) from error
    # COMPLETE names the failing rows; the fault that research/stack.md reports concerns regexes on Postgres only.
    outcome = batch.validate(
        checks,
        result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["article_key"]},
    )
    return {str(vars(r.expectation_config)["meta"]["key"]): r for r in outcome.results}


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
    failures = tuple(Failure(article_key=str(r["article_key"]), value=_value(r.get(column))) for r in rows)
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
