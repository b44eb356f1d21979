"""Mails to whoever runs Rasid, from the words of ``include/messages/notices.yml``."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING

from include.rasid.core.alert_facts import plain_text
from include.rasid.core.header_text import header_text
from include.rasid.core.mail_frame import check_address
from include.rasid.errors import BadInputError
from include.rasid.io.yaml_file import StrictModel, load_yaml_model
from include.rasid.settings import PROJECT

if TYPE_CHECKING:
    from include.rasid.io.notice_outbox import NoticeClaim
    from include.rasid.settings import MailSettings

_FILE = PROJECT / "include" / "messages" / "notices.yml"
_MOST_CHARS = 400  # of one value
_NOTHING = "-"


class _Words(StrictModel):
    ar: str
    en: str


class _Notice(StrictModel):
    subject: _Words
    body: _Words


class _NoticesFile(StrictModel):
    version: int
    source: str
    notices: dict[str, _Notice]


def compose_notice(claim: NoticeClaim, message_id: str, mail: MailSettings) -> bytes:
    """Return the mail of one notice, Arabic first.

    Raises:
        BadInputError: There are no words for it, or the address is none.
    """
    check_address(claim.email)
    words = load_yaml_model(_FILE, _NoticesFile).notices.get(claim.kind)
    if words is None:
        raise BadInputError(f"no words for notices of the kind {claim.kind}", path=_FILE)
    values = _Values((name, _shown(value)) for name, value in claim.facts.items())
    message = EmailMessage(policy=policy.SMTP)
    subject = " | ".join(text.format_map(values) for text in (words.subject.ar, words.subject.en))
    message["Subject"] = header_text(subject)
    message["From"] = mail.sender
    message["To"] = claim.email
    message["Date"] = format_datetime(claim.created_at)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(f"{words.body.ar.format_map(values)}\n{words.body.en.format_map(values)}")
    return message.as_bytes()


class _Values(dict[str, str]):
    """What a notice says; what an older one does not say yet is nothing."""

    def __missing__(self, name: str) -> str:
        return _NOTHING


def _shown(value: object) -> str:
    """Return a value on one line: of figures by name each with its name."""
    if isinstance(value, dict):
        text = ", ".join(f"{name} {number}" for name, number in value.items())
    elif isinstance(value, list | tuple):
        text = ", ".join(map(str, value))
    else:
        text = str(value)
    return plain_text(text, _MOST_CHARS) or _NOTHING
