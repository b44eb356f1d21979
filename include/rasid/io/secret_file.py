"""``python -m include.rasid.io.secret_file PATH``: generated secrets for docker-compose.yaml, as an environment file."""

from __future__ import annotations

import base64
import os
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from include.rasid.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_HEADER = """\
# Secrets for docker-compose.yaml, generated on this machine. Keep this file out of version control and in your backup:
# without AIRFLOW_FERNET_KEY the connections stored in Airflow cannot be read, without the passwords the databases.
# Settings may follow; .env.example documents them.
"""


def _password() -> str:
    return secrets.token_urlsafe(24)  # its alphabet needs no quoting, neither in URLs nor in this file


def _long_key() -> str:
    return secrets.token_urlsafe(64)  # Airflow warns of a JWT secret under 64 bytes


def _fernet_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii")


SECRETS: Mapping[str, Callable[[], str]] = {
    "AIRFLOW_ADMIN_PASSWORD": _password,
    "AIRFLOW_DB_PASSWORD": _password,
    "AIRFLOW_FERNET_KEY": _fernet_key,
    "AIRFLOW_JWT_SECRET": _long_key,
    "AIRFLOW_SECRET_KEY": _long_key,
    "ANALYST_PASSWORD": _password,
    "DESK_PASSWORD": _password,
    "GRAFANA_PASSWORD": _password,
    "LOADER_PASSWORD": _password,
    "REDIS_PASSWORD": _password,
    "SENDER_PASSWORD": _password,
    "WAREHOUSE_ADMIN_PASSWORD": _password,
    "WAREHOUSE_PASSWORD": _password,
}


def write_secret_file(path: Path) -> None:
    """Write every secret, newly generated, to ``path``, which only its owner can read (mode 0600).

    Raises:
        BadInputError: The file exists, or cannot be made: new secrets would lock out what the old ones opened.
    """
    text = _HEADER + "".join(f"{name}={generate()}\n" for name, generate in SECRETS.items())
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise BadInputError("exists already; its secrets are kept", path=path) from error
    except OSError as error:
        raise BadInputError(error.strerror or "cannot be written", path=path) from error
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)


def main(arguments: list[str]) -> int:
    """Run the command line; return its exit code, 2 for an error, which is one clear line."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m include.rasid.io.secret_file PATH\n")
        return 2
    path = Path(arguments[0])
    try:
        write_secret_file(path)
    except BadInputError as error:
        sys.stderr.write(f"rasid: {error}\n")
        return 2
    sys.stdout.write(
        f"wrote {len(SECRETS)} secrets to {path}; the user of Airflow's UI is admin, AIRFLOW_ADMIN_PASSWORD\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
