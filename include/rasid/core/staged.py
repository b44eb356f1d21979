"""Staged rows as the flat columns that expectations look at."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from include.rasid.core.measures import content_sha256
from include.rasid.core.smells import banner_days_off, language_is_arabic, markup_in, prose_arabic_ratio
from include.rasid.model import EntityKind, Part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from include.rasid.core.smells import TranslationSmell
    from include.rasid.model import When

_SECONDS_A_DAY = 86_400
_WORDS = ("mode", "setting", "status", "role", "scope", "evidence")
_SPAN = ("start", "end")


def _second_bytes(codec: str) -> str:
    """Return what the bytes 0x80 to 0xBF, the second half of an Arabic letter in UTF-8, look like in ``codec``."""
    return "".join(bytes([byte]).decode(codec, errors="ignore") for byte in range(0x80, 0xC0))


_AFTER_A_WORD = set("،؛؟«»“”‘’–—…•\u00a0\u200c\u200d")  # of windows-1256; in good text they may follow a letter
_IN_1256 = "".join(c for c in _second_bytes("cp1256") if c not in _AFTER_A_WORD)
_IN_1252 = _second_bytes("cp1252") + _second_bytes("latin-1")
# UTF-8 read as windows-1256, UTF-8 read as windows-1252 or Latin-1, windows-1256 read as either of these.
_MOJIBAKE = re.compile(f"[طظ][{re.escape(_IN_1256)}]|[ÂÃØÙÚÛ][{re.escape(_IN_1252)}]|[À-ÿ]{{3,}}")

_SUSPECT = re.compile(
    f"[{re.escape(_IN_1256)}À-ÿ]"
)  # in nearly every such pair, in nearly no good text: ten times as fast to look for


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowns:
    """What rows are held against besides themselves."""

    keys: Mapping[str, frozenset[str]]  # of the gazetteer, by kind of entity; of an office the role
    oldest_days: Mapping[str, int]  # by publisher: how old an entry of its feeds may be when it is first seen
    oldest_days_else: int
    smell: TranslationSmell
    read_dates: Callable[[str, date], Iterable[tuple[str, When]]]  # folded text, reference day -> basis and days
    made_kinds: frozenset[str] = frozenset()  # what stands before the colon in keys of names that no file lists
    published_urls: Mapping[str, str] = field(default_factory=dict)  # address to key, of articles that core has


def article_rows(
    rows: Sequence[Any], known: Knowns, facts: Sequence[dict[str, Any]] | None = None
) -> list[dict[str, Any]]:
    """Return the columns of ``expectations/articles.yml`` for the staged articles of one batch.

    ``facts`` are those of ``row_facts``, one for each row; None: they are measured here.
    """
    own = [_own_columns(row, known) for row in rows] if facts is None else [f["article"] for f in facts]
    return [
        _dated_columns(row, known) | words | {"url_is_taken": taken}
        for row, words, taken in zip(rows, own, _taken(rows, known), strict=True)
    ]


def row_facts(row: Any, known: Knowns) -> dict[str, Any]:  # noqa: ANN401 - a named tuple of staging.article
    """Return what depends on one staged article and the lexicons alone, as JSON can hold it: ``{"article": {...}, "contacts": [{...}]}``."""
    return {
        "article": _own_columns(row, known),
        "contacts": [_contact_columns(row, mention, known) for mention in row.contact_mentions or []],
    }


def _taken(rows: Sequence[Any], known: Knowns) -> list[str]:
    """Return for each row the key of another article that has its address, empty for none: the first of a batch keeps it.

    Articles that were given are identified by their id alone.
    """
    taken: list[str] = []
    holders: dict[str, str] = dict(known.published_urls)
    for row in rows:
        holder = holders.setdefault(row.url, row.article_key) if row.url and row.page_id else row.article_key
        taken.append("" if holder == row.article_key else holder)
    return taken


def _dated_columns(row: Any, known: Knowns) -> dict[str, Any]:  # noqa: ANN401 - a named tuple of staging.article
    """Return the columns that need no word of the text."""
    return {
        "article_key": row.article_key,
        "publisher_key": row.publisher_key.strip() or None,
        "text_chars": row.text_chars,
        "days_ahead": _days_between(row.seen_at, row.published_at),
        "days_too_old": _days_between(row.published_at, row.seen_at) - _oldest_days(row.publisher_key, known),
        "published_year": row.published_at.year,
    }


def _own_columns(row: Any, known: Knowns) -> dict[str, Any]:  # noqa: ANN401 - a named tuple of staging.article
    """Return the columns that are read off the words of an article and what was found in them."""
    chars = len(row.title) + len(row.text)
    arabic_ratio = prose_arabic_ratio(row.text, row.arabic_letter_ratio)
    return {
        "title_chars": len(row.title.strip()),
        "title_markup": markup_in(row.title),
        "prose_arabic_ratio": arabic_ratio,
        "is_arabic": language_is_arabic(row.text, arabic_ratio),
        "replacement_ratio": row.replacement_chars / max(chars, 1),
        "mojibake_ratio": max(mojibake_ratio(row.title), mojibake_ratio(row.text)),
        "banner_days_off": banner_days_off(row.text, row.published_at.date(), known.read_dates),
        "duplicate_ratio": row.duplicate_paragraphs / max(_paragraphs(row.text), 1),
        "translation_smell": known.smell.rate(row.text),
        "wrong_figures": _names(_wrong_figures(row)),
        "missing_findings": _names(f for f in ("entity_mentions", "contact_mentions") if getattr(row, f) is None),
        "bad_entity_spans": sum(not _holds(row, m, "surface") for m in row.entity_mentions or []),
        "unknown_entities": _names(_unknown_entities(row.entity_mentions or [], known)),
    }


def _wrong_figures(row: Any) -> set[str]:  # noqa: ANN401 - a named tuple of staging.article
    """Return which of the figures that core takes over are not those of the row's text: digest and length."""
    wrong = {"content_sha256"} if row.content_sha256 != content_sha256(row.title, row.text) else set()
    return wrong | ({"text_chars"} if row.text_chars != len(row.text) else set())


