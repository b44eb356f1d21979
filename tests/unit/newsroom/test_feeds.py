from __future__ import annotations

import calendar
import html
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import feedparser
import pytest

from include.rasid.newsroom.feeds import TITLE_WORDS
from include.rasid.newsroom.newsroom import build_newsroom
from tests.unit.newsroom.conftest import KNOWN, TEXT, make_article

if TYPE_CHECKING:
    from include.rasid.model import Article
    from include.rasid.newsroom.newsroom import Newsroom
    from tests.unit.newsroom.conftest import Answer, Fetch

FEEDS = (*KNOWN, "p1", "p2")


def parse(answer: Answer) -> Any:
    """Parse a feed as Rasid does: bytes, and the charset that the response declares."""
    return feedparser.parse(
        answer.body, response_headers={"content-type": answer.headers["Content-Type"]}, sanitize_html=False
    )


@pytest.mark.parametrize("key", FEEDS)
def test_feed_lists_all_articles_newest_first(
    newsroom: Newsroom, articles: tuple[Article, ...], fetch: Fetch, key: str
) -> None:
    """Every feed is well-formed and gives the id, title, time and link of each article of its publisher."""
    section = next(section for section in newsroom.sections if section.publisher.key == key)
    expected = [entry.article for entry in section.entries]

    parsed = parse(fetch(newsroom, f"/{key}/feed.xml"))

    assert not parsed.bozo
    assert [entry.id for entry in parsed.entries] == [article.id for article in expected]
    assert [article.published_at for article in expected] == sorted(
        (article.published_at for article in expected), reverse=True
    )
    for entry, article in zip(parsed.entries, expected, strict=True):
        assert article in articles
        seconds = calendar.timegm(entry.published_parsed)
        assert datetime.fromtimestamp(seconds, UTC) == article.published_at
        if article.title:
            title = html.unescape(entry.title) if key == "manara" else entry.title
            assert title == article.title


@pytest.mark.parametrize("key", FEEDS)
def test_links_of_a_feed_lead_to_its_pages(newsroom: Newsroom, fetch: Fetch, key: str) -> None:
    """Links start with the address of the request, and each answers with a page."""
    answer = fetch(newsroom, f"/{key}/feed.xml")

    for entry in parse(answer).entries:
        assert entry.link.startswith(f"{answer.base_url}/{key}/")
        assert fetch(newsroom, entry.link.removeprefix(answer.base_url)).status == 200


def test_untitled_article_is_listed_by_its_first_words(newsroom: Newsroom, fetch: Fetch) -> None:
    """A feed item needs a title, so an article without one lends its first twelve words."""
    key = next(
        section.publisher.key
        for section in newsroom.sections
        if any(not entry.article.title for entry in section.entries)
    )

    titles = [entry.title for entry in parse(fetch(newsroom, f"/{key}/feed.xml")).entries]

    assert " ".join(TEXT.split()[:TITLE_WORDS]) in titles


def test_habits_of_the_known_publishers(newsroom: Newsroom, fetch: Fetch) -> None:
    """Each known publisher shows the behaviour it stands for."""
    feeds = {key: fetch(newsroom, f"/{key}/feed.xml") for key in KNOWN}
    parsed = {key: parse(answer) for key, answer in feeds.items()}

    assert parsed["almarsad"].version == "atom10"
    assert all(entry.summary for entry in parsed["almarsad"].entries)
    assert feeds["nabaa"].headers["Content-Type"].endswith("charset=windows-1256")
    assert parsed["nabaa"].encoding == "windows-1256"
    assert all("utm_source=rss" in entry.link for entry in parsed["ufuq"].entries)
    assert b'isPermaLink="true"' not in feeds["ufuq"].body
    assert all(entry.published.endswith("+0300") for entry in parsed["manara"].entries)
    assert b"&amp;laquo;" in feeds["manara"].body


def test_windows_1256_feed_refers_to_the_letters_it_lacks(newsroom: Newsroom, fetch: Fetch) -> None:
    """Digits that windows-1256 has no byte for arrive as numeric references, and are read as themselves."""
    answer = fetch(newsroom, "/nabaa/feed.xml")

    assert "المعرض".encode("cp1256") in answer.body
    assert b"&#1634;" in answer.body
    assert "٢٠٢٣" in parse(answer).entries[0].summary


def test_bundled_publishers_identify_items_in_their_own_ways(articles: tuple[Article, ...], fetch: Fetch) -> None:
    """With the oddities, a guid may be a link, an id, a tag, or missing."""
    bundled = build_newsroom(articles, slow_seconds=0, oddities=True)
    first = {key: parse(fetch(bundled, f"/{key}/feed.xml")).entries[-1] for key in KNOWN}

    assert first["sada"].id == first["sada"].link
    assert b'isPermaLink="true"' in fetch(bundled, "/sada/feed.xml").body
    assert first["almarsad"].id == "tag:almarsad.example,2023-03-02:almarsad/2?&"
    assert first["ufuq"].id == "ufuq/2?&"
    assert "id" not in first["manara"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"If-None-Match": "ETAG"}, 304),
        ({"If-None-Match": '"other", ETAG'}, 304),
        ({"If-None-Match": '"other"'}, 200),
        ({"If-Modified-Since": "LAST"}, 304),
        ({"If-Modified-Since": "Thu, 02 Mar 2023 20:29:59 GMT"}, 200),
        ({"If-None-Match": '"other"', "If-Modified-Since": "LAST"}, 200),
    ],
)
def test_sada_answers_304_to_what_it_has_sent(
    newsroom: Newsroom, fetch: Fetch, sent: dict[str, str], status: int
) -> None:
    """An unchanged feed is not sent again; the ETag decides alone where both validators are given."""
    first = fetch(newsroom, "/sada/feed.xml")
    etag, last_modified = first.headers["ETag"], first.headers["Last-Modified"]
    headers = {name: value.replace("ETAG", etag).replace("LAST", last_modified) for name, value in sent.items()}

    second = fetch(newsroom, "/sada/feed.xml", headers)

    assert last_modified == "Thu, 02 Mar 2023 20:30:00 GMT"
    assert second.status == status
    assert second.headers["ETag"] == etag
    assert bool(second.body) is (status == 200)


def test_sada_has_a_new_etag_for_new_content(newsroom: Newsroom, articles: tuple[Article, ...], fetch: Fetch) -> None:
    """An older article that comes late changes the ETag although the newest stays."""
    grown = build_newsroom([*articles, make_article("sada", 9)], slow_seconds=0)

    etags = {fetch(room, "/sada/feed.xml").headers["ETag"] for room in (newsroom, grown)}

    assert len(etags) == 2


def test_control_characters_do_not_break_a_feed(fetch: Fetch) -> None:
    """XML cannot hold them, so they are left out."""
    room = build_newsroom([make_article("sada", title="خبر\x00 عا\x1bجل", text="نص\x0b\ufffe")])

    parsed = parse(fetch(room, "/sada/feed.xml"))

    assert not parsed.bozo
    assert parsed.entries[0].title == "خبر عاجل"
