"""Loading articles beside a direct COPY into the same indexed table: rows of about 4 KB, first and unchanged.

Ours is what the pipeline does: rows to a staging batch, then the steps of publication (new, revised, revisions), in two transactions. The
direct COPY writes the same columns to a table like core.article with its keys and indexes, and nothing else.
"""

from __future__ import annotations

import hashlib
import io
import random
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from include.rasid.io.migrations import migrate
from include.rasid.io.warehouse import connect, run, transaction
from include.rasid.model import Article
from include.rasid.settings import read_settings
from include.rasid.stages.publish import LOAD_STEPS
from include.rasid.stages.stage_articles import stage_articles

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
_COLUMNS = "article_key, publisher_key, url, title, text, content_sha256, published_at, published_basis, batch_id"


def measure(dsn: str, count: int) -> dict[str, float]:
    """Return rows a second of a direct COPY, of the first load and of the same load again, and their ratios."""
    settings = read_settings({"WAREHOUSE_DSN": dsn})
    connection = connect(dsn)
    migrate(connection)
    connection.close()
    articles = _articles(count)
    copied = _copy(dsn, articles)
    first, published = _load(articles, settings)
    again, _ = _load(articles, settings)
    return {
        "copy_rows_s": count / copied,
        "first_rows_s": count / first,
        "again_rows_s": count / again,
        "ratio_copy": copied / first,
        "ratio_again": first / again,
        "ratio_publish": copied / published,
    }


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


def _load(articles: list[Article], settings: Settings) -> tuple[float, float]:
    """Return the seconds of the whole load, and of publication from staging to core alone."""
    begun, published = time.monotonic(), 0.0
    for at in range(0, len(articles), _CHUNK):
        if stage_articles("bench", articles[at : at + _CHUNK], settings=settings)["staged"]:
            staged_at = time.monotonic()
            with transaction(settings.warehouse_dsn) as cursor:
                cursor.execute("select max(batch_id) from staging.batch")
                batch_id = cursor.fetchall()[0][0]
                for step in LOAD_STEPS:
                    run(cursor, step, {"batch_id": batch_id})
            published += time.monotonic() - staged_at
    return time.monotonic() - begun, published


def _copy(dsn: str, articles: list[Article]) -> float:
    with transaction(dsn) as cursor:
        cursor.execute("create table core.like_article (like core.article including all)")
        cursor.execute("alter table core.like_article alter column article_id restart")
    begun = time.monotonic()
    for at in range(0, len(articles), _CHUNK):
        lines = io.StringIO("".join(_line(article) for article in articles[at : at + _CHUNK]))
        with transaction(dsn) as cursor:
            cursor.copy_expert(f"copy core.like_article ({_COLUMNS}) from stdin", lines)
    return time.monotonic() - begun


def _line(article: Article) -> str:
    digest = hashlib.sha256(f"{article.title}\n{article.text}".encode()).hexdigest()
    fields = (article.id, "sada", article.url, article.title, article.text, digest, article.published_at, "given", 1)
    return "\t".join(map(str, fields)) + "\n"
