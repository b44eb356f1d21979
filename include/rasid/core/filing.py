"""Which contacts are filed under which keys, so that what a mention may be grouped with is found without a search."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from include.rasid.core.decisions import ref_of
from include.rasid.core.reach import filed_under, looked_up_under

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from include.rasid.core.decisions import Decision, MentionRef
    from include.rasid.model import StoredMention


class Files:
    """Keys of contacts: by officials and days, and by the decisions that name one of their mentions."""

    def __init__(self, watch_key: str, decisions: Sequence[Decision]) -> None:
        self._watch_key = watch_key
        self._filed: defaultdict[str, set[str]] = defaultdict(set)
        self._decided: defaultdict[MentionRef, set[str]] = defaultdict(set)
        for decision in decisions:
            for ref in decision.kept | decision.others:
                self._decided[ref].add(decision.key)

    def around(self, groups: Iterable[Collection[StoredMention]]) -> frozenset[str]:
        """Return the keys under which everything is filed that may be grouped with a mention of the groups."""
        return frozenset().union(*(looked_up_under(g, self._watch_key) | self._decisions_on(g) for g in groups))

    def contacts(self, keys: Iterable[str]) -> set[str]:
        """Return the contacts that are filed under any of the keys."""
        return {contact_id for key in keys for contact_id in self._filed.get(key, ())}

    def refile(self, contact_id: str, before: frozenset[str], members: Collection[StoredMention]) -> frozenset[str]:
        """File a contact under the keys of its members instead of those before; return them."""
        after = filed_under(members, self._watch_key) | self._decisions_on(members)
        for key in before - after:
            self._filed[key].discard(contact_id)
        for key in after - before:
            self._filed[key].add(contact_id)
        return after

    def _decisions_on(self, members: Iterable[StoredMention]) -> frozenset[str]:
        return frozenset(key for m in members for key in self._decided.get(ref_of(m), ()))
