"""Feeds: decoding before parsing, and what becomes of items good and bad."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from include.rasid.core.feeds import ParsedFeed, decode_feed, parse_feed, plain_text
from include.rasid.core.identity import distinct
from include.rasid.core.outcomes import EntryOutcome
from include.rasid.errors import FeedFormatError

if TYPE_CHECKING:
    from pathlib import Path

URL = "https://news.example/rss.xml"
TITLE = "لافروف يلتقي بلينكن في جنيف"
ITEM = f"<item><title>{TITLE}</title><link>https://news.example/a/1</link><guid>7</guid></item>"


def rss(*items: str, encoding: str = "utf-8") -> str:
    """Return an RSS feed of the items."""
    return f'<?xml version="1.0" encoding="{encoding}"?>\n<rss version="2.0"><channel>{"".join(items)}</channel></rss>'


def parse(feed: str | bytes, declared: str | None = None) -> ParsedFeed:
    """Parse a feed of the test's publisher."""
    return parse_feed(feed.encode() if isinstance(feed, str) else feed, url=URL, declared=declared)


LONG = rss(
    *[f"<item><title>{TITLE} {'خبر ' * 20}</title><link>https://news.example/a/{n}</link></item>" for n in range(9)]
)
BYTES = {
    "utf-8": (rss(ITEM).encode(), None),
    "utf-8 with a byte order mark": (b"\xef\xbb\xbf" + rss(ITEM).encode(), None),
    "utf-8 called windows-1256 by its XML": (rss(ITEM, encoding="windows-1256").encode(), None),
    "utf-8 called windows-1256 by the response": (rss(ITEM).encode(), "windows-1256"),
    "windows-1256": (rss(ITEM, encoding="windows-1256").encode("cp1256"), None),
    "windows-1256 declared by the response alone": (rss(ITEM).encode("cp1256"), "windows-1256"),
    "windows-1256 called utf-8": (rss(ITEM).encode("cp1256"), "utf-8"),
    "windows-1256 called latin-1": (rss(ITEM, encoding="iso-8859-1").encode("cp1256"), "iso-8859-1"),
    "windows-1256 called nonsense": (rss(ITEM, encoding="x-unknown").encode("cp1256"), "x-unknown"),
    "iso-8859-6": (rss(ITEM, encoding="iso-8859-6").encode("iso-8859-6"), None),
    "utf-16 with a byte order mark": (rss(ITEM, encoding="utf-16").encode("utf-16"), None),
    "utf-16 without one": (rss(ITEM, encoding="utf-16").encode("utf-16-le"), None),
    "one bad byte": (LONG.encode() + b"<!-- \xff -->", None),
    "cut inside a character": (LONG.encode()[: LONG.encode().rindex("خ".encode()) + 1], None),
    "control characters": (rss(ITEM).replace("لافروف", "\x08لافروف\x00\x1b").encode(), None),
}


@pytest.mark.parametrize("name", BYTES)
def test_arabic_survives_whatever_the_labels_say(name: str) -> None:
    """The first title is right although bytes are bad or labels lie."""
    body, declared = BYTES[name]

    assert parse(body, declared).entries[0].title.startswith(TITLE)


@pytest.mark.parametrize("name", BYTES)
def test_what_goes_to_the_parser_is_utf_8_and_says_so(name: str) -> None:
    """Decoding gives strict UTF-8 with one XML declaration."""
    decoded = decode_feed(*BYTES[name])

    assert decoded.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    assert decoded.decode().count("<?xml") == 1


def test_an_entry_has_everything_the_feed_says() -> None:
    """Identity, link, canonical link, title, summary and time come from the item."""
    item = ITEM.replace(
        "</item>",
        "<description>&lt;p&gt;التقى &lt;b&gt;الوزيران&lt;/b&gt;.&lt;/p&gt;</description>"
        "<pubDate>Fri, 21 Jan 2022 13:05:00 +0300</pubDate></item>",
    ).replace("/a/1<", "/a/1?utm_source=rss#top<")

    entry = parse(rss(item)).entries[0]

    assert entry.identity == "7"
    assert entry.url == "https://news.example/a/1?utm_source=rss#top"
    assert entry.canonical_url == "https://news.example/a/1"
    assert entry.title == TITLE
    assert entry.summary == "التقى الوزيران ."
    assert entry.published_at == datetime(2022, 1, 21, 10, 5, tzinfo=UTC)


