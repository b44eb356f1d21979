"""HTML files of a folder as article rows of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from include.rasid.core.html import extract_article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
