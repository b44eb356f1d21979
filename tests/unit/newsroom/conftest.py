"""A newsroom with every known publisher and two unknown ones, and a client for it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

import aiohttp
import pytest

from include.rasid.model import Article
from include.rasid.newsroom.newsroom import build_newsroom
from include.rasid.newsroom.server import serve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from include.rasid.newsroom.newsroom import Newsroom

KNOWN = ("sada", "almarsad", "nabaa", "ufuq", "manara")
UNKNOWN = ("صحيفة الاختبار", 'وكالة <b>"س" & ص</b>')
TEXT = "\n".join(
    (
        "عدن (وكالات) - افتتح الوزير، أمس الأحد، المعرض «السنوي» ٢٠٢٣ بمشاركة ۱۲ دولة.",
        "  وقال: <b>أهلا</b> & شكرا؛ \"لا\" 'نعم' {{ title }} – گچ.",
        "",
        "فقرة ثالثة قصيرة",
        "وختم بالقول إن 5 < 6 وإن الأبواب مفتوحة حتى الخميس…",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the newsroom answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    base_url: str


class Fetch(Protocol):
    """Serve a newsroom for one request."""

    def __call__(self, newsroom: Newsroom, path: str, headers: Mapping[str, str] | None = None) -> Answer: ...


def make_article(publisher: str, number: int = 1, **changes: str) -> Article:
    """Return an article; higher numbers are older."""
    values = {
        "id": f"{publisher}/{number}?&",
        "title": f"عنوان «الخبر» {number}: سؤال؟ & <i>جواب</i>",
        "text": TEXT,
        "url": f"/2023/03/02/story-{number}",
    }
    published_at = datetime(2023, 3, 2, 21, 30, tzinfo=UTC) - timedelta(hours=number)
    return Article(publisher=publisher, published_at=published_at, **(values | changes))


@pytest.fixture
def articles() -> tuple[Article, ...]:
    """Two articles of each publisher, the older one first, and one without title and url."""
    pairs = (make_article(name, number) for name in (*KNOWN, *UNKNOWN) for number in (2, 1))
    return (*pairs, make_article(UNKNOWN[0], 3, title="", url=""))


@pytest.fixture
def newsroom(articles: tuple[Article, ...]) -> Newsroom:
    """A newsroom of given articles, with no delay."""
    return build_newsroom(articles, slow_seconds=0)


@pytest.fixture
def fetch() -> Fetch:
    """A client that starts the real server on a free port for each request."""

    async def get(newsroom: Newsroom, path: str, headers: Mapping[str, str] | None) -> Answer:
        async with (
            serve(newsroom) as base_url,
            aiohttp.ClientSession() as session,
            session.get(base_url + path, headers={"Host": "newsroom.example", **(headers or {})}) as response,
        ):
            return Answer(
                status=response.status,
                headers=response.headers,
                body=await response.read(),
                base_url="http://newsroom.example",
            )

    return lambda newsroom, path, headers=None: asyncio.run(get(newsroom, path, headers))
