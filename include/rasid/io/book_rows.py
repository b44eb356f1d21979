"""The book of contacts as rows of the warehouse, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from include.rasid.core.cameo import cameo_code, homes_of
from include.rasid.core.contacts import has_other_place
from include.rasid.core.reach import filed_before
from include.rasid.io.mention_json import contact_from_row
from include.rasid.io.warehouse import as_json, run
from include.rasid.model import StoredMention

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor

    from include.rasid.core.book import Book
    from include.rasid.core.lexicon import Lexicon
    from include.rasid.core.records import Told
    from include.rasid.model import Contact, ContactMention


def stored_mention(row: Any) -> StoredMention:
    """Return the mention of a row that also carries article_key and published_at."""
    return StoredMention(
        mention_id=row.mention_id,
        ordinal=row.ordinal,
        article_key=row.article_key,
        published_at=row.published_at,
        mention=contact_from_row(row),
    )


def contact_rows(book: Book, lexicon: Lexicon) -> list[tuple[Any, ...]]:
    """Return a row of core.contact for each contact that changed; survivors come before those merged into them."""
    homes = homes_of(book.watch, lexicon)
    touched = sorted((book.records[c] for c in book.touched), key=lambda r: (r.merged_into is not None, r.contact_id))
    return [
        (
            record.contact_id,
            record.merged_into,
            book.watch.key,
            *_belief_columns(record.belief, homes),
            record.belief.scope,
            record.belief.role,
            max(record.revision, 1),
            record.belief.first_reported_at,
            record.belief.last_reported_at,
        )
        for record in touched
        if record.belief is not None
    ]


def left_rows(book: Book) -> list[tuple[str, str | None]]:
    """Return id and survivor of each stored contact that lost all its mentions."""
    touched = [book.records[c] for c in sorted(book.touched)]
    return [(record.contact_id, record.merged_into) for record in touched if record.belief is None]


def reach_rows(book: Book) -> list[tuple[str, str]]:
    """Return key and id of each contact that changed, for each key that it is filed under."""
    return [(key, contact_id) for contact_id in sorted(book.touched) for key in sorted(book.records[contact_id].keys)]


def taken_back_rows(book: Book) -> list[tuple[str, str, int, bool]]:
    """Return each step of the outbox of the contacts that changed, and whether it does not follow any more."""
    rows = []
    for contact_id in sorted(book.touched):
        back = book.taken_back(contact_id)
        told = book.records[contact_id].told
        rows += [(t.contact_id, str(t.transition), t.revision, t in back) for t in told]
    return rows


def revision_rows(book: Book) -> list[tuple[Any, ...]]:
    """Return a row of core.contact_revision for each changed belief."""
    return [
        (
            revision.contact_id,
            revision.number,
            revision.belief.last_reported_at,
            list(revision.belief.participants),
            revision.belief.mode,
            revision.belief.setting,
            revision.belief.status,
            revision.belief.when.first if revision.belief.when else None,
            revision.belief.when.last if revision.belief.when else None,
            revision.belief.place,
            revision.belief.confidence,
            revision.article_key,
        )
        for revision in book.revisions
    ]


def alert_rows(cursor: Cursor, book: Book, lexicon: Lexicon) -> list[tuple[Any, ...]]:
    """Return a row of ops.alert for each step, with the facts that its mail will tell."""
    keys = sorted({m.article_key for told in book.alerts for m in told.support})
    articles = {row.article_key: row for row in run(cursor, "article_facts", {"article_keys": keys})} if keys else {}
    rows = []
    for told in book.alerts:
        alert, belief = told.alert, told.belief
        news = max((m for m in told.support if m.article_key == alert.article_key), key=lambda m: m.mention.confidence)
        facts = {
            **belief_facts(belief, lexicon),
            **_evidence_facts(news, lexicon),
            "transition": alert.transition,
            "watch": {"key": book.watch.key, "ar": book.watch.label_ar, "en": book.watch.label_en},
            "article": _article_facts(articles[alert.article_key]),
            "sources": _sources([articles[k] for k in dict.fromkeys(m.article_key for m in told.support)]),
            "earlier": _earlier(cursor, told, book.watch.key, lexicon),
            "late": told.is_late,
            "changed_from": _changed_from(book, told, lexicon),
        }
        rows.append(
            (
                alert.contact_id,
                alert.transition,
                alert.revision,
                alert.article_key,
                book.watch.key,
                list(belief.participants),
                belief.when.first if belief.when else None,
                belief.when.last if belief.when else None,
                belief.place,
                as_json(facts),
                news.published_at,
                told.suppressed,
                told.is_late,
            )
        )
    return rows


def _belief_columns(belief: Contact, homes: frozenset[str]) -> tuple[Any, ...]:
    when = belief.when
    return (
        list(belief.participants),
        belief.mode,
        cameo_code(belief, homes),
        belief.setting,
        belief.status,
        when.first if when else None,
        when.last if when else None,
        when.basis if when else None,
        belief.place,
        belief.confidence,
    )


def belief_facts(belief: Contact, lexicon: Lexicon) -> dict[str, Any]:
    """Return what is believed of a contact as ops.alert.facts says it."""
    return {
        "participants": [_person_facts(p, lexicon) for p in belief.participants],
        "mode": belief.mode,
        "setting": belief.setting,
        "status": belief.status,
        "date": belief.when.iso if belief.when else None,
        "date_basis": belief.when.basis if belief.when else None,
        "date_surface": belief.when.surface if belief.when else None,
        "place": belief.place,
        "place_ar": lexicon.place_labels.get(belief.place or "", belief.place),
        "scope": belief.scope,
        "confidence": belief.confidence,
    }


def _person_facts(key: str, lexicon: Lexicon) -> dict[str, str]:
    person = lexicon.people.get(key.removeprefix("other:"))
    if person is None:
        country = key.split("_", maxsplit=1)[0].upper()
        names = lexicon.countries.get(country)
        return {
            "key": key,
            "ar": f"وفد {names.label_ar}" if names else key,
            "en": f"{names.label_en} delegation" if names else key,
            "country": country,
        }
    return {"key": key, "ar": person.name_ar, "en": person.name_en, "country": person.country}


def _evidence_facts(news: StoredMention, lexicon: Lexicon) -> dict[str, Any]:
    mention = news.mention
    return {
        "evidence": {"text": mention.evidence, "part": mention.part, "article_key": news.article_key},
        "highlights": _highlights(mention, lexicon),
    }


def _highlights(mention: ContactMention, lexicon: Lexicon) -> list[list[int]]:
    """Return where the participants' names stand in the evidence, as far as they are spelt as in the lexicon."""
    found: list[list[int]] = []
    for key in mention.participants:
        person = lexicon.people.get(key.removeprefix("other:"))
        names = sorted({*person.full_names, *person.family_names}, key=len, reverse=True) if person else []
        for name in names:
            start = mention.evidence.find(name)
            if start >= 0 and not any(a <= start < b for a, b in found):
                found.append([start, start + len(name)])
                break
    return sorted(found)


