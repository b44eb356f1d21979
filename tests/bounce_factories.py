"""Reports of mail servers that could not deliver, as RFC 3464 writes them."""

from __future__ import annotations

MESSAGE_ID = "<alert-3f0c8f9e-1111-4222-8333-123456789abc.held.1.0f4d2c1ba2f0e8d7@alerts.example>"
POSTFIX = """\
Return-Path: <>
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: rasid@alerts.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
X-Postfix-Queue-ID: 4Vabc
Arrival-Date: Thu,  2 Mar 2023 13:00:05 +0000 (UTC)

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: {action}
Status: {status}
Remote-MTA: dns; mail.newsroom.example
Diagnostic-Code: smtp; {diagnostic}

--B
Content-Type: {kind}

{original}
--B--
"""
ORIGINAL = """\
From: rasid@alerts.example
To: {recipient}
Message-ID: {message_id}
Subject: =?utf-8?q?x?=
"""


def make_report(
    message_id: str = MESSAGE_ID,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = "550 5.1.1 <sara@newsroom.example>: Recipient address rejected: User unknown",
    kind: str = "text/rfc822-headers",
) -> bytes:
    """Return the report on a mail of ours that quotes its headers, or for message/rfc822 all of it."""
    recipient = "sara@newsroom.example"
    original = ORIGINAL.format(recipient=recipient, message_id=message_id)
    if kind == "message/rfc822":
        original += "\nthe text\n"
    report = POSTFIX.format(
        recipient=recipient, action=action, status=status, diagnostic=diagnostic, kind=kind, original=original
    )
    return report.replace("\n", "\r\n").encode()
