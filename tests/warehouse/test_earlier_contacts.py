"""An alert tells the last held contacts of the same officials: the last first, three at most, none of others and none that came later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factories import make_article
from tests.warehouse.loading import read, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from include.rasid.model import Article

pytestmark = pytest.mark.postgres
_TITLE = "لقاء"
_DAYS = {
    "2021-05-20": "ريكيافيك",
    "2021-12-03": "ستوكهولم",
    "2022-01-22": "جنيف",
    "2022-02-05": "ميونيخ",
    "2023-03-03": "نيودلهي",
}


def _articles() -> list[Article]:
    met = "التقى وزير الخارجية الأميركي أنتوني بلينكن نظيره الروسي سيرغي لافروف في {} أمس."
    told = [make_article(met.format(place), id=f"e-{day}", title=_TITLE, on=day) for day, place in _DAYS.items()]
    other = "التقى وزير الدفاع الأميركي لويد أوستن نظيره الروسي سيرغي شويغو في جنيف أمس."
    return [*told, make_article(other, id="e-other", title=_TITLE, on="2022-06-02")]


@pytest.mark.parametrize("backwards", [False, True], ids=["in order", "backwards"])
def test_last_three_of_the_pair(make_database: Callable[[], str], *, backwards: bool) -> None:
    """What an alert tells is what the warehouse has of the days before."""
    settings = read(make_database, [[a] for a in sorted(_articles(), key=lambda a: a.id, reverse=backwards)])

    told = rows(settings, "select article_key, facts -> 'earlier' as earlier from ops.alert where transition = 'held'")
    found = {r.article_key: [(e["date"], e["place"], e["place_ar"]) for e in r.earlier] for r in told}

    before = [
        ("2022-02-04", "Munich", "ميونخ"),
        ("2022-01-21", "Geneva", "جنيف"),
        ("2021-12-02", "Stockholm", "ستوكهولم"),
    ]
    assert found["e-other"] == []
    assert found["e-2021-05-20"] == []
    assert found["e-2023-03-03"] == ([] if backwards else before)
