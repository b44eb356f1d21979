"""The look at a feed before it is parsed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from include.rasid.core.feed_shape import MOST_ITEMS, cut_items, look_at
from include.rasid.core.feeds import parse_feed
from include.rasid.core.outcomes import EntryOutcome

SY = "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'"


def channel(content: str) -> bytes:
    """Return a feed with that in its channel."""
    return f"<rss version='2.0' {SY}><channel>{content}</channel></rss>".encode()


def wide(count: int) -> str:
    """Return so many attributes."""
    return " ".join(f"a{n}='1'" for n in range(count))


@pytest.mark.parametrize(
    ("content", "minutes"),
    [
        ("<ttl>60</ttl>", 60),
        ("<ttl> 5 </ttl>", 5),
        ("<ttl>often</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", 60),
        ("<sy:updatePeriod> Hourly\n</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 15),
        ("<sy:updatePeriod>dayly</sy:updatePeriod>", 1440),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 60),
        ("<ttl>30</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", 60),
        ("<item><ttl>60</ttl></item>", None),
        ("<title>ttl</title>", None),
    ],
)
def test_a_feed_says_how_often_it_wants_to_be_polled(content: str, minutes: int | None) -> None:
    """By ttl and sy:updatePeriod, also misspelt; the longer of both counts, and what cannot be read does not."""
    found = look_at(channel(content)).wishes.interval

    assert found == (None if minutes is None else timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("<feed xmlns='http://www.w3.org/2005/Atom'", "</feed>"),
        (
            "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'><channel",
            "</channel><item/></r:RDF>",
        ),
    ],
    ids=["Atom", "RSS 1.0"],
)
def test_feeds_of_other_formats_say_it_as_well(begin: str, end: str) -> None:
    """RSS 1.0, for which sy:updatePeriod was made, and Atom have namespaces of their own."""
    period = "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>8</sy:updateFrequency>"

    assert look_at(f"{begin} {SY}><title>x</title>{period}{end}".encode()).wishes.interval == timedelta(hours=3)


def test_hours_and_days_to_skip_are_read() -> None:
    """Hour 24 is midnight; nonsense and elements of the same name elsewhere are left out."""
    content = "<skipHours><hour>1</hour><hour>24</hour><hour>99</hour></skipHours><skipDays><day>Friday</day><day>x</day></skipDays>"

    found = look_at(channel(content + "<item><day>Monday</day><hour>7</hour></item>")).wishes

    assert (found.skip_hours, found.skip_days) == (frozenset({0, 1}), frozenset({4}))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<a>" * 90 + "</a>" * 90, False),
        ("<a>" * 120 + "</a>" * 120, True),
        ("<a>" * 5000, True),
        (f"<a {wide(90)}/>", False),
        (f"<a {wide(20_000)}/>", True),
        ("<title>not & well-formed <b></title>", False),
    ],
    ids=["deep enough", "too deep", "never closed", "wide enough", "too wide", "not well-formed"],
)
def test_depth_and_attributes_have_bounds(content: str, expected: bool) -> None:
    """A feed beyond them is not given to feedparser."""
    assert look_at(channel(content)).is_too_complex is expected


@pytest.mark.parametrize("name", ["item", "entry", "rss:item", "ITEM"])
def test_items_beyond_the_cap_are_cut_and_counted(name: str) -> None:
    """The end of the feed stays, so that it is still well-formed."""
    feed = b"<rss><channel>" + f"<{name}>x</{name}>".encode() * 7 + b"</channel></rss>"

    assert cut_items(feed, 5) == (b"<rss><channel>" + f"<{name}>x</{name}>".encode() * 5 + b"</channel></rss>", 2)
    assert cut_items(feed, 7) == (feed, 0)


def test_every_item_of_a_huge_feed_has_its_outcome() -> None:
    """What is beyond the cap is a rejection, not silence."""
    items = "".join(
        f"<item><title>خبر {n}</title><link>https://news.example/{n}</link></item>" for n in range(MOST_ITEMS + 3)
    )

    parsed = parse_feed(channel(items), url="https://news.example/rss")

    assert len(parsed.entries) == MOST_ITEMS
    assert parsed.listed == MOST_ITEMS + 3
    assert [(r.reason, r.reference) for r in parsed.rejected] == [
        (EntryOutcome.OVER_CAP, f"item {MOST_ITEMS + n}") for n in (1, 2, 3)
    ]
