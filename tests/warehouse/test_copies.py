"""Copies of one wire story are grouped and stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from include.rasid.core.copies import DAYS_APART, dated_bands, signature, triples
from include.rasid.io.articles import read_articles
from include.rasid.io.warehouse import run, transaction
from include.rasid.model import Article
from include.rasid.newsroom.publishers import NEWSROOM
from include.rasid.stages.detect import detect_contacts
from include.rasid.stages.publish import publish_batches
from include.rasid.stages.stage_articles import stage_articles
from include.rasid.stages.validate import validate_batches
from tests.factories import make_article
from tests.warehouse.collecting import rows, settings_for, values
from tests.warehouse.loading import read
from tests.warehouse.test_validate import MEETING, REST

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from include.rasid.settings import Settings

pytestmark = pytest.mark.postgres

AT = datetime(2022, 1, 21, 10, tzinfo=UTC)
LONG = max((a.text for a in read_articles(sorted(NEWSROOM.glob("*.jsonl")))), key=len)
OTHERS = sorted({a.text for a in read_articles(sorted(NEWSROOM.glob("*.jsonl")))} - {LONG, ""}, key=len, reverse=True)


def article(key: str, text: str, at: datetime = AT) -> Article:
    """Return an article of an outlet of its own."""
    return Article(id=key, title=f"خبر {key}", text=text, published_at=at, publisher=f"p_{key}", url="")


def publish(settings: Settings, *articles: Article) -> dict[str, int]:
    """Bring articles to core; return what publishing counted."""
    stage_articles("r", articles, settings=settings)
    detect_contacts("r", settings=settings)
    validate_batches("r", settings=settings)
    return publish_batches("r", settings=settings)


def groups(settings: Settings) -> list[set[str]]:
    """Return the groups as sets of article keys."""
    found = rows(settings, "select array_agg(article_key) as keys from mart.article_copies group by group_id")
    return sorted((set(row.keys) for row in found), key=sorted)


@pytest.fixture
def settings(warehouse_dsn: str, tmp_path: Path) -> Settings:
    """An empty warehouse."""
    found = settings_for(tmp_path, warehouse_dsn, RASID_AS_OF="publication")
    rows(found, "truncate core.article, staging.batch, ops.quarantine cascade")
    return found


def test_copies_are_grouped_and_stay(settings: Settings) -> None:
    """A copy with other words here and there, one with a new lead, and the first half are one group; other stories are none."""
    words = LONG.split()
    edited = " ".join(word if number % 25 else "كما" for number, word in enumerate(words))
    led = "علمت الصحيفة من مصادرها الخاصة أن الجانبين تبادلا رسائل عدة قبل الإعلان عن الأمر مساء اليوم. " + LONG
    half = LONG[: LONG.index(" ", len(LONG) // 2)]

    counts = publish(
        settings,
        article("a", LONG),
        article("b", edited),
        article("c", led),
        article("d", half),
        article("e", OTHERS[0]),
    )

    assert counts == {"new": 5, "copies": 4}
    assert groups(settings) == [{"a", "b", "c", "d"}]
    assert values(settings, "select count(*) from core.article") == [5]
    assert values(settings, "select bool_and(likeness >= 0.5) from core.article_copy") == [True]


def test_a_copy_of_a_later_batch_joins(settings: Settings) -> None:
    """Within seven days; the same words a month later are another matter."""
    publish(settings, article("a", LONG))
    publish(settings, article("b", LONG, AT + timedelta(days=6)), article("z", LONG, AT + timedelta(days=40)))

    assert groups(settings) == [{"a", "b"}]


def test_a_revision_leaves_the_group_that_it_no_longer_copies(settings: Settings) -> None:
    """And a group of one is none."""
    publish(settings, article("a", LONG), article("b", LONG))
    publish(settings, article("b", OTHERS[0]))

    assert groups(settings) == []
    assert values(settings, "select revision from core.article_signature order by article_id") == [1, 2]


def test_an_article_between_two_groups_joins_them(settings: Settings) -> None:
    """The oldest member names the group."""
    first, second = OTHERS[0], LONG
    publish(settings, article("a", first), article("b", first), article("c", second), article("d", second))
    assert groups(settings) == [{"a", "b"}, {"c", "d"}]
    publish(settings, article("x", f"{first}\n{second}"))

    assert groups(settings) == [{"a", "b", "c", "d", "x"}]


def test_stories_of_the_newsroom_are_no_copies_of_each_other(settings: Settings) -> None:
    """Independent reports of one event share hardly a phrase."""
    texts = OTHERS[:60]
    publish(settings, *(article(f"n{number}", text) for number, text in enumerate(texts)))

    assert groups(settings) == []


def test_mail_counts_voices_by_these_groups(make_database: Callable[[], str]) -> None:
    """Two outlets with the text of one agency are one voice and a report of its own is another, as the desk and the analysts see them."""
    other = f"قالت المتحدثة باسم الخارجية الروسية إن الاجتماع كان قصيرا وإنه لم يغير شيئا في مواقف موسكو المعروفة. {MEETING}"
    texts = {"a": MEETING + REST, "b": other, "c": "نيودلهي (المدار): " + MEETING + REST}
    articles = [make_article(text, id=key, on="2023-03-02") for key, text in texts.items()]
    settings = read(make_database, [articles])

    with transaction(settings.warehouse_dsn) as cursor:
        voice_of = {
            row.article_key: row.voice_id for row in run(cursor, "article_facts", {"article_keys": list(texts)})
        }

    assert voice_of["a"] == voice_of["c"] != voice_of["b"]
    assert groups(settings) == [{"a", "c"}]


def test_bands_of_a_week_before_and_after_are_looked_up(settings: Settings) -> None:
    """Wherever a fortnight ends: what was published up to a week apart shares its stored bands, what came weeks ago does not."""
    bands = signature(triples(LONG))
    week, instant = timedelta(days=DAYS_APART), timedelta(microseconds=1)
    edges = [datetime(1970, 1, 1, tzinfo=UTC) + week * n for n in (1565, 1566, 2609, 2610)]
    moments = [edge + aside for edge in edges for aside in (-week / 3, -instant, timedelta(), instant, week / 3)]
    with transaction(settings.warehouse_dsn) as cursor:
        for moment in moments:
            cursor.execute("select core.bands_nearby(%s::bigint[], %s) as nearby", (dated_bands(bands, moment), moment))
            row: Any = cursor.fetchone()
            for apart in (-week, -week / 2, -instant, instant, week / 2, week):
                assert set(dated_bands(bands, moment + apart)) <= set(row.nearby)
            assert not set(dated_bands(bands, moment - timedelta(days=22))) & set(row.nearby)
            assert all(0 < band < 2**63 for band in row.nearby)


def test_what_publishing_makes_anew_is_what_detection_left(settings: Settings) -> None:
    """A row that was changed after detection, and a revision with another time, are signed and indexed like any other."""
    prints = "select s.dated_bands, d.document::text from core.article_signature s join core.article_search d using (article_id) order by article_id"
    publish(settings, article("a", LONG), article("b", OTHERS[0]))
    left = rows(settings, prints)
    rows(settings, "truncate core.article, staging.batch cascade")

    stage_articles("r", [article("a", LONG), article("b", OTHERS[1])], settings=settings)
    detect_contacts("r", settings=settings)
    rows(settings, "update staging.article set waived = waived")
    assert values(settings, "select count(*) from staging.article where search_document is null") == [2]
    validate_batches("r", settings=settings)
    publish_batches("r", settings=settings)
    publish(settings, article("b", OTHERS[0], AT + timedelta(days=30)))

    assert rows(settings, prints) == left


def test_candidates_are_looked_up_by_the_index_however_few_there_are(settings: Settings) -> None:
    """The planner guesses far too many matches and would read all signatures for each article of a young warehouse."""

    def whole_reads() -> int:
        return int(values(settings, "select seq_scan from pg_stat_user_tables where relname = 'article_signature'")[0])

    before = whole_reads()
    publish(settings, *(article(f"a{n}", text) for n, text in enumerate([LONG, *OTHERS[:5]])))
    assert len(groups(settings)) == 0
    assert whole_reads() == before
