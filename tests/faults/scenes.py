"""A newsroom that is read undisturbed once, and as many warehouses over the same newsroom as there are disturbances."""

from __future__ import annotations

import shutil
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pprint import pformat
from typing import TYPE_CHECKING

from include.rasid.io.catcher import mail_catcher
from include.rasid.io.migrations import migrate
from include.rasid.io.warehouse import connect, transaction
from tests.faults.same_warehouse import contents, differences, identities, mails
from tests.faults.stage_process import NAMES, StageProcess
from tests.warehouse.pipeline import environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from psycopg2.extensions import connection as Connection

SECONDS = 90.0  # patience with one step of a test


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One warehouse and its mailbox."""

    environment: Mapping[str, str]
    folder: Path

    @property
    def dsn(self) -> str:
        """Return the DSN of the warehouse."""
        return self.environment["WAREHOUSE_DSN"]

    def make_due(self) -> None:
        """Let the next poll ask every feed, and let nothing wait for its next attempt."""
        with transaction(self.dsn) as cursor:
            cursor.execute("update raw.feed set next_due_at = '-infinity'")
            cursor.execute("update raw.page set next_attempt_at = '-infinity'")

    def run_all(self, run_id: str) -> dict[str, dict[str, int]]:
        """Run every stage in a process of its own kind; return the counts of each."""
        self.make_due()
        with StageProcess(self.environment) as process:
            return {name: process.run(name, run_id)["counts"] for name in NAMES}

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        """Return the rows of a query."""
        with transaction(self.dsn) as cursor:
            cursor.execute(statement)
            return [tuple(row) for row in cursor.fetchall()] if cursor.description else []

    def is_in_ledger(self, stage: str, run_id: str) -> bool:
        """Tell whether a stage of a run has committed."""
        return bool(self.ask(f"select 1 from ops.run_ledger where stage = '{stage}' and run_id = '{run_id}'"))

    def waiting(self) -> bool:
        """Tell whether a process of ours waits for a lock."""
        return bool(
            self.ask(
                "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
                " and application_name = 'rasid'"
            )
        )

    @contextmanager
    def held(self, statement: str) -> Iterator[Connection]:
        """Hold the locks that a statement takes while the block runs."""
        connection = connect(self.dsn)
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
            yield connection
        finally:
            connection.close()  # the server may be gone

    def is_like(self, other: Scene, *, apart_from: frozenset[str] = frozenset()) -> None:
        """Assert that both warehouses hold the same, that the same was mailed, and nothing twice."""
        found = differences(contents(self.dsn), contents(other.dsn), apart_from=apart_from)
        assert not found, pformat(found, width=200)
        assert mails(self.folder / "mail") == mails(other.folder / "mail")
        sent = identities(self.folder / "mail")
        assert len(sent) == len(set(sent)) > 0


def wait_until(is_so: Callable[[], bool], process: StageProcess | None = None) -> None:
    """Return when ``is_so``; fail when the process has ended before, or patience has."""
    limit = time.monotonic() + SECONDS
    while not is_so():
        assert process is None or process.process.poll() is None, "the process ended by itself"
        assert time.monotonic() < limit
        time.sleep(0.02)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where scenes are set: a newsroom that runs, and databases as many as wanted."""

    folder: Path  # of the newsroom's feeds.yml
    address: str
    make_database: Callable[[], str]

    @contextmanager
    def scene(self, folder: Path, dsn: str | None = None, **more: str) -> Iterator[Scene]:
        """Give a scene with an empty warehouse; ``more`` goes into its environment."""
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.folder / "feeds.yml", folder / "feeds.yml")
        chosen = dsn or self.make_database()
        connection = connect(chosen)
        migrate(connection)
        connection.close()
        with mail_catcher(folder / "mail") as port:
            yield Scene(environment=environment(folder, chosen, self.address, port) | more, folder=folder)
