"""Mails to whoever runs Rasid, from the words of ``include/messages/notices.yml``."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

from include.rasid.core.alert_facts import plain_text
from include.rasid.io.yaml_file import StrictModel, load_yaml_model
from include.rasid.settings import PROJECT

if TYPE_CHECKING:
    from collections.abc import Mapping

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


def compose_notice(notice_id: int, kind: str, facts: Mapping[str, Any], mail: MailSettings) -> EmailMessage:
    """Return the mail of one notice, Arabic first, without a recipient; the same notice has the same Message-ID."""
    words = load_yaml_model(_FILE, _NoticesFile).notices[kind]
    values = {name: _shown(value) for name, value in facts.items()}
    message = EmailMessage(policy=policy.SMTP)
    message["Subject"] = f"{words.subject.ar.format(**values)} | {words.subject.en.format(**values)}"
    message["From"] = mail.sender
    message["Message-ID"] = f"<notice-{notice_id}@{mail.message_domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(f"{words.body.ar.format(**values)}\n{words.body.en.format(**values)}")
    return message


def _shown(value: object) -> str:
    """Return a value on one line: of figures by name each with its name."""
    if isinstance(value, dict):
        text = ", ".join(f"{name} {number}" for name, number in value.items())
    elif isinstance(value, list | tuple):
        text = ", ".join(map(str, value))
    else:
        text = str(value)
    return plain_text(text, _MOST_CHARS) or _NOTHING
