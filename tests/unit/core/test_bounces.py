"""Reports of mail servers that could not deliver: what is read from them, and that nothing in them is trusted."""

from __future__ import annotations

import pytest

from include.rasid.core.bounces import BounceKind, read_bounce
from tests.bounce_factories import MESSAGE_ID, make_report


@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822", "message/global-headers"])
def test_report_tells_which_mail_and_why(kind: str) -> None:
    """The mail is known by its own Message-ID, quoted whole or by its headers; status and words are the server's."""
    bounce = read_bounce(make_report(kind=kind))
    assert bounce is not None
    assert (bounce.message_id, bounce.kind, bounce.status) == (MESSAGE_ID, BounceKind.HARD, "5.1.1")
    assert bounce.diagnostic == "550 5.1.1 <sara@newsroom.example>: Recipient address rejected: User unknown"


@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("failed", "5.1.1", BounceKind.HARD),
        ("failed", "5.2.1", BounceKind.HARD),
        ("Failed", "5.0.0 (undefined)", BounceKind.HARD),
        ("failed", "5.7.1", BounceKind.SOFT),  # taken for spam: the address is right
        ("failed", "4.2.2", BounceKind.SOFT),
        ("failed", "", BounceKind.SOFT),
        ("delayed", "4.4.1", BounceKind.SOFT),
        ("delivered", "2.0.0", None),
        ("relayed", "2.0.0", None),
    ],
)
def test_kind_follows_from_action_and_status(action: str, status: str, kind: BounceKind | None) -> None:
    """Only what was given up because of the address is hard; what arrived is no bounce."""
    bounce = read_bounce(make_report(action=action, status=status))
    assert (bounce.kind if bounce else None) is kind


def test_worst_of_several_recipients_counts() -> None:
    """One recipient got it, another is unknown: the mail came back."""
    second = b"Final-Recipient: rfc822; x@y.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n\r\nFinal-Recipient"
    bounce = read_bounce(make_report().replace(b"Final-Recipient", second, 1))
    assert bounce is not None
    assert bounce.kind is BounceKind.HARD


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe garbage \r\n\r\n",
        b"From: sara@newsroom.example\r\nSubject: thanks\r\n\r\nMessage-ID: " + MESSAGE_ID.encode(),
        make_report().replace(b"multipart/report", b"multipart/mixed"),
        make_report().replace(MESSAGE_ID.encode(), b""),
        make_report().replace(b"message/delivery-status", b"text/plain"),
        make_report(kind="application/octet-stream"),
        make_report()[:700],
    ],
    ids=["empty", "bytes", "reply", "no report", "of no mail", "no status", "quotes nothing", "cut"],
)
def test_what_is_no_report_is_none(content: bytes) -> None:
    """A reply, a report without the mail it is about, and garbage count against nobody."""
    assert read_bounce(content) is None


def test_words_are_one_plain_line() -> None:
    """Controls, direction marks and length of a hostile server's words do not reach a table or a mail."""
    bounce = read_bounce(make_report(diagnostic="550 \u202eevil\x07" + "x" * 1000))
    assert bounce is not None
    assert len(bounce.diagnostic) <= 200
    assert bounce.diagnostic.isprintable()
