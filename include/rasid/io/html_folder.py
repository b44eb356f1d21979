"""HTML files of a folder as article rows of the command line."""

from __future__ import annotations
