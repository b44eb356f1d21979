"""Articles with real word frequencies, names, contacts and polls, as many as wanted: what `make bench-warehouse` fills a warehouse with."""

from __future__ import annotations

import io
import itertools
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import wordfreq

from include.rasid.core.search_words import search_lexemes
from include.rasid.io.lexicons import load_lexicon
from include.rasid.io.warehouse import connect
from include.rasid.model import Article

if TYPE_CHECKING:
    from include.rasid.settings import Settings

_LAST = datetime(2023, 6, 1, tzinfo=UTC)
_DAYS = 730
_WORDS = 60_000
_CHUNK = 5_000
_BASE = 1_000_000_000  # ids of generated articles are above it
_ARTICLE_COLUMNS = """core.article (article_id, article_key, publisher_key, url, title, text, content_sha256, published_at, published_basis,
    batch_id, first_loaded_at, updated_at)"""


@dataclass(frozen=True, slots=True)
class Name:
    """An entity as it is written into generated texts."""

    kind: str
    key: str
    surface: str


def fill(settings: Settings, first: int, last: int) -> None:
    """Store generated articles with the numbers from first to last; the search index is made anew behind them, as after an upgrade."""
    draw = new_draw(settings, first)
    connection = connect(settings.warehouse_dsn)
    with connection, connection.cursor() as cursor:
        cursor.execute("drop index core.article_search_document")
        for start in range(first, last, _CHUNK):
            copy_articles(cursor, range(start, min(start + _CHUNK, last)), draw)
        cursor.execute("set local maintenance_work_mem = '1GB'")
        cursor.execute("create index article_search_document on core.article_search using gin (document)")
        add_contacts(cursor, first, last)
        add_polls(cursor, first, last)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    connection.close()


@dataclass(frozen=True, slots=True)
class Draw:
    """What articles are drawn from."""

    rng: np.random.Generator
    vocabulary: list[str]
    cumulative: Any
    names: list[Name]
    popularity: Any

    def words(self, count: int) -> list[str]:
        return [self.vocabulary[i] for i in np.searchsorted(self.cumulative, self.rng.random(count))]

    def entities(self) -> list[Name]:
        count = int(self.rng.integers(2, 12))
        return [self.names[i] for i in np.searchsorted(self.popularity, self.rng.random(count))]


def everyday_articles(settings: Settings, count: int, label: str) -> list[Article]:
    """Return articles as values, none of which tells of a contact but by chance."""
    draw = new_draw(settings, zlib.crc32(label.encode()))
    texts = (". ".join(" ".join(draw.words(18)) for _ in range(10)) for _ in range(count))
    return [
        Article(
            id=f"{label}-{n}", title=" ".join(draw.words(8)), text=text, published_at=_LAST, publisher="bench", url=""
        )
        for n, text in enumerate(texts)
    ]


def new_draw(settings: Settings, seed: int) -> Draw:
    """Return what articles are drawn from: the same vocabulary and names for every seed."""
    vocabulary = wordfreq.top_n_list("ar", _WORDS)
    weights = np.array([wordfreq.word_frequency(w, "ar") for w in vocabulary])
    names = listed_names(settings)
    popularity = np.cumsum(1 / np.arange(1, len(names) + 1))
    return Draw(
        np.random.default_rng(seed), vocabulary, np.cumsum(weights / weights.sum()), names, popularity / popularity[-1]
    )


def listed_names(settings: Settings) -> list[Name]:
    """Return people, countries and places in an order of their own: the first are the most frequent."""
    lexicon = load_lexicon(settings.lexicons)
    people = [Name("person", p.key, p.family_names[0]) for p in lexicon.people.values() if p.alone and p.family_names]
    people.sort(key=lambda n: (n.key not in {"putin", "trump", "biden", "lavrov", "blinken"}, n.key))
    places = [Name("country", c.key, c.names[0]) for c in lexicon.countries.values() if c.names]
    cities = [Name("place", p.key, p.names[0]) for p in lexicon.places.values() if p.names][:500]
    mixed = itertools.zip_longest(people[:1500], places, cities)
    return [n for three in mixed for n in three if n is not None]


