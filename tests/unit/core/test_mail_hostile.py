"""What hostile texts cannot do to the mail of an alert."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from lxml import html

from include.rasid.core.alert_facts import read_alert_facts
from include.rasid.core.header_text import MOST_CHARS, header_text
from include.rasid.core.mail import compose
from include.rasid.core.mail_words import headline
from tests.alert_factories import mail_style, make_envelope, make_facts, make_source, parse, part_of

HEADERS = [
    "From", "Subject", "In-Reply-To", "References", "List-Id", "Auto-Submitted", "X-Rasid-Contact", "X-Rasid-Transition",
    "To", "Date", "Message-ID", "List-Unsubscribe", "MIME-Version", "Content-Type",
]  # fmt: skip
TAGS = {
    *[
        "html",
        "head",
        "meta",
        "title",
        "body",
        "div",
        "p",
        "h1",
        "h2",
        "table",
        "tbody",
        "tr",
        "td",
        "blockquote",
        "ul",
        "li",
        "bdi",
        "mark",
        "span",
        "a",
        "br",
    ]
}
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
    "halves of encoded words": "=?utf-8 ?q?=0ABcc: injected@evil.example ?= =? لقاء ?=",
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
    facts = read_alert_facts(hostile_facts(text))
    mail = compose(facts, make_envelope(), mail_style())
    parsed = parse(mail)
    page = html.document_fromstring(part_of(parsed, "html"))
    shown = part_of(parsed, "html") + part_of(parsed, "plain") + parsed["Subject"]

    assert parsed.keys() == HEADERS
    assert all(not p.defects for p in parsed.walk())
    assert [p.get_content_type() for p in parsed.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert max(map(len, mail.split(b"\r\n"))) <= 998
    assert len(parsed["Subject"]) <= 200
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", shown)
    assert {e.tag for e in page.iter() if isinstance(e.tag, str)} <= TAGS
    assert not [
        a for e in page.iter() for a in dict(e.attrib) if a.startswith("on") or a in {"src", "srcset", "background"}
    ]
    assert len(page.findall(".//h1")) == 1
    assert page.find(".//blockquote").text_content() == f"«{''.join(piece for piece, _ in facts.evidence)}»"
    assert all(a.get("href").startswith(("https://", "mailto:rasid@alerts.example?")) for a in page.iter("a"))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_header_text_is_one_short_visible_line(text: str) -> None:
    """Text for a header has no line break, control, mark of direction or encoded word, and says so much at most."""
    line = header_text(text)

    assert len(line) <= MOST_CHARS
    assert line == " ".join(line.split())
    assert not re.search("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]", line)
    assert "=?" not in line
    assert "?=" not in line


def test_header_text_keeps_words_apart() -> None:
    """A line break of any kind becomes a blank."""
    assert header_text("سطر\nثان\u2028ثالث\x85رابع\x0bخامس\x1eسادس") == "سطر ثان ثالث رابع خامس سادس"


def test_header_text_keeps_what_is_harmless() -> None:
    """Arabic with its vowel signs, Latin, digits and punctuation stay as they are."""
    assert header_text("عُقد: لقاءٌ – «G20» في 2 مارس؟ a=b? c") == "عُقد: لقاءٌ – «G20» في 2 مارس؟ a=b? c"


STYLE = mail_style()
words = st.text(st.sampled_from("ابتثو اليوم ab 12:،–؟?=_ "), max_size=60)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, derandomize=True)
@given(words)
def test_subject_arrives_as_it_was_written(place: str) -> None:
    """No blank and no letter of a subject is lost on the way, wherever its encoded words end."""
    facts = read_alert_facts(make_facts(place=place or None, place_ar=place or None))
    subject = " | ".join(headline(facts, language, STYLE.phrases) for language in ("ar", "en"))

    assert parse(compose(facts, make_envelope(), STYLE))["Subject"] == subject
