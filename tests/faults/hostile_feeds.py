"""Feeds that want to harm: entities, attributes, depth, size, encodings, cuts, dates, ids, links, markup; made, not captured."""

from __future__ import annotations

import gzip
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TITLE = "لافروف يلتقي بلينكن في جنيف"
_LINK = "<link>https://news.example/1</link>"
_SY = "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'"
_MB = 1024**2


@dataclass(frozen=True, slots=True)
class HostileFeed:
    """A body, and the charset that its response declares."""

    name: str
    body: bytes
    declared: str | None = None  # None: it declares none


def item(content: str = "", title: str = TITLE) -> str:
    """Return an item."""
    return f"<item><title>{title}</title>{_LINK}{content}</item>"


def rss(content: str, head: str = "") -> str:
    """Return an RSS feed."""
    return f"{head}<rss version='2.0' {_SY}><channel><title>x</title>{content}</channel></rss>"


def hostile_feeds() -> Iterator[HostileFeed]:
    """Yield them all, always the same; more than 200."""
    for kind in (
        _entities,
        _attributes,
        _depth,
        _sizes,
        _encodings,
        _cuts,
        _dates,
        _ids,
        _links,
        _titles,
        _polling,
        _broken,
        _no_feeds,
        _noise,
    ):
        for name, body, *declared in kind():
            content = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
            yield HostileFeed(f"{kind.__name__[1:]}: {name}", content, declared[0] if declared else None)


def _entities() -> Iterator[tuple[str, str]]:
    for levels in (3, 5, 8, 20):
        lines = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, levels))
        head = f"<!DOCTYPE rss [<!ENTITY l0 'ha'>{lines}]>"
        yield f"billion laughs, {levels} levels", rss(item(title=f"&l{levels - 1};"), head)
    big = f"<!DOCTYPE rss [<!ENTITY a '{'a' * 50_000}'>]>"
    yield "quadratic blow-up", rss(item(title="&a;" * 50_000), big)
    for scheme in ("file:///etc/passwd", "http://127.0.0.1:1/x", "ftp://127.0.0.1/x", "expect://id", "php://filter/x"):
        yield f"external {scheme}", rss(item(title="&x;"), f"<!DOCTYPE rss [<!ENTITY x SYSTEM '{scheme}'>]>")
        yield f"external DTD {scheme}", rss(item(), f"<!DOCTYPE rss SYSTEM '{scheme}'>")
        yield f"parameter {scheme}", rss(item(), f"<!DOCTYPE rss [<!ENTITY % x SYSTEM '{scheme}'> %x;]>")
    yield "recursive", rss(item(title="&a;"), "<!DOCTYPE rss [<!ENTITY a '&b;'><!ENTITY b '&a;'>]>")
    yield "undefined", rss(item(title="&nosuch;&hellip;&#xFFFFFF;&#0;&#x1F;&#xD800;"))
    yield "a reference of 100,000 digits", rss(item(title=f"&#{'9' * 100_000};"))
    yield "a million ampersands", rss(item(title="&amp;" * 200_000))


def _attributes() -> Iterator[tuple[str, str]]:
    for count in (50, 1_000, 20_000, 150_000):
        yield f"{count} on one element", rss(item("<x " + " ".join(f"a{n}='1'" for n in range(count)) + "/>"))
    yield "the same twice", rss(item("<x a='1' a='2'/>"))
    yield "a long value", rss(item(f"<x a='{'a' * _MB}'/>"))
    yield "a long name", rss(item(f"<{'x' * 100_000}/>"))
    yield "20,000 namespaces", rss(item("<x " + " ".join(f"xmlns:n{n}='u{n}'" for n in range(20_000)) + "/>"))
    yield "50,000 elements with ten each", rss(item(f"<x {' '.join(f'a{n}=1' for n in range(10))}/>" * 20_000))


def _depth() -> Iterator[tuple[str, str]]:
    for depth in (50, 99, 300, 5_000, 100_000):
        yield f"{depth} closed", rss(item("<a>" * depth + "</a>" * depth))
        yield f"{depth} open", rss(item("<a>" * depth))
        yield f"{depth} in escaped markup", rss(item(f"<description>{'&lt;div&gt;' * depth}</description>"))
        yield f"{depth} in CDATA", rss(item(f"<description><![CDATA[{'<b>' * depth}]]></description>"))


