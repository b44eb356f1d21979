"""The mail of an alert: what it says, to whom, in which direction, and what hostile texts cannot do to it."""

from __future__ import annotations

import re
from email import policy
from email.parser import BytesParser
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from include.rasid.core.alert_facts import read_alert_facts
from include.rasid.core.mail import compose, message_id
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
)

if TYPE_CHECKING:
    from email.message import EmailMessage

HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "List-Id", "List-Unsubscribe",
    "Auto-Submitted", "X-Rasid-Contact", "X-Rasid-Transition", "MIME-Version", "Content-Type",
]  # fmt: skip
BLOCKS = ["html", "body", "div", "p", "h1", "h2", "table", "tbody", "tr", "td", "blockquote", "ul", "li"]
RLO, PDF, LRI, PDI = "\u202e", "\u202c", "\u2066", "\u2069"
HOSTILE = {
    "LF and a header": "لقاء\nBcc: injected@evil.example",
    "CR and a header": "لقاء\rBcc: injected@evil.example",
    "CR LF and a header": "لقاء\r\nBcc: injected@evil.example",
    "trailing LF": "لقاء\n",
    "blank line and a body": "لقاء\r\n\r\n<script>alert(1)</script>",
    "line feed in an encoded word": "لقاء =?UTF-8?Q?=0D=0A?=Bcc: injected@evil.example",
    "encoded word of base64": "=?utf-8?b?DQpCY2M6IGluamVjdGVkQGV2aWwuZXhhbXBsZQ==?=",
    "encoded word without an end": "لقاء =?utf-8?q?=0ABcc: injected@evil.example",
    "encoded word in an encoded word": "=?utf-8?q?=?utf-8?q?=0ABcc:x?=?=",
    "encoded word cut by a zero-width mark": "=\u200b?utf-8?q?=0ABcc: injected@evil.example?\u200b=",
    "encoded word with a language": "=?utf-8*ar?q?=0ABcc:_injected@evil.example?=",
    "encoded word of no known charset": "=?x-unknown?q?=0ABcc:_injected@evil.example?=",
    "line separator": "لقاء\u2028Bcc: injected@evil.example",
    "paragraph separator": "لقاء\u2029Bcc: injected@evil.example",
    "next line": "لقاء\x85Bcc: injected@evil.example",
    "vertical tab and form feed": "لقاء\x0b\x0cBcc: injected@evil.example",
    "file separators": "لقاء\x1c\x1d\x1e\x1fBcc: injected@evil.example",
    "C1 controls": "لقاء\x80\x9b31m\x9fخبر",
    "escape sequence": "\x1b[2J\x1b]0;owned\x07لقاء",
    "bidi override": f"لقاء {RLO}gnp.exe{PDF} خبر",
    "bidi isolate never closed": f"{LRI}لقاء" * 5,
    "bidi isolate closed too often": f"لقاء{PDI}{PDI}{PDI}",
    "direction marks": "\u200f\u200e\u061cلقاء",
    "byte order mark": "\ufeffلقاء",
    "5,000 characters": "لقاء " * 1000,
    "5,000 characters without a blank": "ل" * 5000,
    "script": "<script>alert(1)</script>",
    "image of another host": "<img src=https://evil.example/pixel onerror=alert(1)>",
    "end of the cell": "</td></tr></table></blockquote><h1>خبر كاذب</h1>",
    "style sheet": "<style>body{display:none}</style><link rel=stylesheet href=//evil.example>",
    "quotes": '"\' onmouseover="alert(1)" x=\'',
    "template": "{{ 7*7 }}{% for x in [] %}",
    "format string": "{people} {0.__class__} %s %(x)s",
    "comment": "<!--[if mso]><b>x</b><![endif]-->",
    "entity": "&lt;b&gt; &#60;script&#62; &amp;",
    "boundary": "--===============0000==--",
    "lone dot": "\r\n.\r\nQUIT",
    "only blanks": " \t\u3000 ",
    "emoji and combining marks": "👩‍👩‍👧 " + "ل" + "\u064b" * 300,
    "noncharacters and private use": "\ufffe\uffff\ue000لقاء",
}


def parse(mail: EmailMessage) -> EmailMessage:
    """Return what a mail program reads from the bytes of ``mail``."""
    parsed = BytesParser(policy=policy.default).parsebytes(mail.as_bytes())
    return parsed  # type: ignore[return-value] # the stub knows the legacy class


