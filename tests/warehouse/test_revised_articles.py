"""When a publisher edits an article, the contacts that it supported are looked at again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.factories import make_article
from tests.warehouse.loading import read, read_more, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from include.rasid.settings import Settings

pytestmark = pytest.mark.postgres
MET = "التقى وزير الخارجية الأميركي أنتوني بلينكن نظيره الروسي سيرغي لافروف في {place} يوم 2 مارس 2023."
NOTHING = "قال بلينكن إن موقف لافروف معروف، ولم يزد على ذلك شيئا في حديثه إلى الصحفيين."


def article(text: str, key: str = "a1") -> Any:
    return make_article(text, id=key, on="2023-03-02")


def contacts(settings: Settings) -> list[tuple[str, int, str | None]]:
    return [
        (str(r.contact_id), r.articles, r.place)
        for r in rows(settings, "select contact_id, articles, place from mart.contacts")
    ]


def alerts(settings: Settings) -> list[tuple[str, str, bool]]:
    statement = "select transition, state, is_taken_back from ops.alert order by alert_id"
    return [tuple(r) for r in rows(settings, statement)]


def test_contact_that_nobody_claims_any_more_is_withdrawn(make_database: Callable[[], str]) -> None:
    """It leaves the analysts' view, and its alert, which nobody has got yet, is closed; it comes back under its id, and is told."""
    settings = read(make_database, [[article(MET.format(place="نيودلهي"))]])
    before = contacts(settings)
    read_more(settings, [article(NOTHING)])
    assert (len(before), contacts(settings)) == (1, [])
    assert alerts(settings) == [("held", "suppressed", True)]

    read_more(settings, [article(MET.format(place="نيودلهي"))])
    assert contacts(settings) == before
    assert alerts(settings) == [("held", "suppressed", True), ("held", "ready", False)]


def test_what_is_left_is_believed_anew(make_database: Callable[[], str]) -> None:
    """When the article that named a place takes it back, the place of the other article is shown; nobody is mailed again."""
    first = article(MET.format(place="نيودلهي"))
    settings = read(make_database, [[first, article(MET.format(place="جنيف"), "a2")]])
    [(contact, articles, place)] = contacts(settings)
    assert (articles, place) == (2, "New Delhi")
    read_more(settings, [article(NOTHING)])

    assert contacts(settings) == [(contact, 1, "Geneva")]
    assert [a[:2] for a in alerts(settings) if a[1] == "ready"] == [("held", "ready")]
    assert rows(settings, "select place from core.contact_revision order by revision desc limit 1")[0].place == "Geneva"


def test_edited_claim_stays_with_its_contact(make_database: Callable[[], str]) -> None:
    """An article that still says so keeps its contact and mails nobody."""
    settings = read(make_database, [[article(MET.format(place="نيودلهي"))]])
    [(contact, _, _)] = contacts(settings)
    read_more(settings, [article(MET.format(place="جنيف"))])

    assert contacts(settings) == [(contact, 1, "Geneva")]
    assert alerts(settings) == [("held", "ready", False)]
