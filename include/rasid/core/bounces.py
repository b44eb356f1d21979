"""What another mail server says of a mail that it could not deliver: reports of RFC 3464, read without trusting them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from enum import StrEnum
from typing import TYPE_CHECKING

from include.rasid.core.alert_facts import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_MESSAGE_ID = re.compile(r"<[^<>\s]{3,300}>")
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.\d{1,3}\b")
_POLICY_SUBJECT = "7"  # RFC 3463, X.7.X: security or policy; it says nothing of the address
_MOST_DIAGNOSTIC_CHARS = 200


class BounceKind(StrEnum):
    """What follows from a report."""

    HARD = "hard"  # given up for good because of the address
    SOFT = "soft"  # for another reason, or not given up yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """One mail that did not reach its reader."""

    message_id: str  # of the mail, in angle brackets
    kind: BounceKind
    status: str  # of RFC 3463, as 5.1.1
    diagnostic: str  # the server's words, on one line; may be empty


def read_bounce(content: bytes) -> Bounce | None:
    """Return what a mail reports of a mail of ours; None: it is no report of a failure, or does not say of which mail.

    Of several recipients the worst counts: our mails have one each. ``content`` may be cut behind the report.
    """
    message = message_from_bytes(content, policy=policy.compat32)  # which takes any header, however wrong
    if message.get_content_type() != "multipart/report":
        return None
    found = [bounce for fields in _recipients(message) if (bounce := _judge(fields)) is not None]
    identity = _original_id(message)
    if not found or identity is None:
        return None
    kind, status, diagnostic = min(found)  # hard comes before soft
    return Bounce(message_id=identity, kind=kind, status=status, diagnostic=diagnostic)


def _recipients(message: Message) -> Iterator[Message]:
    """Yield the fields of each recipient; the first block of a report is about the mail as a whole."""
    for part in message.walk():
        blocks = part.get_payload()
        if part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"} and isinstance(
            blocks, list
        ):
            yield from (block for block in blocks if isinstance(block, Message) and block["Action"] is not None)


def _judge(fields: Message) -> tuple[BounceKind, str, str] | None:
    """Return kind, status and words; None: it was delivered, relayed or expanded."""
    action = str(fields["Action"]).strip().lower()
    if action not in {"failed", "delayed"}:
        return None
    found = _STATUS.search(str(fields["Status"] or ""))
    status = found[0] if found else ""
    is_hard = action == "failed" and found is not None and found[1] == "5" and found[2] != _POLICY_SUBJECT
    words = plain_text(str(fields["Diagnostic-Code"] or "").partition(";")[2], _MOST_DIAGNOSTIC_CHARS)
    return (BounceKind.HARD if is_hard else BounceKind.SOFT), status, words


def _original_id(message: Message) -> str | None:
    """Return the Message-ID of the mail that the report quotes, whole or its headers only."""
    for part in message.walk():
        kind = part.get_content_type()
        payload = part.get_payload()
        if (
            kind in {"message/rfc822", "message/global", "message/global-headers"}
            and isinstance(payload, list)
            and payload
        ):
            original = payload[0]
            text = str(original["Message-ID"] or "") if isinstance(original, Message) else ""
        elif kind == "text/rfc822-headers":
            content = part.get_payload(decode=True)
            raw = content if isinstance(content, bytes) else str(payload).encode("utf-8", "replace")
            text = str(message_from_bytes(raw.lstrip(), policy=policy.compat32)["Message-ID"] or "")
        else:
            continue
        if found := _MESSAGE_ID.search(text):
            return found[0]
    return None
