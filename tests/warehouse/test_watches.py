"""A second pair of countries is a few lines of watches.yml: contacts, alerts and mails of each watch are its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.factories import LEXICONS, make_article
from tests.warehouse.loading import read, rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from include.rasid.settings import Settings

pytestmark = pytest.mark.postgres
CHINA = """
  - key: us_china
    label: {ar: الاتصالات الأميركية الصينية, en: US–China contacts}
    sides:
      - {key: US, label: {ar: الولايات المتحدة, en: United States}, countries: [US], delegation: us_delegation}
      - {key: CN, label: {ar: الصين, en: China}, countries: [CN], delegation: cn_delegation}
    scopes: [principal, senior]
    transitions: [announced, held, postponed, cancelled, denied]
    alert_threshold: 0.75
    review_threshold: 0.4
    recipients: [asia@rasid.invalid]
"""
ARTICLES = [
    make_article(
        "التقى وزير الخارجية الأميركي أنتوني بلينكن نظيره الصيني وانغ يي في بكين يوم 26 أبريل 2024.",
        id="china", on="2024-04-26",
    ),
    make_article(
        "التقى وزير الخارجية الأميركي أنتوني بلينكن نظيره الروسي سيرغي لافروف في نيودلهي يوم 2 مارس 2023.",
        id="russia", on="2023-03-02",
    ),
    make_article(
        "أجرى الرئيس الأميركي جو بايدن اتصالا هاتفيا مع نظيره الصيني شي جين بينغ يوم 2 أبريل 2024.\n"
        "وكان بايدن قد التقى نظيره الروسي فلاديمير بوتين في جنيف يوم 16 يونيو 2021.",
        id="both", on="2024-04-02",
    ),
    make_article("التقى وزير الخارجية الروسي سيرغي لافروف نظيره الصيني وانغ يي في بكين يوم 9 أبريل 2024.", id="neither", on="2024-04-09"),
    make_article("ألغى وزير الخارجية الأميركي أنتوني بلينكن زيارته المقررة إلى الصين ولقاءه مع وانغ يي.", id="off", on="2024-05-20"),
]  # fmt: skip


@pytest.fixture(scope="module")
def settings(make_database: Callable[[], str], tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return the settings of a warehouse with both watches."""
    path: Path = tmp_path_factory.mktemp("watches") / "watches.yml"
    path.write_text((LEXICONS / "watches.yml").read_text("utf-8") + CHINA, "utf-8")
    return read(make_database, [ARTICLES], RASID_WATCHES=str(path))


def found(settings: Settings, statement: str) -> list[Any]:
    return [tuple(row) for row in rows(settings, statement)]


def test_each_contact_is_of_its_own_watch(settings: Settings) -> None:
    """An article on both pairs gives each watch its contact; a meeting of neither pair gives none."""
    contacts = found(
        settings,
        "select watch_key, participants, cameo, starts_on::text from mart.contacts where starts_on is not null order by 1, 4",
    )

    assert contacts == [
        ("us_china", ["biden", "xi"], "041", "2024-04-02"),
        ("us_china", ["blinken", "wang_yi"], "040", "2024-04-26"),
        ("us_russia", ["biden", "putin"], "044", "2021-06-16"),
        ("us_russia", ["blinken", "lavrov"], "044", "2023-03-02"),
    ]


def test_readers_get_the_alerts_of_their_watch_only(settings: Settings) -> None:
    """Each alert goes to the recipients of its watch, and the background of an article to nobody."""
    statement = (
        "select a.watch_key, a.article_key, a.transition, s.email from ops.alert a join ops.delivery d using (alert_id)"
        " join ops.subscriber s using (subscriber_id) where a.transition = 'held' order by 1, 2"
    )

    assert found(settings, statement) == [
        ("us_china", "both", "held", "asia@rasid.invalid"),
        ("us_china", "china", "held", "asia@rasid.invalid"),
        ("us_russia", "russia", "held", "desk@rasid.invalid"),
    ]


def test_mail_names_its_watch(settings: Settings) -> None:
    """What the mail says of the watch comes from watches.yml."""
    labels = found(settings, "select distinct watch_key, facts -> 'watch' ->> 'en' from ops.alert order by 1")

    assert labels == [("us_china", "US–China contacts"), ("us_russia", "US–Russia contacts")]
