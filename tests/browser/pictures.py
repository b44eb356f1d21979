"""Make the pictures of the README anew: ``python -m tests.browser.pictures``."""

from __future__ import annotations

import html
import tempfile
from pathlib import Path
from typing import Any

from include.rasid.settings import PROJECT
from tests.alert_factories import make_digest, make_mail, make_source, part_of
from tests.browser.rendering import take_picture
from tests.report_factories import make_report

_IMAGES = PROJECT / "docs" / "images"
_PUTIN = {"key": "putin", "ar": "فلاديمير بوتين", "en": "Vladimir Putin", "country": "RU"}
_BIDEN = {"key": "biden", "ar": "جو بايدن", "en": "Joe Biden", "country": "US"}
_TOLD: list[dict[str, Any]] = [
    {
        "transition": "postponed",
        "participants": [_PUTIN, _BIDEN],
        "mode": "phone",
        "date": "2021-12-30",
        "place": None,
        "evidence": {"text": "تأجل الاتصال الهاتفي الذي كان مقررا بين الرئيسين جو بايدن وفلاديمير بوتين إلى الخميس."},
        "highlights": [[49, 57], [59, 73]],
        "article": make_source(publisher_ar="الأفق", published_at="2021-12-28T15:20:00+00:00"),
    },
    {
        "transition": "announced",
        "date": "2022-01-21",
        "place": "Geneva",
        "place_ar": "جنيف",
        "evidence": {"text": "يلتقي بلينكن لافروف في جنيف الجمعة المقبل، بحسب الخارجية الأميركية."},
        "highlights": [[6, 12], [13, 19]],
        "article": make_source(publisher_ar="وكالة المدار", published_at="2022-01-18T09:00:00+00:00"),
    },
]
_TEXT = """<!doctype html><meta charset="utf-8"><body style="margin:0;padding:20px;background:#fff">
<pre dir="auto" style="margin:0;font:14px/1.6 'DejaVu Sans Mono',monospace;white-space:pre-wrap;unicode-bidi:plaintext">{text}</pre>"""


def main() -> None:
    """Write the pictures."""
    copies = [
        make_source(voice=0),
        make_source(
            voice=1, publisher_ar="وكالة المدار", publisher_en="Madar Agency", title="لقاء قصير بين بلينكن ولافروف"
        ),
        make_source(voice=1, publisher_ar="الأفق", publisher_en="Ufuq"),
    ]
    earlier = [
        {"date": "2022-01-21", "place": "Geneva", "place_ar": "جنيف", "transition": "held"},
        {"date": "2021-12-02", "place": "Stockholm", "place_ar": "ستوكهولم", "transition": "held"},
    ]
    mail = make_mail(sources=copies, earlier=earlier)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        take_picture(part_of(mail, "html"), _IMAGES / "alert.png", (700, 1440), work)
        text = _TEXT.format(text=html.escape(part_of(mail, "plain")))
        take_picture(text, _IMAGES / "alert-text.png", (900, 1200), work)
        take_picture(part_of(make_digest(3, told=_TOLD), "html"), _IMAGES / "digest.png", (700, 800), work)
        take_picture(part_of(make_report(), "html"), _IMAGES / "heartbeat.png", (700, 1500), work)
        take_picture(part_of(make_report("weekly"), "html"), _IMAGES / "weekly.png", (700, 1560), work)


if __name__ == "__main__":
    main()
