"""Pages to articles."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from include.rasid.core.html import ExtractedPage, KnownOfPage, extract_page
from include.rasid.core.outcomes import PageOutcome
from include.rasid.io.boilerplate import load_boilerplate
from tests.factories import LEXICONS

TITLE = "لافروف يلتقي بلينكن في جنيف"
LEAD = "التقى وزير الخارجية الروسي سيرغي لافروف نظيره الأميركي أنتوني بلينكن في جنيف يوم الجمعة وبحثا أزمة أوكرانيا."
SECOND = "وقال لافروف بعد اللقاء إن الجانب الأميركي وعد برد مكتوب على مقترحات موسكو الأمنية خلال الأسبوع المقبل."
AT = datetime(2022, 1, 21, 9, tzinfo=UTC)
PAGE = f"""<!DOCTYPE html><html lang="ar"><head><meta charset="{{charset}}"><title>{TITLE} | صدى</title>
<meta property="og:title" content="{TITLE}"><meta property="article:published_time" content="2022-01-21T09:00:00+00:00"></head>
<body><nav><a href="/">الرئيسية</a></nav><article><h1>{TITLE}</h1><p>{LEAD}</p><p>{SECOND}</p></article></body></html>"""


def extract(page: str | bytes, known: KnownOfPage | None = None) -> ExtractedPage | PageOutcome:
    """Extract a page of which nothing is known unless said."""
    return extract_page(
        page if isinstance(page, bytes) else page.encode(), load_boilerplate(LEXICONS), known or KnownOfPage()
    )


def test_a_page_gives_title_text_and_date() -> None:
    """Where nothing is known the page tells; the headline is no part of the text."""
    found = extract(PAGE.format(charset="utf-8"))

    assert found == ExtractedPage(title=TITLE, text=f"{LEAD}\n{SECOND}", published_at=AT)


def test_what_the_feed_told_is_not_asked_of_the_page() -> None:
    """The feed's title stands, and the page's own headline goes from the text all the same; its time is kept beside the feed's."""
    longer = PAGE.format(charset="utf-8").replace("<p>", f"<p>{TITLE}</p><p>", 1)

    found = extract(longer, KnownOfPage(title="لقاء في جنيف", needs_date=False))

    assert found == ExtractedPage(title="لقاء في جنيف", text=f"{LEAD}\n{SECOND}", published_at=AT)


def test_a_page_is_not_dated_after_it_was_seen() -> None:
    """A later date on the page is somebody else's."""
    found = extract(PAGE.format(charset="utf-8"), KnownOfPage(newest_on=date(2021, 12, 31)))

    assert isinstance(found, ExtractedPage)
    assert found.published_at is None


@pytest.mark.parametrize(
    ("encoding", "in_page", "known"),
    [
        ("utf-8", "utf-8", None),
        ("utf-8", "windows-1256", "windows-1256"),
        ("cp1256", "windows-1256", None),
        ("cp1256", "utf-8", "windows-1256"),
        ("cp1256", "utf-8", None),
        ("cp1256", "iso-8859-1", "iso-8859-1"),
        ("iso-8859-6", "iso-8859-6", None),
    ],
)
def test_arabic_survives_whatever_the_labels_say(encoding: str, in_page: str, known: str | None) -> None:
    """Charsets of page and response may lie."""
    found = extract(PAGE.format(charset=in_page).encode(encoding), KnownOfPage(charset=known))

    assert isinstance(found, ExtractedPage)
    assert found.text == f"{LEAD}\n{SECOND}"


def test_a_box_on_the_author_goes() -> None:
    """It speaks of a person and would be read as news; a long block of that class is the article."""
    box = "<div class='c-bio'><p>تكتب رنا العطار في الشؤون الدولية منذ خمسة عشر عاما، وعملت مراسلة في ثلاث عواصم.</p></div>"
    page = PAGE.format(charset="utf-8").replace("</article>", f"{box}</article>")
    whole = (
        PAGE.format(charset="utf-8")
        .replace("<article>", "<article class='bio'>")
        .replace("</h1>", f"</h1>{'<p>' + LEAD * 5 + '</p>'}")
    )

    found, kept = extract(page), extract(whole)

    assert isinstance(found, ExtractedPage)
    assert found.text == f"{LEAD}\n{SECOND}"
    assert isinstance(kept, ExtractedPage)
    assert SECOND in kept.text


@pytest.mark.parametrize(
    ("page", "media_type", "outcome"),
    [
        (b"", "text/html", PageOutcome.EMPTY_PAGE),
        (b"\n \t", "", PageOutcome.EMPTY_PAGE),
        (b"%PDF-1.4", "application/pdf", PageOutcome.NOT_HTML),
        (b'{"a": 1}', "application/json", PageOutcome.NOT_HTML),
        (b"<!-- -->", "text/html", PageOutcome.NO_TEXT),
        (b"<html><body><img src=x></body></html>", "TEXT/HTML", PageOutcome.NO_TEXT),
        (
            PAGE.replace(LEAD, "Hello world. " * 30).replace(SECOND, "Bye. " * 30).encode(),
            "text/html",
            PageOutcome.NOT_ARABIC,
        ),
    ],
    ids=["empty", "blank", "PDF", "JSON", "comment", "picture", "English"],
)
def test_a_page_without_an_article_says_why(page: bytes, media_type: str, outcome: PageOutcome) -> None:
    """One outcome each."""
    assert extract(page, KnownOfPage(media_type=media_type)) is outcome


LAID_OUT = """<html dir="rtl"><body><table width="980"><tr><td colspan="2"><a href="/">الصفحة الأولى</a> | <a href="#">سياسة</a> | <a href="#">ملاعب</a></td></tr>
<tr><td><table><tr><td><h1>{title}</h1></td></tr><tr><td><div id="body">{text}{link}</div></td></tr></table></td>
<td><table><tr><td>الأكثر قراءة</td></tr><tr><td>1- <a href="/1">بوتين وبايدن يجتمعان غدا في هلسنكي لبحث الأزمة</a></td></tr>
<tr><td>2- <a href="/2">افتتاح معرض الكتاب بمشاركة ألف دار نشر عربية وأجنبية</a></td></tr></table></td></tr></table></body></html>"""


@pytest.mark.parametrize(
    "link", ["", "<div><b>اقرأ أيضا:</b> <a href='/3'>بلينكن يزور موسكو غدا</a></div>", "<br><i>انتهى</i>"]
)
def test_a_page_laid_out_in_tables_gives_its_article_alone(link: str) -> None:
    """The article stands bare in a cell; menus and headlines in the cells around it say nothing."""
    found = extract(LAID_OUT.format(title=TITLE, text=f"{LEAD} {SECOND}", link=link))

    assert isinstance(found, ExtractedPage)
    assert found.text.startswith(f"{LEAD} {SECOND}")
    assert not any(word in found.text for word in ("|", "هلسنكي", "معرض", "الأولى", "يزور"))


def test_a_table_of_figures_stays() -> None:
    """What an article tells in a table is part of it, also where the table is longer than the rest."""
    rows = "".join(f"<tr><td>اتصال رقم {n}</td><td>بلينكن ولافروف</td><td>{n} مارس</td></tr>" for n in range(1, 12))
    page = f"<html><body><article><h1>{TITLE}</h1><p>{LEAD}</p><table>{rows}</table><p>{SECOND}</p></article></body></html>"

    found = extract(page)

    assert isinstance(found, ExtractedPage)
    assert found.text.startswith(LEAD)
    assert found.text.endswith(SECOND)
    assert "| اتصال رقم 7 | بلينكن ولافروف | 7 مارس |" in found.text
