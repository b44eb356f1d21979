"""A replay of some days of the archive, told line by line: what ``./rasid replay --diff`` prints and the DAG ``replay_archive`` logs."""

from __future__ import annotations

import logging
from datetime import date
from typing import TYPE_CHECKING

from include.rasid.errors import BadInputError
from include.rasid.local.scratch import scratch_warehouse
from include.rasid.settings import settings as process_settings
from include.rasid.stages.replay_archive import replay_window
from include.rasid.stages.replay_publish import publish_replay

if TYPE_CHECKING:
    from collections.abc import Iterator

    from include.rasid.settings import Settings

log = logging.getLogger(__name__)


def replayed_lines(days: tuple[date, date], settings: Settings, *, publish: bool) -> Iterator[str]:
    """Rebuild the days from first to last on a scratch warehouse; yield each difference, then the sums.

    With ``publish`` the articles that differ are replaced in the warehouse by today's reading; nobody is mailed.

    Raises:
        BadInputError: The last day lies before the first.
    """
    first, last = days
    if last < first:
        raise BadInputError(f"the last day, {last}, lies before the first, {first}")
    with scratch_warehouse(settings) as dsn:
        found = replay_window(first, last, dsn, settings=settings)
        counts = publish_replay(found.changed, dsn, settings=settings) if publish else {}
    for mark, lines in (("-", found.gone), ("+", found.new)):
        yield from (f"{mark} {kind}\t{line}" for kind, line in lines)
    read = f"{found.pages} pages and {found.given} given articles read, {found.expired} expired"
    yield f"{len(found.gone)} gone, {len(found.new)} new, {found.same} the same; {read}"
    if publish:
        told = ", ".join(f"{number} {outcome}" for outcome, number in counts.items() if number)
        yield f"published, nobody was mailed: {told or 'nothing differs'}"


def replay_archive(run_id: str, *, first: str, last: str, publish: bool, settings: Settings | None = None) -> None:
    """Log the differences of the days from ``first`` to ``last``, ISO, and publish them where that is asked for.

    Raises:
        BadInputError: A day is none, or the last lies before the first.
    """
    try:
        days = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError as error:
        raise BadInputError(f"{first!r} and {last!r} must be days such as 2026-11-01") from error
    for line in replayed_lines(days, settings or process_settings(), publish=publish):
        log.info("%s: %s", run_id, line)
