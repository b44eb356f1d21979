"""Whether an entry is one that is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from include.rasid.core.identity import KnownEntries, KnownEntry, distinct, listing_sha256
from include.rasid.model import FeedEntry

AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
ENTRY = FeedEntry(
    identity="7",
    url="https://news.example/world/123456/old-title",
    canonical_url="https://news.example/world/123456/old-title",
    title="لافروف يلتقي بلينكن",
    summary="التقى الوزيران.",
    published_at=AT,
)
KNOWN = KnownEntries(
    [
        KnownEntry(
            entry_id=1,
            identity=ENTRY.identity,
            canonical_url=ENTRY.canonical_url,
            title=ENTRY.title,
            published_at=AT,
            listing_sha256=listing_sha256(ENTRY),
        )
    ]
)
LATER = AT + timedelta(hours=1)
OTHER_URL = "https://news.example/world/999999/other"
SAME_NUMBER = "https://news.example/world/123456/new-title"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"identity": "8"},
        {"title": "لافروف وبلينكن في جنيف", "summary": "", "published_at": LATER},
        {"identity": "8", "title": "عنوان جديد", "published_at": None},
        {"canonical_url": OTHER_URL},
        {"canonical_url": OTHER_URL, "title": "عنوان جديد"},
        {"canonical_url": SAME_NUMBER, "title": "عنوان جديد", "published_at": LATER},
        {"canonical_url": OTHER_URL, "published_at": LATER},
        {"canonical_url": OTHER_URL, "title": "عنوان جديد", "published_at": None},
        {"identity": SAME_NUMBER, "canonical_url": SAME_NUMBER, "title": "عنوان جديد"},
        {"identity": "8", "canonical_url": OTHER_URL},
        {"identity": "8", "canonical_url": OTHER_URL, "title": "لافروف يلتقي بلينكن!"},
        {"identity": "8", "canonical_url": OTHER_URL, "title": "عاجل: لافروف يلتقي بلينكن في جنيف"},
    ],
    ids=str,
)
def test_an_edited_entry_is_known(changes: dict[str, object]) -> None:
    """Another id, headline, address or time, and most of them together, make no new entry."""
    assert KNOWN.find(replace(ENTRY, **changes)) is not None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"identity": "8", "canonical_url": OTHER_URL, "title": "خبر آخر"},
        {"identity": "8", "canonical_url": OTHER_URL, "title": "لافروف يلتقي"},
        {"identity": "8", "canonical_url": OTHER_URL, "published_at": LATER},
        {"identity": "8", "canonical_url": SAME_NUMBER, "title": "خبر آخر", "published_at": None},
        {"canonical_url": OTHER_URL, "title": "خبر آخر", "published_at": LATER},
        {"identity": "8", "canonical_url": "https://other.example/123456/x", "title": "خبر آخر"},
        {"identity": "8", "canonical_url": "https://news.example/20261120/x", "title": "خبر آخر"},
    ],
    ids=str,
)
def test_another_entry_is_new(changes: dict[str, object]) -> None:
    """One thing in common is not enough, and an id that returns with another story is no proof."""
    assert KNOWN.find(replace(ENTRY, **changes)) is None  # type: ignore[arg-type]


def test_a_new_entry_does_not_take_an_id_that_is_taken() -> None:
    """It is stored under its address, or it would be lost."""
    assert KNOWN.named(replace(ENTRY, canonical_url=OTHER_URL)).identity == OTHER_URL
    assert KNOWN.named(replace(ENTRY, identity="8")).identity == "8"


@pytest.mark.parametrize(
    "changes",
    [{"title": "عنوان"}, {"summary": ""}, {"canonical_url": OTHER_URL}, {"published_at": LATER}, {"updated_at": LATER}],
    ids=str,
)
def test_an_edit_changes_the_digest_of_the_listing(changes: dict[str, object]) -> None:
    """And a tracking parameter or another id does not."""
    assert listing_sha256(replace(ENTRY, **changes)) != listing_sha256(ENTRY)  # type: ignore[arg-type]
    assert listing_sha256(replace(ENTRY, identity="8", url=f"{ENTRY.url}?utm_source=x")) == listing_sha256(ENTRY)


def test_entries_of_one_body_are_told_apart() -> None:
    """The same page, or the same id with the same headline, counts once; one id for several stories loses none."""
    again = replace(ENTRY, identity="8")
    moved = replace(ENTRY, canonical_url=OTHER_URL)
    stranger = replace(ENTRY, canonical_url=OTHER_URL, title="خبر آخر")

    assert distinct([ENTRY, again, moved]) == (ENTRY,)
    assert [e.identity for e in distinct([ENTRY, stranger])] == [ENTRY.canonical_url, OTHER_URL]