def _oldest_days(publisher: str, known: Knowns) -> int:
    return known.oldest_days.get(publisher, known.oldest_days_else)


def _paragraphs(text: str) -> int:
    return sum(1 for line in text.splitlines() if line.strip())


def _unknown_entities(mentions: Iterable[dict[str, Any]], known: Knowns) -> set[str]:
    """Return the keys that the gazetteer does not have. Institutions and offices are ``kind:country`` or ``kind:place``, names that no file lists ``kind:words``; references point back."""
    unknown: set[str] = set()
    countries, places = known.keys[EntityKind.COUNTRY], known.keys[EntityKind.PLACE]
    for mention in mentions:
        kind, key = str(mention.get("kind")), str(mention.get("key"))
        if kind == EntityKind.REFERENCE:
            continue
        listed = known.keys.get(kind, frozenset())
        head, _, whole = key.partition(":")
        of = whole.partition(":")[0]
        if whole and head in known.made_kinds:
            continue
        if key not in listed and (head not in listed or not (of in countries or of in places)):
            unknown.add(f"{kind} {key}")
    return unknown


def unknown_people(participants: Iterable[str], known: Knowns) -> set[str]:
    """Return participants who are neither in the gazetteer nor the delegation or a body of a country, such as ``us_congress``."""
    people, countries = known.keys[EntityKind.PERSON], known.keys[EntityKind.COUNTRY]
    named = (p for p in participants if not p.startswith("other:"))
    return {p for p in named if p not in people and not ("_" in p and p.partition("_")[0].upper() in countries)}


def contact_rows(
    rows: Sequence[Any], known: Knowns, facts: Sequence[dict[str, Any]] | None = None
) -> list[dict[str, Any]]:
    """Return the columns of ``expectations/contacts.yml`` for each contact mention of the staged articles; ``facts`` as in ``article_rows``.

    Great Expectations skips null cells, so a field that is absent or of another type is null in its own
    column and named in ``unusable_fields``, which is never null.
    """
    if facts is None:
        claimed = [[_contact_columns(row, mention, known) for mention in row.contact_mentions or []] for row in rows]
    else:
        claimed = [f["contacts"] for f in facts]
    return [
        {"article_key": row.article_key} | columns
        for row, contacts in zip(rows, claimed, strict=True)
        for columns in contacts
    ]


