"""Canonical URLs: one page, one address.

Own rules instead of courlan's: that drops ``cid`` and ``uid``, which name articles on some sites, and merges ``+`` with
``%2B`` (research on 25 pairs of addresses: courlan merges 9 of 15 that must merge, and one that must not).
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

# Parameters that only say where a reader came from. Others may name the article (id, p, nid, news, cat): they stay.
_TRACKING = re.compile(
    r"(utm_\w+|at_(medium|campaign|custom\w*|link_\w+|ptr_\w+|bbc_\w+|format)|(fb|g|d|y|tw|tt)clid|[gw]braid|gclsrc|msclkid|igshid|igsh"
    r"|mc_[ce]id|mkt_tok|_ga|_gl|__twitter_impression|ref_?src|ref_?url|cmpid|ncid|ocid|s_cid|smid|spm|xtor|ito|maca"
    r"|(ns|pk|mtm|piwik)_\w+|wt\.\w+|cmp|guc(counter|e_referrer\w*)|li_fat_id|_hs(enc|mi)|vero_id|oly_\w+_id"
    r"|traffic_source|from_rss|rss|amp|outputtype)"
)
_SESSION = re.compile(r"phpsessid|jsessionid|aspsessionid\w*|session_?id")
_SESSION_PATH = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_LONG_KEY = re.compile(r"[0-9A-Za-z]{16,}")  # `sid` is a session only then; in old content systems it names a story
_RESERVED = re.compile(r"(%(?:2f|3b|3f|23|25))", re.IGNORECASE)  # decoding these would change what the path means
_AMP_CACHE = re.compile(r"(?:(?:www\.)?google\.[a-z.]+/amp/|[a-z0-9.-]+\.cdn\.ampproject\.org/[cv]/)(s/)?(?P<page>.+)")
MOST_KEY_BYTES = 2000  # of an address or id that is looked up: a row of an index of Postgres takes 2,704
_MOST_CACHES = 3  # an address of a cache in a cache has been seen; thousands of them would be too deep to follow
_DEFAULT_PORTS = {"http": 80, "https": 443}


def canonical_url(url: str) -> str:
    """Return one spelling for all addresses of a page.

    Lower-case scheme and host (as punycode), no default port, user, fragment (but ``#!``, which names a page), tracking
    or session parameter, no AMP form, dot segments resolved, escapes in one spelling, parameters sorted by name, no
    slash at the end. A default port means https: no outlet serves different pages under http.

    Raises:
        ValueError: Not an http or https address with a host, or caches within caches.
    """
    parts = _split(url)
    for _ in range(_MOST_CACHES):
        cached = _AMP_CACHE.fullmatch(f"{parts.hostname}{parts.path}")
        if not cached:
            break
        parts = _split(f"https://{cached['page']}{'?' if parts.query else ''}{parts.query}")
    else:
        msg = f"caches in caches: {url[:200]!r}"
        raise ValueError(msg)
    scheme, netloc = _origin(parts)
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    return urlunsplit((scheme, netloc, _path(parts.path), _query(parts.query), fragment))


def is_fit_to_show(url: str) -> bool:
    """Tell whether readers can be given an address: it can be looked up, shows all that is in it, and names no user before its host.

    ``https://state.gov@news.example/`` leads to news.example, and direction marks turn an address around.
    """
    is_plain = url.isprintable() and not re.match(r"[^/]*//[^/?#\\]*@", url)
    return is_plain and len(url.encode()) <= MOST_KEY_BYTES


def _split(url: str) -> SplitResult:
    parts = urlsplit(url.strip().replace("&amp;", "&"))
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        msg = f"not an http address: {url[:200]!r}"
        raise ValueError(msg)
    return parts


def _origin(parts: SplitResult) -> tuple[str, str]:
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    if ":" in host:
        host = f"[{host}]"
    if parts.port is None or parts.port == _DEFAULT_PORTS[parts.scheme]:
        return "https", host
    return parts.scheme, f"{host}:{parts.port}"


def _path(path: str) -> str:
    plain = re.sub(r"/{2,}", "/", _SESSION_PATH.sub("", path))
    plain = _without_dots(plain)
    plain = re.sub(r"^/amp(?=/.)|/amp/?$|\.amp(?=\.html?$)", "", plain)
    return "".join(map(_escaped, _RESERVED.split(plain))).rstrip("/") or "/"


def _without_dots(path: str) -> str:
    """Resolve dot segments (RFC 3986, section 5.2.4); the standard library's urljoin stumbles over «.;»."""
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            kept = kept[:-1]
        elif segment != ".":
            kept.append(segment)
    return "/" + "/".join(kept).lstrip("/")


def _escaped(piece: str) -> str:
    if _RESERVED.fullmatch(piece):
        return piece.upper()
    return quote(unquote(piece, errors="surrogateescape"), safe="/:@!$&'()*+,;=~-._", errors="surrogateescape")


def _query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    kept = [(name, value) for name, value in pairs if not _is_noise(name.lower(), value)]
    return urlencode(sorted(kept, key=lambda pair: pair[0]), errors="surrogateescape")


def _is_noise(name: str, value: str) -> bool:
    if name == "sid":
        return _LONG_KEY.fullmatch(value) is not None
    return (_TRACKING.fullmatch(name) or _SESSION.fullmatch(name)) is not None
