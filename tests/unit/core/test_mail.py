"""The mail of an alert: what it says, to whom, in which direction, and what hostile texts cannot do to it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from lxml import html

from include.rasid.core.alert_facts import read_alert_facts
from include.rasid.core.mail import compose, message_id
from include.rasid.core.mail_words import headline
from include.rasid.errors import BadInputError
from tests.alert_factories import (
    CONTACT_ID,
    EVIDENCE,
    TOKEN,
    mail_style,
    make_envelope,
    make_facts,
    make_mail,
    make_source,
    parse,
    part_of,
)

BLOCKS = ["html", "body", "div", "p", "h1", "h2", "table", "tbody", "tr", "td", "blockquote", "ul", "li"]


def test_subject_says_it_in_both_languages() -> None:
    """The subject has the transition, the people, the place and the date, in Arabic and in English."""
    assert parse(make_mail())["Subject"] == (
        "عُقد: لقاء بلينكن ولافروف – نيودلهي، 2 مارس 2023 | Held: Blinken–Lavrov, New Delhi, 2023-03-02"
    )


DELEGATION = {"key": "us_delegation", "ar": "وفد الولايات المتحدة", "en": "United States delegation", "country": "US"}
RYABKOV = {"key": "ryabkov", "ar": "سيرغي ريابكوف", "en": "Sergey Ryabkov", "country": "RU"}


@pytest.mark.parametrize(
    ("facts", "subject"),
    [
        (
            {"mode": "video", "place": None, "place_ar": None, "date": "2021-12-07"},
            "جرت: محادثة عبر الفيديو بين بلينكن ولافروف – 7 ديسمبر 2021 | Held: Blinken–Lavrov video call, 2021-12-07",
        ),
        (
            {"mode": "phone", "transition": "cancelled", "date": None},
            "أُلغي: اتصال هاتفي بين بلينكن ولافروف – نيودلهي | Cancelled: Blinken–Lavrov phone call, New Delhi",
        ),
        (
            {"participants": [RYABKOV, DELEGATION], "transition": "announced", "date": "2022-01", "place": None},
            (
                "أُعلن: لقاء ريابكوف ووفد الولايات المتحدة – يناير 2022 | "
                "Announced: Ryabkov – United States delegation, 2022-01"
            ),
        ),
        (
            {"date": "2022-01-10/2022-01-12", "place": "Geneva", "place_ar": "جنيف", "transition": "postponed"},
            (
                "تأجل: لقاء بلينكن ولافروف – جنيف، 10 يناير 2022 – 12 يناير 2022 | "
                "Postponed: Blinken–Lavrov, Geneva, 2022-01-10 – 2022-01-12"
            ),
        ),
    ],
)
def test_subject_of_other_contacts(facts: dict[str, Any], subject: str) -> None:
    """Verb and noun agree, what is not known is left out, and delegations keep their whole names."""
    assert parse(make_mail(**facts))["Subject"] == subject


@pytest.mark.parametrize(
    "place", ["هلسنكي", "بوينس آيرس", "المكتب البيضاوي", "المجر", "نيودلهي", "كوالالمبور", "فيينا"]
)
@pytest.mark.parametrize("people", [[RYABKOV], [RYABKOV, DELEGATION], [DELEGATION, RYABKOV, RYABKOV]])
def test_no_blank_of_a_subject_is_lost_in_folding(people: list[dict[str, str]], place: str) -> None:
    """Wherever the lines of a long subject break, it reads as it was written."""
    facts = read_alert_facts(make_facts(participants=people, place_ar=place))
    style = mail_style()
    subject = " | ".join(headline(facts, language, style.phrases) for language in ("ar", "en"))

    assert parse(compose(facts, make_envelope(), style))["Subject"] == subject


def test_identity_and_thread() -> None:
    """The same alert to the same reader has the same Message-ID; all mails of a contact answer one root."""
    first, again = parse(make_mail()), parse(make_mail())
    revised = make_envelope(revision=2)
    other = make_envelope(recipient="other@newsroom.example")
    identities = {message_id(e, "alerts.example") for e in (make_envelope(), revised, other)}

    assert first["Message-ID"] == again["Message-ID"] == message_id(make_envelope(), "alerts.example")
    assert re.fullmatch(rf"<alert-{CONTACT_ID}\.held\.1\.[0-9a-f]{{16}}@alerts\.example>", first["Message-ID"])
    assert len(identities) == 3
    for mail in (first, parse(make_mail(transition="cancelled"))):
        assert mail["References"] == mail["In-Reply-To"] == f"<contact-{CONTACT_ID}@alerts.example>"


def test_headers_for_machines_stay_readable() -> None:
    """Identifiers and links are written as they are, however long: no mail program decodes encoded words there."""
    style = mail_style(MAIL_FROM="Rasid <rasid@a-rather-long-name-of-a-newsroom.alerts.example>")
    lines = compose(read_alert_facts(make_facts()), make_envelope(), style).split(b"\r\n")
    unsubscribe = f"<mailto:rasid@a-rather-long-name-of-a-newsroom.alerts.example?subject=unsubscribe%20{TOKEN}>"

    assert f"List-Unsubscribe: {unsubscribe}".encode() in lines
    assert sum(line.startswith((b"References: <contact-", b"In-Reply-To: <contact-")) for line in lines) == 2
    assert b"Auto-Submitted: auto-generated" in lines
    assert f"X-Rasid-Contact: {CONTACT_ID}".encode() in lines
    assert any(line.startswith(b"List-Id: <us-russia.") for line in lines)


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "nobody",
        "a@b@c",
        "a@x.example, b@x.example",
        "a@x.example\r\nBcc: b@x.example",
        "قارئ@x.example",
        "<a@x.example>",
    ],
)
def test_address_that_is_none(recipient: str) -> None:
    """A mail goes to exactly one plain address, or it is not written."""
    with pytest.raises(BadInputError, match="not a mail address"):
        make_mail(recipient=recipient)


def test_every_block_says_its_direction_and_language() -> None:
    """Mail programs guess directions: each block has dir and lang, Arabic comes first, nothing is fetched."""
    text = part_of(make_mail(earlier=None, late=True, changed_from={"date": "2023-03-01", "place": None}), "html")
    page = html.document_fromstring(text)
    blocks = list(page.iter(*BLOCKS))
    directions = {"ar": "rtl", "en": "ltr"}

    assert len(blocks) > 40
    assert [e.tag for e in blocks if e.get("lang") not in directions or e.get("dir") != directions[e.get("lang")]] == []
    assert [e.get("lang") for e in page.iter("h1", "h2")] == ["ar", "en"]
    assert not re.search(r"<(link|style|script|img|iframe)|url\(|@import|\bsrc=", text)


def test_latin_words_and_numbers_are_isolated_among_arabic() -> None:
    """In the Arabic half no Latin letter or digit stands outside an isolate, links' addresses aside."""
    page = html.document_fromstring(part_of(make_mail(), "html"))
    arabic = page.find(".//h1").getparent()
    isolated = list(arabic.iter("bdi"))
    for element in isolated:
        assert element.get("dir") == "ltr"
        element.text = None

    assert len(isolated) > 10
    assert re.findall("[A-Za-z0-9]+", "".join(arabic.itertext())) == []


