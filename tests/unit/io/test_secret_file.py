"""The generated secrets of docker-compose.yaml."""

from __future__ import annotations

import base64
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from include.rasid.errors import BadInputError
from include.rasid.io.secret_file import SECRETS, write_secret_file
from include.rasid.settings import PROJECT

if TYPE_CHECKING:
    from pathlib import Path


def _values(path: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in path.read_text("utf-8").splitlines() if not line.startswith("#"))


def test_only_the_owner_can_read_the_file(tmp_path: Path) -> None:
    """The mode is 0600 whatever the umask."""
    write_secret_file(tmp_path / ".env")
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600


def test_each_secret_is_long_and_of_its_own(tmp_path: Path) -> None:
    """No two secrets, and no two files, share a value; none needs quoting in a URL or in the file."""
    write_secret_file(tmp_path / "a")
    write_secret_file(tmp_path / "b")
    a, b = _values(tmp_path / "a"), _values(tmp_path / "b")
    assert set(a) == set(SECRETS)
    assert len({*a.values(), *b.values()}) == 2 * len(SECRETS)
    plain = {name: value for name, value in a.items() if name != "AIRFLOW_FERNET_KEY"}
    assert all(len(value) >= 32 and value.replace("-", "").replace("_", "").isalnum() for value in plain.values())


def test_the_keys_have_the_form_that_airflow_wants(tmp_path: Path) -> None:
    """A Fernet key is 32 bytes in base64; Airflow warns of JWT secrets under 64 bytes."""
    write_secret_file(tmp_path / ".env")
    values = _values(tmp_path / ".env")
    assert len(base64.urlsafe_b64decode(values["AIRFLOW_FERNET_KEY"])) == 32
    assert len(values["AIRFLOW_JWT_SECRET"]) >= 64


def test_a_file_that_exists_is_kept(tmp_path: Path) -> None:
    """New secrets would lock out what the old ones opened."""
    path = tmp_path / ".env"
    path.write_text("WAREHOUSE_PASSWORD=old\n", "utf-8")
    with pytest.raises(BadInputError, match="exists already"):
        write_secret_file(path)
    assert path.read_text("utf-8") == "WAREHOUSE_PASSWORD=old\n"


def test_a_folder_that_does_not_exist_is_one_clear_error(tmp_path: Path) -> None:
    """The error names the path."""
    with pytest.raises(BadInputError, match=r"none/\.env: No such file"):
        write_secret_file(tmp_path / "none" / ".env")


def test_the_command_writes_once(tmp_path: Path) -> None:
    """The second call leaves the file alone and ends with 2; neither prints a secret."""
    path = tmp_path / ".env"
    command = [sys.executable, "-m", "include.rasid.io.secret_file", str(path)]
    first = subprocess.run(command, check=False, capture_output=True, text=True, cwd=PROJECT)
    text = path.read_text("utf-8")
    second = subprocess.run(command, check=False, capture_output=True, text=True, cwd=PROJECT)
    assert (first.returncode, second.returncode) == (0, 2)
    assert path.read_text("utf-8") == text
    assert second.stderr.count("\n") == 1
    assert not any(value in first.stdout + second.stderr for value in _values(path).values())
