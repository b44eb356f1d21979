"""Lines that assert nothing: what stands around an article is seen, no paragraph of it is."""

from __future__ import annotations

import pytest

from include.rasid.core.furniture import silent_lines
from include.rasid.io.boilerplate import load_boilerplate
from include.rasid.settings import settings

PROSE = (
    "قال وزير الخارجية الروسي سيرغي لافروف اليوم الجمعة إن بلاده تنتظر ردا مكتوبا من الولايات المتحدة على مقترحاتها الأمنية الأخيرة.\n"
    "وأضاف أن الاتصالات بين الجانبين لم تنقطع في الأسابيع الماضية، وأن الخبراء يعملون على إعداد جولة أخرى من المشاورات قريبا."
)
SHORT_NEWS = "التقى الوزيران في جنيف."


def silent(text: str) -> list[str]:
    return [text[start:end] for start, end in silent_lines(text, load_boilerplate(settings().lexicons))]


@pytest.mark.parametrize(
    "line",
    [
        "اقرأ أيضا: بلينكن ولافروف يجتمعان في جنيف غدا",
        "ذات صلة >> بوتين وبايدن على الهاتف",
        "- كيري يهاتف لافروف لبحث وقف إطلاق النار",
        "• مصادر: بوتين وترامب يلتقيان في الرياض منتصف مايو",
        "› بوتين يستقبل ويتكوف..",
        "[صورة: حاجز قرب المدينة]",
        "لقاء بوتين وبايدن في صور",
        "الأكثر قراءة",
    ],
)
def test_links_captions_and_headings_are_silent(line: str) -> None:
    """A link, list item, caption or heading among paragraphs is silent; the paragraphs are not."""
    assert silent(f"{PROSE}\n{line}\n{SHORT_NEWS}") == [line]


def test_items_behind_a_label_are_silent() -> None:
    """What follows a label of links belongs to it, up to the next paragraph."""
    text = f"{PROSE}\nأخبار ذات صلة\nقمة بين الرئيسين في فيينا\nبوتين يتصل بترامب\n{SHORT_NEWS}"

    assert silent(text) == ["أخبار ذات صلة", "قمة بين الرئيسين في فيينا", "بوتين يتصل بترامب"]


def test_paragraphs_without_full_stops_are_heard() -> None:
    """On a page whose paragraphs end without a stop, a short line may be news."""
    text = PROSE.replace(".", "") + "\nالتقى بلينكن لافروف في جنيف"

    assert silent(text) == []


def test_a_paragraph_that_begins_like_a_label_is_heard() -> None:
    """A long paragraph is no link, whatever it begins with."""
    text = "اقرأ أيضا " + "كلمة " * 40 + "."

    assert silent(text) == []
