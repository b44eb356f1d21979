"""Load articles of the past: everything that is done with news, but nobody is mailed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from include.rasid.stages.detect import detect_contacts
from include.rasid.stages.publish import publish_batches
from include.rasid.stages.resolve import resolve_contacts
from include.rasid.stages.stage_articles import staged_ahead
from include.rasid.stages.validate import validate_batches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from include.rasid.model import Article
    from include.rasid.settings import Settings

_RUN = "load"


def load_history(articles: Sequence[Article], *, settings: Settings) -> dict[str, int]:
    """Stage, read, validate and publish batch by batch, then resolve; return counts of what was staged, published and resolved.

    The alerts that follow are written as suppressed, with the reason ``backfill``. A batch that validation holds stays held, and is
    history still when somebody releases it. A load that was cut short is taken up by the next: what was published is known to it.
    """
    counts: Counter[str] = Counter(staged=0)
    for staged in staged_ahead(_RUN, articles, settings=settings, is_backfill=True):
        counts.update(staged)
        detect_contacts(_RUN, settings=settings)
        validate_batches(_RUN, settings=settings)
        counts.update(publish_batches(_RUN, settings=settings))
    counts.update(resolve_contacts(_RUN, settings=settings))
    return dict(counts)
