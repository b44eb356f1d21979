"""Filling a warehouse with generated articles as fast as two processes and COPY can."""

from __future__ import annotations

import io
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from include.rasid.core.search_words import IN_TITLE, search_lexemes
from include.rasid.io.warehouse import connect
from include.rasid.settings import read_settings
from tests.bench.generated import BASE, DAYS, LAST, add_contacts, add_polls, add_signatures, new_draw

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from include.rasid.settings import Settings
    from tests.bench.generated import Draw, Name

_CHUNK = 5_000
_WORDS_BETWEEN_NAMES = 20
_TABLES = (
    """core.article (article_id, article_key, publisher_key, url, title, text, content_sha256, published_at, published_basis,
    batch_id, first_loaded_at, updated_at)""",
    "core.entity_mention (article_id, part, span_start, span_end, kind, entity_key, surface)",
    "core.article_search (article_id, published_at, document)",
)
_SECONDARY = """
select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
from pg_index i
where i.indrelid in ('core.article'::regclass, 'core.entity_mention'::regclass, 'core.article_search'::regclass,
                     'core.article_signature'::regclass)
  and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
"""


@dataclass(frozen=True, slots=True)
class Printed:
    """What each word of the vocabulary and each name adds to a document, as COPY writes it."""

    words: list[tuple[str, ...]]
    names: list[tuple[str, ...]]


def fill(settings: Settings, first: int, last: int) -> None:
    """Store generated articles with the numbers from first to last; indexes are made anew behind them, as after an upgrade."""
    chunks = [(start, min(start + _CHUNK, last)) for start in range(first, last, _CHUNK)]
    with closing(connect(settings.warehouse_dsn)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            with _few_checkpoints(cursor), _without_indexes(cursor):
                processes = max(os.cpu_count() or 1, 1)
                spawn = multiprocessing.get_context("spawn")
                with ProcessPoolExecutor(processes, spawn, _prepare, (settings.warehouse_dsn,)) as pool:
                    list(pool.map(_copy_chunk, chunks))
                add_signatures(cursor, first, last)
            add_contacts(cursor, first, last)
            add_polls(cursor, first, last)
            cursor.execute("vacuum analyze")


@contextmanager
def _few_checkpoints(cursor: Any) -> Iterator[None]:
    """Let the server write its log at leisure meanwhile."""
    for change in ("set max_wal_size = '8GB'", "set checkpoint_timeout = '30min'"):
        cursor.execute(f"alter system {change}")
    cursor.execute("select pg_reload_conf()")
    yield
    for change in ("reset max_wal_size", "reset checkpoint_timeout"):
        cursor.execute(f"alter system {change}")
    cursor.execute("select pg_reload_conf()")


@contextmanager
def _without_indexes(cursor: Any) -> Iterator[None]:
    """Drop the indexes that no constraint needs, and make them anew."""
    cursor.execute(_SECONDARY)
    found = cursor.fetchall()
    for index in found:
        cursor.execute(f"drop index {index.name}")
    yield
    cursor.execute("set maintenance_work_mem = '1GB'")
    for index in found:
        cursor.execute(index.definition)
    cursor.execute("reset maintenance_work_mem")


_OWN: dict[str, Any] = {}  # of a process that copies: its connection and what articles are drawn from


def _prepare(dsn: str) -> None:
    draw = new_draw(read_settings({"WAREHOUSE_DSN": dsn}), 0)
    connection = connect(dsn)
    connection.autocommit = True
    with connection.cursor() as cursor:
        # Keys of generated rows hold, and nobody reads before all is there.
        cursor.execute("set session_replication_role = replica; set synchronous_commit = off")
    _OWN.update(draw=draw, printed=printed_of(draw), connection=connection)


def _copy_chunk(chunk: tuple[int, int]) -> None:
    draw = new_draw_from(_OWN["draw"], chunk[0])
    with _OWN["connection"].cursor() as cursor:
        for table, rows in zip(_TABLES, written(range(*chunk), draw, _OWN["printed"]), strict=True):
            cursor.copy_expert(f"copy {table} from stdin", io.StringIO(rows))


def new_draw_from(draw: Draw, seed: int) -> Draw:
    """Return the same vocabulary and names with another seed."""
    from dataclasses import replace

    import numpy as np

    return replace(draw, rng=np.random.default_rng(seed))


def printed_of(draw: Draw) -> Printed:
    """Return the lexemes of each word and of each name."""
    return Printed(
        [_printed(word, LAST) for word in draw.vocabulary],
        [(*_printed(name.surface, LAST), f"'@{name.kind}:{name.key}'") for name in draw.names],
    )


def _printed(text: str, at: datetime) -> tuple[str, ...]:
    """Return the lexemes of a text but for the week; words hold neither quotes nor backslashes."""
    return tuple(f"'{lexeme}'" for lexeme in search_lexemes("", text, (), at) if not lexeme.startswith("#"))


def written(numbers: range, draw: Draw, printed: Printed) -> tuple[str, str, str]:
    """Return one chunk of articles, their names and their lexemes, in the text format of COPY."""
    articles: list[str] = []
    mentions: list[str] = []
    documents: list[str] = []
    for number in numbers:
        at = LAST - timedelta(days=DAYS) * (1 - (number % 1_000_003) / 1_000_003 if number else 1)
        body = draw.numbers(int(draw.rng.integers(110, 260))).tolist()
        heading = draw.numbers(8).tolist()
        named = draw.entities().tolist()[: -(-len(body) // _WORDS_BETWEEN_NAMES)]
        text, spans = _placed(body, [draw.names[n] for n in named], draw)
        title, stamp, key = " ".join([draw.vocabulary[i] for i in heading]), at.isoformat(), BASE + number
        articles.append(f"{key}\tbench-{number}\tbench\t\t{title}\t{text}\tx\t{stamp}\tgiven\t0\t{stamp}\t{stamp}\n")
        mentions += [
            f"{key}\ttext\t{start}\t{start + len(n.surface)}\t{n.kind}\t{n.key}\t{n.surface}\n" for n, start in spans
        ]
        titled = set().union(*[printed.words[i] for i in heading])
        lexemes = titled.union(*[printed.words[i] for i in body], *[printed.names[n] for n in named])
        lexemes.update([f"'{IN_TITLE}{lexeme[1:]}" for lexeme in titled], search_week(at))
        documents.append(f"{key}\t{stamp}\t{' '.join(lexemes)}\n")
    return "".join(articles), "".join(mentions), "".join(documents)


def search_week(at: datetime) -> tuple[str, ...]:
    """Return the lexeme of a week."""
    return tuple(f"'{lexeme}'" for lexeme in search_lexemes("", "", (), at))


def _placed(body: list[int], names: list[Name], draw: Draw) -> tuple[str, list[tuple[Name, int]]]:
    """Return a text with a name before every twentieth word, and where the names begin."""
    pieces: list[str] = []
    spans, length = [], 0
    for place, name in enumerate(names):
        spans.append((name, length))
        piece = " ".join(
            [
                name.surface,
                *[draw.vocabulary[i] for i in body[place * _WORDS_BETWEEN_NAMES : (place + 1) * _WORDS_BETWEEN_NAMES]],
            ]
        )
        pieces.append(piece)
        length += len(piece) + 1
    pieces += [draw.vocabulary[i] for i in body[len(names) * _WORDS_BETWEEN_NAMES :]]
    return " ".join(pieces), spans
