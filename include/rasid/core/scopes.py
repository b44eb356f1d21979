"""Levels of a contact in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.rasid.model import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable

SCOPE_ORDER = (Scope.PRINCIPAL, Scope.SENIOR, Scope.DELEGATION, Scope.MINOR)


def lowest(scopes: Iterable[Scope]) -> Scope:
    """Return the lowest of the levels: a contact is as high as its lower side.

    Raises:
        ValueError: There is none.
    """
    return max(scopes, key=SCOPE_ORDER.index)
