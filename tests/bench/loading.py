"""Loading articles beside a direct COPY into the same indexed table: rows of about 4 KB, first and unchanged.

Ours is what `./rasid load` does with rows, without reading them: batches are staged one ahead (`staged_ahead`) and taken from staging to core
(the steps of publication), each in two transactions; detection, validation and the search index are no part of it. The direct COPY writes
the same columns, 10,000 rows in a transaction, and nothing else: to a table with the indexes, keys and storage of core.article ("same"), and to
a bare copy of it, without foreign keys and with texts inside the rows ("bare"). Rounds alternate in order, each in a database of its own.
"""

from __future__ import annotations

import io
import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from include.rasid.core.measures import content_sha256
from include.rasid.io.migrations import migrate
from include.rasid.io.warehouse import connect, run, transaction
from include.rasid.local.scratch import scratch_warehouse
from include.rasid.model import Article
from include.rasid.settings import read_settings, settings as process_settings
from include.rasid.stages.publish import LOAD_STEPS
from include.rasid.stages.stage_articles import staged_ahead

if TYPE_CHECKING:
    from include.rasid.settings import Settings

_WORDS = [
    "خبر",
    "لقاء",
    "موسكو",
    "واشنطن",
    "الوزير",
    "الرئيس",
    "قال",
    "أكد",
    "المحادثات",
    "في",
    "من",
    "على",
    "إلى",
    "عن",
    "الأوضاع",
    "الدولية",
    "الأزمة",
    "الجانبان",
]
_TEXT_WORDS = 360  # some 4 KB
_CHUNK = 10_000
_START = datetime(2022, 1, 1, tzinfo=UTC)
_COLUMNS = (
    "article_key, publisher_key, url, title, text, content_sha256, published_at, published_basis, batch_id, text_chars"
)
_TABLES = """
insert into core.publisher (publisher_key, name_ar, name_en) values ('sada', 'sada', 'sada');
create table core.bare_article (like core.article including all);
create table core.same_article (
    like core.article including all,
    foreign key (publisher_key) references core.publisher,
    foreign key (page_id) references raw.page
) with (toast_tuple_target = 256);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Seconds of one round."""

    same: float  # COPY to the same table
    bare: float  # COPY to a bare one
    first: float  # our first load
    again: float  # the same load again


def measure(count: int, rounds: int) -> tuple[Round, ...]:
    """Return the seconds of so many rounds."""
    articles = _articles(count)
    found = []
    for number in range(rounds):
        with scratch_warehouse(process_settings()) as dsn:
            found.append(_round(dsn, articles, is_copy_first=number % 2 == 0))
    return tuple(found)


def _round(dsn: str, articles: list[Article], *, is_copy_first: bool) -> Round:
    settings = read_settings({"WAREHOUSE_DSN": dsn})
    connection = connect(dsn)
    migrate(connection)
    connection.close()
    with transaction(dsn) as cursor:
        cursor.execute(_TABLES)
    same = _copy(dsn, "core.same_article", articles) if is_copy_first else 0.0
    first = _load(articles, settings)
    same = same or _copy(dsn, "core.same_article", articles)
    again = _load(articles, settings)
    return Round(same=same, bare=_copy(dsn, "core.bare_article", articles), first=first, again=again)


def _articles(count: int) -> list[Article]:
    chance = random.Random(20)
    return [
        Article(
            id=f"https://news.example/{n}",
            title=f"خبر رقم {n}",
            text=" ".join(chance.choices(_WORDS, k=_TEXT_WORDS)),
            published_at=_START + timedelta(minutes=n),
            publisher="sada",
            url=f"https://news.example/{n}",
        )
        for n in range(count)
    ]


def _load(articles: list[Article], settings: Settings) -> float:
    """Return the seconds of the whole load."""
    begun = time.monotonic()
    for _ in staged_ahead("bench", articles, settings=settings):
        with transaction(settings.warehouse_dsn) as cursor:
            for batch in run(cursor, "open_batches"):
                for step in LOAD_STEPS:
                    run(cursor, step, {"batch_id": batch.batch_id})
                run(cursor, "mark_batch_published", {"batch_id": batch.batch_id})
    return time.monotonic() - begun


def _copy(dsn: str, table: str, articles: list[Article]) -> float:
    begun = time.monotonic()
    for at in range(0, len(articles), _CHUNK):
        lines = io.StringIO("".join(_line(article) for article in articles[at : at + _CHUNK]))
        with transaction(dsn) as cursor:
            cursor.copy_expert(f"copy {table} ({_COLUMNS}) from stdin", lines)
    return time.monotonic() - begun


def _line(article: Article) -> str:
    digest = content_sha256(article.title, article.text)
    fields = (article.id, "sada", article.url, article.title, article.text, digest, article.published_at, "given", 1)
    return "\t".join(map(str, (*fields, len(article.text)))) + "\n"