def test_atom_is_read_too() -> None:
    """An Atom entry gives its alternate link, its id, and the time of its last change where it has no other."""
    feed = f"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>{TITLE}</title><id>tag:news.example,2022:7</id>
        <link rel="alternate" href="/a/1"/><updated>2022-01-21T10:05:00Z</updated></entry></feed>"""

    entry = parse(feed).entries[0]

    assert (entry.identity, entry.url) == ("tag:news.example,2022:7", "https://news.example/a/1")
    assert entry.published_at == datetime(2022, 1, 21, 10, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("guid", "identity"),
    [
        ("", "https://news.example/a/1"),
        ("<guid>7</guid>", "7"),
        ("<guid isPermaLink='true'>http://news.example/a/1/?utm_source=x#1</guid>", "https://news.example/a/1"),
    ],
)
def test_an_identity_is_the_id_or_the_canonical_link(guid: str, identity: str) -> None:
    """An id that is an address counts in its canonical spelling, so that a new fragment is no new item."""
    item = f"<item><title>خبر</title><link>https://news.example/a/1</link>{guid}</item>"

    assert parse(rss(item)).entries[0].identity == identity


@pytest.mark.parametrize("guid", ["https://news.example/" + "a" * 9000, "خ" * 1001, "\U0001f4f0" * 501])
def test_an_id_that_no_index_can_hold_is_still_one(guid: str) -> None:
    """Two that differ behind thousands of characters are two, the same one is the same, and each fits."""
    items = "".join(
        f"<item><title>خبر</title><link>https://news.example/{n}</link><guid>{given}</guid></item>"
        for n, given in enumerate((guid + "1", guid + "2", guid + "1"))
    )
    first, second, third = (entry.identity for entry in parse(rss(items)).entries)

    assert first == third != second
    assert len(first.encode()) <= 2000


@pytest.mark.parametrize("date", ["", "<pubDate>اليوم</pubDate>", "<pubDate>0000-00-00</pubDate>"])
def test_a_date_that_cannot_be_read_is_none(date: str) -> None:
    """No guess: the page, or the time of discovery, dates the article then."""
    assert parse(rss(ITEM.replace("</item>", f"{date}</item>"))).entries[0].published_at is None


@pytest.mark.parametrize(
    ("item", "reason", "reference"),
    [
        ("<item><title>خبر</title></item>", EntryOutcome.NO_LINK, "خبر"),
        ("<item><title>خبر</title><guid isPermaLink='false'>7</guid></item>", EntryOutcome.NO_LINK, "7"),
        (
            "<item><title>خبر</title><link>javascript:alert(1)</link></item>",
            EntryOutcome.BAD_LINK,
            "javascript:alert(1)",
        ),
        ("<item><title>خبر</title><link>https://[x/</link></item>", EntryOutcome.BAD_LINK, "https://[x/"),
        ("<item><link>https://news.example/a/1</link></item>", EntryOutcome.NO_TITLE, "https://news.example/a/1"),
        (
            f"<item><title>خبر</title><link>https://news.example/{'a' * 3000}</link></item>",
            EntryOutcome.BAD_LINK,
            f"https://news.example/{'a' * 479}",
        ),
    ],
    ids=["no link", "id that is no address", "script", "broken address", "no title", "endless address"],
)
def test_an_item_that_cannot_be_used_has_one_reason(item: str, reason: EntryOutcome, reference: str) -> None:
    """A bad item is rejected by reason, and its neighbour is taken."""
    parsed = parse(rss(item, ITEM))

    assert [(r.reason, r.reference) for r in parsed.rejected] == [(reason, reference)]
    assert [e.title for e in parsed.entries] == [TITLE]
    assert parsed.listed == 2


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"<!DOCTYPE html><html><head><title>x</title></head><body><p>x</p></body></html>",
        b'{"items": []}',
        b"\xff\xd8",
    ],
    ids=["empty", "blank", "html", "json", "jpeg"],
)
def test_what_is_no_feed_is_refused(body: bytes) -> None:
    """Neither RSS nor Atom: an error, not a feed without items."""
    with pytest.raises(FeedFormatError):
        parse(body)


def test_a_feed_without_items_is_a_feed() -> None:
    """A quiet outlet is no error."""
    assert parse(rss()) == ParsedFeed(entries=(), rejected=())


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("لافروف&nbsp;يلتقي  بلينكن\n", "لافروف يلتقي بلينكن"),
        ("&amp;quot;نعم&amp;quot;", '"نعم"'),
        ("<b>عاجل</b>: خبر", "عاجل : خبر"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;خبر", "خبر"),
        ("<img src=x onerror=alert(1)>خبر", "خبر"),
        ("خبر<!-- <b>x</b> -->", "خبر"),
        ("5 < 6 و 7 > 3", "5 < 6 و 7 > 3"),
        ("\u202eخبر\u202c\u200f\u2066 عاجل\u2069\ufeff", "خبر عاجل"),
        ("می\u200cشود", "می\u200cشود"),
        ("خ\x00ب\x08ر\x9f", "خبر"),
        ("&#xD800;&#0;خبر", "\ufffd\ufffdخبر"),
        ("cafe\u0301", "café"),
        ("؟ &#1548; &laquo;خبر&raquo;", "؟ ، «خبر»"),
    ],
)
def test_plain_text_has_neither_markup_nor_tricks(markup: str, text: str) -> None:
    """Markup, entities however often escaped, controls and direction marks go; what a reader sees stays."""
    assert plain_text(markup) == text


def test_an_item_listed_twice_is_one() -> None:
    """The same id with the same headline or number, and the same page under another id, count once; the first one stays."""
    same_id = f"<item><title>{TITLE}</title><link>https://news.example/a/2</link><guid>7</guid></item>"
    same_page = "<item><title>ج</title><link>https://news.example/a/1?utm_source=x</link><guid>8</guid></item>"

    entries = parse(rss(ITEM, same_id, same_page)).entries

    assert len(entries) == 3
    assert [e.title for e in distinct(entries)] == [TITLE]


def test_one_id_for_all_items_loses_none() -> None:
    """Feeds exist that give every item one id (miniflux#4197): each is then known by its address."""
    items = [f"<item><title>خبر {n}</title><link>https://news.example/a/{n}</link><guid>x</guid></item>" for n in "123"]

    found = distinct(parse(rss(*items)).entries)

    assert [e.identity for e in found] == [f"https://news.example/a/{n}" for n in "123"]


def test_nothing_outside_the_feed_is_read(tmp_path: Path) -> None:
    """External entities are not fetched: what they name stays out of the title."""
    secret = tmp_path / "secret"
    secret.write_text("SECRET", "utf-8")
    item = "<item><title>خبر &x; عاجل</title><link>https://news.example/a/1</link></item>"
    feed = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]>' + rss(item).partition("?>")[2]

    titles = [entry.title for entry in parse(feed).entries]

    assert len(titles) == 1
    assert "خبر" in titles[0]
    assert "SECRET" not in titles[0]


@pytest.mark.parametrize("reference", ["&#xFFFFFF;", "&#0;", "&#xD800;", "&#99999999999999999999;", "&#x1F"])
def test_a_reference_to_no_character_costs_only_itself(reference: str) -> None:
    """Feedparser raises ValueError on some, which would lose the whole feed."""
    titles = [e.title for e in parse(rss(ITEM.replace(TITLE, f"{TITLE} {reference} &#1604;"), ITEM)).entries]

    assert titles == [f"{TITLE} \ufffd ل", TITLE]