def part(mail: EmailMessage, kind: str) -> str:
    """Return the text of the part ``plain`` or ``html``, its lines ended as in the templates."""
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def hostile_facts(text: str) -> dict[str, Any]:
    """Return facts with ``text`` wherever an article or a lexicon has a say."""
    source = make_source(title=text, publisher_ar=text, publisher_en=text, url=f"https://evil.example/{text}")
    person = {"key": text, "ar": text, "en": text, "country": "US"}
    return make_facts(
        participants=[person, person],
        place=text,
        place_ar=text,
        date_surface=text,
        evidence={"text": text, "part": "title", "article_key": text},
        highlights=[[0, 1]],
        article=source,
        sources=[source],
        earlier={"date": None, "place": text, "transition": "held"},
        watch={"key": text, "ar": text, "en": text},
    )


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_harmless(text: str) -> None:
    """Whatever a text holds, the mail has the expected headers, parses back whole, and shows the text as text."""
    mail = compose(read_alert_facts(hostile_facts(text)), make_envelope(), mail_style())
    parsed = parse(mail)
    page = html.document_fromstring(part(parsed, "html"))
    shown = part(parsed, "html") + part(parsed, "plain") + parsed["Subject"]

    assert parsed.keys() == HEADERS
    assert all(not p.defects for p in parsed.walk())
    assert [p.get_content_type() for p in parsed.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert max(map(len, mail.as_bytes().split(b"\r\n"))) <= 998
    assert len(parsed["Subject"]) <= 200
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", shown)
    assert {e.tag for e in page.iter() if isinstance(e.tag, str)} <= {
        *BLOCKS, "head", "meta", "title", "bdi", "mark", "span", "a", "br",
    }  # fmt: skip
    assert not [a for e in page.iter() for a in e.keys() if a.startswith("on") or a in {"src", "srcset", "background"}]
    assert len(page.findall(".//h1")) == 1
    assert all(a.get("href").startswith(("https://", "mailto:rasid@alerts.example?")) for a in page.iter("a"))


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
            "أُعلن: لقاء ريابكوف ووفد الولايات المتحدة – يناير 2022 | "
            "Announced: Ryabkov – United States delegation, 2022-01",
        ),
        (
            {"date": "2022-01-10/2022-01-12", "place": "Geneva", "place_ar": "جنيف", "transition": "postponed"},
            "تأجل: لقاء بلينكن ولافروف – جنيف، 10 يناير 2022 – 12 يناير 2022 | "
            "Postponed: Blinken–Lavrov, Geneva, 2022-01-10 – 2022-01-12",
        ),
    ],
)
def test_subject_of_other_contacts(facts: dict[str, Any], subject: str) -> None:
    """Verb and noun agree, what is not known is left out, and delegations keep their whole names."""
    assert parse(make_mail(**facts))["Subject"] == subject


@pytest.mark.parametrize("place", ["هلسنكي", "بوينس آيرس", "المكتب البيضاوي", "المجر", "نيودلهي", "كوالالمبور", "فيينا"])
@pytest.mark.parametrize("people", [[RYABKOV], [RYABKOV, DELEGATION], [DELEGATION, RYABKOV, RYABKOV]])
def test_no_blank_of_a_subject_is_lost_in_folding(people: list[dict[str, str]], place: str) -> None:
    """Wherever the lines of a long subject break, it reads as it was written."""
    message = make_mail(participants=people, place_ar=place)

    assert parse(message)["Subject"] == message["Subject"]


def test_identity_and_thread() -> None:
    """The same alert to the same reader has the same Message-ID; all mails of a contact answer one root."""
    first, again = make_mail(), make_mail()
    revised = make_envelope(revision=2)
    other = make_envelope(recipient="other@newsroom.example")
    identities = {message_id(e, "alerts.example") for e in (make_envelope(), revised, other)}

    assert first["Message-ID"] == again["Message-ID"] == message_id(make_envelope(), "alerts.example")
    assert re.fullmatch(rf"<alert-{CONTACT_ID}\.held\.1\.[0-9a-f]{{16}}@alerts\.example>", first["Message-ID"])
    assert len(identities) == 3
    for mail in (first, make_mail(transition="cancelled")):
        assert parse(mail)["References"] == parse(mail)["In-Reply-To"] == f"<contact-{CONTACT_ID}@alerts.example>"


