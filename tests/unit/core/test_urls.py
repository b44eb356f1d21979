"""Canonical URLs: what must become one address, and what must not."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from include.rasid.core.urls import canonical_url, is_fit_to_show

SAME = [
    ("https://News.Example/a/1", "https://news.example/a/1"),
    ("HTTP://news.example/a/1", "https://news.example/a/1"),
    ("http://news.example:80/a/1", "https://news.example/a/1"),
    ("https://news.example:443/a/1", "https://news.example/a/1"),
    ("https://news.example./a/1", "https://news.example/a/1"),
    ("https://reader@news.example/a/1", "https://news.example/a/1"),
    (" https://news.example/a/1\n", "https://news.example/a/1"),
    ("https://news.example/a/1/", "https://news.example/a/1"),
    ("https://news.example", "https://news.example/"),
    ("https://news.example//a///1", "https://news.example/a/1"),
    ("https://news.example/b/../a/./1", "https://news.example/a/1"),
    ("https://news.example/a/1#comments", "https://news.example/a/1"),
    ("https://news.example/a/1?", "https://news.example/a/1"),
    ("https://news.example/a/1?utm_source=rss&utm_medium=feed", "https://news.example/a/1"),
    ("https://news.example/a/1?at_medium=RSS&at_campaign=KARANGA", "https://news.example/a/1"),
    ("https://news.example/a/1?fbclid=IwAR0", "https://news.example/a/1"),
    ("https://news.example/a/1?ns_campaign=bbc&ns_mchannel=rss", "https://news.example/a/1"),
    ("https://news.example/a/1?CMP=share_btn", "https://news.example/a/1"),
    ("https://news.example/a/1?pk_campaign=feed&mtm_source=x", "https://news.example/a/1"),
    ("https://news.example/a/1?WT.mc_id=rss&wt.tsrc=x", "https://news.example/a/1"),
    ("https://news.example/a/1?guccounter=1&guce_referrer_sig=x", "https://news.example/a/1"),
    ("https://news.example/a/1?ttclid=1&gbraid=2&wbraid=3&li_fat_id=4", "https://news.example/a/1"),
    ("https://news.example/a/1?_hsenc=p2&_hsmi=7", "https://news.example/a/1"),
    ("https://news.example/a/1#:~:text=x", "https://news.example/a/1"),
    ("https://news.example/a?id=7&amp;utm_source=x", "https://news.example/a?id=7"),
    ("https://news.example/a?id=7&gclid=1&p=2", "https://news.example/a?id=7&p=2"),
    ("https://news.example/a?p=2&id=7", "https://news.example/a?id=7&p=2"),
    ("https://news.example/a/1;jsessionid=0A1B", "https://news.example/a/1"),
    ("https://news.example/a?id=7&PHPSESSID=0a1b", "https://news.example/a?id=7"),
    ("https://news.example/a?id=7&sid=0a1b2c3d4e5f60718293", "https://news.example/a?id=7"),
    ("https://news.example/a/1/amp", "https://news.example/a/1"),
    ("https://news.example/a/1/amp/", "https://news.example/a/1"),
    ("https://news.example/amp/a/1", "https://news.example/a/1"),
    ("https://news.example/a/1?amp=1", "https://news.example/a/1"),
    ("https://news.example/a/1.amp.html", "https://news.example/a/1.html"),
    ("https://www.google.com/amp/s/news.example/a/1", "https://news.example/a/1"),
    ("https://www.google.com/amp/s/news-example.cdn.ampproject.org/c/s/news.example/a/1", "https://news.example/a/1"),
    ("https://news-example.cdn.ampproject.org/c/s/news.example/a/1?id=7", "https://news.example/a/1?id=7"),
    ("https://news.example/%d8%ae%d8%a8%d8%b1", "https://news.example/%D8%AE%D8%A8%D8%B1"),
    ("https://news.example/خبر", "https://news.example/%D8%AE%D8%A8%D8%B1"),
    ("https://news.example/%7Ea/b%20c", "https://news.example/~a/b c"),
    ("https://news.example/%2f", "https://news.example/%2F"),
    ("https://news.example/a?q=%d8%ae", "https://news.example/a?q=خ"),
    ("https://موقع.example/a", "https://xn--4gbrim.example/a"),
    ("https://[2001:DB8::1]/a", "https://[2001:db8::1]:443/a"),
]

DIFFERENT = [
    ("https://news.example/a?id=7", "https://news.example/a?id=8"),
    ("https://news.example/a?nid=7", "https://news.example/a"),
    ("https://news.example/a?news=7", "https://news.example/a?news=8"),
    ("https://news.example/a?cat=7", "https://news.example/a?cat=8"),
    ("https://news.example/a?cid=7", "https://news.example/a?cid=8"),
    ("https://news.example/a?articleid=7", "https://news.example/a?articleid=8"),
    ("https://news.example/?p=7", "https://news.example/?p=8"),
    ("https://news.example/a?page=1", "https://news.example/a?page=2"),
    ("https://news.example/a?ref=7", "https://news.example/a?ref=8"),
    ("https://news.example/a?source=7", "https://news.example/a?source=8"),
    ("https://ar.news.example/a", "https://en.news.example/a"),
    ("https://news.example/article.php?sid=7", "https://news.example/article.php?sid=8"),
    ("https://news.example/a?q=x+y", "https://news.example/a?q=x%2By"),
    ("https://news.example/a?tag=x&tag=y", "https://news.example/a?tag=y&tag=x"),
    ("https://news.example/#!/a/1", "https://news.example/#!/a/2"),
    ("https://news.example/A/1", "https://news.example/a/1"),
    ("https://news.example/a%2Fb", "https://news.example/a/b"),
    ("https://news.example/a%3Fid=7", "https://news.example/a?id=7"),
    ("https://news.example/a%23b", "https://news.example/a#b"),
    ("https://news.example/100%25d8", "https://news.example/100%d8"),
    ("https://news.example:8080/a", "https://news.example/a"),
    ("http://news.example:443/a", "https://news.example/a"),
    ("https://news.example/a/1", "https://other.example/a/1"),
    ("https://news.example/amplifier", "https://news.example/lifier"),
    ("https://news.example/a/champ", "https://news.example/a/ch"),
]

REFUSED = [
    "",
    "خبر",
    "/a/1",
    "tag:news.example,2023:7",
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "ftp://news.example/a",
    "mailto:a@news.example",
    "https://",
    "https:///a",
    "https://news.example:x/a",
    "https://news.example:99999/a",
    "https://[::1/a",
    f"https://{'a' * 70}é.example/",
    f"https://{'www.google.com/amp/s/' * 2000}news.example/a/1",
    f"https://{'a.cdn.ampproject.org/c/s/' * 2000}news.example/a/1",
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_page_become_one_address(one: str, other: str) -> None:
    """Two addresses of one page have one canonical form."""
    assert canonical_url(one) == canonical_url(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_pages_keep_different_addresses(one: str, other: str) -> None:
    """Nothing that may name a page is dropped."""
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize("url", REFUSED)
def test_what_is_no_http_address_is_refused(url: str) -> None:
    """Only http and https addresses with a host have a canonical form."""
    with pytest.raises(ValueError, match=r"."):
        canonical_url(url)


@pytest.mark.parametrize("url", sorted({url for pair in (*SAME, *DIFFERENT) for url in pair}))
def test_the_canonical_form_is_its_own(url: str) -> None:
    """Making an address canonical twice changes nothing more."""
    once = canonical_url(url)

    assert canonical_url(once) == once
    assert once.isascii()


@given(st.text(alphabet="ab/%2F?&=#.:;@+\u0628 \x00\ud800é", max_size=40))
def test_any_tail_is_canonical_or_refused(tail: str) -> None:
    """No address of a feed makes it raise anything but ValueError, and the result is stable ASCII."""
    try:
        once = canonical_url("https://news.example/" + tail)
    except ValueError:
        return
    assert once.isascii()
    assert canonical_url(once) == once


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://news.example/خبر?a=b", True),
        ("https://news.example/@reader/1", True),
        ("https://news.example?to=a@b", True),
        ("https://state.gov@news.example/1", False),
        ("https://a:b@news.example", False),
        ("//state.gov@news.example/1", False),
        ("https://news.example/\u202e1", False),
        ("https://news.example/\u200b1", False),
        ("https://news.example/\x011", False),
        (f"https://news.example/{'ا' * 990}", False),
    ],
)
def test_an_address_that_deceives_is_not_fit_to_show(url: str, expected: bool) -> None:
    """Readers see where it leads, and all of it."""
    assert is_fit_to_show(url) is expected
