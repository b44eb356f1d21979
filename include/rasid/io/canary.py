"""The canary: a synthetic article a day, its watch and its words, from ``include/canary``."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from markupsafe import escape
from pydantic import Field

from include.rasid.errors import BadInputError
from include.rasid.io.templates import TEMPLATES, load_phrases
from include.rasid.io.watches import load_watches
from include.rasid.io.yaml_file import StrictModel, load_yaml_model
from include.rasid.settings import PROJECT

if TYPE_CHECKING:
    from include.rasid.core.watch import Watch
    from include.rasid.settings import Settings

CANARY = "canary"  # key of its publisher, feed and watch: whatever is filed under it is synthetic
_FOLDER = PROJECT / "include" / "canary"
_HOST = "canary.rasid.invalid"  # of its address, which nobody serves (RFC 2606)


class _Label(StrictModel):
    ar: str
    en: str


class _Pair(StrictModel):
    first: str  # country
    second: str
    first_ar: str  # its name
    second_ar: str  # of its minister


class _ArticleFile(StrictModel):
    version: int
    source: str
    publisher: _Label
    pairs: tuple[_Pair, ...] = Field(min_length=3)  # resolution takes a day beside another for the same one
    title: str
    paragraphs: tuple[str, ...] = Field(min_length=1)


def watches_with_canary(settings: Settings) -> tuple[Watch, ...]:
    """Return the watches of watches.yml, and that of the canary where RASID_CANARY_MAIL names its mailbox.

    Raises:
        BadInputError: The file breaks its schema, or gives a watch the key of the canary.
    """
    watches = load_watches(settings.watches_file)
    if any(watch.key == CANARY for watch in watches):
        raise BadInputError(f"the key {CANARY} is kept for the canary", path=settings.watches_file)
    mailbox = settings.reports.canary_mail
    return (*watches, replace(canary_watch(), recipients=(mailbox,))) if mailbox else watches


def canary_watch() -> Watch:
    """Return the watch of the canary, without a recipient."""
    return load_watches(_FOLDER / "watch.yml")[0]


def canary_watch_of(article_key: str) -> Watch:
    """Return the watch that reads the canary of an address: its sides are the countries of that day.

    Raises:
        BadInputError: It is no canary's address.
    """
    try:
        day = date.fromisoformat(article_key.rpartition("/")[2])
    except ValueError as error:
        raise BadInputError(f"not the address of a canary: {article_key}") from error
    watch, pair = canary_watch(), _pair(load_yaml_model(_FOLDER / "article.yml", _ArticleFile), day)
    first, second = (
        replace(side, countries=frozenset({country}), delegation=f"{country.lower()}_delegation")
        for side, country in zip(watch.sides, (pair.first, pair.second), strict=True)
    )
    return replace(watch, sides=(first, second))


def canary_address(day: date) -> str:
    """Return the address of the canary of a day, which is its key, too."""
    return f"https://{_HOST}/{day.isoformat()}"


def canary_names() -> tuple[str, str]:
    """Return the names of its publisher, Arabic and English."""
    names = load_yaml_model(_FOLDER / "article.yml", _ArticleFile).publisher
    return names.ar, names.en


def canary_page(day: date) -> tuple[str, bytes]:
    """Return the headline of the canary of a day, and its page as a web server would give it."""
    raw = load_yaml_model(_FOLDER / "article.yml", _ArticleFile)
    phrases = load_phrases(TEMPLATES / "phrases.yml")
    pair = _pair(raw, day)
    values = {
        "first": pair.first_ar,
        "second": pair.second_ar,
        "weekday": phrases.weekdays["ar"][day.weekday()],
        "day": day.day,
        "month": phrases.months["ar"][day.month - 1],
        "year": day.year,
        "number": day.toordinal(),
    }
    title = raw.title.format(**values)
    paragraphs = "".join(f"<p>{escape(text.format(**values))}</p>\n" for text in raw.paragraphs)
    page = (
        '<!doctype html>\n<html lang="ar" dir="rtl"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title></head>\n<body><article><h1>{escape(title)}</h1>\n{paragraphs}</article></body></html>\n"
    )
    return title, page.encode("utf-8")


def _pair(raw: _ArticleFile, day: date) -> _Pair:
    return raw.pairs[day.toordinal() % len(raw.pairs)]
