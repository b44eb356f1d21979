"""Pages to articles: one tree, trafilatura's fast extraction, then the Arabic cleaner."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from lxml import etree, html

from include.rasid.core.cleaner import clean_text, line_key
from include.rasid.core.encoding import decode_text
from include.rasid.core.language import is_arabic, is_other_script_language
from include.rasid.core.layout_tables import is_of_tables, undo_layout
from include.rasid.core.main_text import looks_wrong, prose_chars, quick_text, thorough_text
from include.rasid.core.outcomes import PageOutcome
from include.rasid.core.page_parts import find_headings, find_lead, find_time, find_title

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
_MAYBE_BIO = "//body//*[contains(@class, 'bio') or contains(@class, 'Bio') or contains(@class, 'uthor')]"
_LEAD_KEY_CHARS = 40
_NEVER_TEXT = ("script", "style", "svg", "iframe", "template")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedPage:
    """An article as its page gives it."""

    title: str
    text: str
    published_at: datetime | None  # noon UTC where only the day is known; None: the page does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOfPage:
    """What was known of a page before it was read."""

    media_type: str = ""  # empty: not declared
    charset: str | None = None  # None: not declared by the response
    title: str = ""  # from the feed; empty: to be taken from the page
    needs_date: bool = True  # False: the feed has told; what the page says openly is taken all the same
    newest_on: date | None = None  # no page is dated later; None: no bound


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What the tree says besides its text; read before extraction, which prunes the tree."""

    title: str
    headings: list[str]
    lead: str
    prose_chars: int
    published_at: datetime | None


def extract_page(body: bytes, boilerplate: Boilerplate, known: KnownOfPage) -> ExtractedPage | PageOutcome:
    """Return the article of a page, cleaned, or why there is none; nothing is fetched."""
    if not body.strip():
        return PageOutcome.EMPTY_PAGE
    if known.media_type.lower() not in _HTML_TYPES:
        return PageOutcome.NOT_HTML
    tree = _tree(body, known.charset)
    if tree is None:
        return PageOutcome.NO_TEXT
    said = _look_at(tree, known)
    given = quick_text(tree)
    if looks_wrong(given, said.prose_chars):
        given = thorough_text(_without_bios(_tree(body, known.charset)), given)
    if is_of_tables(given):
        given = _text_of_layout(_tree(body, known.charset), given)
    text = clean_text(_with_lead(given, said.lead), (said.title, *said.headings), boilerplate)
    if not text:
        return PageOutcome.NO_TEXT
    if not is_arabic(text) or is_other_script_language(said.title):
        return PageOutcome.NOT_ARABIC
    found_at = said.published_at
    if found_at is None and known.needs_date:
        found_at = _searched_date(_tree(body, known.charset), known.newest_on)
    return ExtractedPage(title=said.title, text=text, published_at=found_at)


def _look_at(tree: Any, known: KnownOfPage) -> _Said:  # noqa: ANN401 - lxml has no types
    """Read what is said, and leave the tree ready for extraction, which uses it up."""
    headings = find_headings(tree)
    said = _Said(
        title=known.title or find_title(tree, headings),
        headings=headings,
        published_at=find_time(tree, known.newest_on),
        lead=find_lead(tree),
        prose_chars=prose_chars(tree),
    )
    _prune(tree)
    return said


def _prune(tree: Any) -> Any:  # noqa: ANN401 - lxml has no types
    etree.strip_elements(tree, *_NEVER_TEXT, with_tail=False)
    return _without_bios(tree)


def _text_of_layout(tree: Any, given: str) -> str:  # noqa: ANN401 - lxml has no types
    """Return the text of a page that is laid out in tables; ``given`` where its tables hold figures."""
    found = quick_text(undo_layout(_prune(tree)))
    return found if found and not is_of_tables(found) else given


def _with_lead(text: str, lead: str) -> str:
    """Put the lead before a text that lacks it; a page without text stays without."""
    if not text or not lead or line_key(lead)[:_LEAD_KEY_CHARS] in line_key(text):
        return text
    return f"{lead}\n{text}"


def _tree(body: bytes, charset: str | None) -> Any:  # noqa: ANN401 - lxml has no types
    """Return the tree of the page; None where there is nothing to build one from."""
    in_page = _META_CHARSET.search(body[:_HEAD_BYTES])
    text = decode_text(body, (charset, in_page[1].decode("ascii") if in_page else None))
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        return html.document_fromstring(text.encode("utf-8"), parser=parser)
    except etree.ParserError:
        return None


def _searched_date(tree: Any, newest_on: date | None) -> datetime | None:  # noqa: ANN401 - lxml has no types
    """Return the noon of the day that htmldate finds on a page that does not say it openly."""
    from htmldate import find_date

    bounds: dict[str, Any] = {} if newest_on is None else {"max_date": newest_on.isoformat()}
    return _noon(find_date(tree, original_date=True, extensive_search=True, **bounds))


def _without_bios(tree: Any) -> Any:  # noqa: ANN401 - lxml has no types
    """Return the tree, without the boxes on its author."""
    for element in tree.xpath(_MAYBE_BIO):
        if element.getparent() is None or not any(map(_BIO_CLASS.search, element.get("class").split())):
            continue
        if len("".join(element.itertext())) <= _BIO_CHARS:
            element.drop_tree()
    return tree


def _noon(iso: str | None) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(iso), time(12, tzinfo=UTC)) if iso else None
    except ValueError:
        return None