def _sizes() -> Iterator[tuple[str, str]]:
    for count in (0, 1, 2_001, 50_000):
        yield f"{count} items", rss(item() * count)
    yield "an entry of 4 MB", rss(item(f"<description>{'خبر ' * 600_000}</description>"))
    yield "a title of 2 MB", rss(item(title="خ" * _MB))
    yield "markup of 4 MB", rss(item(f"<description>{'&lt;p&gt;x' * 400_000}</description>"))
    yield "a link of 1 MB", rss(f"<item><title>x</title><link>https://news.example/{'a' * _MB}</link></item>")
    yield "an id of 1 MB", rss(item(f"<guid>{'7' * _MB}</guid>"))
    yield "100,000 categories", rss(item("<category>x</category>" * 100_000))
    yield "50,000 enclosures", rss(item("<enclosure url='https://x.example/a' length='1' type='a/b'/>" * 50_000))
    yield "white space of 5 MB", rss(item() + " \n" * (2 * _MB))


def _encodings() -> Iterator[tuple[str, bytes, str | None]]:
    feed = rss(item() * 3)
    for real in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1256", "iso-8859-6", "cp864"):
        for label in (None, "utf-8", "windows-1256", "iso-8859-1", "utf-16", "utf-7", "x-unknown", "ebcdic-cp-us"):
            yield f"{real} called {label}", feed.encode(real, "replace"), label
    for label in ("utf-7", "idna", "unicode_escape", "rot13", "hex", "zlib", "undefined", "mbcs", "\x00", "a" * 9_999):
        head = f"<?xml version='1.0' encoding='{label}'?>"
        yield f"XML calls itself {label[:20]!r}", (head + feed).encode(), label


