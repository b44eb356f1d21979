"""Canonical URLs: one page, one address."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

# Parameters that only say where a reader came from. Others may name the article (id, p, nid, news, cat): they stay.
_TRACKING = re.compile(
    r"^(utm_\w+|at_(medium|campaign|custom\d*|link_\w+|ptr_\w+|bbc_\w+|format)|fbclid|gclid|dclid|yclid|msclkid|igshid|mc_[ce]id|_ga|cmpid|"
    r"ncid|ocid|ref_?src|ref_?url|s_cid|smid|spm|xtor|ito|traffic_source|maca|rss|from_rss|feed_id|__twitter_impression|amp)$"
)
_SESSION = re.compile(r"^(phpsessid|jsessionid|sid|sessionid|session_id)$")
_SESSION_PATH = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def canonical_url(url: str) -> str:
    """Return one spelling for all addresses of a page.

    Lower-case scheme and host (as punycode), no default port, user, fragment, tracking or session parameter, no AMP
    form, percent-escapes in one spelling, no slash at the end; parameters keep their order. The scheme becomes https:
    no outlet serves different pages under http.

    Raises:
        ValueError: Not an http or https address with a host.
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme.lower() not in _DEFAULT_PORTS or not host:
        msg = f"not an http address: {url[:200]!r}"
        raise ValueError(msg)
    port = parts.port
    is_default = port is None or port == _DEFAULT_PORTS[parts.scheme.lower()]
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    scheme = "https" if is_default else parts.scheme.lower()
    netloc = host.lower() if is_default else f"{host.lower()}:{port}"
    return urlunsplit((scheme, netloc, _path(parts.path), _query(parts.query), ""))


def _path(path: str) -> str:
    plain = _SESSION_PATH.sub("", unquote(path, errors="surrogateescape"))
    plain = re.sub(r"/{2,}", "/", plain)
    plain = re.sub(r"/amp/?$", "/", re.sub(r"^/amp/", "/", plain))
    escaped = quote(plain, safe="/:@!$&'()*+,;=~-._", errors="surrogateescape")
    return escaped.rstrip("/") or "/"


def _query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    kept = [(k, v) for k, v in pairs if not _TRACKING.match(k.lower()) and not _SESSION.match(k.lower())]
    return urlencode(kept, errors="surrogateescape")
