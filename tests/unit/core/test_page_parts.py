"""What a page says of itself besides its text, and what extraction would lose."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from lxml import html

from include.rasid.core.html import ExtractedPage, KnownOfPage, extract_page
from include.rasid.core.main_text import looks_wrong, prose_chars, quick_text
from include.rasid.core.page_parts import find_headings, find_lead, find_time, find_title
from include.rasid.io.boilerplate import load_boilerplate
from tests.factories import LEXICONS

LEAD = "التقى وزير الخارجية الروسي سيرغي لافروف نظيره الأميركي أنتوني بلينكن في جنيف يوم الجمعة وبحثا أزمة أوكرانيا."
SECOND = "وقال لافروف بعد اللقاء إن الجانب الأميركي وعد برد مكتوب على مقترحات موسكو الأمنية خلال الأسبوع المقبل."
THIRD = "ومن المقرر أن يلتقي الوزيران مجددا قبل نهاية الشهر المقبل في مدينة أوروبية لم تحدد بعد بحسب المتحدث."
TITLE = "لافروف يلتقي بلينكن في جنيف"


def parse(body: str, head: str = "") -> html.HtmlElement:
    """Return the tree of a page."""
    return html.document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ("<meta property='article:published_time' content='2022-01-21T09:30:00+03:00'>", "", "2022-01-21T06:30"),
        ("<meta itemprop='datePublished' content='2022-01-21T09:30+0300'>", "", "2022-01-21T06:30"),
        ("<meta name='pubdate' content='2022-01-21'>", "", "2022-01-21T12:00"),
        ("<meta name='date' content='2022-01-21 09:30:00'>", "", "2022-01-21T09:30"),
        (
            '<script type="application/ld+json">{"datePublished": "2022-01-21T09:30:00Z"}</script>',
            "",
            "2022-01-21T09:30",
        ),
        ("<meta name='date' content='الجمعة 21 يناير'>", "<h1>خبر</h1><p>21/01/2022 10:30</p>", "2022-01-21T12:00"),
        ("", "<p>2022/01/21 <b>رياضة</b></p><h1>خبر</h1><p>نص</p>", "2022-01-21T12:00"),
        ("", "<h1>خبر</h1><p>21.1.2022</p>", "2022-01-21T12:00"),
        ("", "<h1>خبر</h1><p>21/01/2022</p><p>22/01/2022</p>", None),
        ("", "<p>21/01/2022</p>", None),
        ("", "<h1>خبر</h1><p>41/01/2022</p>", None),
        ("<meta name='date' content='2031-01-21'>", "", None),
        ("<meta name='date' content='1970-01-01'>", "", None),
        ("<meta name='date' content='2022-02-31T10:00:00Z'>", "", None),
        ("<meta name='date' content='2022-01-21T99:00:00Z'>", "", None),
        ("", "", None),
    ],
)
def test_a_page_says_when_it_was_published(head: str, body: str, expected: str | None) -> None:
    """In its metadata, else in figures beside its heading; never two days at once, nor what cannot be."""
    found = find_time(parse(body, head), date(2026, 11, 20))

    assert found == (datetime.fromisoformat(expected).replace(tzinfo=UTC) if expected else None)


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        (f"<title>{TITLE} - قناة صدى</title>", f"<h1>{TITLE}</h1>", TITLE),
        (f"<title>صدى نيوز | {TITLE}</title>", f"<h1>{TITLE}</h1>", TITLE),
        (f"<meta property='og:title' content='{TITLE}'><title>صدى</title>", "", TITLE),
        (f"<title>{TITLE} - صدى</title>", "<h1>صدى</h1>", f"{TITLE} - صدى"),
        (
            f"<title>{TITLE} وكل ما قيل قبله وبعده في المؤتمر</title>",
            f"<h1>{TITLE}</h1>",
            f"{TITLE} وكل ما قيل قبله وبعده في المؤتمر",
        ),
        ("", f"<h1>صدى</h1><h1>{TITLE}</h1>", TITLE),
        ("", "<p>نص</p>", ""),
    ],
)
def test_a_title_loses_the_name_of_the_site(head: str, body: str, expected: str) -> None:
    """Only where a heading shows what is left, and no more than a few words go."""
    tree = parse(body, head)

    assert find_title(tree, find_headings(tree)) == expected


def described(lead: str, body: str) -> html.HtmlElement:
    """Return a page whose description is that."""
    return parse(body, f"<meta property='og:description' content='{lead}'>")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<div class='announce'>{LEAD}</div><p>{SECOND}</p>", LEAD),
        (f"<h2>{LEAD}</h2>", LEAD),
        (f"<aside><p>{LEAD}</p></aside>", ""),
        (f"<footer><div>{LEAD}</div></footer>", ""),
        (f"<p>{SECOND}</p>", ""),
        (f"<div><p>{LEAD}</p>{'<p>' + SECOND + '</p>' * 1}{('<p>' + THIRD + '</p>') * 12}</div>", LEAD),
    ],
    ids=["box", "heading", "aside", "footer", "absent", "the paragraph, not the box around all"],
)
def test_the_lead_is_what_the_description_begins_with(body: str, expected: str) -> None:
    """Where the page shows it, outside navigation and the like."""
    assert find_lead(described(LEAD, body)) == expected


def test_a_short_description_is_no_lead() -> None:
    """The name of the site is on every page."""
    assert (
        find_lead(described("موقع إخباري", "<p>موقع إخباري يتناول الشؤون العربية والدولية على مدار الساعة كل يوم</p>"))
        == ""
    )


def test_a_lead_that_extraction_loses_is_put_back() -> None:
    """A page that sets its first paragraph apart, as some broadcasters do, keeps it; one that does not has it once."""
    boxed = f"<div class='share'>{LEAD}</div><article><p>{SECOND}</p><p>{THIRD}</p></article>"
    plain = f"<article><p>{LEAD}</p><p>{SECOND}</p><p>{THIRD}</p></article>"
    head = f"<meta property='og:description' content='{LEAD}'><title>{TITLE}</title>"

    for body in (boxed, plain):
        page = f"<html><head>{head}</head><body>{body}</body></html>".encode()
        found = extract_page(page, load_boilerplate(LEXICONS), KnownOfPage())
        assert isinstance(found, ExtractedPage)
        assert found.text == f"{LEAD}\n{SECOND}\n{THIRD}"


@pytest.mark.parametrize(
    ("text_chars", "prose", "expected"),
    [
        (1000, 1000, False),
        (500, 1000, False),
        (390, 1000, True),
        (100, 90, False),
        (100, 400, True),
        (0, 0, True),
        (100, 0, True),
        (300, 0, False),
    ],
)
def test_the_quick_text_is_doubted_where_the_page_holds_more(text_chars: int, prose: int, expected: bool) -> None:
    """Much prose and little text, or too little of anything; a short article whose prose came is one."""
    assert looks_wrong("x" * text_chars, prose) is expected


def test_prose_is_paragraphs_outside_navigation() -> None:
    """Short lines and boxes do not count."""
    tree = parse(f"<nav><p>{LEAD}</p></nav><p>{LEAD}</p><p>خبر</p><footer><p>{SECOND}</p></footer>")

    assert prose_chars(tree) == len(LEAD)


def test_what_the_quick_way_misses_the_thorough_one_finds() -> None:
    """Most of the prose stands beside what looks like the article, and did not come: trafilatura's whole cascade is asked."""
    inside = "".join(f"<p>{n} {LEAD} {SECOND}</p>" for n in range(8))
    teaser = f"<article><p>{THIRD}</p><p>{THIRD} {LEAD}</p></article>"
    page = f"<html><head><title>{TITLE}</title></head><body>{teaser}<div class='x'>{inside}</div></body></html>"
    tree = html.document_fromstring(page)
    assert looks_wrong(quick_text(html.document_fromstring(page)), prose_chars(tree))

    found = extract_page(page.encode(), load_boilerplate(LEXICONS), KnownOfPage())

    assert isinstance(found, ExtractedPage)
    assert f"0 {LEAD} {SECOND}" in found.text


@pytest.mark.parametrize(
    ("title", "is_article"),
    [
        ("دیدار وزیران خارجه روسیه و آمریکا پس از چند گفتگوی تلفنی پیچیده", True),
        ("گفتگوی پوتین و ترامپ چگونه پایان گرفت", False),
        ("پیوٹن اور ٹرمپ کی ملاقات میں کیا طے پایا", False),
        ("لافروف: لقاء بلينكن كان بناء", True),
        ("بوتين وأردوغان يلتقيان في سوتشي", True),
        ("گازبروم توقع", True),
    ],
)
def test_a_headline_of_another_language_is_no_arabic_article(title: str, is_article: bool) -> None:
    """Beyond doubt only: a name or two in foreign letters is no other language, and the text is asked as well."""
    page = f"<html><body><article><p>{LEAD}</p><p>{SECOND}</p></article></body></html>".encode()

    found = extract_page(page, load_boilerplate(LEXICONS), KnownOfPage(title=title))

    assert isinstance(found, ExtractedPage) is is_article
