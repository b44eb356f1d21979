"""Articles with real word frequencies, names, contacts and polls, as many as wanted: what `make bench-warehouse` fills a warehouse with."""

from __future__ import annotations

import itertools
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import wordfreq

from include.rasid.io.lexicons import load_lexicon
from include.rasid.model import Article

if TYPE_CHECKING:
    from include.rasid.settings import Settings

LAST = datetime(2023, 6, 1, tzinfo=UTC)
DAYS = 730
_WORDS = 60_000
_BANDS = 42
BASE = 1_000_000_000  # ids of generated articles are above it


@dataclass(frozen=True, slots=True)
class Name:
    """An entity as it is written into generated texts."""

    kind: str
    key: str
    surface: str


@dataclass(frozen=True, slots=True)
class Draw:
    """What articles are drawn from."""

    rng: np.random.Generator
    vocabulary: list[str]
    cumulative: Any
    names: list[Name]
    popularity: Any

    def words(self, count: int) -> list[str]:
        return [self.vocabulary[i] for i in self.numbers(count)]

    def numbers(self, count: int) -> Any:
        return np.searchsorted(self.cumulative, self.rng.random(count))

    def entities(self) -> Any:
        """Return the numbers of the names of one article."""
        return np.searchsorted(self.popularity, self.rng.random(int(self.rng.integers(2, 12))))


def everyday_articles(settings: Settings, count: int, label: str) -> list[Article]:
    """Return articles as values, none of which tells of a contact but by chance."""
    draw = new_draw(settings, zlib.crc32(label.encode()))
    texts = (". ".join(" ".join(draw.words(18)) for _ in range(10)) for _ in range(count))
    return [
        Article(
            id=f"{label}-{n}", title=" ".join(draw.words(8)), text=text, published_at=LAST, publisher="bench", url=""
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
        {"first": first, "last": last, "base": BASE},
    )


def add_signatures(cursor: Any, first: int, last: int) -> None:
    """Store signatures that are like no other's, as many bands as the product makes."""
    cursor.execute(
        """insert into core.article_signature
        select %(base)s + n, 1, array(
            select (floor(extract(epoch from a.published_at) / (14 * 86400))::bigint << 48) | (random() * 2.8e14)::bigint
            from generate_series(1, %(bands)s + 0 * n)
        )
        from generate_series(%(first)s::bigint, %(last)s - 1) as n join core.article a on a.article_id = %(base)s + n""",
        {"first": first, "last": last, "base": BASE, "bands": _BANDS},
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
        {"first": first, "last": last, "end": LAST},
    )
