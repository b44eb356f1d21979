"""Pages to articles: one tree, trafilatura's fast extraction, then the Arabic cleaner."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from lxml import etree, html

from include.rasid.core.cleaner import clean_text
from include.rasid.core.encoding import decode_text, visible_line
from include.rasid.core.language import is_arabic
from include.rasid.core.outcomes import PageOutcome

if TYPE_CHECKING:
    from include.rasid.core.cleaner import Boilerplate

_HTML_TYPES = frozenset({"", "text/html", "application/xhtml+xml", "text/plain", "application/octet-stream"})
_META_CHARSET = re.compile(rb"""<meta[^>]*charset\s*=\s*["']?\s*([A-Za-z0-9._-]+)""", re.IGNORECASE)
_HEAD_BYTES = 4096  # where a page may declare its charset; browsers look at 1024
# Boxes on the author, by their class. A general list of such classes costs whole articles (research/collecting.md), so
# only these, and only short ones.
_BIO_CLASS = re.compile(
    r"(^|[-_])(bio|author[-_]?(bio|box|info|card)|about[-_]?(the[-_]?)?author)($|[-_])", re.IGNORECASE
)
_BIO_CHARS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedPage:
    """An article as its page gives it."""

    title: str
    text: str
    published_at: datetime | None  # noon of the day; None: the page does not say, or the feed has told


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOfPage:
    """What was known of a page before it was read."""

    media_type: str = ""  # empty: not declared
    charset: str | None = None  # None: not declared by the response
    title: str = ""  # from the feed; empty: to be taken from the page
    needs_date: bool = True  # False: the feed has told
    newest_on: date | None = None  # no page is dated later; None: no bound


def extract_page(body: bytes, boilerplate: Boilerplate, known: KnownOfPage) -> ExtractedPage | PageOutcome:
    """Return the article of a page, cleaned, or why there is none; nothing is fetched."""
    if not body.strip():
        return PageOutcome.EMPTY_PAGE
    if known.media_type.lower() not in _HTML_TYPES:
        return PageOutcome.NOT_HTML
    tree = _tree(body, known.charset)
    if tree is None:
        return PageOutcome.NO_TEXT
    headings = _headings(tree)  # before extraction, which prunes the tree
    _drop_bios(tree)
    document = _extract(tree, known)
    title = known.title or visible_line(getattr(document, "title", None) or "")
    text = clean_text(getattr(document, "text", None) or "", (title, *headings), boilerplate)
    if not text:
        return PageOutcome.NO_TEXT
    if not is_arabic(text):
        return PageOutcome.NOT_ARABIC
    published_at = _noon(getattr(document, "date", None)) if known.needs_date else None
    return ExtractedPage(title=title, text=text, published_at=published_at)


def _tree(body: bytes, charset: str | None) -> Any:  # noqa: ANN401 - lxml has no types
    """Return the tree of the page; None where there is nothing to build one from."""
    in_page = _META_CHARSET.search(body[:_HEAD_BYTES])
    text = decode_text(body, (charset, in_page[1].decode("ascii") if in_page else None))
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        return html.document_fromstring(text.encode("utf-8"), parser=parser)
    except etree.ParserError:
        return None


def _extract(tree: Any, known: KnownOfPage) -> Any:  # noqa: ANN401 - lxml has no types
    """Return trafilatura's document; None where it finds no text."""
    from trafilatura import bare_extraction

    bounds: dict[str, Any] = {"original_date": True, "extensive_search": True}
    if known.newest_on is not None:
        bounds["max_date"] = known.newest_on.isoformat()
    return bare_extraction(
        tree,
        fast=True,
        include_comments=False,
        with_metadata=known.needs_date or not known.title,
        date_extraction_params=bounds,
    )


def _headings(tree: Any) -> list[str]:  # noqa: ANN401 - lxml has no types
    given = [h1.text_content() for h1 in tree.iter("h1")]
    return [visible_line(str(text)) for text in (*given, *tree.xpath("//meta[@property='og:title']/@content"))]


def _drop_bios(tree: Any) -> None:  # noqa: ANN401 - lxml has no types
    for element in tree.xpath("//body//*[@class]"):
        if element.getparent() is None or not any(map(_BIO_CLASS.search, element.get("class").split())):
            continue
        if len("".join(element.itertext())) <= _BIO_CHARS:
            element.drop_tree()


def _noon(iso: str | None) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(iso), time(12, tzinfo=UTC)) if iso else None
    except ValueError:
        return None
