"""People's answers about contacts as rows of the warehouse, and back."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

from include.rasid.core.verdicts import Fixes, JudgedMention, Verdict, VerdictKind, Verdicts
from include.rasid.io.mention_json import public_contact
from include.rasid.io.warehouse import as_json, insert_rows, run
from include.rasid.model import Scope, Status, When

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg2.extensions import cursor as Cursor

    from include.rasid.model import StoredMention


def load_verdicts(cursor: Cursor, watch_key: str) -> Verdicts:
    """Return all answers about the contacts of a watch."""
    kinds: dict[int, tuple[VerdictKind, Fixes]] = {}
    mentions: defaultdict[int, list[JudgedMention]] = defaultdict(list)
    for row in run(cursor, "contact_verdicts", {"watch_key": watch_key}):
        kinds[row.verdict_id] = (VerdictKind(row.kind), fixes_from_json(row.fixes))
        mentions[row.verdict_id].append(
            JudgedMention(
                article_key=row.article_key,
                ordinal=row.ordinal,
                published_at=row.published_at,
                evidence=row.evidence,
                participants=tuple(row.participants),
                is_asked=row.is_asked,
            )
        )
    return Verdicts(
        Verdict(verdict_id=n, kind=kind, fixes=fixes, mentions=tuple(mentions[n])) for n, (kind, fixes) in kinds.items()
    )


def store_verdict(cursor: Cursor, verdict: Verdict, stored: Sequence[StoredMention], fields: dict[str, str]) -> None:
    """Write an answer about ``stored`` mentions. ``fields`` are contact_id, watch_key, decided_by, via and reason."""
    applied = Verdicts([verdict])
    claims = {(s.article_key, s.ordinal): public_contact((applied.judge(s) or s).mention) for s in stored}
    values = {"kind": verdict.kind, "fixes": as_json(fixes_json(verdict.fixes)), **fields}
    verdict_id = run(cursor, "insert_contact_verdict", values)[0].verdict_id
    rows = [
        (
            verdict_id,
            m.article_key,
            m.ordinal,
            m.published_at,
            m.evidence,
            list(m.participants),
            m.is_asked,
            as_json(claims[m.article_key, m.ordinal]),
        )
        for m in verdict.mentions
    ]
    insert_rows(cursor, "insert_verdict_mentions", rows)


def fixes_json(fixes: Fixes) -> dict[str, Any]:
    """Return what was put right as core.contact_verdict keeps it: only the fields that count."""
    when = fixes.when
    found: dict[str, Any] = {}
    if "status" in fixes.fields:
        found["status"] = fixes.status
    if "when" in fixes.fields:
        found |= {"starts_on": when and when.first.isoformat(), "ends_on": when and when.last.isoformat()}
    if "place" in fixes.fields:
        found["place"] = fixes.place
    if "participants" in fixes.fields:
        found |= {
            "participants": list(fixes.participants),
            "sides": {side: list(who) for side, who in fixes.sides},
            "scope": fixes.scope,
        }
    return found


def fixes_from_json(stored: dict[str, Any]) -> Fixes:
    """Return what ``fixes_json`` wrote."""
    names = {"status": "status", "starts_on": "when", "place": "place", "participants": "participants"}
    first, last = stored.get("starts_on"), stored.get("ends_on")
    when = When(first=date.fromisoformat(first), last=date.fromisoformat(last), basis="") if first and last else None
    return Fixes(
        fields=frozenset(field for name, field in names.items() if name in stored),
        status=Status(stored["status"]) if stored.get("status") else None,
        when=when,
        place=stored.get("place"),
        participants=tuple(stored.get("participants") or ()),
        sides=tuple(sorted((side, tuple(who)) for side, who in (stored.get("sides") or {}).items())),
        scope=Scope(stored["scope"]) if stored.get("scope") else None,
    )
