"""The loopback newsroom: articles as the feeds and pages of Arabic news sites, to run and test against."""

from __future__ import annotations
