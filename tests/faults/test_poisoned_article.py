"""A page on which the extractor's process crashes, hangs or runs out of memory: it alone is lost, and it is counted."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import psutil
import pytest

from include.rasid.core.html import KnownOfPage, extract_page
from include.rasid.errors import WorkerLostError
from include.rasid.io.boilerplate import load_boilerplate
from include.rasid.io.page_worker import PageWorker
from include.rasid.io.worker import Worker
from include.rasid.settings import settings as process_settings
from tests.faults.scenes import SECONDS
from tests.faults.stage_process import NAMES, StageProcess
from tests.warehouse.collecting import rows, values

if TYPE_CHECKING:
    from typing import Any

    from include.rasid.settings import Settings
    from tests.warehouse.collecting import Site

pytestmark = pytest.mark.postgres
POISON = b"<!-- poison: "


def extract_or_crash(body: bytes, *others: Any) -> Any:
    """Extract a page, in the child; a page with poison in it does to the process what its poison says."""
    how = body.partition(POISON)[2].partition(b" ")[0]
    if how == b"segfault":
        os.kill(os.getpid(), signal.SIGSEGV)
    if how == b"killer":  # of the kernel, when memory is short
        os.kill(os.getpid(), signal.SIGKILL)
    if how == b"memory":
        return len(bytearray(3 * 1024**3))
    if how == b"hang":
        time.sleep(3600)
    return extract_page(body, *others)


class CrashingWorker(PageWorker):
    """The worker of pages, with an extractor that can be poisoned."""

    def __init__(self) -> None:
        Worker.__init__(self, extract_or_crash, seconds=3.0)


def page(number: int, poison: str = "") -> bytes:
    """Return a page with an article."""
    text = f"<p>{number}: التقى وزير الخارجية الروسي سيرغي لافروف نظيره الأميركي أنتوني بلينكن في جنيف يوم الجمعة.</p>"
    comment = (POISON + poison.encode() + b" -->").decode() if poison else ""
    return f"<html>{comment}<body><article><h1>خبر رقم {number}</h1>{text * 3}</article></body></html>".encode()


@pytest.mark.slow
@pytest.mark.parametrize("poison", ["segfault", "killer", "memory", "hang"])
def test_the_next_page_is_read_as_if_nothing_had_been(poison: str) -> None:
    """Whatever became of the child: the page is lost, with a reason, and the pages around it are extracted."""
    boilerplate = load_boilerplate(process_settings().lexicons)
    known = KnownOfPage(charset="utf-8", media_type="text/html", title="خبر", needs_date=False)
    with CrashingWorker() as worker:
        before = worker.extract(page(1), boilerplate, known)
        with pytest.raises(WorkerLostError):
            worker.extract(page(2, poison), boilerplate, known)
        after = worker.extract(page(1), boilerplate, known)

    assert before == after
    assert hasattr(before, "text")


def child_of(process: StageProcess) -> psutil.Process | None:
    """Return the child in which a stage reads pages; None: there is none now."""
    for child in psutil.Process(process.process.pid).children():
        if "include.rasid.core.html:extract_page" in child.cmdline():
            return child
    return None


@pytest.mark.full
@pytest.mark.slow
def test_the_stage_goes_on_without_its_child(source: tuple[Site, Settings]) -> None:
    """The child crashes while the stage runs, on one page of ten: that page is ``extractor_lost`` and rejected, nine are staged."""
    served, settings = source
    served.publish(*range(1, 11))
    environment = {
        "RASID_HOME": str(settings.home),
        "RASID_FEEDS": str(settings.feeds_file),
        "WAREHOUSE_DSN": settings.warehouse_dsn,
        "RASID_ALLOW_PRIVATE": ",".join(settings.allowed_private),
    }
    with StageProcess(environment) as process:
        for name in NAMES[:2]:
            assert "counts" in process.run(name, "r"), name
        process.begin("extract_articles", "r")
        crash(process)
        counts = process.end()["counts"]

    assert counts == {"extracted": 9, "extractor_lost": 1}
    assert values(settings, "select count(*)::int from raw.page where extract_outcome = 'extractor_lost'") == [1]
    assert rows(settings, "select stage, reason from ops.rejection") == [("extract", "extractor_lost")]
    assert values(settings, "select count(*)::int from staging.article") == [9]


def crash(process: StageProcess) -> None:
    """Let the child crash as soon as there is one: it has been given the first page by then, or is about to be."""
    limit = time.monotonic() + SECONDS
    while (child := child_of(process)) is None:
        assert time.monotonic() < limit
        time.sleep(0.02)
    child.send_signal(signal.SIGSEGV)
