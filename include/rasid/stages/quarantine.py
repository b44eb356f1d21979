"""What operators decide of held batches and of articles in quarantine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from include.rasid.errors import BadInputError
from include.rasid.io.warehouse import record_run, run, transaction
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg2.extensions import cursor as Cursor

    from include.rasid.settings import Settings

_BATCH, _ARTICLE = "b", "q"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Who decides, and why."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One thing that waits: a batch or an article."""

    name: str  # what release and drop take: b12 or q345
    since: Any
    publisher: str  # empty: a batch
    title: str  # of a batch how many articles it has
    expectations: tuple[str, ...]
    failing_values: tuple[str, ...]


def list_held(*, settings: Settings | None = None) -> tuple[Held, ...]:
    """Return what waits for a decision: batches first, the oldest first."""
    chosen = settings or process_settings()
    with transaction(chosen.warehouse_dsn) as cursor:
        batches = [_held_batch(row) for row in run(cursor, "held_batches")]
        return (*batches, *(_held_article(row) for row in run(cursor, "held_articles")))


def release(names: Sequence[str], decision: Decision, *, settings: Settings | None = None) -> dict[str, int]:
    """Let held things go on at the next run of detect_contacts; return counts of batches and articles.

    A released batch is not held again: of its rows those that fail are quarantined one by one. A released article goes to a
    new batch, is read again by today's rules, and passes what it failed before, unless the expectation is lasting.

    Raises:
        BadInputError: A name is none of a thing that waits; nothing is released.
    """
    return _decide(names, decision, "released", settings or process_settings())


def drop(names: Sequence[str], decision: Decision, *, settings: Settings | None = None) -> dict[str, int]:
    """Give held things up for good; their rows stay in ops.quarantine. Return counts of batches and articles.

    Raises:
        BadInputError: A name is none of a thing that waits; nothing is dropped.
    """
    return _decide(names, decision, "dropped", settings or process_settings())


def _decide(names: Sequence[str], decision: Decision, state: str, settings: Settings) -> dict[str, int]:
    numbers = [_number(name) for name in names]
    batches = [number for kind, number in numbers if kind == _BATCH]
    articles = [number for kind, number in numbers if kind == _ARTICLE]
    counts = {f"batches_{state}": len(batches)}
    run_id = f"quarantine-{state}-{decision.by}"
    with transaction(settings.warehouse_dsn) as cursor:
        for batch_id in batches:
            _decide_batch(cursor, batch_id, decision, state)
        counts[f"articles_{state}"] = _decide_articles(cursor, articles, decision, state, run_id) if articles else 0
        record_run(cursor, run_id=run_id, stage="quarantine", counts=counts)
    return counts


def _number(name: str) -> tuple[str, int]:
    if name[:1] not in {_BATCH, _ARTICLE} or not name[1:].isdecimal():
        raise BadInputError(f"{name!r} is neither a batch such as b12 nor an article such as q345")
    return name[0], int(name[1:])


def _decide_batch(cursor: Cursor, batch_id: int, decision: Decision, state: str) -> None:
    if not run(cursor, "lock_held_batch", {"batch_id": batch_id}):
        raise BadInputError(f"b{batch_id} is no held batch")
    values = {"batch_id": batch_id, "decided_by": decision.by, "reason": decision.reason}
    run(cursor, "release_batch" if state == "released" else "drop_batch", values)


def _decide_articles(cursor: Cursor, ids: Sequence[int], decision: Decision, state: str, run_id: str) -> int:
    values = {"quarantine_ids": list(ids), "state": state, "decided_by": decision.by, "reason": decision.reason}
    decided = run(cursor, "decide_quarantined", values)
    gone = sorted(set(ids) - {row.quarantine_id for row in decided})
    if gone:
        raise BadInputError(f"q{gone[0]} is no article that waits in quarantine")
    if state == "released":
        _stage_released(cursor, {row.quarantine_id for row in decided}, run_id)
    return len({row.article_key for row in decided})


def _stage_released(cursor: Cursor, ids: set[int], run_id: str) -> None:
    """Stage what was released; history, in a batch of its own, stays history."""
    history = {row.quarantine_id for row in run(cursor, "quarantined_history", {"quarantine_ids": list(ids)})}
    for is_backfill, mine in ((False, ids - history), (True, history)):
        if mine:
            batch = run(cursor, "open_batch", {"run_id": run_id, "is_backfill": is_backfill})[0]
            run(cursor, "stage_released", {"batch_id": batch.batch_id, "quarantine_ids": sorted(mine)})


def _held_batch(row: Any) -> Held:
    facts = row.facts or {}
    return Held(
        name=f"{_BATCH}{row.batch_id}",
        since=row.validated_at,
        publisher="",
        title=f"{row.articles} articles, {facts.get('failing', '?')} fail",
        expectations=(*facts.get("blocking", ()), *facts.get("expectations", ())),
        failing_values=(),
    )


def _held_article(row: Any) -> Held:
    return Held(
        name=f"{_ARTICLE}{row.quarantine_id}",
        since=row.created_at,
        publisher=row.publisher_key,
        title=row.title,
        expectations=tuple(row.expectations),
        failing_values=tuple(value or "" for value in row.failing_values),
    )
