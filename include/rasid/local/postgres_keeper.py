"""Keep the embedded Postgres running until standard input closes.

    python -m include.rasid.local.postgres_keeper HOME READY_FILE

Standard input is the lifeline that ``guardian`` describes. A process of its own, because the server must be
stopped in order, and after all that use it, even when the program that asked for it was killed.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from include.rasid.errors import RasidError
from include.rasid.io.postgres import embedded_postgres, running


def main(home: Path, ready_file: Path) -> int:
    """Keep the server of ``home``; make ``ready_file`` once it accepts connections."""
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # only the lifeline ends us
    try:
        with running(embedded_postgres(home)):
            ready_file.touch()
            sys.stdin.buffer.read()
    except RasidError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