def _cuts() -> Iterator[tuple[str, bytes]]:
    feed = rss(item("<description>التقى الوزيران في جنيف</description>") * 3).encode()
    for at in range(len(feed) // 3, len(feed), 23):
        yield f"after byte {at}", feed[:at]
    for at in range(100, 400, 30):
        yield f"a bad byte at {at}", feed[:at] + b"\xff\xfe\x80" + feed[at:]


def _dates() -> Iterator[tuple[str, str]]:
    for date in (
        "Fri, 31 Feb 2026 10:00:00 GMT",
        "Fri, 20 Nov 9999999 10:00:00 GMT",
        "0000-00-00T00:00:00Z",
        "9999-12-31T23:59:59-23:59",
        "0001-01-01T00:00:00+14:00",
        "2026-11-20T99:99:99Z",
        "1e400",
        "-1",
        "9" * 10_000,
        "20/11/2026 12:00",
        "الجمعة 20 نوفمبر 2026",
        "٢٠٢٦-١١-٢٠",
        "Fri, 20 Nov 2026 10:00:00 AST",
        "Fri, 20 Nov 2026 10:00:00 +9999",
        "\u202e2026",
        "now",
    ):
        yield date[:30], rss(item(f"<pubDate>{date}</pubDate><updated>{date}</updated>"))


def _ids() -> Iterator[tuple[str, str]]:
    numbered = [f"<item><title>{TITLE} {n}</title><link>https://news.example/{n}</link>" for n in range(50)]
    yield "one for all", rss("".join(f"{start}<guid>x</guid></item>" for start in numbered))
    yield "none", rss("".join(f"{start}</item>" for start in numbered))
    yield "the link of another", rss("".join(f"{s}<guid>https://news.example/0</guid></item>" for s in numbered))
    yield "one link for all", rss((item("<guid>a</guid>") + item("<guid>b</guid>")) * 20)
    yield "controls", rss(item("<guid>\u202ea\u200b&#x7;b\x08</guid>"))


def _links() -> Iterator[tuple[str, str]]:
    for link in (
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "vbscript:x",
        "//[::1",
        "http://[::1]:99999/",
        "http://\u202emoc.live/",
        "http:///",
        "https://" + "a." * 5_000 + "example/",
        "https://xn--\u0628.example/",
        "https://news.example/%",
        "https://news.example/%ff%fe%00",
        "https://user:pass@news.example/",
        "https://news.example/\r\nX: y",
        "",
        "\x00",
    ):
        yield repr(link[:30]), rss(f"<item><title>{TITLE}</title><link>{link.replace('&', '&amp;')}</link></item>")


def _titles() -> Iterator[tuple[str, str]]:
    for title in (
        "<script>alert(1)</script>",
        "&lt;img src=x onerror=alert(1)&gt;",
        "&amp;amp;lt;script&amp;amp;gt;" * 50,
        "\u202e\u2066\u200f\ufeff",
        "\x00\x01\x1b[31m",
        "=?UTF-8?Q?=0D=0A?=Bcc: x@y.example",
        "<![CDATA[<!--<script>]]>",
        "<" * 100_000,
        "&lt;" * 100_000,
        "&lt;!--" * 100_000,
        "&lt;script" * 100_000,
        "&lt;a " * 100_000,
        "\u0651" * 100_000,
        "\ud800",
        "",
    ):
        yield repr(title[:25]), rss(item(title=title))


def _polling() -> Iterator[tuple[str, str]]:
    for ttl in ("-1", "0", "9" * 500, "1e9", "٦٠", "NaN", " ", "²"):
        yield f"ttl {ttl[:9]}", rss(f"<ttl>{ttl}</ttl>" + item())
    for frequency in ("0", "-1", "9" * 500, "x", "²"):
        period = "<sy:updatePeriod>hourly</sy:updatePeriod>"
        yield f"frequency {frequency[:9]}", rss(f"{period}<sy:updateFrequency>{frequency}</sy:updateFrequency>{item()}")
    hours = "".join(f"<hour>{n}</hour>" for n in (*range(-5, 60), "²", "x"))
    yield "skips everything", rss(f"<skipHours>{hours}</skipHours>{item()}")
    yield "100,000 hours", rss(f"<skipHours>{'<hour>1</hour>' * 100_000}</skipHours>{item()}")


def _broken() -> Iterator[tuple[str, str]]:
    yield from {
        "no end": "<rss><channel><item><title>x",
        "ends crossed": rss("<item><title>x</item></title>"),
        "comment open": rss("<!--" + item()),
        "CDATA open": rss(item("<description><![CDATA[x")),
        "two declarations": "<?xml version='1.0'?><?xml version='1.0'?>" + rss(item()),
        "text before": "Warning: mysql_connect()\n" + rss(item()),
        "text after": rss(item()) + "<!-- 1 s --></html>",
        "two feeds": rss(item()) * 2,
        "feed in a feed": rss(item(rss(item()))),
        "items without channel": "<rss>" + item() + "</rss>",
        "XML 1.1": "<?xml version='1.1'?>" + rss(item()),
        "processing instructions": "<?php system('id') ?>" * 1_000 + rss(item()),
        "stylesheet": "<?xml-stylesheet href='http://127.0.0.1:1/'?>" + rss(item()),
        "xinclude": rss(item("<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file:///etc/passwd'/>")),
        "xml:base": rss(item()).replace("<channel>", "<channel xml:base='javascript:x'>"),
        "Atom and RSS": f"<feed xmlns='http://www.w3.org/2005/Atom'>{item()}<entry><title>x</title></entry></feed>",
        "Atom with links of all kinds": "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>x</title>"
        + "<link rel='self' href='a'/>" * 5_000
        + "</entry></feed>",
        "RDF": "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><item><title>x</title></item></rdf:RDF>",
        "wrong namespace": rss(item()).replace("<channel", "<channel xmlns='x'"),
    }.items()


def _no_feeds() -> Iterator[tuple[str, bytes]]:
    yield "nothing", b""
    yield "blank", b" \n\t"
    yield "zero bytes", b"\0" * _MB
    yield "HTML", b"<!DOCTYPE html><html><body><p>x" * 1_000
    yield "JSON", b'{"items": [' + b"[" * 100_000
    yield "gzip", gzip.compress(b"\0" * (20 * _MB))
    yield "PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3"
    yield "a path", b"/etc/passwd"
    yield "an address", b"http://127.0.0.1:1/rss"
    yield "one letter", b"<"


def _noise() -> Iterator[tuple[str, bytes]]:
    chance = random.Random(20)
    feed = rss(item() * 5).encode()
    for number in range(20):
        broken = bytearray(feed)
        for _ in range(1 + number * 3):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        yield f"{number} changed bytes", bytes(broken)
        yield f"{number} random bytes", chance.randbytes(2_000 * (number + 1))