def mojibake_ratio(text: str) -> float:
    """Return the share of characters that look like Arabic read in a wrong encoding: in [0, 1]."""
    if not _SUSPECT.search(text):
        return 0.0
    return sum(len(found) for found in _MOJIBAKE.findall(text)) / max(len(text), 1)


def _contact_columns(row: Any, mention: dict[str, Any], known: Knowns) -> dict[str, Any]:  # noqa: ANN401
    unusable = _unusable_fields(mention)
    usable = {field: value for field, value in mention.items() if field not in unusable}
    participants, sides = usable.get("participants"), usable.get("sides")
    placed = not unusable & {"part", "evidence", *_SPAN}
    return {
        "unusable_fields": _names(unusable),
        "participants": None if participants is None else len(set(participants)),
        "sides": None if sides is None else sum(bool(people) for people in sides.values()),
        **{word: usable.get(word) for word in _WORDS if word != "evidence"},
        "confidence": usable.get("confidence"),
        "evidence_matches": _holds(row, mention, "evidence") if placed else None,
        "unknown_people": None if participants is None else _names(unknown_people(map(str, participants), known)),
        "dates_in_order": _dates_in_order(usable),
        "held_days_ahead": _held_days_ahead(usable, row.published_at.date()),
        "plan_days_past": _plan_days_past(usable, row.published_at.date()),
    }


def _unusable_fields(mention: dict[str, Any]) -> set[str]:
    bad = {field for field in _WORDS if not isinstance(mention.get(field), str)}
    bad |= {field for field in _SPAN if not isinstance(mention.get(field), int)}
    if not isinstance(mention.get("participants"), list):
        bad.add("participants")
    sides = mention.get("sides")
    if not isinstance(sides, dict) or not all(isinstance(people, list) for people in sides.values()):
        bad.add("sides")
    confidence = mention.get("confidence")
    if isinstance(confidence, bool) or not isinstance(confidence, int | float):
        bad.add("confidence")
    if mention.get("part") not in list(Part):
        bad.add("part")
    return bad | {field for field in ("starts_on", "ends_on") if not _is_day_or_null(mention.get(field))}


def _is_day_or_null(value: object) -> bool:
    try:
        return value is None or bool(date.fromisoformat(str(value)))
    except ValueError:
        return False


def _holds(row: Any, mention: dict[str, Any], words: str) -> bool:  # noqa: ANN401 - a named tuple of staging.article
    text = row.title if mention.get("part") == Part.TITLE else row.text
    start, end, surface = mention.get("start"), mention.get("end"), mention.get(words)
    if not isinstance(start, int) or not isinstance(end, int):
        return False
    # Python would read a negative start from the end of the text, the warehouse would refuse it.
    return 0 <= start < end <= len(text) and text[start:end] == surface


def _dates_in_order(mention: dict[str, Any]) -> bool:
    """Tell whether both days are there and in order, or neither; an unusable one is another column's business."""
    if "starts_on" not in mention or "ends_on" not in mention:
        return True
    first, last = mention["starts_on"], mention["ends_on"]
    return first is last is None or (bool(first) and bool(last) and first <= last)


def _held_days_ahead(mention: dict[str, Any], published: date) -> int:
    if mention.get("status") not in {"held", "ongoing"} or not mention.get("starts_on"):
        return 0
    return (date.fromisoformat(mention["starts_on"]) - published).days


def _plan_days_past(mention: dict[str, Any], published: date) -> int:
    """Return how long ago the last day of a plan was when the article told it as its own news; 0: it was not."""
    if mention.get("status") != "planned" or mention.get("role") != "new" or not mention.get("ends_on"):
        return 0
    return max((published - date.fromisoformat(mention["ends_on"])).days, 0)


def _days_between(earlier: datetime, later: datetime) -> float:
    return (later - earlier).total_seconds() / _SECONDS_A_DAY


def _names(fields: Iterable[str]) -> str:
    return ", ".join(sorted(fields))