def _article_facts(row: Any) -> dict[str, Any]:
    return {
        "title": row.title,
        "url": row.url,
        "publisher_ar": row.publisher_ar,
        "publisher_en": row.publisher_en,
        "published_at": row.published_at.isoformat(),
    }


def _sources(rows: list[Any]) -> list[dict[str, Any]]:
    """Return the articles, each with its voice, numbered from 0 in order of appearance: those of one group of copies have the same."""
    voices: dict[int, int] = {}
    return [{**_article_facts(row), "voice": voices.setdefault(row.voice_id, len(voices))} for row in rows]


def _earlier(cursor: Cursor, told: Told, watch_key: str, lexicon: Lexicon) -> list[dict[str, Any]]:
    """Return the last held contacts of the same people of both sides before this one, the last first."""
    belief = told.belief
    before = belief.when.first if belief.when else belief.last_reported_at.date()
    filed = filed_before(told.support, watch_key, before)
    values = {"contact_id": told.alert.contact_id, "filed": filed, "before": before}
    return [
        {
            "date": row.starts_on.isoformat(),
            "place": row.place,
            "place_ar": lexicon.place_labels.get(row.place or "", row.place),
            "transition": "held",
        }
        for row in run(cursor, "earlier_contacts", values)
    ]


def _changed_from(book: Book, told: Told, lexicon: Lexicon) -> dict[str, Any] | None:
    """Return the day and the place that readers were told last, if either is another one now."""
    alert, belief = told.alert, told.belief
    steps = book.records[alert.contact_id].told
    before = [
        s for s in steps if not s.is_corrected and (s.transition, s.revision) != (alert.transition, alert.revision)
    ]
    if not before:
        return None
    last = before[-1]
    is_moved = last.when is not None and alert.when is not None and last.when.iso != alert.when.iso
    is_elsewhere = has_other_place(last, belief, book.wide_places)
    if not is_moved and not is_elsewhere:
        return None
    return {
        "date": last.when.iso if last.when else None,
        "place": last.place if is_elsewhere else None,
        "place_ar": lexicon.place_labels.get(last.place or "", last.place) if is_elsewhere else None,
    }
