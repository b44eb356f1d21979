"""Great Expectations' Data Docs of an audit, in a local folder of pages that ask nothing of other servers."""

from __future__ import annotations

import re
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

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

    from include.rasid.io.quality import CheckResult

_KEPT = 30  # audits whose pages stay
_FOREIGN = re.compile(
    r"""<link\b[^>]*href=["']?https?:[^>]*>|<script\b[^>]*src=["']?https?:[^>]*>\s*</script>|<img\b[^>]*src=["']?https?:[^>]*>""",
    re.IGNORECASE,
)
# Great Expectations' own pages get their look from other servers; this is enough to read them, Arabic from the right.
_STYLE = """<style>
body{font:15px/1.5 system-ui,sans-serif;margin:1rem auto;max-width:70rem;padding:0 1rem}
table{border-collapse:collapse;width:100%}td,th{border:1px solid #bbb;padding:.25rem .5rem;text-align:start;vertical-align:top}
td,li,p,span,h1,h2,h3,h4{unicode-bidi:plaintext}nav,.modal,.btn,button{display:none}
</style></head>"""
_INDEX = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Rasid: Data Docs</title></head><body>
<h1>Data Docs <span lang="ar" dir="rtl">تقارير تدقيق المستودع</span></h1><ul>
{links}
</ul></body></html>
"""


class DataDocs:
    """The pages of one audit while it runs: each suite that is checked adds one."""

    def __init__(self, folder: Path) -> None:
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
        if not rows:
            return passed_unseen(suite)
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
        run = self._context.checkpoints.add(checkpoint).run(batch_parameters={"dataframe": pd.DataFrame(list(rows))})
        [outcome] = run.run_results.values()
        return read_outcomes(suite_file, suite, outcome.results)


@contextmanager
def data_docs(folder: Path, at: datetime) -> Iterator[DataDocs]:
    """Give the docs of an audit; what it has checked is in ``folder/<time>`` afterwards, and ``index.html`` leads there.

    The pages of an audit that fails half-way are not kept; of older audits the last thirty stay.
    """
    name = at.strftime("%Y-%m-%dT%H%M%SZ")
    partial = folder / f".{name}.partial"
    partial.mkdir(parents=True, exist_ok=True)
    try:
        yield DataDocs(partial)
        for page in partial.rglob("*.html"):
            text = _FOREIGN.sub("", page.read_text("utf-8"))
            page.write_text(text.replace("</head>", _STYLE, 1), "utf-8")
        partial.rename(folder / name)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    _list_audits(folder)


def _list_audits(folder: Path) -> None:
    audits = sorted((p for p in folder.iterdir() if p.is_dir() and p.name[0] != "."), reverse=True)
    for old in audits[_KEPT:]:
        shutil.rmtree(old)
    links = "\n".join(f'<li><a href="{p.name}/index.html">{p.name}</a></li>' for p in audits[:_KEPT])
    index = folder / ".index.partial"
    index.write_text(_INDEX.format(links=links), "utf-8")
    index.replace(folder / "index.html")