def test_both_halves_say_the_facts() -> None:
    """People, day, how it was read, place, mode, earlier contact, confidence, why, sources: in both languages and parts."""
    mail = parse(make_mail(changed_from={"date": "2023-03-01", "place": "Delhi"}, late=True))
    wanted = [
        "أنتوني بلينكن", "سيرغي لافروف", "الخميس 2 مارس/آذار 2023", "محسوبا من تاريخ النشر", "«اليوم الخميس»", "نيودلهي",
        "على هامش اجتماع", "الجمعة 21 يناير/كانون الثاني 2022", "94%", "الاتصالات الأميركية الروسية", "صدى الأخبار",
        "وكالة المدار", "كُشف عنه بعد وقوعه", "الأربعاء 1 مارس/آذار 2023",
        "Antony Blinken", "Sergey Lavrov", "Thursday, 2 March 2023", "counted from the publication date", "New Delhi",
        "meeting · on the margins", "held, Friday, 21 January 2022, Geneva", "US–Russia contacts", "Sada News",
        "Madar Agency", "Reported only after the event", "Wednesday, 1 March 2023, Delhi",
    ]  # fmt: skip
    page = html.document_fromstring(part_of(mail, "html"))
    for text in (page.text_content(), part_of(mail, "plain")):
        assert [fact for fact in wanted if fact not in text] == []
    assert {a.get("href") for a in page.iter("a")} == {
        "https://news.example/2023/03/02/blinken-lavrov",
        "https://wire.example/ar/78121",
        f"mailto:rasid@alerts.example?subject=unsubscribe%20{TOKEN}",
    }


