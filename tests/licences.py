"""Write docs/licences.md: what each package of the lock may be used under. ``make licences``."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from include.rasid.settings import PROJECT

_PAGE = PROJECT / "docs" / "licences.md"
_HEAD = """# Licences of what Rasid is built on

Every package of `requirements.txt`, which is what an installation gets, with the licence that its metadata names. Made by `make licences`; a test holds the
names against the lock. Two offer a choice of which one is the GPL; none demands that programs that use it be under its own licence. Fonts of the desk: IBM Plex Sans Arabic,
SIL Open Font License 1.1. Postgres and the container images of `docker-compose.yaml` have licences of their own.

| package | licence |
|---|---|
"""


def locked() -> list[str]:
    """Return the names in the lock, as they stand there."""
    text = (PROJECT / "requirements.txt").read_text("utf-8")
    return sorted(re.findall(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==", text, re.MULTILINE))


def main() -> None:
    """Write the page."""
    program = Path(sys.executable).parent / "pip-licenses"
    command = [str(program), "--from=mixed", "--format=json", "--packages", *locked()]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    known = {re.sub(r"[-_.]+", "-", row["Name"]).lower(): row["License"] for row in found}
    rows = (f"| {name} | {known.get(re.sub(r'[-_.]+', '-', name), 'not for this platform')} |" for name in locked())
    _PAGE.write_text(_HEAD + "\n".join(rows) + "\n", "utf-8")


if __name__ == "__main__":
    main()