def test_headers_for_machines_stay_readable() -> None:
    """Identifiers and links are written as they are, however long: no mail program decodes encoded words there."""
    style = mail_style(MAIL_FROM="Rasid <rasid@a-rather-long-name-of-a-newsroom.alerts.example>")
    lines = compose(read_alert_facts(make_facts()), make_envelope(), style).as_bytes().split(b"\r\n")
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
    text = part(make_mail(earlier=None, late=True, changed_from={"date": "2023-03-01", "place": None}), "html")
    page = html.document_fromstring(text)
    blocks = [e for e in page.iter(*BLOCKS)]
    directions = {"ar": "rtl", "en": "ltr"}

    assert len(blocks) > 40
    assert [e.tag for e in blocks if e.get("lang") not in directions or e.get("dir") != directions[e.get("lang")]] == []
    assert [e.get("lang") for e in page.iter("h1", "h2")] == ["ar", "en"]
    assert not re.search(r"<(link|style|script|img|iframe)|url\(|@import|\bsrc=", text)


def test_latin_words_and_numbers_are_isolated_among_arabic() -> None:
    """In the Arabic half no Latin letter or digit stands outside an isolate, links' addresses aside."""
    page = html.document_fromstring(part(make_mail(), "html"))
    arabic = page.find(".//h1").getparent()
    isolated = [e for e in arabic.iter("bdi")]
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
    page = html.document_fromstring(part(mail, "html"))
    for text in (page.text_content(), part(mail, "plain")):
        assert [fact for fact in wanted if fact not in text] == []
    assert {a.get("href") for a in page.iter("a")} == {
        "https://news.example/2023/03/02/blinken-lavrov",
        "https://wire.example/ar/78121",
        f"mailto:rasid@alerts.example?subject=unsubscribe%20{TOKEN}",
    }


def test_evidence_is_quoted_whole_with_the_names_marked() -> None:
    """The sentence stands in the mail as published; exactly the spans of the names are marked."""
    mail = make_mail()
    quote = html.document_fromstring(part(mail, "html")).find(".//blockquote")

    assert quote.text_content() == f"«{EVIDENCE}»"
    assert [mark.text_content() for mark in quote.iter("mark")] == ["أنتوني بلينكن", "سيرغي لافروف"]
    assert f"«{EVIDENCE}»" in part(mail, "plain")


@pytest.mark.parametrize("highlights", [[[5, 2]], [[0, 10_000]], [[-3, 2]], [[0, 6], [3, 9]], []])
def test_spans_that_do_not_fit(highlights: list[list[int]]) -> None:
    """A span outside the sentence, or across another one, marks nothing and loses no word."""
    quote = html.document_fromstring(part(make_mail(highlights=highlights), "html")).find(".//blockquote")

    assert quote.text_content() == f"«{EVIDENCE}»"
    assert len(list(quote.iter("mark"))) == (1 if highlights == [[0, 6], [3, 9]] else 0)


def test_long_evidence_stays_a_quotation() -> None:
    """No more than 600 characters of an article leave the warehouse in one mail."""
    quote = html.document_fromstring(part(make_mail(evidence={"text": "كلمة " * 500}, highlights=[]), "html"))

    assert 590 < len(quote.find(".//blockquote").text_content()) <= 603


def test_times_are_the_readers() -> None:
    """Publication times are shown in the zone of the readers, also across midnight."""
    facts = read_alert_facts(make_facts())
    tokyo = part(compose(facts, make_envelope(), mail_style(RASID_ZONE="Asia/Kathmandu")), "plain")

    assert "2023-03-03 00:05 UTC+3" in part(make_mail(), "plain")
    assert "2023-03-03 02:50 UTC+5:45" in tokyo
    assert "Asia/Kathmandu" in tokyo


def test_arabic_lines_of_the_text_part_begin_from_the_right() -> None:
    """A line of the Arabic half whose first letter is not Arabic begins with a right-to-left mark; links do not."""
    source = make_source(title="G20: لقاء", publisher_ar="CNN بالعربية")
    arabic = part(make_mail(article=source, sources=[source], late=True), "plain").partition("-----")[0]
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
    links = [a.get("href") for a in html.document_fromstring(part(mail, "html")).iter("a")]

    assert all(link.startswith("mailto:") for link in links)
    assert source["title"] in part(mail, "plain")


@pytest.mark.parametrize(
    "fields",
    [
        {"transition": "exploded"}, {"mode": None}, {"date": "soon"}, {"date": "2023-02-30"}, {"confidence": "sure"},
        {"participants": [{"key": "x"}]}, {"article": None}, {"highlights": [[1]]}, {"evidence": {}},
        {"sources": [make_source(published_at="2023-03-02T12:00:00")]},
    ],
    ids=str,
)  # fmt: skip
def test_facts_that_are_none(fields: dict[str, Any]) -> None:
    """Facts that lack something, or hold what cannot be, are one clear error."""
    with pytest.raises(BadInputError, match=r"ops\.alert\.facts"):
        read_alert_facts(make_facts(**fields))