def test_evidence_is_quoted_whole_with_the_names_marked() -> None:
    """The sentence stands in the mail as published; exactly the spans of the names are marked."""
    mail = make_mail()
    quote = html.document_fromstring(part_of(mail, "html")).find(".//blockquote")

    assert quote.text_content() == f"«{EVIDENCE}»"
    assert [mark.text_content() for mark in quote.iter("mark")] == ["أنتوني بلينكن", "سيرغي لافروف"]
    assert f"«{EVIDENCE}»" in part_of(mail, "plain")


@pytest.mark.parametrize("highlights", [[[5, 2]], [[0, 10_000]], [[-3, 2]], [[0, 6], [3, 9]], []])
def test_spans_that_do_not_fit(highlights: list[list[int]]) -> None:
    """A span outside the sentence, or across another one, marks nothing and loses no word."""
    quote = html.document_fromstring(part_of(make_mail(highlights=highlights), "html")).find(".//blockquote")

    assert quote.text_content() == f"«{EVIDENCE}»"
    assert len(list(quote.iter("mark"))) == (1 if highlights == [[0, 6], [3, 9]] else 0)


def test_long_evidence_stays_a_quotation() -> None:
    """No more than 600 characters of an article leave the warehouse in one mail."""
    quote = html.document_fromstring(part_of(make_mail(evidence={"text": "كلمة " * 500}, highlights=[]), "html"))

    assert 590 < len(quote.find(".//blockquote").text_content()) <= 603


def test_times_are_the_readers() -> None:
    """Publication times are shown in the zone of the readers, also across midnight."""
    facts = read_alert_facts(make_facts())
    tokyo = part_of(compose(facts, make_envelope(), mail_style(RASID_ZONE="Asia/Kathmandu")), "plain")

    assert "(\u200e2023-03-03 00:05 UTC+3\u200e)" in part_of(make_mail(), "plain")
    assert "2023-03-03 02:50 UTC+5:45" in tokyo
    assert "Asia/Kathmandu" in tokyo


def test_arabic_lines_of_the_text_part_begin_from_the_right() -> None:
    """A line of the Arabic half whose first letter is not Arabic begins with a right-to-left mark; links do not."""
    source = make_source(title="G20: لقاء", publisher_ar="CNN بالعربية")
    arabic = part_of(make_mail(article=source, sources=[source], late=True), "plain").partition("-----")[0]
    lines = [line for line in arabic.split("\n") if line.strip()]
    marked = [line for line in lines if line.startswith("\u200f")]

    assert [line[1:].split(":")[0] for line in marked] == ["CNN بالعربية", "- CNN بالعربية"]
    assert sum(line.strip().startswith("https://") for line in lines) == 2


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example/x", "http://[", "https://", "ftp://x.example/a", ""],
)
def test_links_that_are_none(url: str) -> None:
    """Only http and https addresses become links; the article is still named."""
    source = make_source(url=url)
    mail = make_mail(article=source, sources=[source])
    links = [a.get("href") for a in html.document_fromstring(part_of(mail, "html")).iter("a")]

    assert all(link.startswith("mailto:") for link in links)
    assert source["title"] in part_of(mail, "plain")


@pytest.mark.parametrize(
    "fields",
    [
        {"transition": "exploded"}, {"mode": None}, {"date": "soon"}, {"date": "2023-02-30"}, {"confidence": "sure"},
        {"participants": [{"key": "x"}]}, {"article": None}, {"highlights": [[1]]}, {"evidence": {}},
        {"sources": [make_source(published_at="2023-03-02T12:00:00")]}, {"earlier": [{"date": "soon"}]},
    ],
    ids=str,
)  # fmt: skip
def test_facts_that_are_none(fields: dict[str, Any]) -> None:
    """Facts that lack something, or hold what cannot be, are one clear error."""
    with pytest.raises(BadInputError, match=r"ops\.alert\.facts"):
        read_alert_facts(make_facts(**fields))
