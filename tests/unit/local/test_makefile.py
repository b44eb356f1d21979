"""The Makefile, as far as it goes without installing anything."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from include.rasid.settings import PROJECT

if TYPE_CHECKING:
    from pathlib import Path


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Call make as a user does, not as a child of another make."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=folder, env=kept, capture_output=True, text=True, check=False)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a folder, with a blank in its name, that holds what a fresh clone needs to set itself up."""
    folder = tmp_path / "fresh clone"
    folder.mkdir()
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(PROJECT / name, folder)
    return folder


def test_help_lists_the_targets(clone: Path) -> None:
    """``make`` alone says what there is, each with a word on what it does."""
    listed = make(clone).stdout
    for target in ("setup", "run", "up", "down", "test", "test-full", "check", "golden", "bench", "lock", "clean"):
        assert f"make {target} " in listed


@pytest.mark.parametrize("python", ["", "/bin/false", "/nowhere/python 3"])
def test_an_unfit_python_is_one_clear_error(clone: Path, python: str) -> None:
    """Without a Python of a supported version nothing is made, and the error says which are."""
    done = make(clone, "setup", f"PYTHON={python}")
    assert done.returncode != 0
    assert "rasid: no Python 3.11, 3.12 or 3.13" in done.stderr
    assert not (clone / ".venv").exists()


def test_bytecode_is_written(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PYTHONDONTWRITEBYTECODE does not reach the recipes: with it each Airflow process compiles a gigabyte anew."""
    (clone / "Makefile").write_text((clone / "Makefile").read_text("utf-8") + "\nshow:\n\t@env\n", "utf-8")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in make(clone, "show").stdout
