"""A mail as bytes: what all its readers share is made once, what is each reader's own is put in."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from email.header import Header
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING

from markupsafe import escape

from include.rasid.core.header_text import header_text
from include.rasid.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

MARK = "\uf8ff"  # stands for the reader's unsubscribe link; of the private use area, which no untrusted text keeps
MOST_ADDRESS_CHARS = 254  # RFC 5321, 4.5.3.1.3
_ADDRESS = re.compile(r"[!#-'*+\-./0-9=?A-Z^_`a-z{|}~]+@[0-9A-Za-z](?:[0-9A-Za-z.-]*[0-9A-Za-z])?")
_WHOLE = frozenset({"references", "in-reply-to", "list-id"})
_LINE_BYTES = 57  # of a line of base64
_BOUNDARY = "=_rasid_alternative"  # base64 has no line that begins with two dashes


class _Policy(EmailPolicy):
    """SMTP's policy, but identifiers stay as they are.

    The standard library folds a long one into encoded words, which no mail program reads there; theirs are ASCII
    without blanks and shorter than the 998 characters of a line. Its folding of other headers drops a blank that falls
    between two encoded words (seen in CPython 3.11.7: «ترامب–» for «ترامب –»); the older ``Header`` keeps it.
    """

    def fold(self, name: str, value: str) -> str:
        if name.lower() in _WHOLE:
            return f"{name}: {value}{self.linesep}"
        if name.lower() == "subject":
            encoded = Header(str(value), "utf-8", header_name=name).encode(linesep=self.linesep)
            return f"{name}: {encoded}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() in {*_WHOLE, "subject"}:
            return self.fold(name, value).encode("ascii")
        return bytes(super().fold_binary(name, value))


POLICY = _Policy(linesep="\r\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the readers of a mail share; ``MARK`` stands in text and HTML where the unsubscribe link goes."""

    head: bytes  # header lines
    text: Body
    html: Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A part of a mail: what comes before the first ``MARK``, encoded once for all readers, and the rest."""

    encoded: bytes
    rest: bytes  # UTF-8

    def with_link(self, link: str) -> bytes:
        """Return the whole, base64 in lines, with ``link`` for each ``MARK``."""
        rest = self.rest.replace(MARK.encode("utf-8"), link.encode("utf-8"))
        return self.encoded + base64.encodebytes(rest).replace(b"\n", b"\r\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """What is one reader's own."""

    recipient: str
    message_id: str
    sent_at: datetime
    links: UnsubscribeLinks


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsubscribeLinks:
    """The ways out of a list."""

    mailto: str
    web: str  # takes a one-click POST (RFC 8058); empty: there is no public address

    @property
    def shown(self) -> str:
        """The link of the mail's own text."""
        return self.web or self.mailto


def unsubscribe_links(sender: str, public_url: str, token: str) -> UnsubscribeLinks:
    """Return the links of a reader's token."""
    return UnsubscribeLinks(
        mailto=f"mailto:{parseaddr(sender)[1]}?subject=unsubscribe%20{token}",
        web=f"{public_url}/unsubscribe/{token}" if public_url else "",
    )


def make_frame(headers: Mapping[str, str], text: str, html: str) -> Frame:
    """Return the frame of a mail; headers are folded and encoded as they must."""
    message = EmailMessage(policy=POLICY)
    for name, value in headers.items():
        message[name] = value
    return Frame(head=message.as_bytes().partition(b"\r\n\r\n")[0] + b"\r\n", text=_body(text), html=_body(html))


def address(frame: Frame, addressee: Addressee) -> bytes:
    """Return the mail to one reader, lines ended by CR LF.

    Raises:
        BadInputError: The reader's address is not one that mail can be sent to.
    """
    check_address(addressee.recipient)
    links = addressee.links
    lines = [
        f"To: {addressee.recipient}",
        f"Date: {format_datetime(addressee.sent_at)}",
        f"Message-ID: {addressee.message_id}",
        f"List-Unsubscribe: {f'<{links.web}>, ' if links.web else ''}<{links.mailto}>",
        *(["List-Unsubscribe-Post: List-Unsubscribe=One-Click"] if links.web else []),
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative; boundary="{_BOUNDARY}"',
        "",
        "",
    ]
    return b"".join(
        [
            frame.head,
            "\r\n".join(lines).encode("ascii"),
            _part("plain", frame.text.with_link(links.shown)),
            _part("html", frame.html.with_link(str(escape(links.shown)))),
            f"--{_BOUNDARY}--\r\n".encode("ascii"),
        ]
    )


def check_address(text: str) -> None:
    """Refuse what mail cannot be sent to, or what could say more than an address.

    Raises:
        BadInputError: It is no ``name@domain`` in ASCII, or too long.
    """
    if len(text) > MOST_ADDRESS_CHARS or not _ADDRESS.fullmatch(text):
        msg = f"not a mail address: {header_text(text)}"
        raise BadInputError(msg)


def _body(content: str) -> Body:
    shared = content.encode("utf-8")
    end = max(shared.find(MARK.encode("utf-8")), 0) // _LINE_BYTES * _LINE_BYTES
    return Body(encoded=base64.encodebytes(shared[:end]).replace(b"\n", b"\r\n"), rest=shared[end:])


def _part(kind: str, encoded: bytes) -> bytes:
    head = f'--{_BOUNDARY}\r\nContent-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    return head.encode("ascii") + encoded
