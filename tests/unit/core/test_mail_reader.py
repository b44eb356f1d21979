"""The mail of an alert as its reader has it: language, zone, sources, earlier contacts, links."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from lxml import html

from include.rasid.core.alert_facts import read_alert_facts
from include.rasid.core.mail import compose
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


def test_copies_of_one_text_are_one_source() -> None:
    """Articles with the same voice count once; the outlets that copied are named beside the first."""
    copies = [make_source(voice=0), make_source(voice=1, publisher_ar="المنبر", publisher_en="Minbar")]
    copies += [
        make_source(voice=1, publisher_ar=ar, publisher_en=en) for ar, en in (("الأفق", "Ufuq"), ("ندى", "Nada"))
    ]
    mail = make_mail(sources=copies)
    page = html.document_fromstring(part_of(mail, "html"))
    text = part_of(mail, "plain")

    assert "المصادر (2)" in page.text_content()
    assert "المصادر (2):" in text
    assert "النص نفسه عند: الأفق، ندى" in page.text_content()
    assert "Minbar (2023-03-02 15:40 UTC+3) [same text at: Ufuq, Nada]" in text
    assert [len(ul.findall("li")) for ul in page.iter("ul")] == [2]


def test_earlier_contacts_of_the_pair() -> None:
    """Each earlier contact is told, the last first, in both languages and parts."""
    earlier = [
        {"date": "2022-01-21", "place": "Geneva", "place_ar": "جنيف", "transition": "held"},
        {"date": "2021-12-02", "place": "Stockholm", "place_ar": "ستوكهولم", "transition": "held"},
    ]
    mail = make_mail(earlier=earlier)
    for text in (html.document_fromstring(part_of(mail, "html")).text_content(), part_of(mail, "plain")):
        assert text.index("جنيف") < text.index("ستوكهولم")
        assert text.index("held, Friday, 21 January 2022, Geneva") < text.index("held, Thursday, 2 December 2021")


def test_language_of_the_reader_comes_first() -> None:
    """For readers of English subject, text and HTML begin in English; the evidence stays as published."""
    facts = read_alert_facts(make_facts())
    mail = compose(facts, make_envelope(language="en"), mail_style())
    page = html.document_fromstring(part_of(mail, "html"))

    assert parse(mail)["Subject"].startswith("Held: Blinken–Lavrov, New Delhi, 2023-03-02 | عُقد")
    assert part_of(mail, "plain").startswith("Held: Blinken–Lavrov")
    assert [h.get("lang") for h in page.iter("h1", "h2")] == ["en", "ar"]
    assert f"«{EVIDENCE}»" in part_of(mail, "plain")


def test_zone_of_the_reader() -> None:
    """A reader's own zone comes before that of the settings."""
    facts = read_alert_facts(make_facts())
    text = part_of(compose(facts, make_envelope(zone=ZoneInfo("Europe/Moscow")), mail_style()), "plain")

    assert "Europe/Moscow" in text
    assert "Asia/Riyadh" not in text


def test_one_click_where_there_is_a_public_address() -> None:
    """With a public https address the mail carries RFC 8058's headers, and its own link leads there; a mailto stays."""
    style = mail_style(RASID_PUBLIC_URL="https://alerts.example/rasid/", RASID_DESK_URL="https://desk.example")
    mail = compose(read_alert_facts(make_facts()), make_envelope(), style)
    link = f"https://alerts.example/rasid/unsubscribe/{TOKEN}"
    page = html.document_fromstring(part_of(mail, "html"))

    assert parse(mail)["List-Unsubscribe"] == f"<{link}>, <mailto:rasid@alerts.example?subject=unsubscribe%20{TOKEN}>"
    assert parse(mail)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [a.get("href") for a in page.iter("a")].count(link) == 2
    assert f"Unsubscribe: {link}" in part_of(mail, "plain")
    assert f"https://desk.example/contacts/{CONTACT_ID}" in part_of(mail, "plain")
    assert len([a for a in page.iter("a") if a.get("href") == f"https://desk.example/contacts/{CONTACT_ID}"]) == 2


@pytest.mark.parametrize("url", ["http://alerts.example", "https://alerts.example/?a=b", "javascript:x", "https://a b"])
def test_public_address_that_is_none(url: str) -> None:
    """What cannot stand in a header, or is not https, is refused when the settings are read."""
    with pytest.raises(BadInputError, match="RASID_PUBLIC_URL"):
        mail_style(RASID_PUBLIC_URL=url)
