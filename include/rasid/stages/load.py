"""Load articles of the past: everything that is done with news, but nobody is mailed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.rasid.stages.detect import detect_contacts
from include.rasid.stages.publish import publish_batches
from include.rasid.stages.resolve import resolve_contacts
from include.rasid.stages.stage_articles import stage_articles
from include.rasid.stages.validate import validate_batches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from include.rasid.model import Article
    from include.rasid.settings import Settings

_RUN = "load"


def load_history(articles: Sequence[Article], *, settings: Settings) -> dict[str, int]:
    """Stage, read, validate, publish and resolve; return counts of what was staged, published and resolved.

    The alerts that follow are written as suppressed, with the reason ``backfill``. A batch that validation holds stays held, and is
    history still when somebody releases it.
    """
    counts = dict(stage_articles(_RUN, articles, settings=settings, is_backfill=True))
    detect_contacts(_RUN, settings=settings)
    validate_batches(_RUN, settings=settings)
    for stage in (publish_batches, resolve_contacts):
        for outcome, n in stage(_RUN, settings=settings).items():
            counts[outcome] = counts.get(outcome, 0) + n
    return counts
