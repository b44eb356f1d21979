"""Staged rows that are good but for one thing, and rows at the bounds: what the suites of include/expectations are tried on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from include.rasid.core.measures import content_sha256, measure

if TYPE_CHECKING:
    from collections.abc import Callable

SENTENCE = "التقى وزير الخارجية الأميركي أنتوني بلينكن نظيره الروسي سيرغي لافروف في نيودلهي اليوم الخميس."
TEXT = f"{SENTENCE}\nواستمر اللقاء عشر دقائق على هامش اجتماع مجموعة العشرين.\nوقال بلينكن إنه دعا روسيا إلى العودة إلى المعاهدة وإلى إطلاق المحتجزين لديها."
PERSIAN = (
    "وزیر امور خارجه آمریکا در حاشیه نشست گروه بیست با همتای روس خود دیدار کرد و گفت که گفت‌وگوها ده دقیقه طول کشید. "
    * 3
)
URDU = "امریکی وزیر خارجہ نے روسی ہم منصب سے ملاقات کی ہے اور دونوں رہنماؤں نے یوکرین کے معاملے پر بات چیت کی ہے۔ " * 3
TRANSLATED = (
    "سوف يكون هناك لقاء تم القيام به من قبل الوزير، وكان هناك واحد من أكثر اللقاءات التي لعب دورا فيها بعض من الخبراء."
)
NOON = datetime(2023, 3, 2, 12, tzinfo=UTC)
Row = SimpleNamespace
Mutation = tuple[str, "Callable[[Row], object]", str]


def good_row() -> Row:
    """Return a staged article with one name and one contact, as detection leaves it."""
    contact = {
        "participants": ["blinken", "lavrov"],
        "sides": {"RU": ["lavrov"], "US": ["blinken"]},
        "mode": "in_person",
        "setting": "margins",
        "status": "held",
        "starts_on": "2023-03-02",
        "ends_on": "2023-03-02",
        "role": "new",
        "scope": "principal",
        "confidence": 0.9,
        "part": "text",
        "start": 0,
        "end": len(SENTENCE),
        "evidence": SENTENCE,
    }
    start = TEXT.index("بلينكن")
    name = {"key": "blinken", "kind": "person", "part": "text", "start": start, "end": start + 6, "surface": "بلينكن"}
    row = Row(publisher_key="sada", published_at=NOON, seen_at=NOON, entity_mentions=[name], contact_mentions=[contact])
    row.url, row.page_id = "", 1
    write(row, title="بلينكن يلتقي لافروف في نيودلهي", text=TEXT)
    return row


def write(row: Row, *, text: str, title: str | None = None) -> None:
    """Give a row this text, with the figures that extraction would store."""
    row.title, row.text = row.title if title is None else title, text
    figures = measure(row.title, row.text)
    row.text_chars, row.arabic_letter_ratio = figures.text_chars, figures.arabic_letter_ratio
    row.content_sha256 = content_sha256(row.title, row.text)
    row.replacement_chars, row.duplicate_paragraphs = figures.replacement_chars, figures.duplicate_paragraphs


def rewrite(text: str, title: str | None = None) -> Callable[[Row], None]:
    """Return the mutation to another text, in which nothing was found."""

    def mutate(row: Row) -> None:
        row.entity_mentions, row.contact_mentions = [], []
        write(row, text=text, title=title)

    return mutate


def publish(at: datetime) -> Callable[[Row], None]:
    """Return the mutation to another publication time, in which nothing was found."""
    return lambda row: row.__dict__.update(published_at=at, contact_mentions=[])


def dated(at: datetime) -> Callable[[Row], None]:
    """Return the mutation to a publication time that was also "now"; nothing was found."""
    return lambda row: row.__dict__.update(published_at=at, seen_at=at, contact_mentions=[])


def contact(**fields: Any) -> Callable[[Row], None]:
    """Return the mutation of some fields of the contact mention."""
    return lambda row: row.contact_mentions[0].update(fields)


def name(**fields: Any) -> Callable[[Row], None]:
    """Return the mutation of some fields of the entity mention."""
    return lambda row: row.entity_mentions[0].update(fields)


def misread(written: str, read: str) -> str:
    """Return the good text with one more sentence that was decoded wrongly."""
    return f"{TEXT}\n{SENTENCE[:30].encode(written).decode(read, errors='ignore')}"


BAD: list[Mutation] = [
    ("no publisher", lambda r: r.__dict__.update(publisher_key=""), "publisher_known"),
    ("blank publisher", lambda r: r.__dict__.update(publisher_key=" "), "publisher_known"),
    ("39 characters", rewrite("ا" * 39), "text_long_enough"),
    ("a book", rewrite("كتاب " * 40_001), "text_long_enough"),
    ("40 characters", rewrite("ا" * 40), "text_not_short"),
    ("199 characters", rewrite("ا" * 199), "text_not_short"),
    ("glued title", rewrite(TEXT, title="ا" * 501), "title_sane"),
    ("empty title", rewrite(TEXT, title=""), "title_present"),
    ("blank title", rewrite(TEXT, title=" \u00a0 "), "title_present"),
    ("English", rewrite(TEXT + " Blinken met Lavrov in New Delhi" * 9), "text_is_arabic"),
    ("English with links", rewrite(f'{"Blinken met Lavrov. " * 9} <a href="https://sada.test/خبر">{SENTENCE}</a>'), "text_is_arabic"),
    ("lost letters", rewrite(TEXT + "\ufffd" * 3), "few_replacement_characters"),
    ("UTF-8 as windows-1256", rewrite(misread("utf-8", "cp1256")), "no_mojibake"),
    ("UTF-8 as windows-1252", rewrite(misread("utf-8", "cp1252")), "no_mojibake"),
    ("UTF-8 as Latin-1", rewrite(misread("utf-8", "latin-1")), "no_mojibake"),
    ("windows-1256 as Latin-1", rewrite(misread("cp1256", "latin-1")), "no_mojibake"),
    ("title only", rewrite(TEXT, title="لقاء في جنيف".encode().decode("cp1256", "ignore")), "no_mojibake"),
    ("from the future", publish(NOON + timedelta(days=1, minutes=1)), "not_from_the_future"),
    ("last of 1999", dated(datetime(1999, 12, 31, 23, 59, tzinfo=UTC)), "not_before_the_web"),
    ("731 days before it was seen", publish(NOON - timedelta(days=731)), "not_older_than_its_feed_allows"),
    ("91 days in a feed that allows 90", lambda r: r.__dict__.update(publisher_key="daily", seen_at=NOON + timedelta(days=91)), "not_older_than_its_feed_allows"),
    ("another date at its head", rewrite(f"موسكو – 26 فبراير 2023 – {TEXT}"), "banner_date_agrees"),
    ("date in digits at its head", rewrite(f"26/02/2023 10:30\n{TEXT}"), "banner_date_agrees"),
    ("Persian", rewrite(PERSIAN, title="گفت‌وگو"), "language_is_arabic"),
    ("Urdu", rewrite(URDU, title="ملاقات"), "language_is_arabic"),
    ("tags in the title", rewrite(TEXT, title="<b>بلينكن</b> يلتقي لافروف"), "title_without_markup"),
    ("entity in the title", rewrite(TEXT, title="بلينكن &quot;يلتقي&quot; لافروف"), "title_without_markup"),
    ("translated", rewrite(f"{TEXT}\n{TRANSLATED}"), "not_machine_translated"),
    ("points of English", rewrite(TEXT.replace("،", ",") + " وأضاف, أمس, إنه, أيضا, سيزور, روسيا, قريبا."), "not_machine_translated"),
    ("same page", lambda r: r.__dict__.update(url="https://sada.test/1"), "url_unique"),
    ("page that core has", lambda r: r.__dict__.update(url="https://sada.test/old"), "url_unique"),
    ("nobody by that name", name(key="nobody_at_all"), "entities_in_gazetteer"),
    ("no such country", name(kind="office", key="foreign_minister:XX"), "entities_in_gazetteer"),
    ("no such office", name(kind="office", key="grand_vizier:RU"), "entities_in_gazetteer"),
    ("no such kind", name(kind="ghost"), "entities_in_gazetteer"),
    ("stranger at the table", contact(participants=["blinken", "stranger"]), "contact_people_in_gazetteer"),
    ("delegation of nowhere", contact(participants=["blinken", "xx_delegation"]), "contact_people_in_gazetteer"),
    ("going on in two days", contact(status="ongoing", starts_on="2023-03-04", ends_on="2023-03-04"), "contact_held_not_ahead"),
    ("ends before it begins", contact(starts_on="2023-03-02", ends_on="2023-03-01"), "contact_dates_in_order"),
    ("first day only", contact(ends_on=None), "contact_dates_in_order"),
    ("planned for the past", contact(status="planned", starts_on="2023-02-28", ends_on="2023-02-28"), "contact_plan_not_past"),
    ("paragraph twice", rewrite(f"{TEXT}\n{SENTENCE}"), "paragraphs_not_repeated"),
    ("nobody tagged", lambda r: r.__dict__.update(entity_mentions=None), "article_was_searched"),
    ("nobody searched", lambda r: r.__dict__.update(contact_mentions=None), "article_was_searched"),
    ("digest of another text", lambda r: r.__dict__.update(content_sha256=content_sha256(r.title, r.text[1:])), "figures_are_of_the_text"),
    ("digest without the title", lambda r: r.__dict__.update(content_sha256=content_sha256("", r.text)), "figures_are_of_the_text"),
    ("length of another text", lambda r: r.__dict__.update(text_chars=r.text_chars + 1), "figures_are_of_the_text"),
    ("name elsewhere", name(start=0, end=6), "entity_spans_inside"),
    ("name behind the end", name(start=len(TEXT), end=len(TEXT) + 6), "entity_spans_inside"),
    ("name from the end", name(start=-3, end=len(TEXT), surface=TEXT[-3:]), "entity_spans_inside"),
    ("name of nothing", name(start=5, end=5, surface=""), "entity_spans_inside"),
    ("name in no part", name(part="title"), "entity_spans_inside"),
    ("name without span", name(start=None), "entity_spans_inside"),
    ("one side", contact(sides={"US": ["blinken", "lavrov"]}), "contact_has_two_sides"),
    ("empty side", contact(sides={"US": ["blinken", "lavrov"], "RU": []}), "contact_has_two_sides"),
    ("alone", contact(participants=["blinken"]), "contact_has_participants"),
    ("with himself", contact(participants=["blinken", "blinken"]), "contact_has_participants"),
    ("mode", contact(mode="telepathy"), "contact_mode_known"),
    ("setting", contact(setting="picnic"), "contact_setting_known"),
    ("status", contact(status="rumoured"), "contact_status_known"),
    ("role", contact(role="old"), "contact_role_known"),
    ("scope", contact(scope="major"), "contact_scope_known"),
    ("too sure", contact(confidence=1.01), "contact_confidence_in_range"),
    ("less than nothing", contact(confidence=-0.01), "contact_confidence_in_range"),
    ("other words", contact(evidence=SENTENCE.replace("التقى", "هاتف")), "contact_evidence_verbatim"),
    ("shifted", contact(start=1), "contact_evidence_verbatim"),
    ("empty evidence", contact(evidence="", end=0), "contact_evidence_verbatim"),
    ("evidence of the title", contact(part="title"), "contact_evidence_verbatim"),
    ("evidence from the end", contact(start=-3, end=len(TEXT), evidence=TEXT[-3:]), "contact_evidence_verbatim"),
    ("held in two days", contact(starts_on="2023-03-04", ends_on="2023-03-04"), "contact_held_not_ahead"),
    *((f"no {field}", contact(**{field: None}), "contact_complete") for field in good_row().contact_mentions[0]
      if field not in {"starts_on", "ends_on"}),
    ("confidence in words", contact(confidence="high"), "contact_complete"),
    ("a day that is none", contact(starts_on="2023-02-30"), "contact_complete"),
    ("sides as a list", contact(sides=["US", "RU"]), "contact_complete"),
    ("evidence in the margin", contact(part="margin"), "contact_complete"),
]  # fmt: skip

GOOD: list[tuple[str, Callable[[Row], object]]] = [
    ("as it is", lambda _: None),
    ("200 characters", rewrite("ا" * 200)),
    ("title of 500", rewrite(TEXT, title="ا" * 500)),
    ("some English", rewrite(TEXT + " Blinken met Lavrov in New Delhi")),
    ("link left in", rewrite(TEXT + f'<a href="/{"%D8%A7" * 200}">هنا</a>')),
    ("address left in", rewrite(TEXT + f" https://sada.test/{'%D8%A7' * 200}")),
    ("one lost letter", rewrite(TEXT + "\ufffd")),
    ("accents and quotes", rewrite(TEXT + " «المحتاط» و”الحفاظ“، فقط…" * 9 + " Véran, Müller")),
    ("a day ahead", publish(NOON + timedelta(days=1))),
    ("first of 2000", dated(datetime(2000, 1, 1, tzinfo=UTC))),
    ("730 days before it was seen", publish(NOON - timedelta(days=730))),
    ("the day at its head", rewrite(f"موسكو – 2 مارس 2023 – {TEXT}")),
    ("three days before at its head", rewrite(f"موسكو – 27 فبراير 2023 – {TEXT}")),
    ("an old date further on", rewrite(f"{TEXT} وكان الاثنان التقيا في 21 يناير 2022 في جنيف.")),
    ("typed in Tehran", rewrite(TEXT.replace("ي", "ی").replace("ك", "ک"))),
    ("an ampersand", rewrite(TEXT, title="بلينكن & لافروف < لقاء")),
    ("one such wording", rewrite(f"{TEXT} وقد أُعد البيان من قبل الوزارة.")),
    ("given twice under one address", lambda r: r.__dict__.update(url="https://sada.test/1", page_id=None)),
    ("institution of a country", name(kind="organisation", key="foreign_ministry:RU")),
    ("office of nobody's", name(kind="office", key="foreign_minister")),
    ("points back", name(kind="reference", key="pair")),
    ("delegation", contact(participants=["blinken", "ru_delegation"])),
    ("somebody else", contact(participants=["blinken", "lavrov", "other:wang_yi"])),
    ("planned for yesterday", contact(status="planned", starts_on="2023-03-01", ends_on="2023-03-01")),
    (
        "an old plan, for context",
        contact(status="planned", role="background", starts_on="2023-01-01", ends_on="2023-01-01"),
    ),
    ("nothing found", lambda r: r.__dict__.update(entity_mentions=[], contact_mentions=[])),
    ("held tomorrow", contact(starts_on="2023-03-03", ends_on="2023-03-03")),
    ("planned in two days", contact(status="planned", starts_on="2023-03-04", ends_on="2023-03-04")),
    ("no date", contact(starts_on=None, ends_on=None)),
    ("sure", contact(confidence=1)),
    ("not sure at all", contact(confidence=0)),
]
