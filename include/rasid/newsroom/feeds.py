"""The feeds of the newsroom, RSS 2.0 and Atom, each with its publisher's habits."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from email.utils import format_datetime
from html.entities import codepoint2name
from typing import TYPE_CHECKING

from include.rasid.newsroom.pages import Section, local_time, render, split_paragraphs
from include.rasid.newsroom.publishers import FeedFormat, Identity, Publisher, Summary

if TYPE_CHECKING:
    from datetime import datetime

    from include.rasid.model import Article
    from include.rasid.newsroom.pages import Entry

TITLE_WORDS = 12  # of the text, where an article has no title
SUMMARY_CHARS = 280
MEDIA_TYPES = {FeedFormat.RSS: "application/rss+xml", FeedFormat.ATOM: "application/atom+xml"}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # https://www.w3.org/TR/xml/#charsets
_ARABIC_PUNCTUATION = "\u060c\u061b\u061f"  # comma, semicolon, question mark: content systems escape them, too


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a feed, before escaping."""

    title: str
    link: str
    identity: str  # empty: the feed gives none
    published: str
    summary: str  # empty: the feed gives none


def feed(section: Section, base_url: str, *, own_identities: bool) -> bytes:
    """Return the publisher's feed with all its articles, newest first.

    With ``own_identities`` items are identified in the publisher's way, else by the article's id.
    """
    publisher = section.publisher
    items = [_item(publisher, entry, base_url, own_identities=own_identities) for entry in section.entries]
    return render(
        f"{publisher.feed}.xml",
        publisher,
        items=items,
        home=base_url + section.home,
        feed_url=base_url + section.feed_path,
    )


def item_title(article: Article) -> str:
    """Return the title, or the first words of the text where it is empty."""
    return article.title.strip() or " ".join(article.text.split()[:TITLE_WORDS])


def _item(publisher: Publisher, entry: Entry, base_url: str, *, own_identities: bool) -> Item:
    article = entry.article
    title = _xml_text(item_title(article))
    link = base_url + entry.path
    return Item(
        title=_with_entities(title) if publisher.entities else title,
        link=f"{link}?{publisher.tracking}" if publisher.tracking else link,
        identity=_identity(publisher, entry, link) if own_identities else _xml_text(article.id),
        published=_published(local_time(article.published_at, publisher), publisher.feed),
        summary=_summary(article, publisher.summary),
    )


def _identity(publisher: Publisher, entry: Entry, link: str) -> str:
    article = entry.article
    match publisher.identity:
        case Identity.LINK:
            return link
        case Identity.ID:
            return _xml_text(article.id)
        case Identity.TAG:
            return f"tag:{publisher.key}.example,{article.published_at:%Y-%m-%d}:{_xml_text(article.id)}"
        case Identity.NONE:
            return ""


def _published(instant: datetime, feed_format: FeedFormat) -> str:
    return instant.isoformat() if feed_format is FeedFormat.ATOM else format_datetime(instant)


def _summary(article: Article, kind: Summary) -> str:
    """Return the beginning of the text, cut at a word; as HTML it is escaped once here and once more by the template."""
    paragraphs = split_paragraphs(_xml_text(article.text))
    if kind is Summary.NONE or not paragraphs:
        return ""
    lead = paragraphs[0].strip()
    if len(lead) > SUMMARY_CHARS:
        lead = lead[:SUMMARY_CHARS].rsplit(" ", 1)[0] + "…"
    return lead if kind is Summary.PLAIN else f"<p>{html.escape(lead)}</p>"


def _with_entities(title: str) -> str:
    return "".join(_entity(character) for character in title)


def _entity(character: str) -> str:
    if character in _ARABIC_PUNCTUATION:
        return f"&#{ord(character)};"
    name = codepoint2name.get(ord(character))
    return f"&{name};" if name else character


def _xml_text(text: str) -> str:
    """Return ``text`` without what no XML document can hold."""
    return _NOT_XML.sub("", text)
