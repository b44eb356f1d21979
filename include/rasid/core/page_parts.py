"""What a page says of itself besides its text: headings, publication time, the lead that extraction may lose."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from include.rasid.core.encoding import visible_line

if TYPE_CHECKING:
    from collections.abc import Iterator

# schema.org, Open Graph, and the names that content systems use for the same; the last two are of old ones.
_TIME_NAMES = ("article:published_time", "og:published_time", "datePublished", "publish-date", "pubdate", "date")
_TIMES = " | ".join(f"//meta[@property='{n}' or @itemprop='{n}' or @name='{n}']/@content" for n in _TIME_NAMES)
_LD_TIME = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_MOST_LD_CHARS = 500_000
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?")
_NUMERIC = re.compile(
    r"(?<![\d/.-])(?:(\d{4})([/.-])(\d{1,2})\2(\d{1,2})|(\d{1,2})([/.-])(\d{1,2})\6(\d{4}))(?![\d/.-])"
)
_OLDEST = date(1995, 1, 1)
_NEAR_HEADING_CHARS = 300
_ASIDE = "ancestor::nav or ancestor::footer or ancestor::aside or ancestor::header or ancestor::form"
_LEAD_CHARS = (60, 1000)
_LEAD_SAMPLE = 50  # characters that the description and the lead begin with alike
_LEAD_HEAD = 10  # of them, by which the lead is looked for
_LEAD_TAGS = frozenset({"p", "div", "h2", "span"})
_LEAD_TEXT = f"//body//text()[contains(., $head)][not({_ASIDE})][not(ancestor::script or ancestor::h1)]"
_HEADING_WORDS = 3
_SITE_WORDS = 5  # at most, beside the headline in a page's title


def find_headings(tree: Any) -> list[str]:  # noqa: ANN401 - lxml has no types
    """Return the headings of the page and the headline that it gives to social networks."""
    given = [h1.text_content() for h1 in tree.iter("h1")]
    return [visible_line(str(text)) for text in (*given, *tree.xpath("//meta[@property='og:title']/@content"))]


def find_title(tree: Any, headings: list[str]) -> str:  # noqa: ANN401 - lxml has no types
    """Return the headline of the page; empty where it has none.

    It is what the page calls itself, without the name of the site where a heading shows what is left.
    """
    named = tree.xpath("//meta[@property='og:title' or @name='twitter:title']/@content | //head/title/text()")
    titles = [line for text in named if (line := visible_line(str(text)))]
    full = next((heading for heading in headings if len(heading.split()) >= _HEADING_WORDS), "")
    for title in titles:
        for heading in headings:
            is_inside = len(heading.split()) >= _HEADING_WORDS and heading in title
            if is_inside and len(title.replace(heading, " ", 1).split()) <= _SITE_WORDS:
                return heading
    return titles[0] if titles else full


def find_time(tree: Any, newest_on: date | None) -> datetime | None:  # noqa: ANN401 - lxml has no types
    """Return when the page says it was published: in its metadata, else by a date in figures beside its heading.

    A time without zone is taken for UTC, a day for its noon. None: it does not say, or nothing between 1995 and ``newest_on``.
    """
    for text in (*map(str, tree.xpath(_TIMES)), *_linked_data_times(tree)):
        moment = _moment(text)
        if moment is not None and _is_possible(moment.date(), newest_on):
            return moment
    day = _day_beside_heading(tree, newest_on)
    return datetime.combine(day, time(12, tzinfo=UTC)) if day else None


def find_lead(tree: Any) -> str:  # noqa: ANN401 - lxml has no types
    """Return the paragraph of the page that its description begins with; empty where there is none.

    Some pages set the first paragraph in a box of its own, which extraction takes for a teaser.
    """
    given = tree.xpath("//meta[@property='og:description' or @name='description']/@content")
    samples = {visible_line(str(text))[:_LEAD_SAMPLE] for text in given}
    samples = {sample for sample in samples if len(sample) == _LEAD_SAMPLE}
    if not samples:
        return ""
    for sample in sorted(samples):
        for node in tree.xpath(_LEAD_TEXT, head=sample[:_LEAD_HEAD]):
            lead = _lead_around(node.getparent(), sample)
            if lead:
                return lead
    return ""


def _lead_around(element: Any, sample: str) -> str:  # noqa: ANN401 - lxml has no types
    """Return the text of the smallest box around ``element`` that begins like the sample and is as long as a paragraph."""
    shortest, longest = _LEAD_CHARS
    while element is not None and element.tag != "body":
        text = visible_line("".join(element.itertext()))
        if len(text) > longest or not text.startswith(sample[: len(text)]):
            return ""
        if len(text) >= shortest and element.tag in _LEAD_TAGS:
            return text
        element = element.getparent()
    return ""


def _linked_data_times(tree: Any) -> Iterator[str]:  # noqa: ANN401 - lxml has no types
    for script in tree.xpath("//script[@type='application/ld+json']"):
        yield from _LD_TIME.findall((script.text or "")[:_MOST_LD_CHARS])


def _moment(text: str) -> datetime | None:
    found = _ISO.match(text.strip())
    if found is None:
        return None
    day, clock, zone = found.groups()
    try:
        return datetime.fromisoformat(f"{day}T{clock or '12:00'}{zone or '+00:00'}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _day_beside_heading(tree: Any, newest_on: date | None) -> date | None:  # noqa: ANN401 - lxml has no types
    for heading in tree.iter("h1"):
        around = [*heading.xpath("preceding::text()[normalize-space()][position() <= 4]")]
        after = heading.xpath("following::text()[normalize-space()][position() <= 12]")
        text = " \n ".join(map(str, (*after, *reversed(around))))[:_NEAR_HEADING_CHARS]
        days = {day for found in _NUMERIC.finditer(text) if (day := _day(found)) and _is_possible(day, newest_on)}
        if len(days) == 1:
            return days.pop()
    return None


def _day(found: re.Match[str]) -> date | None:
    year, month, day = (found[1], found[3], found[4]) if found[1] else (found[8], found[7], found[5])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _is_possible(day: date, newest_on: date | None) -> bool:
    return day >= _OLDEST and (newest_on is None or day <= newest_on)
