"""A child process that is lost costs one answer, not the run."""

from __future__ import annotations

import os
import signal
import threading
import time

import psutil
import pytest

from include.rasid.core.html import ExtractedPage, KnownOfPage
from include.rasid.core.outcomes import PageOutcome
from include.rasid.errors import FeedFormatError, WorkerLostError
from include.rasid.io.boilerplate import load_boilerplate
from include.rasid.io.feed_worker import FeedWorker
from include.rasid.io.page_worker import PageWorker
from include.rasid.io.worker import Worker, Workers
from tests.factories import LEXICONS

FEED = "<rss version='2.0'><channel><item><title>خبر</title><link>https://news.example/1</link></item></channel></rss>"
SENTENCE = (
    "التقى وزير الخارجية الروسي سيرغي لافروف نظيره الأميركي أنتوني بلينكن في جنيف يوم الجمعة وبحثا أزمة أوكرانيا. "
)


def test_calls_are_answered_by_one_child() -> None:
    """The child lives from call to call and is gone after the block."""
    with Worker(os.getpid, seconds=10) as worker:
        child = worker.call()
        assert worker.call() == child != os.getpid()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_a_call_that_takes_too_long_is_ended() -> None:
    """The error says so, and the next call is answered by a new child."""
    with Worker(time.sleep, seconds=0.3) as worker:
        with pytest.raises(WorkerLostError, match="took more than"):
            worker.call(60)
        assert worker.call(0) is None


def test_a_child_that_dies_is_replaced() -> None:
    """A crash is told, and costs that call alone."""
    with Worker(signal.raise_signal, seconds=10) as worker:
        with pytest.raises(WorkerLostError, match="died with code -9"):
            worker.call(signal.SIGKILL)
        assert worker.call(signal.SIGURG) is None


def test_an_exception_is_told_and_the_child_lives() -> None:
    """What a library raises reaches the caller as one error of ours."""
    with Worker(time.sleep, seconds=10) as worker, pytest.raises(WorkerLostError, match="ValueError"):
        worker.call(-1)


def test_feeds_are_parsed_and_others_refused() -> None:
    """Items, or the error that it is no feed."""
    with FeedWorker() as worker:
        parsed = worker.parse(FEED.encode(), url="https://news.example/rss")
        assert [entry.title for entry in parsed.entries] == ["خبر"]
        with pytest.raises(FeedFormatError):
            worker.parse(b"<html></html>", url="https://news.example/rss")


def test_a_hostile_feed_loses_the_parser_only() -> None:
    """A feed at all its caps takes longer than is allowed here; the next feed is read all the same."""
    item = f"<item><title>{'<![CDATA[<b>' + SENTENCE * 9 + ']]>'}</title><link>https://news.example/1</link></item>"
    with FeedWorker(seconds=0.2) as worker:
        with pytest.raises(WorkerLostError, match="took more than"):
            worker.parse(FEED.replace("<item>", item * 1990 + "<item>").encode(), url="https://news.example/rss")
        assert worker.parse(FEED.encode(), url="https://news.example/rss").entries


def test_pages_are_extracted() -> None:
    """An article, or why there is none."""
    boilerplate = load_boilerplate(LEXICONS)
    page = f"<html><body><article><h1>عنوان</h1><p>{SENTENCE * 3}</p><p>{SENTENCE}</p></article></body></html>"
    with PageWorker() as worker:
        found = worker.extract(page.encode(), boilerplate, KnownOfPage(title="عنوان"))
        assert isinstance(found, ExtractedPage)
        assert SENTENCE.strip() in found.text
        assert worker.extract(b" ", boilerplate, KnownOfPage()) is PageOutcome.EMPTY_PAGE


def test_pages_are_shared_out_and_stay_in_order() -> None:
    """Two children at once, each asked by one thread at a time; the answers stand in the order of the questions."""
    meanwhile = threading.Barrier(2)  # nobody passes alone

    def read(number: int, worker: PageWorker) -> tuple[int, int]:
        if number < 2:
            meanwhile.wait(20)
        return number, id(worker)

    with Workers(PageWorker, 2) as workers:
        found = list(workers.map(read, range(40)))
    assert [number for number, _ in found] == list(range(40))
    assert len({worker for _, worker in found}) == 2


def test_what_goes_wrong_with_one_page_is_told() -> None:
    """An error that the reader raises ends the map; the children are gone all the same."""

    def read(number: int, worker: PageWorker) -> int:
        worker.extract(b" ", load_boilerplate(LEXICONS), KnownOfPage())
        return 1 // number

    with pytest.raises(ZeroDivisionError), Workers(PageWorker, 2) as workers:
        list(workers.map(read, [1, 0, 1]))
    assert not psutil.Process().children()
