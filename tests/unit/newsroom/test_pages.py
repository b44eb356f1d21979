from __future__ import annotations

from typing import TYPE_CHECKING

import lxml.html
import pytest

from include.rasid.io.articles import read_articles
from include.rasid.newsroom.newsroom import build_newsroom
from include.rasid.newsroom.pages import split_paragraphs
from include.rasid.newsroom.publishers import Style, assign_publishers, directory
from include.rasid.settings import PROJECT
from tests.unit.newsroom.conftest import KNOWN, make_article

if TYPE_CHECKING:
    from include.rasid.model import Article
    from include.rasid.newsroom.newsroom import Newsroom
    from tests.unit.newsroom.conftest import Fetch

SEEDS = PROJECT.parent / "shared" / "gold" / "seeds.jsonl"


def assert_page_shows(body: bytes, charset: str, article: Article) -> None:
    """The page has the title in h1, none when it is empty, and every paragraph in order."""
    tree = lxml.html.document_fromstring(body.decode(charset))
    assert tree.xpath("string((//@dir)[1])") == "rtl"
    assert [heading.text_content() for heading in tree.iter("h1")] == ([article.title] if article.title else [])
    shown, position = tree.text_content(), 0
    for paragraph in split_paragraphs(article.text):
        position = shown.find(paragraph, position)
        assert position >= 0, paragraph
        position += len(paragraph)


def check_pages(newsroom: Newsroom, fetch: Fetch) -> int:
    """Check every page of ``newsroom`` and return how many there are."""
    checked = 0
    for section in newsroom.sections:
        for entry in section.entries:
            answer = fetch(newsroom, entry.path)
            charset = section.publisher.charset
            assert answer.headers["Content-Type"] == f"text/html; charset={charset}"
            assert charset.encode() in answer.body
            assert_page_shows(answer.body, charset, entry.article)
            checked += 1
    return checked


def test_pages_show_title_and_every_paragraph(newsroom: Newsroom, articles: tuple[Article, ...], fetch: Fetch) -> None:
    """Whatever the site looks like, the article is whole, and its markup is text."""
    assert check_pages(newsroom, fetch) == len(articles)


def test_known_publishers_have_five_different_styles(newsroom: Newsroom) -> None:
    """No two of the five look alike."""
    styles = {section.publisher.style for section in newsroom.sections if section.publisher.key in KNOWN}

    assert styles == set(Style)


@pytest.mark.parametrize("key", KNOWN)
def test_pages_carry_the_usual_residue(newsroom: Newsroom, fetch: Fetch, key: str) -> None:
    """A box in the middle of the text, headlines of other articles, and the outlet's name surround the article."""
    section = next(section for section in newsroom.sections if section.publisher.key == key)
    body = fetch(newsroom, section.entries[0].path).body.decode(section.publisher.charset)
    shown = lxml.html.document_fromstring(body).text_content()
    first, *_, last = split_paragraphs(section.entries[0].article.text)

    assert shown.index(first) < shown.index("اقرأ أيضا") < shown.index(last)
    assert sum(headline in shown for headline in directory().related) >= 4
    assert section.publisher.name.ar in shown


def test_nabaa_pages_are_windows_1256(newsroom: Newsroom, fetch: Fetch) -> None:
    """The bytes are windows-1256; letters that it lacks are numeric references."""
    body = fetch(newsroom, "/nabaa/2023/03/02/story-1").body

    assert "المعرض".encode("cp1256") in body
    assert b"&#1777;" in body


@pytest.mark.parametrize("key", KNOWN)
def test_title_cannot_break_out_of_a_script(fetch: Fetch, key: str) -> None:
    """A title that closes the script element stays text, in the JSON-LD as well."""
    title = "</script><script>alert(1)</script>"
    room = build_newsroom([make_article(key, title=title)], slow_seconds=0)

    tree = lxml.html.document_fromstring(fetch(room, f"/{key}/2023/03/02/story-1").body)

    assert not [script for script in tree.iter("script") if (script.text or "").startswith("alert")]
    assert [heading.text_content() for heading in tree.iter("h1")] == [title]


def test_style_of_an_unknown_publisher_depends_on_its_name_alone() -> None:
    """The company a publisher comes in may change its key but not its looks."""
    names = [f"صحيفة {number}" for number in range(20)]
    together = assign_publishers(names)

    assert [together[name].style for name in names] == [assign_publishers([name])[name].style for name in names]
    assert {publisher.style for publisher in together.values()} == set(Style)


def test_publisher_without_a_name_is_labelled_so() -> None:
    """An empty publisher gets a key and a label as well."""
    publisher = assign_publishers(["", "sada"])[""]

    assert publisher.key == "p1"
    assert publisher.name.ar == directory().unnamed


def test_bundled_articles_are_whole(fetch: Fetch) -> None:
    """Every sample article is of a known publisher and served whole at its own url."""
    articles = read_articles(sorted((PROJECT / "include" / "newsroom").glob("*.jsonl")))
    newest = [
        sorted((article for article in articles if article.publisher == key), key=lambda article: article.id)[-3:]
        for key in KNOWN
    ]
    room = build_newsroom([article for group in newest for article in group], slow_seconds=0)

    assert {article.publisher for article in articles} <= set(KNOWN)
    assert all(
        entry.path == f"/{section.publisher.key}{entry.article.url}"
        for section in build_newsroom(articles).sections
        for entry in section.entries
    )
    assert check_pages(room, fetch) == sum(map(len, newest))


@pytest.mark.skipif(not SEEDS.exists(), reason="the seeds are not beside this checkout")
def test_seeds_are_whole(fetch: Fetch) -> None:
    """The five real texts, some without title, all without url, are served whole."""
    assert check_pages(build_newsroom(read_articles([SEEDS])), fetch) == 5
