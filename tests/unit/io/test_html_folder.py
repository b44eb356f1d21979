"""HTML files of a folder as rows of articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.rasid.io.boilerplate import load_boilerplate
from include.rasid.io.html_folder import extract_folder
from tests.factories import LEXICONS

if TYPE_CHECKING:
    from pathlib import Path

SENTENCE = (
    "التقى وزير الخارجية الروسي سيرغي لافروف نظيره الأميركي أنتوني بلينكن في جنيف يوم الجمعة وبحثا أزمة أوكرانيا."
)
PAGE = f"""<html><head><meta property="article:published_time" content="2022-01-21T09:00:00+00:00"></head>
<body><article><h1>لقاء في جنيف</h1><p>{SENTENCE}</p></article></body></html>"""


def test_each_page_of_a_folder_is_a_row(tmp_path: Path) -> None:
    """In the order of names, also from folders below; a page without an article says why, other files are left alone."""
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "1.htm").write_text(PAGE, "utf-8")
    (tmp_path / "a.HTML").write_bytes(PAGE.encode("cp1256"))
    (tmp_path / "c.html").write_bytes(b"")
    (tmp_path / "notes.txt").write_text(PAGE, "utf-8")

    rows = list(extract_folder(tmp_path, load_boilerplate(LEXICONS)))

    article = {"title": "لقاء في جنيف", "text": SENTENCE, "date_iso": "2022-01-21", "publisher": "", "url": ""}
    nothing = {"title": "", "text": "", "date_iso": None, "publisher": "", "url": ""}
    assert rows == [
        {"id": "a.HTML", **article, "outcome": "extracted"},
        {"id": "b/1.htm", **article, "outcome": "extracted"},
        {"id": "c.html", **nothing, "outcome": "empty_page"},
    ]
