from __future__ import annotations

from functools import cache
from itertools import product

import pytest

from include.rasid.core.fold import fold, fold_word
from include.rasid.core.forms import Entry, FormIndex, part_forms
from include.rasid.core.lexicon import Body, FormKind, Lexicon
from include.rasid.core.matching import FormMatcher
from tests.factories import detector


@cache
def index() -> FormIndex:
    return FormIndex(detector().lexicon, ("السابق",))


def stands_for(form: str) -> set[Entry]:
    folded = fold_word(form)
    (first,) = {parted.split(" ")[0] for parted in part_forms([folded])}
    return {e for _, its, entries in index().forms_of(first) if its == folded for e in entries}


def lexicon_of(*names: str) -> Lexicon:
    body = Body(key="it", label_ar="", label_en="", kind="forum", country=None, qid=None, names=names)
    return Lexicon(people={}, countries={}, places={}, bodies={"it": body}, topics={}, roles={})


def found(text: str, *names: str) -> list[str]:
    folded = fold(text).text
    return [folded[h.start : h.end] for h in FormMatcher(lexicon_of(*names)).find(folded).names]


def test_every_first_name_goes_with_every_family_name() -> None:
    """Full names are not stored, yet none is missing: each is a form of the person, as every alias and family name is."""
    missing = []
    for person in detector().lexicon.people.values():
        full = [f"{first} {family}" for first, family in product(person.first_names, person.family_names)]
        assert set(person.full_names) == {*full, person.name_ar, *person.aliases}
        wanted = [(Entry(FormKind.FULL_NAME, person.key), name) for name in person.full_names]
        wanted += [(Entry(FormKind.FAMILY_NAME, person.key), name) for name in person.family_names]
        missing += [name for entry, name in wanted if entry not in stands_for(name)]

    assert missing == []


@pytest.mark.parametrize(
    ("form", "key"),
    [
        ("سيرجي لافروف", "lavrov"),
        ("سيرقي لافروف", "lavrov"),
        ("انتوني بلينجن", "blinken"),
        ("بلينجن", "blinken"),
        ("لجون جيري", "kerry"),
        ("جيري", "jeri"),
    ],
)
def test_velars_are_exchanged_in_first_and_family_names(form: str, key: str) -> None:
    """A leading official is found with another velar letter, also in the word that the form begins with; a listed name comes first."""
    (hit,) = detector().matcher.find(form).names

    assert hit.entries[0].key == key
    assert hit.end == len(form)


@pytest.mark.parametrize(
    ("word", "is_owned"),
    [("لافروف", True), ("بلينجن", True), ("للسابق", True), ("لافرووف", False), ("جيري", True), ("", False)],
)
def test_what_the_lexicon_owns(word: str, *, is_owned: bool) -> None:
    """Listed words, spellings made by rule and contractions are owned; what is only near to one is not."""
    assert index().owns(word) is is_owned


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("اجتمع مجلس القمة", ["مجلس القمة", "مجلس"], ["مجلس القمه"]),
        ("اجتمع مجلس", ["مجلس القمة", "مجلس"], ["مجلس"]),
        ("اجتمع مجلس", ["مجلس القمة"], []),
        ("اجتمع مجلس القمم", ["مجلس القمة"], []),
        ("في بيت الخبرة", ["«بيت» الخبرة"], []),
        ("في «بيت» الخبرة", ["«بيت» الخبرة"], ["بيت» الخبره"]),
        ("منتدى 5+5 اليوم", ["منتدى 5+5"], ["منتدي 5+5"]),
        ("قال 2+2", ["2+2"], ["2+2"]),
        ("للمجلس الأعلى", ["المجلس الأعلى"], ["للمجلس الاعلي"]),
        ("", ["مجلس"], []),
        ("...", ["..."], []),
    ],
)
def test_forms_of_several_words(text: str, names: list[str], expected: list[str]) -> None:
    """A form is found whole, with what is no letter where it has it, and none is found in part."""
    assert found(text, *names) == expected


def test_words_that_were_met_are_forgotten_before_they_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is known of words is bounded, and forgetting it changes nothing."""
    monkeypatch.setattr("include.rasid.core.word_readings._MOST_WORDS_KEPT", 3)
    matcher = FormMatcher(lexicon_of("مجلس القمة"))
    text = fold("قال أحمد إن مجلس القمة بدأ في مكة وإن مجلس القمة انتهى").text

    assert [text[h.start : h.end] for h in matcher.find(text).names] == ["مجلس القمه", "مجلس القمه"]
