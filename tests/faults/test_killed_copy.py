"""A load that is killed in the middle of its COPY leaves nothing; loaded again it is all there, once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from include.rasid.io.migrations import migrate
from include.rasid.io.warehouse import connect
from include.rasid.settings import PROJECT
from tests.faults.conftest import ARTICLES
from tests.faults.same_warehouse import contents, differences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.full]
SECONDS = 60.0
KEYS = [json.loads(line)["id"] for line in ARTICLES.read_text("utf-8").splitlines()]
MIDDLE = len(KEYS) // 2
# A row that the COPY will bring, too; it waits for us there. No batch yet has the number, so that foreign keys must not look.
IN_THE_WAY = """
set local session_replication_role = replica;
insert into staging.article (batch_id, article_key, publisher_key, url, title, text, published_at, published_basis, seen_at,
    content_sha256, text_chars, arabic_letter_ratio, replacement_chars, duplicate_paragraphs)
select last_value + is_called::int, %(key)s, 'sada', '', 'x', 'x', now(), 'given', now(), 'x', 1, 1, 0, 0 from staging.batch_batch_id_seq
"""


def load(dsn: str, home: Path) -> subprocess.Popen[bytes]:
    """Start ``./rasid load`` of fifty articles."""
    return subprocess.Popen(
        [sys.executable, "-m", "include.rasid.cli", "load", str(ARTICLES)],
        cwd=PROJECT,
        env=os.environ | {"PYTHONPATH": str(PROJECT), "WAREHOUSE_DSN": dsn, "RASID_HOME": str(home)},
        stdout=subprocess.DEVNULL,
    )


def migrated(dsn: str) -> str:
    """Return the DSN of an empty database that is a warehouse now."""
    connection = connect(dsn)
    migrate(connection)
    connection.close()
    return dsn


@contextmanager
def stuck(dsn: str, home: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Give a load that stands still in the middle of its COPY, and how many bytes the server has taken."""
    ours, watch = connect(dsn), connect(dsn)
    watch.autocommit = True
    with ours.cursor() as cursor:
        cursor.execute(IN_THE_WAY, {"key": KEYS[MIDDLE]})
    process = load(dsn, home)
    limit = time.monotonic() + SECONDS
    with watch.cursor() as cursor:
        while True:
            cursor.execute(
                "select bytes_processed from pg_stat_progress_copy p join pg_stat_activity a using (pid)"
                " where p.datname = current_database() and a.wait_event_type = 'Lock'"
            )
            row = cursor.fetchone()
            if row is not None:
                break
            assert process.poll() is None, "the load ended by itself"
            assert time.monotonic() < limit
            time.sleep(0.02)
    yield process, int(row[0])
    ours.close()
    watch.close()


def test_killed_in_the_middle_of_its_copy(make_database: Callable[[], str], tmp_path: Path) -> None:
    """What the server had taken is gone with the transaction; the next load is like one that nobody disturbed."""
    killed, undisturbed = migrated(make_database()), migrated(make_database())
    with stuck(killed, tmp_path) as (process, taken):
        process.kill()
        process.wait()
    assert taken > 10_000
    assert contents(killed)["staging.article"] == contents(killed)["staging.batch"] == []
    again, other = load(killed, tmp_path), load(undisturbed, tmp_path)

    assert (again.wait(), other.wait()) == (0, 0)
    found = contents(killed)
    assert differences(found, contents(undisturbed)) == {}
    assert len(found["core.article"]) == len(KEYS)
    assert found["core.contact"]
    assert found["ops.delivery"] == []
