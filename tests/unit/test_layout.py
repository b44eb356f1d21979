"""The house rules that no linter knows: sizes, names, and what must not be in the project."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
SOURCES = sorted(p for folder in ("include", "dags", "plugins", "tests") for p in (PROJECT / folder).rglob("*.py"))
QUERIES = sorted((PROJECT / "include" / "sql" / "queries").glob("*.sql"))
MOST_LINES = {"dags": 120}
TEXT_KINDS = {".py", ".sql", ".yml", ".yaml", ".md", ".toml", ".txt", ".jsonl", ".j2", ".html", ".xml", ""}


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(PROJECT)))
def test_files_and_functions_stay_small(path: Path) -> None:
    """A file has at most 300 lines (a DAG 120), a function at most 40."""
    text = path.read_text("utf-8")
    functions = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = [n.name for n in functions if n.end_lineno is not None and n.end_lineno - n.lineno + 1 > 40]

    assert text.count("\n") <= MOST_LINES.get(path.relative_to(PROJECT).parts[0], 300)
    assert long == []


@pytest.mark.parametrize("path", QUERIES, ids=lambda p: p.stem)
def test_each_query_file_is_one_lower_case_statement_in_use(path: Path) -> None:
    """A query is one statement in lower case, its parameters are named, and some code runs it."""
    text = path.read_text("utf-8")
    code = "\n".join(p.read_text("utf-8") for p in SOURCES if p.parts[-2] != "queries")

    assert ";" not in re.sub(r"'[^']*'", "", text).rstrip().rstrip(";")
    assert not re.search(r"\b(SELECT|INSERT|UPDATE|DELETE|FROM|WHERE)\b", text)
    assert not re.search(r"%s(?!\b)", text.replace("values %s", ""))
    assert f'"{path.stem}"' in code


def test_no_machine_path_and_no_registry_address() -> None:
    """The project names no folder of the machine it was made on and no package index."""
    forbidden = re.compile(r"/work/main|/root/|pypi\.org|registry\.npmjs|index-url|files\.pythonhosted")
    found = [
        str(path.relative_to(PROJECT))
        for path in sorted(PROJECT.rglob("*"))
        if path.is_file()
        and path.suffix in TEXT_KINDS
        and not {".git", ".venv", ".local", ".hypothesis"} & set(path.parts)
        if path != Path(__file__)
        and "cache" not in str(path)
        and forbidden.search(path.read_text("utf-8", errors="replace"))
    ]

    assert found == []


def test_sources_carry_no_bidi_controls() -> None:
    """Invisible direction marks in source could make code read differently from what it does."""
    bidi = re.compile("[\u202a-\u202e\u2066-\u2069]")

    assert [str(p) for p in SOURCES if bidi.search(p.read_text("utf-8"))] == []
