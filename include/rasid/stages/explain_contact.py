"""Say why a contact is believed, what was told of it to whom, and what each of its articles had to do with that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from include.rasid.core.belief import believe
from include.rasid.core.explanation import Finding, Verdict, silence_values
from include.rasid.core.places import wide_places
from include.rasid.core.timeline import match_told, read_timeline
from include.rasid.errors import BadInputError
from include.rasid.io.lexicons import load_lexicon
from include.rasid.io.shelf import load_judged
from include.rasid.io.warehouse import run, transaction
from include.rasid.io.watches import load_watches
from include.rasid.settings import settings as process_settings
from include.rasid.stages.decide import find_contact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg2.extensions import cursor as Cursor

    from include.rasid.core.records import Shelved
    from include.rasid.core.timeline import Timeline
    from include.rasid.core.watch import Watch
    from include.rasid.model import Contact, ContactMention, StoredMention
    from include.rasid.settings import Settings


def explain_contact(given: str, *, settings: Settings | None = None) -> list[Finding]:
    """Return the findings on a contact, by its id, what is unique of it, or the number of one of its alerts.

    Raises:
        BadInputError: There is no such contact or alert, or it does not stand any more.
    """
    chosen = settings or process_settings()
    with transaction(chosen.warehouse_dsn) as cursor:
        contact_id = _contact_of(cursor, given)
        watch = watch_of(cursor, contact_id, chosen)
        shelved = load_judged(cursor, contact_id, watch)
        findings = [contact_finding(shelved), *_claims(cursor, contact_id), *_decisions(cursor, contact_id)]
        for stored in shelved.mentions:
            findings += mention_findings(stored, watch)
        findings += step_findings(shelved, watch, chosen)
        for row in _alerts(cursor, shelved):
            findings += alert_findings(cursor, row, watch)
        return findings


def watch_of(cursor: Cursor, contact_id: str, settings: Settings) -> Watch:
    """Return the watch of a contact.

    Raises:
        BadInputError: watches.yml does not have it any more.
    """
    key = run(cursor, "watches_of_contacts", {"contact_ids": [contact_id]})[0].watch_key
    found = next((w for w in load_watches(settings.watches_file) if w.key == key), None)
    if found is None:
        raise BadInputError(f"there is no watch {key!r} any more", path=settings.watches_file)
    return found


def contact_finding(shelved: Shelved) -> Finding:
    """Return what is believed of a contact."""
    belief = believe(shelved.mentions)
    values = {
        **_belief_values(belief),
        "contact": shelved.contact_id,
        "articles": len({m.article_key for m in shelved.mentions}),
    }
    return Finding(gate="resolved", verdict=Verdict.PASSED, line="contact_is", values=values)


def mention_findings(stored: StoredMention, watch: Watch) -> list[Finding]:
    """Return what a mention claims, by which words, and whether it is sure enough."""
    mention = stored.mention
    sure = mention.confidence >= watch.review_threshold
    thresholds = {
        "confidence": mention.confidence,
        "review": watch.review_threshold,
        "alert": watch.alert_threshold,
    }
    return [
        Finding(
            gate="detected", verdict=Verdict.PASSED, line="claim", values=_claim_values(stored.mention_id, mention)
        ),
        Finding(gate="detected", verdict=Verdict.NOTE, line="claim_reasons", values={"features": mention.features}),
        Finding(
            gate="confidence",
            verdict=Verdict.PASSED if sure else Verdict.STOPPED,
            line="sure_enough" if sure else "too_unsure",
            values=thresholds,
        ),
    ]


def step_findings(shelved: Shelved, watch: Watch, settings: Settings, article_key: str | None = None) -> list[Finding]:
    """Return the step that each article brings, or why it brings none; of one article, when it is given."""
    timeline = _timeline(shelved, watch, settings)
    steps = {s.article_key: s for s in timeline.steps}
    findings = []
    for key in dict.fromkeys(m.article_key for m in shelved.mentions):
        if article_key not in (None, key):
            continue
        if key in steps:
            values: dict[str, object] = {"transition": steps[key].transition, "article": key}
            findings.append(Finding(gate="transition", verdict=Verdict.PASSED, line="step", values=values))
            continue
        last = max(i for i, m in enumerate(shelved.mentions) if m.article_key == key)
        reason = timeline.silences[key]
        values = silence_values(reason, believe(shelved.mentions[: last + 1]), watch, settings.freshness)
        findings.append(Finding(gate="transition", verdict=Verdict.STOPPED, line=reason, values=values))
    return findings


def told_findings(cursor: Cursor, shelved: Shelved, scene: tuple[Watch, Settings], article_key: str) -> list[Finding]:
    """Return the alert that tells the step of an article, with its deliveries."""
    watch, settings = scene
    steps = _timeline(shelved, watch, settings).steps
    wide = wide_places(load_lexicon(settings.lexicons))
    rows = {(r.contact_id, r.transition, r.revision): r for r in _alerts(cursor, shelved)}
    findings: list[Finding] = []
    for step, told in zip(steps, match_told(steps, shelved.told, wide), strict=True):
        if step.article_key != article_key or told is None:
            continue
        row = rows[told.contact_id, told.transition, told.revision]
        if row.article_key != article_key:
            values = {"article": row.article_key}
            findings.append(Finding(gate="alert", verdict=Verdict.NOTE, line="told_by_other", values=values))
        findings += alert_findings(cursor, row, watch)
    return findings


def alert_findings(cursor: Cursor, row: Any, watch: Watch) -> list[Finding]:
    """Return what became of an alert: whether it is mailed, to whom, and how that ended."""
    ready = row.state == "ready"
    values = {
        "alert": row.alert_id,
        "transition": row.transition,
        "revision": row.revision,
        "at": row.created_at,
        "reason": row.suppressed_reason,
    }
    verdict = Verdict.PASSED if ready else Verdict.STOPPED
    line = "alert_ready" if ready else "alert_suppressed"
    findings = [Finding(gate="alert", verdict=verdict, line=line, values=values)]
    if row.is_taken_back:
        findings.append(Finding(gate="alert", verdict=Verdict.NOTE, line="alert_taken_back"))
    return [*findings, *_recipients(cursor, watch), *_deliveries(cursor, row.alert_id)] if ready else findings


def _timeline(shelved: Shelved, watch: Watch, settings: Settings) -> Timeline:
    return read_timeline(shelved.mentions, watch, settings.freshness, wide_places(load_lexicon(settings.lexicons)))


def _contact_of(cursor: Cursor, given: str) -> str:
    if given.isdecimal() and len(given) < 8:
        rows = run(cursor, "contact_of_alert", {"alert_id": int(given)})
        if not rows:
            raise BadInputError(f"no alert {given}")
        return find_contact(cursor, _survivor(cursor, rows[0].contact_id))
    return find_contact(cursor, given)


def _survivor(cursor: Cursor, contact_id: str) -> str:
    while (merged_into := run(cursor, "contact_states", {"contact_ids": [contact_id]})[0].merged_into) is not None:
        contact_id = merged_into
    return contact_id


def _alerts(cursor: Cursor, shelved: Shelved) -> list[Any]:
    ids = sorted({shelved.contact_id, *(t.contact_id for t in shelved.told)})
    return run(cursor, "alerts_of_contacts", {"contact_ids": ids})


def _claims(cursor: Cursor, contact_id: str) -> Iterator[Finding]:
    for row in run(cursor, "contact_claims", {"contact_id": contact_id}):
        line = "claim_believed" if row.is_believed else "claim_other"
        yield Finding(gate="claims", verdict=Verdict.NOTE, line=line, values=row._asdict())


def _decisions(cursor: Cursor, contact_id: str) -> Iterator[Finding]:
    for row in run(cursor, "decisions_on_contact", {"contact_id": contact_id}):
        values = {
            "kind": row.kind,
            "decision": row.decision_id,
            "contact": row.contact_id,
            "other": row.other_id,
            "by": row.decided_by,
            "at": row.decided_at,
            "reason": row.reason,
        }
        yield Finding(gate="decision", verdict=Verdict.NOTE, line="decided", values=values)
    for row in run(cursor, "verdicts_on_contact", {"contact_id": contact_id}):
        fixes = ", ".join(f"{name} {value}" for name, value in row.fixes.items() if name != "sides")
        values = {**row._asdict(), "by": row.decided_by, "at": row.decided_at, "fixes": fixes}
        yield Finding(gate="review", verdict=Verdict.NOTE, line="answered", values=values)
    for row in run(cursor, "review_of_contact", {"contact_id": contact_id}):
        values = {"state": row.state, "by": row.decided_by or ""}
        yield Finding(gate="review", verdict=Verdict.NOTE, line="reviewed", values=values)


def _recipients(cursor: Cursor, watch: Watch) -> Iterator[Finding]:
    rows = run(cursor, "subscribers_of_watch", {"watch_key": watch.key})
    active = [r.email for r in rows if r.is_active]
    left = [r.email for r in rows if not r.is_active]
    if active:
        yield Finding(gate="recipients", verdict=Verdict.PASSED, line="recipients_are", values={"emails": active})
    else:
        yield Finding(gate="recipients", verdict=Verdict.STOPPED, line="no_recipients")
    if left:
        yield Finding(gate="recipients", verdict=Verdict.NOTE, line="recipient_left", values={"emails": left})


def _deliveries(cursor: Cursor, alert_id: int) -> Iterator[Finding]:
    rows = run(cursor, "deliveries_of_alert", {"alert_id": alert_id})
    if not rows:
        yield Finding(gate="delivery", verdict=Verdict.STOPPED, line="not_delivered")
    for row in rows:
        waits = row.finished_at is None
        values = {**row._asdict(), "at": row.next_attempt_at if waits else row.finished_at, "detail": row.detail or ""}
        verdict = Verdict.PASSED if row.state == "sent" else Verdict.STOPPED
        line = "delivery_waits" if waits else "delivered"
        yield Finding(gate="delivery", verdict=verdict, line=line, values=values)


def _belief_values(belief: Contact) -> dict[str, object]:
    return {
        "people": belief.participants,
        "mode": belief.mode,
        "status": belief.status,
        "date": belief.when.iso if belief.when else None,
        "place": belief.place,
        "confidence": belief.confidence,
    }


def _claim_values(mention_id: int, mention: ContactMention) -> dict[str, object]:
    return {
        "mention": mention_id,
        "people": mention.participants,
        "mode": mention.mode,
        "status": mention.status,
        "date": mention.when.iso if mention.when else None,
        "date_words": f"({mention.when.surface})" if mention.when and mention.when.surface else "",
        "place": mention.place,
        "evidence": mention.evidence,
    }
