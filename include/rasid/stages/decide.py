"""Merge and split contacts as operators say; what they decide is kept and applied by every later resolution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from include.rasid.core.corrections import Cause
from include.rasid.core.decisions import Decision, DecisionKind, ref_of
from include.rasid.core.records import Change
from include.rasid.core.timeline import OPERATOR
from include.rasid.errors import BadInputError
from include.rasid.io.book_store import store_book
from include.rasid.io.decisions import finish_decision, store_decision
from include.rasid.io.shelf import Shelf, open_book
from include.rasid.io.warehouse import record_run, run, transaction
from include.rasid.io.watches import load_watches
from include.rasid.settings import settings as process_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from psycopg2.extensions import cursor as Cursor

    from include.rasid.core.decisions import MentionRef
    from include.rasid.core.records import Shelved
    from include.rasid.core.watch import Watch
    from include.rasid.settings import Settings

_RUN = "operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What came of a decision."""

    decision_id: int
    contact_id: str  # the contact that was kept
    other_id: str  # the contact that was merged into it, or the new one
    suppressed: int  # steps that this brought to light; nobody is mailed


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Who decides, and why."""

    name: str
    reason: str = ""
    via: str = "command"  # command | airflow
    run_id: str = _RUN


def merge_contacts(keep: str, other: str, operator: Operator, *, settings: Settings | None = None) -> Decided:
    """Make ``other`` part of ``keep``; ids may be shortened to what is unique.

    Raises:
        BadInputError: One of them does not exist or does not stand any more, they are the same, or of different watches.
    """
    chosen = settings or process_settings()
    with transaction(chosen.warehouse_dsn) as cursor:
        run(cursor, "lock_resolution")
        first, second = find_contact(cursor, keep), find_contact(cursor, other)
        if first == second:
            raise BadInputError(f"{keep} and {other} are the same contact")
        watch = watch_of([first, second], cursor, chosen)
        kept, joining = Shelf(cursor).load([first]), Shelf(cursor).load([second])
        decision = Decision(decision_id=0, kind=DecisionKind.MERGE, kept=_refs(kept), others=_refs(joining))
        return _decide(cursor, decision, (first, second), operator, (watch, chosen))


def split_contact(
    contact: str, mention_ids: Sequence[int], operator: Operator, *, settings: Settings | None = None
) -> Decided:
    """Let some mentions leave a contact, to be one of their own.

    Raises:
        BadInputError: The contact does not exist or does not stand any more, a mention is not its own, or none would stay.
    """
    chosen = settings or process_settings()
    with transaction(chosen.warehouse_dsn) as cursor:
        run(cursor, "lock_resolution")
        contact_id = find_contact(cursor, contact)
        watch = watch_of([contact_id], cursor, chosen)
        mentions = {m.mention_id: m for s in Shelf(cursor).load([contact_id]) for m in s.mentions}
        leaving = set(mention_ids)
        strange = sorted(leaving - mentions.keys())
        if strange:
            named = ", ".join(map(str, strange))
            raise BadInputError(f"no mention of contact {contact_id}: {named} (see ./rasid contacts show {contact_id})")
        if not leaving or leaving == mentions.keys():
            raise BadInputError("a split needs some mentions that leave and some that stay")
        decision = Decision(
            decision_id=0,
            kind=DecisionKind.SPLIT,
            kept=frozenset(ref_of(m) for i, m in mentions.items() if i not in leaving),
            others=frozenset(ref_of(mentions[i]) for i in leaving),
        )
        return _decide(cursor, decision, (contact_id, None), operator, (watch, chosen))


def find_contact(cursor: Cursor, given: str) -> str:
    """Return the id of the contact that stands and begins with ``given``.

    Raises:
        BadInputError: There is none, there are several, or it does not stand any more.
    """
    rows = (
        run(cursor, "contacts_by_prefix", {"prefix": given.lower()})
        if set(given.lower()) <= set("0123456789abcdef-")
        else []
    )
    if not rows or not given:
        raise BadInputError(f"no contact {given!r}: ./rasid contacts list shows them")
    if len(rows) > 1:
        raise BadInputError(f"{given!r} is short for several contacts: {', '.join(r.contact_id for r in rows[:3])} …")
    row = rows[0]
    if row.merged_into is not None:
        raise BadInputError(f"contact {row.contact_id} was merged into {row.merged_into}")
    if row.is_withdrawn:
        raise BadInputError(f"no article claims contact {row.contact_id} any more")
    return str(row.contact_id)


def _decide(
    cursor: Cursor,
    decision: Decision,
    contacts: tuple[str, str | None],
    operator: Operator,
    scene: tuple[Watch, Settings],
) -> Decided:
    (contact_id, other_id), (watch, settings) = contacts, scene
    fields = {
        "contact_id": contact_id,
        "other_id": other_id,
        "watch_key": watch.key,
        "decided_by": operator.name,
        "reason": operator.reason,
    }
    stored = store_decision(cursor, decision, fields)
    book = open_book(cursor, watch, settings)
    touched = [c for c in contacts if c is not None]
    for shelved in Shelf(cursor).load(touched):
        book.put(shelved)
    by_ref = {ref_of(m): i for i, m in book.mentions.items()}
    today = run(cursor, "today")[0].today
    change = Change(now=today, suppress=OPERATOR, keep={contact_id: by_ref[min(decision.kept)]})
    book.revisit(touched, change)
    other = other_id or book.contact_of[by_ref[min(decision.others)]]
    finish_decision(cursor, stored.decision_id, other)
    causes = {contact_id: Cause.SPLIT} if decision.kind is DecisionKind.SPLIT else {}
    counts = store_book(cursor, book, settings.lexicons, causes)
    record_run(cursor, run_id=_RUN, stage=f"contacts_{decision.kind}", counts=counts)
    return Decided(
        decision_id=stored.decision_id,
        contact_id=contact_id,
        other_id=other,
        suppressed=counts["alerts_suppressed"],
    )


def watch_of(contact_ids: list[str], cursor: Cursor, settings: Settings) -> Watch:
    """Return the watch that the contacts belong to.

    Raises:
        BadInputError: They belong to several, or watches.yml does not have it any more.
    """
    keys = {row.watch_key for row in run(cursor, "watches_of_contacts", {"contact_ids": contact_ids})}
    if len(keys) > 1:
        raise BadInputError(f"the contacts belong to different watches: {', '.join(sorted(keys))}")
    watches = {w.key: w for w in load_watches(settings.watches_file)}
    key = keys.pop()
    if key not in watches:
        raise BadInputError(f"there is no watch {key!r} any more", path=settings.watches_file)
    return watches[key]


def _refs(shelved: Iterable[Shelved]) -> frozenset[MentionRef]:
    return frozenset(ref_of(m) for s in shelved for m in s.mentions)
