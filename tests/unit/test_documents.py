"""The documents against the code: vocabulary, tables, files and commands that they name exist."""

from __future__ import annotations

import re
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from include.rasid.settings import PROJECT
from tests.licences import locked

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENTS = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")])
GLOSSARY = (PROJECT / "docs" / "glossary.md").read_text("utf-8")
VOCABULARY = [name for name in ("include.rasid.model", "include.rasid.core.outcomes") if find_spec(name)]
ASSETS_AND_LEDGER = {"raw.page", "ops.alert", "ops.schema_migration"}  # the ledger is made before the first migration
MIGRATIONS = "\n".join(path.read_text("utf-8") for path in (PROJECT / "include" / "sql" / "migrations").glob("*.sql"))


def _closed_lists() -> list[type[StrEnum]]:
    modules = [import_module(name) for name in VOCABULARY]
    found = {v for m in modules for v in vars(m).values() if isinstance(v, type) and issubclass(v, StrEnum)}
    return sorted(found - {StrEnum}, key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", _closed_lists(), ids=lambda kind: kind.__name__)
def test_the_glossary_explains_every_value(kind: type[StrEnum]) -> None:
    """Each value of a closed list of the model or of the outcomes stands in a table of the glossary."""
    assert [value for value in kind if not re.search(rf"^\|.*`{re.escape(value)}`", GLOSSARY, re.MULTILINE)] == []


def test_every_table_is_in_the_glossary() -> None:
    """Each table of the migrations belongs to a word of the glossary."""
    tables = re.findall(r"^create table (?:if not exists )?([a-z]+\.[a-z_]+)", MIGRATIONS, re.MULTILINE)
    assert len(tables) > 20
    assert [table for table in tables if not re.search(rf"^\|.*`{table}[`.]", GLOSSARY, re.MULTILINE)] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_tables_and_columns_that_a_document_names_exist(path: Path) -> None:
    """What a document calls ``schema.table`` or ``schema.table.column`` is in the schema."""
    named = re.findall(r"\b((?:raw|staging|core|ops|mart)\.[a-z_]+(?:\.[a-z_]+)?)\b", path.read_text("utf-8"))
    known = set(
        re.findall(
            r"^comment on (?:table|view|column|function) ([a-z_.]+)(?:\([^)]*\))?\s+is", MIGRATIONS, re.MULTILINE
        )
    )
    assert [name for name in named if name not in known | ASSETS_AND_LEDGER] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    """A link or a picture of the project is there."""
    targets = re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize(
    ("pattern", "source", "definition"),
    [
        (r"(?:`|^)make ([a-z-]+)", "Makefile", r"^([a-z-]+):"),
        (
            r"(?:`|^)\./rasid ([a-z-]+)",
            "include/rasid/cli.py",
            r'^(?:@app\.command\(\)\ndef |app\.command\(\)\(|app\.add_typer\(\w+, name=")([a-z_]+)',
        ),
    ],
    ids=["make", "rasid"],
)
def test_commands_that_documents_name_exist(pattern: str, source: str, definition: str) -> None:
    """Each target of make and each command of ``./rasid`` that a reader is told to type is one."""
    named = {name for path in DOCUMENTS for name in re.findall(pattern, path.read_text("utf-8"), re.MULTILINE)}
    text = (PROJECT / source).read_text("utf-8")
    known = {name.replace("_", "-") for name in re.findall(definition, text, re.MULTILINE)}
    assert len(named) > 5
    assert named - known == set()


def test_every_package_of_the_lock_has_its_licence_listed() -> None:
    """docs/licences.md names what an installation gets, no more and no less: `make licences`."""
    listed = re.findall(
        r"^\| ([a-z0-9._-]+) \| (.+) \|$", (PROJECT / "docs" / "licences.md").read_text("utf-8"), re.MULTILINE
    )

    assert [name for name, _ in listed[1:]] == locked()  # behind the heading
    assert [name for name, licence in listed if licence in ("", "UNKNOWN")] == []
