"""What an alert says, read from the JSON that resolution writes into ops.alert.facts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from include.rasid.core.corrections import Cause
from include.rasid.errors import BadInputError
from include.rasid.model import Mode, Scope, Setting, Status, Transition

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_EVIDENCE_CHARS = 600  # a quotation, not a reprint: publishers' texts do not leave the warehouse
MOST_TITLE_CHARS = 300
_INVISIBLE = "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\ufeff"
_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Something with an Arabic and an English name."""

    key: str
    ar: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the name in ``ar`` or ``en``."""
        return self.ar if language == "ar" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An article that reports the contact."""

    publisher: Named
    title: str  # may be empty
    url: str  # http(s); empty where there is none that can be linked
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """An earlier contact of the same people, or what was believed of this one before."""

    date: str | None  # ISO day, month, year or range; None: not known
    place: str | None  # English label; None: not said
    place_ar: str | None = None  # Arabic label; None: not known
    transition: Transition | None = None  # None: the alert does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What was wrong with what readers were told."""

    cause: Cause
    told: tuple[Past, ...]  # the steps that they were told, in that order


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertFacts:
    """What the mail of one alert says; texts are without controls and direction marks."""

    transition: Transition
    participants: tuple[Named, ...]
    mode: Mode
    setting: Setting
    status: Status
    scope: Scope
    date: str | None  # ISO day, month, year or range; None: the articles do not say
    date_basis: str | None  # what the date was read from; None: there is no date
    date_surface: str  # its words; empty when it was not read from words
    place: Named | None  # None: the articles do not say
    confidence: float  # in [0, 1]
    watch: Named
    evidence: tuple[tuple[str, bool], ...]  # the quotation in pieces; True: a participant's name
    article: Source
    voices: tuple[tuple[Source, ...], ...]  # articles by independent source: copies of one text are one voice
    earlier: tuple[Past, ...]  # contacts of the same people before, the last first
    changed_from: Past | None  # None: date and place are not news
    is_late: bool
    correction: Correction | None = None  # None: it is news, not a correction


def read_alert_facts(facts: Mapping[str, Any]) -> AlertFacts:
    """Return what ``facts`` says.

    Raises:
        BadInputError: Something is missing or is not what it must be.
    """
    try:
        return _read(facts)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        msg = f"ops.alert.facts: {type(error).__name__}: {error}"
        raise BadInputError(msg) from error


def plain_text(text: str, most_chars: int | None = None) -> str:
    """Return untrusted text on one line, without controls and direction marks; longer than ``most_chars`` is cut."""
    line = " ".join(_visible(text).split())
    return line if most_chars is None or len(line) <= most_chars else line[: most_chars - 1].rstrip() + "…"


def _read(facts: Mapping[str, Any]) -> AlertFacts:
    place, place_ar = facts["place"], facts.get("place_ar")
    earlier, changed = facts.get("earlier"), facts.get("changed_from")
    return AlertFacts(
        transition=Transition(facts["transition"]),
        participants=tuple(_named(p) for p in facts["participants"]),
        mode=Mode(facts["mode"]),
        setting=Setting(facts["setting"]),
        status=Status(facts["status"]),
        scope=Scope(facts["scope"]),
        date=_checked_date(facts["date"]),
        date_basis=facts.get("date_basis"),
        date_surface=plain_text(facts.get("date_surface") or "", 80),
        place=_named({"key": place, "ar": place_ar or place, "en": place}) if place else None,
        confidence=min(max(float(facts["confidence"]), 0.0), 1.0),
        watch=_named(facts["watch"]),
        evidence=_pieces(facts["evidence"]["text"], facts.get("highlights") or []),
        article=_source(facts["article"]),
        voices=_voices(facts["sources"]),
        earlier=tuple(_past(e) for e in ([earlier] if isinstance(earlier, dict) else earlier or ())),
        changed_from=_past(changed) if changed else None,
        is_late=bool(facts.get("late")),
        correction=_correction(facts.get("correction")),
    )


def _named(fields: Mapping[str, Any]) -> Named:
    return Named(key=plain_text(fields["key"], 80), ar=plain_text(fields["ar"], 80), en=plain_text(fields["en"], 80))


def _past(fields: Mapping[str, Any]) -> Past:
    transition = fields.get("transition")
    return Past(
        date=_checked_date(fields.get("date")),
        place=plain_text(fields["place"], 80) if fields.get("place") else None,
        place_ar=plain_text(fields["place_ar"], 80) if fields.get("place_ar") else None,
        transition=Transition(transition) if transition else None,
    )


def _correction(fields: Mapping[str, Any] | None) -> Correction | None:
    if not fields:
        return None
    return Correction(cause=Cause(fields["cause"]), told=tuple(_past(told) for told in fields["told"]))


def _checked_date(text: str | None) -> str | None:
    for part in text.split("/", maxsplit=1) if text else ():
        found = _DATE.fullmatch(part)
        if found is None:
            raise ValueError(f"not an ISO day, month, year or range: {text}")
        date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    return text or None


def _source(fields: Mapping[str, Any]) -> Source:
    published_at = datetime.fromisoformat(fields["published_at"])
    if published_at.tzinfo is None:
        raise ValueError(f"published_at without a time zone: {fields['published_at']}")
    return Source(
        publisher=_named({"key": "", "ar": fields["publisher_ar"], "en": fields["publisher_en"]}),
        title=plain_text(fields["title"] or "", MOST_TITLE_CHARS),
        url=_linkable(fields["url"] or ""),
        published_at=published_at,
    )


def _voices(sources: Sequence[Mapping[str, Any]]) -> tuple[tuple[Source, ...], ...]:
    """Return the articles grouped by ``voice``; one without a number, as older alerts have them, is its own."""
    voices: dict[object, list[Source]] = {}
    for position, fields in enumerate(sources):
        voices.setdefault(fields.get("voice", f"own {position}"), []).append(_source(fields))
    return tuple(tuple(voice) for voice in voices.values())


def _linkable(url: str) -> str:
    """Return ``url``, or nothing where a link or a line of text could become something else with it."""
    if _visible(url) != url or len(url.split()) != 1:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:  # a bracket that opens no IPv6 address
        return ""
    return url if parts.scheme in {"http", "https"} and parts.netloc else ""


def _pieces(text: str, highlights: list[list[int]]) -> tuple[tuple[str, bool], ...]:
    """Return the quotation cut at the highlights, which are spans of code points in ``text``."""
    pieces: list[tuple[str, bool]] = []
    position = 0
    for start, end in sorted(map(tuple, highlights)):
        if position <= start < end <= len(text):
            pieces += [(text[position:start], False), (text[start:end], True)]
            position = end
    pieces.append((text[position:], False))
    return tuple(_shortened([(_visible(piece), marked) for piece, marked in pieces]))


def _shortened(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    left = MOST_EVIDENCE_CHARS
    kept = []
    for piece, marked in pieces:
        if len(piece) > left:
            kept.append((piece[:left].rstrip() + "…", marked))
            break
        left -= len(piece)
        if piece:
            kept.append((piece, marked))
    return kept


def _visible(text: str) -> str:
    """Return ``text`` with blanks for what is not printed, and without zero-width marks."""
    return "".join(c if c.isprintable() else " " for c in text if c not in _INVISIBLE)
