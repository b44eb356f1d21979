"""Great Expectations' Data Docs of an audit, in a local folder of pages that ask nothing of other servers."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import replace
from html import escape, unescape
from typing import TYPE_CHECKING, Any

from include.rasid.io.docs_pages import clean_pages, list_audits, write_audit
from include.rasid.io.quality import (
    load_suite,
    passed_unseen,
    quiet_context,
    read_outcomes,
    result_format,
    suite_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from include.rasid.io.quality import CheckResult, Suite

_KEPT = 30  # audits whose pages stay


class DataDocs:
    """The pages of one audit while it runs: each suite that is checked adds one."""

    def __init__(self, folder: Path) -> None:
        self.checked: list[tuple[str, tuple[CheckResult, ...]]] = []
        self._context: Any = quiet_context()
        for name in list(self._context.list_data_docs_sites()):
            self._context.delete_data_docs_site(name)
        store = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)}
        index = {"class_name": "DefaultSiteIndexBuilder"}
        site = {
            "class_name": "SiteBuilder",
            "show_how_to_buttons": False,
            "store_backend": store,
            "site_index_builder": index,
        }
        self._context.add_data_docs_site("rasid", site)
        self._source = self._context.data_sources.add_pandas("warehouse")

    def check(self, suite_file: Path, rows: Sequence[dict[str, Any]]) -> tuple[CheckResult, ...]:
        """Run the suite of a file on rows, as ``check_rows`` does, and add its page; no rows make no page.

        Raises:
            BadInputError: The suite cannot be read or computed.
        """
        suite = load_suite(suite_file)
        found = self._check(suite_file, suite, rows) if rows else passed_unseen(suite)
        self.checked.append((suite_file.stem, found))
        return found

    def _check(self, suite_file: Path, suite: Suite, rows: Sequence[dict[str, Any]]) -> tuple[CheckResult, ...]:
        import great_expectations as gx
        import pandas as pd
        from great_expectations.checkpoint.actions import UpdateDataDocsAction

        name = suite_file.stem
        data = self._source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("all")
        checks = self._context.suites.add(suite_of(suite_file, suite, name))
        definition = gx.ValidationDefinition(name=name, data=data, suite=checks)
        checkpoint = gx.Checkpoint(
            name=name,
            validation_definitions=[self._context.validation_definitions.add(definition)],
            actions=[UpdateDataDocsAction(name="pages", site_names=["rasid"])],
            result_format=result_format(rows),
        )
        frame = pd.DataFrame([_escaped(row) for row in rows])
        run = self._context.checkpoints.add(checkpoint).run(batch_parameters={"dataframe": frame})
        [outcome] = run.run_results.values()
        return tuple(_unescaped(result) for result in read_outcomes(suite_file, suite, outcome.results))


def _escaped(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row whose texts are HTML: Great Expectations puts values into its pages as they are."""
    return {name: escape(value) if isinstance(value, str) else value for name, value in row.items()}


def _unescaped(result: CheckResult) -> CheckResult:
    failures = tuple(
        replace(f, article_key=unescape(f.article_key), value=None if f.value is None else unescape(f.value))
        for f in result.failures
    )
    return replace(result, failures=failures)


@contextmanager
def data_docs(folder: Path, at: datetime) -> Iterator[DataDocs]:
    """Give the docs of an audit; what it has checked is in ``folder/<time>`` afterwards, and ``index.html`` leads there.

    The pages of an audit that fails half-way are not kept; of older audits the last thirty stay.
    """
    name = at.strftime("%Y-%m-%dT%H%M%SZ")
    partial = folder / f".{name}.partial"
    partial.mkdir(parents=True, exist_ok=True)
    try:
        docs = DataDocs(partial)
        yield docs
        clean_pages(partial)
        write_audit(partial, name, docs.checked)
        partial.rename(folder / name)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    audits = sorted((p for p in folder.iterdir() if p.is_dir() and p.name[0] != "."), reverse=True)
    for old in audits[_KEPT:]:
        shutil.rmtree(old)
    list_audits(folder, [p.name for p in audits[:_KEPT]])
