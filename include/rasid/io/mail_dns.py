"""The DNS records that other mail servers judge our mail by: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import dns.exception
import dns.resolver

from include.rasid.errors import BadInputError, MailServerError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from include.rasid.settings import MailSettings

# Where keys of widespread mail servers and services stand.
_USUAL_SELECTORS = ("default", "dkim", "mail", "rasid", "google", "k1", "s1", "s2", "selector1", "selector2")
_SECONDS = 5.0
_DNS_PORT = 53


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFinding:
    """What was found of one record; ``level`` is ok, note or wrong."""

    level: str
    text: str


def examine_records(mail: MailSettings) -> Iterator[RecordFinding]:
    """Yield what there is of SPF, DKIM and DMARC for the sender's domain.

    Raises:
        BadInputError: RASID_NAMESERVER is no address of a name server.
        MailServerError: No name server answers.
    """
    resolver = _resolver(mail.nameserver)
    yield _spf(resolver, mail.return_path.rpartition("@")[2])
    yield _dkim(resolver, mail.message_domain, mail.dkim_selector)
    yield _dmarc(resolver, mail.message_domain)


def _spf(resolver: dns.resolver.Resolver, domain: str) -> RecordFinding:
    found = [text for text in _texts(resolver, domain) if text.lower().split(" ")[0] == "v=spf1"]
    if not found:
        return _wrong(f"SPF: {domain} has no TXT record that begins with v=spf1: anybody may send in its name")
    if len(found) > 1:
        return _wrong(f"SPF: {domain} has {len(found)} records that begin with v=spf1: receivers take none of them")
    words = found[0].lower().split()
    if "+all" in words or "all" in words:
        return _wrong(f"SPF: {domain} allows everybody to send in its name ({found[0]})")
    if not any(word.endswith("all") or word.startswith("redirect=") for word in words):
        return _note(f"SPF: {domain} does not say what becomes of other senders: end it with ~all or -all")
    return _ok(f"SPF: {found[0]}")


def _dkim(resolver: dns.resolver.Resolver, domain: str, selector: str) -> RecordFinding:
    selectors = (selector,) if selector else _USUAL_SELECTORS
    for name in selectors:
        for text in _texts(resolver, f"{name}._domainkey.{domain}"):
            tags = _tags(text)
            if tags.get("v", "DKIM1") == "DKIM1" and "p" in tags:
                if not tags["p"]:
                    return _wrong(f"DKIM: the key {name}._domainkey.{domain} is revoked (p= is empty)")
                return _ok(f"DKIM: {name}._domainkey.{domain} has a key")
    if selector:
        return _wrong(f"DKIM: {selector}._domainkey.{domain} has no TXT record with a key (p=)")
    tried = ", ".join(selectors)
    return _wrong(f"DKIM: no key of {domain} under the usual selectors ({tried}); RASID_DKIM_SELECTOR names yours")


def _dmarc(resolver: dns.resolver.Resolver, domain: str) -> RecordFinding:
    labels = domain.split(".")
    for start in range(max(1, len(labels) - 1)):  # the record of a parent holds below it, too
        name = "_dmarc." + ".".join(labels[start:])
        found = [text for text in _texts(resolver, name) if _tags(text).get("v") == "DMARC1"]
        if len(found) > 1:
            return _wrong(
                f"DMARC: {name} has {len(found)} records that begin with v=DMARC1: receivers take none of them"
            )
        if found:
            return _judged(name, found[0], is_parent=start > 0)
    return _wrong(f"DMARC: _dmarc.{domain} has no TXT record that begins with v=DMARC1")


def _judged(name: str, record: str, *, is_parent: bool) -> RecordFinding:
    tags = _tags(record)
    policy = (tags.get("sp") if is_parent else None) or tags.get("p", "")
    if policy in {"quarantine", "reject"}:
        return _ok(f"DMARC: {name}, {policy}")
    if policy == "none":
        return _note(f"DMARC: {name} only watches (p=none): forged mail is delivered")
    return _wrong(f"DMARC: {name} has no policy that receivers know ({record})")


def _tags(record: str) -> dict[str, str]:
    """Return the tags of a record as RFC 6376 writes them: name=value, with semicolons between them."""
    pairs = (part.partition("=") for part in record.split(";") if "=" in part)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _texts(resolver: dns.resolver.Resolver, name: str) -> list[str]:
    """Return the TXT records of a name; none: there are none, or no such name.

    Raises:
        MailServerError: No name server answers.
    """
    try:
        answer = resolver.resolve(name, "TXT", search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError) as error:
        raise MailServerError(f"no answer from DNS for {name}: {type(error).__name__}") from error
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


def _resolver(nameserver: str) -> dns.resolver.Resolver:
    try:
        resolver = dns.resolver.Resolver(configure=not nameserver)
        if nameserver:
            host, _, port = nameserver.partition(":")
            resolver.nameservers = [host]
            resolver.port = int(port or _DNS_PORT)
    except (ValueError, dns.exception.DNSException) as error:
        raise BadInputError(f"RASID_NAMESERVER: {nameserver!r} is no address such as 192.0.2.53:53") from error
    resolver.lifetime = _SECONDS
    return resolver


def _ok(text: str) -> RecordFinding:
    return RecordFinding(level="ok", text=text)


def _note(text: str) -> RecordFinding:
    return RecordFinding(level="note", text=text)


def _wrong(text: str) -> RecordFinding:
    return RecordFinding(level="wrong", text=text)
