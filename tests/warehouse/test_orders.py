"""The newsroom's articles in three orders, in batches: the warehouse ends the same."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from include.rasid.io.articles import read_articles
from include.rasid.io.warehouse import transaction
from include.rasid.stages.resolve import resolve_contacts
from tests.factories import PROJECT
from tests.warehouse.loading import read, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from include.rasid.model import Article
    from include.rasid.settings import Settings

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
CONTACTS = """
select array_agg(a.article_key || '#' || m.ordinal order by a.article_key, m.ordinal) as mentions, c.participants, c.mode, c.setting, c.status,
       c.starts_on, c.ends_on, c.place, c.scope, c.role, c.confidence, c.first_reported_at, c.last_reported_at
from core.contact c
join core.contact_mention m using (contact_id)
join core.article a using (article_id)
group by c.contact_id
order by 1"""
LAST_BELIEF = """
select array_agg(distinct a.article_key order by a.article_key) as articles, r.participants, r.status, r.starts_on, r.place
from core.contact c
join core.contact_revision r using (contact_id)
join core.contact_mention m using (contact_id)
join core.article a using (article_id)
where r.revision = (select max(revision) from core.contact_revision l where l.contact_id = c.contact_id)
group by c.contact_id, r.participants, r.status, r.starts_on, r.place
order by 1, 2, 3"""
STEPS = """
with recursive survivor (contact_id, stands) as (
    select contact_id, contact_id from core.contact where merged_into is null
    union all
    select c.contact_id, s.stands from core.contact c join survivor s on c.merged_into = s.contact_id
)
select (select min(a.article_key || '#' || m.ordinal) from core.contact_mention m join core.article a using (article_id)
        where m.contact_id = s.stands) as contact, l.transition, count(*) as steps
from ops.alert l
join survivor s using (contact_id)
where not l.is_taken_back
group by 1, 2
order by 1, 2"""


def newsroom() -> list[Article]:
    """Return the newsroom's articles in order of publication."""
    articles = read_articles(sorted((PROJECT / "include" / "newsroom").glob("articles_*.jsonl")))
    return sorted(articles, key=lambda a: a.published_at)


@pytest.fixture(scope="module")
def in_order(make_database: Callable[[], str]) -> Settings:
    """Return the settings of the warehouse that got everything in order of publication, in one batch."""
    return read(make_database, [newsroom()])


@pytest.mark.parametrize("order", ["backwards", "shuffled", "newest first, in two batches"])
def test_the_warehouse_ends_the_same(make_database: Callable[[], str], in_order: Settings, order: str) -> None:
    """Contacts, what is believed of them and their steps are those of the order of publication; none is mailed twice."""
    articles = newsroom()
    middle = len(articles) // 2
    shuffled = random.Random(11).sample(articles, len(articles))
    batches = {
        "backwards": [articles[at : at + 10] for at in range(len(articles) // 10 * 10, -1, -10)],
        "shuffled": [shuffled[at : at + 20] for at in range(0, len(articles), 20)],
        "newest first, in two batches": [articles[middle:], articles[:middle]],
    }[order]
    other = read(make_database, [b for b in batches if b])

    assert rows(other, CONTACTS) == rows(in_order, CONTACTS)
    assert rows(other, LAST_BELIEF) == rows(in_order, LAST_BELIEF)
    assert rows(other, STEPS) == rows(in_order, STEPS)
    assert (
        rows(
            other,
            "select 1 from ops.alert where state = 'ready' group by contact_id, transition, revision having count(*) > 1",
        )
        == []
    )


def test_resolving_again_from_the_mentions_alone_ends_the_same(in_order: Settings) -> None:
    """Without contacts, resolution makes the same ones from the stored mentions."""
    before = rows(in_order, CONTACTS)
    with transaction(in_order.warehouse_dsn) as cursor:
        cursor.execute("update core.contact_mention set contact_id = null, is_resolved = false")
        for table in ("ops.delivery", "ops.alert", "ops.review", "core.contact"):
            cursor.execute(f"delete from {table}")
    resolve_contacts("again", settings=in_order)

    assert len(before) > 50
    assert rows(in_order, CONTACTS) == before
