"""Bytes to text, whatever their labels say; and text without what cannot be seen."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Direction marks and invisible characters; the zero-width non-joiner parts words and stays.
_FORMATS = re.compile("[\u00ad\u061c\u200b\u200d-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_ARABIC = re.compile("[\u0600-\u06ff]")
_BAD_BYTES_SHARE = 0.02  # of the Arabic letters: more and the bytes are another encoding (research/collecting.md)
_BAD_BYTES = 3


def decode_text(body: bytes, declared: Iterable[str | None]) -> str:
    """Return the text of a feed or a page without control characters.

    Tried in order: byte order mark, UTF-16 by its zero bytes, strict UTF-8, UTF-8 with a few bad bytes, each declared
    encoding that gives Arabic letters, windows-1256. One bad byte must not turn a whole Arabic feed to mojibake, as it
    does in feedparser.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return without_controls(body.decode(encoding, "replace"))
    try:
        return without_controls(body.decode("utf-8"))
    except UnicodeDecodeError:
        lenient = body.decode("utf-8", "replace")
    if lenient.count("\ufffd") <= max(_BAD_BYTES, _BAD_BYTES_SHARE * len(_ARABIC.findall(lenient))):
        return without_controls(lenient)
    for encoding in filter(None, declared):
        if encoding.lower() in {"utf-8", "utf8"}:
            continue
        try:
            text = body.decode(encoding)
        except (UnicodeError, LookupError):
            continue
        if _ARABIC.search(text):  # latin-1 decodes anything and is declared for anything
            return without_controls(text)
    return without_controls(body.decode("cp1256", "replace"))


def without_controls(text: str) -> str:
    """Return ``text`` without control characters other than tab, line feed and return, and without lone surrogates."""
    return _CONTROLS.sub("", text)


def visible_line(text: str) -> str:
    """Return ``text`` on one line in NFC, without control characters, direction marks and invisible ones."""
    return unicodedata.normalize("NFC", " ".join(without_controls(_FORMATS.sub("", text)).split()))
