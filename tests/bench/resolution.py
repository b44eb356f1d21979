"""What a new mention costs when a thousand and when a hundred thousand contacts are stored: `make bench-resolution`.

A Postgres of the bench's own is filled with contacts of many pairs of officials since 2009, then the stage that the DAG calls
resolves batches of new mentions, half of stored contacts, half of new ones. "as dense" keeps the number of contacts of a pair in a
year, as in life: more contacts are more pairs; "denser" keeps the pairs, so that a mention has more neighbours to be compared with. "summits" are few
contacts that two thousand articles have told, each. Their new mentions are of these or of days between them.
Figures are wall-clock milliseconds a mention, the best batch of several. Nothing here is a test: a busy machine is slow, only the ratio is to be trusted.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg2.extras import execute_values
from rich.console import Console
from rich.table import Table

from include.rasid.core.reach import filed_under
from include.rasid.io.migrations import migrate
from include.rasid.io.postgres import embedded_postgres
from include.rasid.io.warehouse import as_json, connect, transaction
from include.rasid.model import ContactMention, Mode, Part, Role, Scope, Setting, Span, Status, StoredMention, When
from include.rasid.settings import read_settings
from include.rasid.stages.resolve import resolve_contacts

if TYPE_CHECKING:
    from collections.abc import Callable

    from psycopg2.extensions import cursor as Cursor

    from include.rasid.settings import Settings

SMALL, LARGE = 1_000, 100_000
_FIRST_DAY = date(2009, 1, 1)
_DAYS = 17 * 365
_BATCH = 250
_BATCHES = 5
_PAIRS_OF_SMALL = 16
_NOON = timedelta(hours=12)
_ARTICLES = """
insert into core.article (article_key, publisher_key, url, title, text, content_sha256, published_at, published_basis, batch_id)
values %s returning article_id, article_key"""
_MENTIONS = """
insert into core.contact_mention (
    article_id, ordinal, watch_key, participants, sides, mode, setting, status, starts_on, ends_on, date_basis, role, scope, confidence, part,
    evidence_start, evidence_end, evidence, contact_id, is_resolved
) values %s"""
_CONTACTS = """
insert into core.contact (
    contact_id, watch_key, participants, mode, cameo, setting, status, starts_on, ends_on, date_basis, scope, role, confidence,
    first_reported_at, last_reported_at
) values %s"""


_REACH = "insert into core.contact_reach (reach_key, contact_id) values %s"


@dataclass(frozen=True, slots=True)
class Case:
    """A warehouse to be filled: contacts, pairs of officials, articles that told each contact."""

    label: str
    contacts: int
    pairs: int
    told: int = 1


_CASES = (
    Case("as dense", SMALL, _PAIRS_OF_SMALL),
    Case("as dense", LARGE, _PAIRS_OF_SMALL * LARGE // SMALL),
    Case("denser", LARGE, _PAIRS_OF_SMALL * 25),
    Case("summits", _PAIRS_OF_SMALL, _PAIRS_OF_SMALL, told=2_000),
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A contact to be stored or claimed."""

    us: str
    ru: str
    on: date
    contact_id: str | None  # None: resolution is to find it

    @property
    def published_at(self) -> datetime:
        return datetime.combine(self.on, datetime.min.time(), UTC) + _NOON


def draw(count: int, pairs: int, chance: random.Random) -> list[Fact]:
    """Return contacts spread evenly over pairs and days."""
    made = []
    for n in range(count):
        pair = n % pairs
        day = _FIRST_DAY + timedelta(days=chance.randrange(_DAYS))
        made.append(Fact(f"us_{pair // 40}", f"ru_{pair % 40}", day, str(uuid.UUID(int=chance.getrandbits(128)))))
    return made


def draw_news(stored: list[Fact], chance: random.Random) -> list[Fact]:
    """Return a batch of new mentions: half of stored contacts, half of days of their own."""
    picked = chance.choices(stored, k=_BATCH)
    return [
        Fact(f.us, f.ru, f.on if n % 2 else _FIRST_DAY + timedelta(days=chance.randrange(_DAYS)), None)
        for n, f in enumerate(picked)
    ]


