"""Who is meant: duals, pronouns, counterparts, officials named before, and whom a text only names beside."""

from __future__ import annotations

import pytest

from tests.unit.core.test_detect import detect

PAIR = ("blinken", "lavrov")
PARTIES = [
    # duals and pronouns
    ("التقى بلينكن لافروف في جنيف أمس.\nوتحدث الرجلان هاتفيا في 2 فبراير.", PAIR),
    ("التقى بلينكن لافروف في جنيف أمس.\nوكانا قد تحادثا في 2 فبراير.", PAIR),
    ("زار بلينكن ولافروف جنيف.\nوجمعتهما مكالمة في 2 فبراير.", PAIR),
    ("وصل لافروف إلى جنيف.\nواستقبله بلينكن في 2 فبراير.", PAIR),
    ("كان لافروف في جنيف حين جمعته ببلينكن مكالمة في 2 فبراير.", PAIR),
    ("التقى لافروف في 2 فبراير نظيره الأميركي.", PAIR),
    # an official named before
    (
        "قالت السفيرة الأميركية لين تريسي إنها متفائلة، والتقى لافروف في 2 فبراير المسؤولة الأميركية.",
        ("lavrov", "tracy"),
    ),
    # a title behind a name is the same person
    ("التقى سيرغي لافروف، وزير الخارجية الروسي، أنتوني بلينكن في 2 فبراير.", PAIR),
    # order and prepositions
    ("أنتوني بلينكن اجتمع في 2 فبراير إلى سيرغي لافروف.", PAIR),
    ("أمضى بلينكن ساعتين في 2 فبراير مع لافروف.", PAIR),
    ("ما دار بين بلينكن ولافروف في 2 فبراير.", PAIR),
    ("قال بلينكن إنه أجرى في 2 فبراير مكالمة مع لافروف.", PAIR),
    ("استقبل بلينكن في جنيف في 2 فبراير من قبل سيرغي لافروف.", PAIR),
    ("وجه لافروف رسالة إلى بلينكن في 2 فبراير.", PAIR),
    ("وقع بلينكن ولافروف اتفاقا في 2 فبراير.", PAIR),
    ("قمة أميركية روسية في 2 فبراير.", ("biden", "putin")),
]


@pytest.mark.parametrize(("text", "people"), PARTIES)
def test_who_is_meant(text: str, people: tuple[str, ...]) -> None:
    """The contact of 2 February is between the two people whom the words mean."""
    found = [m for m in detect(text) if m.when is not None and m.when.iso == "2023-02-02"]

    assert [m.participants for m in found] == [people]


@pytest.mark.parametrize(
    "text",
    [
        "استقبل بوتين ماكرون في موسكو أمس.\nوتحدث الرئيسان عن بايدن.",
        "قال ماكرون إنه تحدث أمس مع بوتين، وأضاف بايدن أنه يتابع.",
        "استقبل الرئيس الفنلندي نينيستو الجنرال الروسي أمس، على أن يلتقي نظيره الأميركي غدا.",
        "كان الأوروبيون قد تشاوروا مع بايدن أمس، وانتقدهم بوتين.",
        "وصف بايدن المحادثات مع جدل أثاره بيان للرئيس بوتين بأنها صعبة.",
    ],
)
def test_third_parties_do_not_leak_in(text: str) -> None:
    """Who met somebody else is no party, though both sides are named."""
    assert [m.participants for m in detect(text) if m.confidence >= 0.5] == []


def test_a_pair_of_third_countries_is_meant_while_it_is_told() -> None:
    """A dual means the pair told last; one of third countries gives way once its paragraph is over and the watch has one."""
    found = detect(
        "التقى بلينكن لافروف في جنيف أمس.\nواجتمع لافروف مع نظيره التركي مولود تشاووش أوغلو. وتحدث الوزيران في 2 فبراير.\n"
        "وكان الوزيران قد تحدثا هاتفيا في 5 يناير."
    )

    assert [(m.participants, m.when.iso) for m in found if m.when and m.when.iso < "2023-03"] == [(PAIR, "2023-01-05")]


def test_the_office_is_held_by_whom_it_had_then() -> None:
    """«وزيري دفاع البلدين في أغسطس 2014» are the ministers of that year."""
    [mention] = detect("تعود آخر محادثة بين وزيري دفاع الولايات المتحدة وروسيا إلى أغسطس 2014.")

    assert mention.participants == ("hagel", "shoigu")