def copy_articles(cursor: Any, numbers: range, draw: Draw) -> None:
    """Copy one chunk of articles, their names and lexemes."""
    articles, mentions, documents = io.StringIO(), io.StringIO(), io.StringIO()
    for number in numbers:
        at = _LAST - timedelta(days=_DAYS) * (1 - (number % 1_000_003) / 1_000_003 if number else 1)
        named = draw.entities()
        body = draw.words(int(draw.rng.integers(110, 260)))
        pieces, spans, length = [], [], 0
        for position, word in enumerate(body):
            if position % 20 == 0 and position // 20 < len(named):
                name = named[position // 20]
                spans.append((name, length, length + len(name.surface)))
                pieces.append(name.surface)
                length += len(name.surface) + 1
            pieces.append(word)
            length += len(word) + 1
        text, title = " ".join(pieces), " ".join(draw.words(8))
        stamp = at.isoformat()
        articles.write(
            f"{_BASE + number}\tbench-{number}\tbench\t\t{title}\t{text}\tx\t{stamp}\tgiven\t0\t{stamp}\t{stamp}\n"
        )
        for name, start, end in spans:
            mentions.write(f"{_BASE + number}\ttext\t{start}\t{end}\t{name.kind}\t{name.key}\t{name.surface}\n")
        lexemes = search_lexemes(title, text, [("text", n.kind, n.key) for n, _, _ in spans], at)
        documents.write(f"{_BASE + number}\t{stamp}\t{' '.join(map(quoted, lexemes))}\n")
    for table_and_columns, rows in (
        (_ARTICLE_COLUMNS, articles),
        ("core.entity_mention (article_id, part, span_start, span_end, kind, entity_key, surface)", mentions),
        ("core.article_search (article_id, published_at, document)", documents),
    ):
        rows.seek(0)
        cursor.copy_expert(f"copy {table_and_columns} from stdin", rows)


def quoted(lexeme: str) -> str:
    """Return a lexeme as the input of a tsvector, in the text format of COPY; words hold neither quotes nor backslashes."""
    return f"'{lexeme}'"


def add_contacts(cursor: Any, first: int, last: int) -> None:
    """Store a contact for every hundred articles, with three mentions and two revisions."""
    cursor.execute(
        """with made as (
            insert into core.contact (contact_id, watch_key, participants, mode, cameo, setting, status, starts_on, ends_on, date_basis, place,
                                      scope, role, confidence, first_reported_at, last_reported_at)
            select gen_random_uuid(), 'us_russia', array[(array['blinken', 'trump', 'biden', 'austin', 'sullivan'])[1 + n %% 5],
                                                         (array['lavrov', 'putin', 'ushakov', 'shoigu'])[1 + n %% 4]],
                   (array['in_person', 'phone'])[1 + n %% 2], '040', 'bilateral', (array['held', 'held', 'held', 'planned'])[1 + n %% 4],
                   a.published_at::date, a.published_at::date, 'explicit', (array['Geneva', 'Moscow', null])[1 + n %% 3], 'principal', 'new', 0.9,
                   a.published_at, a.published_at
            from generate_series(%(first)s, %(last)s - 1, 100) as n join core.article a on a.article_id = %(base)s + n
            returning contact_id, participants, mode, status, starts_on, place, first_reported_at, last_reported_at
        ),
        numbered as (select m.*, row_number() over (order by first_reported_at) as k from made m),
        revisions as (
            insert into core.contact_revision (contact_id, revision, believed_at, participants, mode, setting, status, starts_on, ends_on, place,
                                               confidence, article_key)
            select contact_id, r, first_reported_at + make_interval(days => r - 1), participants, mode, 'bilateral',
                   case r when 1 then 'planned' else status end, starts_on, starts_on, place, 0.9, 'bench-' || k
            from numbered cross join generate_series(1, 2) as r
        )
        insert into core.contact_mention (article_id, contact_id, ordinal, watch_key, participants, sides, mode, setting, status, starts_on,
                                          ends_on, role, scope, confidence, part, evidence_start, evidence_end, evidence, is_resolved)
        select %(base)s + %(first)s + (k - 1) * 100 + s, contact_id, 0, 'us_russia', participants, '{}', mode, 'bilateral', status, starts_on, starts_on,
               'new', 'principal', 0.9, 'text', 0, 4, 'نص', true
        from numbered cross join generate_series(1, 3) as s
        where %(first)s + (k - 1) * 100 + s < %(last)s""",
        {"first": first, "last": last, "base": _BASE},
    )


def add_polls(cursor: Any, first: int, last: int) -> None:
    """Store the polls of 40 feeds, as many as belong to this share of two years."""
    cursor.execute(
        "insert into raw.feed (feed_key, publisher_key, url) select 'f' || n, 'bench', 'u' || n from generate_series(1, 40) as n on conflict do nothing"
    )
    cursor.execute(
        """insert into raw.feed_poll (run_id, feed_key, polled_at, outcome, entries_seen, entries_known, is_coverage_gap, duration_ms)
        select 'bench', 'f' || f, %(end)s::timestamptz - make_interval(hours => (2 * n)::int), 'ok', 20, 20, n %% 500 = 0, 100
        from generate_series(1, 40) as f cross join generate_series(%(first)s::bigint * 8760 / 1000000 + 1, %(last)s::bigint * 8760 / 1000000) as n""",
        {"first": first, "last": last, "end": _LAST},
    )
