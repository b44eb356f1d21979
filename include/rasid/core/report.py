"""The daily heartbeat and the weekly digest as mails: figures in both languages, what needs somebody first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from include.rasid.core.header_text import header_text
from include.rasid.core.mail import list_id, order_of
from include.rasid.core.mail_frame import Addressee, UnsubscribeLinks, address, make_frame, unsubscribe_links
from include.rasid.core.mail_words import clock
from include.rasid.core.report_sections import ReportWords, Teller

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    import jinja2

    from include.rasid.core.mail_words import Phrases

REPORTS = ("heartbeat", "weekly")
_LEFT = (
    "reports"  # what a reader's mail to leave says in place of a token: a person takes the address out of the settings
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportStyle:
    """What all reports share."""

    html: jinja2.Template  # of an environment that escapes
    text: jinja2.Template
    words: ReportWords
    phrases: Phrases
    zone: ZoneInfo
    sender: str
    domain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is one copy's own."""

    recipient: str
    message_id: str
    written_at: datetime


def compose_report(kind: str, facts: Mapping[str, Any], letter: Letter, style: ReportStyle) -> bytes:
    """Return the mail of a report; ``facts`` are those of ``include.rasid.io.report_rows``.

    Raises:
        BadInputError: The reader's address is not one that mail can be sent to.
    """
    page = report_page(kind, facts, style)
    subject = " | ".join(f"{page[language]['title']}: {page[language]['verdict']}" for language in page["order"])
    headers = {
        "From": style.sender,
        "Subject": header_text(subject),
        "List-Id": list_id(kind, style.domain),
        "Auto-Submitted": "auto-generated",
    }
    frame = make_frame(headers, style.text.render(page), style.html.render(page))
    links = UnsubscribeLinks(mailto=unsubscribe_links(style.sender, "", _LEFT).mailto, web="")
    addressee = Addressee(
        recipient=letter.recipient, message_id=letter.message_id, sent_at=letter.written_at, links=links
    )
    return address(frame, addressee)


def report_page(kind: str, facts: Mapping[str, Any], style: ReportStyle) -> dict[str, Any]:
    """Return what the templates fill in."""
    page: dict[str, Any] = {"order": order_of("ar"), "zone": style.zone.key}
    for language in page["order"]:
        teller = Teller(language=language, words=style.words, phrases=style.phrases, zone=style.zone)
        sections = teller.sections(kind, facts)
        alarms = sum(row.is_alarm for section in sections for row in section.rows)
        verdict = style.words.verdicts["attention" if alarms else "well"][language].format(count=alarms)
        since, until = (clock(datetime.fromisoformat(facts[end]).astimezone(style.zone)) for end in ("since", "until"))
        page[language] = {
            "title": style.words.titles[kind][language].format(first=facts["first"], last=facts["last"]),
            "verdict": verdict,
            "is_alarm": alarms > 0,
            "sections": sections,
            "window": teller.row_words("window", since=since, until=until, zone=style.zone.key),
            "why": teller.row_words("why"),
            "days": teller.days(facts["days"]),
            "days_title": style.words.sections["days"][language],
        }
    return page
