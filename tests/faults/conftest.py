"""Fixtures of the tests of what goes wrong."""

from __future__ import annotations

from tests.warehouse.conftest import served, source

__all__ = ["served", "source"]
