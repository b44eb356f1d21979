"""Build what the mail of an alert says; a test states only what it is about."""

from __future__ import annotations

from datetime import UTC, datetime
from email import policy
from email.parser import BytesParser
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from include.rasid.core.alert_facts import read_alert_facts
from include.rasid.core.digest import Digest, DigestItem, compose_digest
from include.rasid.core.mail import Envelope, MailStyle, compose
from include.rasid.io.templates import load_mail_style
from include.rasid.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import EmailMessage

CONTACT_ID = "3f0c8f9e-1111-4222-8333-123456789abc"
TOKEN = "9d0c8f9e-1111-4222-8333-cba987654321"
EVIDENCE = (
    "وأكد مسؤول أميركي أن وزير الخارجية أنتوني بلينكن التقى نظيره الروسي سيرغي لافروف لنحو 10 دقائق "
    "اليوم الخميس على هامش اجتماع مجموعة العشرين (G20) في نيودلهي."
)
BLINKEN = {"key": "blinken", "ar": "أنتوني بلينكن", "en": "Antony Blinken", "country": "US"}
LAVROV = {"key": "lavrov", "ar": "سيرغي لافروف", "en": "Sergey Lavrov", "country": "RU"}


def make_source(**fields: Any) -> dict[str, Any]:
    """Return an article as facts tell of it."""
    return {
        "title": "بلينكن ولافروف يلتقيان وجها لوجه للمرة الأولى منذ بدء الحرب",
        "url": "https://news.example/2023/03/02/blinken-lavrov",
        "publisher_ar": "صدى الأخبار",
        "publisher_en": "Sada News",
        "published_at": "2023-03-02T12:40:00+00:00",
        **fields,
    }


def make_facts(**fields: Any) -> dict[str, Any]:
    """Return the facts of Blinken and Lavrov meeting in New Delhi, as resolution writes them."""
    return {
        "transition": "held",
        "participants": [BLINKEN, LAVROV],
        "mode": "in_person",
        "setting": "margins",
        "status": "held",
        "date": "2023-03-02",
        "date_basis": "weekday",
        "date_surface": "اليوم الخميس",
        "place": "New Delhi",
        "place_ar": "نيودلهي",
        "scope": "principal",
        "confidence": 0.94,
        "watch": {"key": "us_russia", "ar": "الاتصالات الأميركية الروسية", "en": "US–Russia contacts"},
        "evidence": {"text": EVIDENCE, "part": "text", "article_key": "sada:1"},
        "highlights": [_span("أنتوني بلينكن"), _span("سيرغي لافروف")],
        "article": make_source(),
        "sources": [
            make_source(),
            make_source(
                title="لقاء قصير بين وزيري خارجية الولايات المتحدة وروسيا على هامش قمة G20",
                url="https://wire.example/ar/78121",
                publisher_ar="وكالة المدار",
                publisher_en="Madar Agency",
                published_at="2023-03-02T21:05:00+00:00",
            ),
        ],
        "earlier": {"date": "2022-01-21", "place": "Geneva", "transition": "held"},
        "late": False,
        "changed_from": None,
        **fields,
    }


def make_envelope(**fields: Any) -> Envelope:
    """Return the first revision of a held contact, to one reader."""
    values: dict[str, Any] = {
        "contact_id": CONTACT_ID,
        "transition": "held",
        "revision": 1,
        "recipient": "desk@newsroom.example",
        "token": TOKEN,
        "sent_at": datetime(2023, 3, 2, 13, 10, tzinfo=UTC),
        **fields,
    }
    return Envelope(**values)


def mail_style(**environment: str) -> MailStyle:
    """Return the real templates and phrases for a sender and readers in Riyadh."""
    return load_mail_style(read_settings({"MAIL_FROM": "rasid@alerts.example", **environment}))


def make_mail(*, recipient: str = "desk@newsroom.example", **facts: Any) -> bytes:
    """Return the mail of an alert."""
    return compose(read_alert_facts(make_facts(**facts)), make_envelope(recipient=recipient), mail_style())


def make_digest(contacts: int, *, language: str = "ar", told: Sequence[dict[str, Any]] = ()) -> bytes:
    """Return a digest of as many contacts, each announced and held; ``told`` has facts of the first."""
    items: list[DigestItem] = []
    for number in range(contacts):
        fields = told[number] if number < len(told) else {}
        for transition in (fields["transition"],) if "transition" in fields else ("announced", "held"):
            facts = read_alert_facts(make_facts(**{"transition": transition, **fields}))
            contact_id = f"{CONTACT_ID[:-3]}{number:03}"
            items.append(DigestItem(delivery_id=len(items) + 1, contact_id=contact_id, facts=facts))
    digest = Digest(
        items=tuple(items),
        recipient="desk@newsroom.example",
        token=TOKEN,
        language=language,
        zone=ZoneInfo("Asia/Riyadh"),
        sent_at=datetime(2023, 3, 3, 5, 0, tzinfo=UTC),
    )
    return compose_digest(digest, mail_style())


def parse(mail: bytes) -> EmailMessage:
    """Return what a mail program reads from the bytes of ``mail``."""
    return BytesParser(policy=policy.default).parsebytes(mail)


def part_of(mail: EmailMessage | bytes, kind: str) -> str:
    """Return the text of the part ``plain`` or ``html``, its lines ended as in the templates."""
    body = (parse(mail) if isinstance(mail, bytes) else mail).get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def _span(name: str) -> list[int]:
    start = EVIDENCE.index(name)
    return [start, start + len(name)]
