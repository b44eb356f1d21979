"""Say how far an address came: every gate from feed to mailbox that it passed, and the one that stopped it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from include.rasid.core.explanation import Finding, Verdict, sentences_naming_both
from include.rasid.core.urls import canonical_url
from include.rasid.io.book_rows import stored_mention
from include.rasid.io.shelf import load_judged
from include.rasid.io.warehouse import run, transaction
from include.rasid.io.watches import load_watches
from include.rasid.settings import settings as process_settings
from include.rasid.stages.explain_contact import contact_finding, mention_findings, step_findings, told_findings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg2.extensions import cursor as Cursor

    from include.rasid.core.watch import Watch
    from include.rasid.settings import Settings

_MOST_WORDS = 6  # of a side, as many as one reads at a glance


def explain_article(address: str, *, settings: Settings | None = None) -> list[Finding]:
    """Return the findings on an article, by its URL in any spelling or by the id that it was given with."""
    chosen = settings or process_settings()
    with transaction(chosen.warehouse_dsn) as cursor:
        addresses = sorted({address, canonical_url(address)} if "://" in address else {address})
        trail = next(iter(run(cursor, "article_trail", {"addresses": addresses})), None)
        if trail is not None:
            addresses = sorted({*addresses, trail.canonical_url})
        articles = run(cursor, "article_by_address", {"addresses": addresses})
        findings = [*_collected(cursor, address, addresses, (trail, bool(articles)))]
        findings += _checked(cursor, addresses, published=bool(articles))
        if not articles:
            return findings
        article = articles[0]
        values = {
            "title": article.title,
            "at": article.published_at,
            "basis": article.published_basis,
            "revision": article.revision,
        }
        findings.append(Finding(gate="published", verdict=Verdict.PASSED, line="article_stored", values=values))
        for watch in load_watches(chosen.watches_file):
            findings += _read(cursor, article, watch, chosen)
        return findings


def _collected(cursor: Cursor, address: str, addresses: list[str], known: tuple[Any, bool]) -> Iterator[Finding]:
    trail, is_stored = known
    if trail is None:
        staged = is_stored or bool(run(cursor, "staged_state", {"addresses": addresses}))
        if staged:
            yield Finding(gate="seen", verdict=Verdict.PASSED, line="given")
        else:
            yield Finding(gate="seen", verdict=Verdict.STOPPED, line="never_seen", values={"address": address})
            yield from _feeds_of_host(cursor, address)
        yield from _rejections(cursor, addresses, None)
        return
    values = {"feed": trail.feed_key, "at": trail.first_seen_at}
    yield Finding(gate="seen", verdict=Verdict.PASSED, line="seen_in", values=values)
    passed = trail.state == "fetched"
    values = {
        "status": trail.http_status,
        "outcome": trail.outcome,
        "attempts": trail.attempts,
        "at": trail.fetched_at if passed else trail.next_attempt_at,
    }
    verdict = Verdict.PASSED if passed else Verdict.STOPPED
    yield Finding(gate="fetched", verdict=verdict, line=f"page_{trail.state}", values=values)
    if passed:
        yield _extraction(trail.extract_outcome)
    yield from _rejections(cursor, addresses, trail.page_id)


def _extraction(outcome: str | None) -> Finding:
    if outcome == "extracted":
        return Finding(gate="extracted", verdict=Verdict.PASSED, line="extract_done")
    line = "extract_waits" if outcome is None else "extract_none"
    return Finding(gate="extracted", verdict=Verdict.STOPPED, line=line, values={"outcome": outcome})


def _feeds_of_host(cursor: Cursor, address: str) -> Iterator[Finding]:
    host = (urlsplit(address).hostname or "") if "://" in address else ""
    if not host:
        return
    site = host.removeprefix("www.")
    feeds = [row.feed_key for row in run(cursor, "feeds_of_host", {"host": site})]
    line = "feeds_of_host" if feeds else "no_feed_of_host"
    yield Finding(gate="seen", verdict=Verdict.NOTE, line=line, values={"host": site, "feeds": feeds})


def _rejections(cursor: Cursor, addresses: list[str], page_id: int | None) -> Iterator[Finding]:
    for row in run(cursor, "rejections_of", {"addresses": addresses, "page_id": page_id}):
        values = {"stage": row.stage, "reason": row.reason, "detail": row.detail or ""}
        yield Finding(gate="staged", verdict=Verdict.STOPPED, line="rejected", values=values)


def _checked(cursor: Cursor, addresses: list[str], *, published: bool) -> Iterator[Finding]:
    quarantined = run(cursor, "quarantine_of", {"addresses": addresses})
    for row in quarantined:
        yield Finding(gate="validated", verdict=Verdict.STOPPED, line="quarantined", values=row._asdict())
    staged = next(iter(run(cursor, "staged_state", {"addresses": addresses})), None)
    if staged is not None:
        held = staged.state == "held"
        values = {"batch": staged.batch_id, "state": staged.state}
        verdict = Verdict.STOPPED if held else Verdict.PASSED if published else Verdict.NOTE
        line = "batch_held" if held else "batch_state"
        yield Finding(gate="staged", verdict=verdict, line=line, values=values)
    if published and not quarantined:
        yield Finding(gate="validated", verdict=Verdict.PASSED, line="validated_ok")
    if not published:
        yield Finding(gate="published", verdict=Verdict.STOPPED, line="article_absent")


def _read(cursor: Cursor, article: Any, watch: Watch, settings: Settings) -> Iterator[Finding]:
    sides, spans = _sides(cursor, article, watch)
    yield from sides
    rows = run(cursor, "mentions_of_article", {"article_id": article.article_id, "watch_key": watch.key})
    if not rows and all(spans.values()):
        yield Finding(gate="detected", verdict=Verdict.STOPPED, line="no_claim")
        for sentence in sentences_naming_both(article.text, spans):
            values = {"sentence": sentence}
            yield Finding(gate="detected", verdict=Verdict.NOTE, line="sentence_of_both", values=values)
    opinions = run(cursor, "second_opinions_of", {"article_key": article.article_key}) if rows else []
    for row in opinions:
        values = {"model": row.model, "outcome": row.outcome, "verdict": row.verdict}
        yield Finding(gate="opinion", verdict=Verdict.NOTE, line="opinion_said", values=values)
    for row in rows:
        stored = stored_mention(row)
        yield from mention_findings(stored, watch)
        if stored.mention.confidence >= watch.review_threshold:
            yield from _resolved(cursor, row, watch, settings)


def _resolved(cursor: Cursor, row: Any, watch: Watch, settings: Settings) -> Iterator[Finding]:
    if row.contact_id is None:
        yield Finding(gate="resolved", verdict=Verdict.STOPPED, line="not_resolved")
        return
    shelved = load_judged(cursor, str(row.contact_id), watch)
    yield contact_finding(shelved)
    yield from step_findings(shelved, watch, settings, row.article_key)
    yield from told_findings(cursor, shelved, (watch, settings), row.article_key)


def _sides(cursor: Cursor, article: Any, watch: Watch) -> tuple[list[Finding], dict[str, list[tuple[int, int]]]]:
    """Return a finding for each side, and where the text names it."""
    words: dict[str, list[str]] = {side.key: [] for side in watch.sides}
    spans: dict[str, list[tuple[int, int]]] = {side.key: [] for side in watch.sides}
    for row in run(cursor, "named_countries", {"article_id": article.article_id}):
        side = watch.side_of(row.country or "")
        if side is not None:
            words[side.key].append(row.surface)
            if row.part == "text":
                spans[side.key].append((row.span_start, row.span_end))
    findings = []
    for side in watch.sides:
        named = list(dict.fromkeys(words[side.key]))[:_MOST_WORDS]
        verdict = Verdict.PASSED if named else Verdict.STOPPED
        line = "side_named" if named else "side_missing"
        values = {"side": f"{watch.key}/{side.key}", "words": named}
        findings.append(Finding(gate="relevant", verdict=verdict, line=line, values=values))
    return findings, spans
