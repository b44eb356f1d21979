"""Arabic is told from other languages, also from those in Arabic letters."""

from __future__ import annotations

import pytest

from include.rasid.core.language import is_arabic

ARABIC = "التقى وزير الخارجية الروسي سيرغي لافروف نظيره الأميركي أنتوني بلينكن في مدينة جنيف يوم الجمعة."


@pytest.mark.parametrize(
    "text",
    [
        ARABIC,
        ARABIC.replace("ي", "ی").replace("ك", "ک"),
        ARABIC.replace("لافروف", "لاڤروڤ").replace("سيرغي", "سيرگي") + " وحضر اللقاء ڤيكتور وپيتر وچاك في قاعة ضيقة.",
        "قال الرئيس الروسي إن اللقاء مع نظيره الأميركي في گراتس كان مفيدا، وإن البلدين اتفقا على استمرار الحوار بين الخبراء قريبا.",
        ARABIC + " (Reuters) https://news.example",
        ARABIC + " وقال بالروسية: «да».",
        "قال لافروف إن موسكو وواشنطن ستواصلان تبادل رسائل عبر قنوات سرية حتى بعد رحيل پومپيو وفريقه من وزارة الخارجیة.",
        "لافروف هاتف بلينكن ليلا وناقشا معا ملفات عدیدة.",
    ],
    ids=[
        "plain",
        "Farsi keyboard",
        "foreign names",
        "one foreign name",
        "Latin words",
        "Cyrillic words",
        "few articles",
        "too short to tell",
    ],
)
def test_arabic_is_arabic(text: str) -> None:
    """Names with foreign letters, other keyboards and a few foreign words do no harm."""
    assert is_arabic(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345 ... !",
        "The foreign ministers of Russia and the United States met in Geneva on Friday.",
        "Министры иностранных дел России и США встретились в Женеве в пятницу.",
        "وزیر امور خارجه روسیه با همتای آمریکایی خود در ژنو دیدار کرد و گفت گفتگوها پس از چند ساعت به پایان رسید.",
        "وزير امور خارجه روسيه با همتاي امريكايي خود در ژنو ديدار كرد و گفت گفتگوها پس از چند ساعت به پايان رسيد.",
        "دیدار وزیران خارجه ایران و روسیه در تهران برگزار شد و این دیدار با حضور سفیران دو کشور انجام شد.",
        "این دیدار با حضور سفیران دو کشور در روز دوشنبه انجام شد و بیانیه آن منتشر شد.",
        "روس کے وزیر خارجہ نے جنیوا میں اپنے امریکی ہم منصب سے ملاقات کی اور یوکرین کے بحران پر بات چیت کی۔",
        "وەزیری دەرەوەی ڕووسیا لەگەڵ هاوتا ئەمریکییەکەی لە جنێڤ کۆبووەوە و باسی قەیرانی ئۆکرانیایان کرد.",
        ARABIC[:30] + " The foreign ministers of Russia and the United States met in Geneva on Friday.",
    ],
    ids=[
        "empty",
        "no letters",
        "English",
        "Russian",
        "Persian",
        "Persian in Arabic letters",
        "Persian with one letter of its own",
        "Persian that shows in its keys alone",
        "Urdu",
        "Kurdish",
        "mostly English",
    ],
)
def test_other_languages_are_not(text: str) -> None:
    """Names and dates in them would be read wrongly."""
    assert not is_arabic(text)