def store(cursor: Cursor, facts: list[Fact], name: str, told: int = 1) -> None:
    """Write the contacts of those facts that have one, and ``told`` articles with a mention of each."""
    contacts = [_contact_row(f) for f in facts if f.contact_id]
    reach = [(key, f.contact_id) for f in facts if f.contact_id for key in filed_under([_stored(f)], "us_russia")]
    facts = facts * told
    rows = [
        (f"{name}-{n}", "bench", "", "خبر", "خبر", "0" * 64, f.published_at, "given", 1) for n, f in enumerate(facts)
    ]
    ids = {r.article_key: r.article_id for r in execute_values(cursor, _ARTICLES, rows, page_size=5000, fetch=True)}
    if contacts:
        execute_values(cursor, _CONTACTS, contacts, page_size=5000)
        execute_values(cursor, _REACH, reach, page_size=5000)
    mentions = [_mention_row(ids[f"{name}-{n}"], f) for n, f in enumerate(facts)]
    execute_values(cursor, _MENTIONS, mentions, page_size=5000)


def measure(dsn: str, case: Case, settings: Settings) -> float:
    """Return milliseconds a mention, the best batch."""
    chance = random.Random(7)
    stored = draw(case.contacts, case.pairs, chance)
    connection = connect(dsn)
    migrate(connection)
    connection.close()
    with transaction(dsn) as cursor:
        cursor.execute(
            "insert into core.publisher (publisher_key, name_ar, name_en) values ('bench', 'اختبار', 'Bench')"
        )
        store(cursor, stored, "stored", case.told)
    _analyze(dsn)
    best = float("inf")
    for n in range(_BATCHES):
        with transaction(dsn) as cursor:
            store(cursor, draw_news(stored, chance), f"news-{n}")
        start = time.perf_counter()
        resolve_contacts("bench", settings=settings)
        best = min(best, (time.perf_counter() - start) * 1000 / _BATCH)
    return best


def main() -> int:
    """Print the table."""
    folder = Path(tempfile.mkdtemp())
    server = embedded_postgres(folder)
    server.start()
    try:
        _print(server.ensure_database)
    finally:
        server.stop()
        shutil.rmtree(server.base)
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def _print(make_database: Callable[[str], str]) -> None:
    table = Table("stored contacts", "articles each", "pairs of officials", "ms a mention", "times the first")
    floor = None
    for number, case in enumerate(_CASES):
        dsn = make_database(f"bench_{number}")
        settings = read_settings({"WAREHOUSE_DSN": dsn, "RASID_AS_OF": "publication"})
        milliseconds = measure(dsn, case, settings)
        floor = floor or milliseconds
        table.add_row(
            f"{case.contacts:,}",
            f"{case.told:,}",
            f"{case.pairs:,} ({case.label})",
            f"{milliseconds:.2f}",
            f"{milliseconds / floor:.2f}",
        )
    Console(width=100).print(table)


def _contact_row(fact: Fact) -> tuple[object, ...]:
    people = [fact.ru, fact.us]
    return (
        fact.contact_id, "us_russia", people, "in_person", "040", "bilateral", "held", fact.on, fact.on, "explicit", "principal", "new",
        0.9, fact.published_at, fact.published_at,
    )  # fmt: skip


def _mention_row(article_id: int, fact: Fact) -> tuple[object, ...]:
    return (
        article_id, 0, "us_russia", [fact.ru, fact.us], as_json({"RU": [fact.ru], "US": [fact.us]}), "in_person", "bilateral", "held",
        fact.on, fact.on, "explicit", "new", "principal", 0.9, "text", 0, 3, "خبر", fact.contact_id, fact.contact_id is not None,
    )  # fmt: skip


def _stored(fact: Fact) -> StoredMention:
    mention = ContactMention(
        participants=(fact.ru, fact.us),
        sides=(("RU", (fact.ru,)), ("US", (fact.us,))),
        mode=Mode.IN_PERSON,
        setting=Setting.BILATERAL,
        status=Status.HELD,
        when=When(first=fact.on, last=fact.on, basis="explicit"),
        place=None,
        role=Role.NEW,
        scope=Scope.PRINCIPAL,
        confidence=0.9,
        part=Part.TEXT,
        span=Span(0, 3),
        evidence="خبر",
    )
    return StoredMention(mention_id=0, ordinal=0, article_key="", published_at=fact.published_at, mention=mention)


def _analyze(dsn: str) -> None:
    connection = connect(dsn)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    connection.close()


if __name__ == "__main__":
    sys.exit(main())
