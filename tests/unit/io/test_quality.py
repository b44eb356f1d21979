"""The suites of include/expectations on rows that are good but for one thing."""

from __future__ import annotations

import sys
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from include.rasid.core.measures import measure
from include.rasid.core.staged import article_columns, contact_columns
from include.rasid.errors import BadInputError
from include.rasid.io.quality import CheckResult, check_rows
from include.rasid.model import Mode, Role, Scope, Setting, Status
from tests.factories import PROJECT

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum
    from pathlib import Path

pytestmark = pytest.mark.slow
SUITES = PROJECT / "include" / "expectations"
SENTENCE = "التقى وزير الخارجية الأميركي أنتوني بلينكن نظيره الروسي سيرغي لافروف في نيودلهي اليوم الخميس."
TEXT = f"{SENTENCE}\nواستمر اللقاء عشر دقائق على هامش اجتماع مجموعة العشرين.\nوقال بلينكن إنه دعا روسيا إلى العودة إلى المعاهدة وإلى إطلاق المحتجزين لديها."
NOON = datetime(2023, 3, 2, 12, tzinfo=UTC)
Row = SimpleNamespace
Mutation = tuple[str, "Callable[[Row], object]", str]


def good_row() -> Row:
    """Return a staged article with one name and one contact, as detection leaves it."""
    contact = {
        "participants": ["blinken", "lavrov"],
        "sides": {"RU": ["lavrov"], "US": ["blinken"]},
        "mode": "in_person",
        "setting": "margins",
        "status": "held",
        "starts_on": "2023-03-02",
        "ends_on": "2023-03-02",
        "role": "new",
        "scope": "principal",
        "confidence": 0.9,
        "part": "text",
        "start": 0,
        "end": len(SENTENCE),
        "evidence": SENTENCE,
    }
    start = TEXT.index("بلينكن")
    name = {"key": "blinken", "kind": "person", "part": "text", "start": start, "end": start + 6, "surface": "بلينكن"}
    row = Row(publisher_key="sada", published_at=NOON, seen_at=NOON, entity_mentions=[name], contact_mentions=[contact])
    write(row, title="بلينكن يلتقي لافروف في نيودلهي", text=TEXT)
    return row


def write(row: Row, *, text: str, title: str | None = None) -> None:
    """Give a row this text, with the figures that extraction would store."""
    row.title, row.text = row.title if title is None else title, text
    figures = measure(row.title, row.text)
    row.text_chars, row.arabic_letter_ratio = figures.text_chars, figures.arabic_letter_ratio
    row.replacement_chars, row.duplicate_paragraphs = figures.replacement_chars, figures.duplicate_paragraphs


def rewrite(text: str, title: str | None = None) -> Callable[[Row], None]:
    """Return the mutation to another text, in which nothing was found."""

    def mutate(row: Row) -> None:
        row.entity_mentions, row.contact_mentions = [], []
        write(row, text=text, title=title)

    return mutate


def publish(at: datetime) -> Callable[[Row], None]:
    """Return the mutation to another publication time, in which nothing was found."""
    return lambda row: row.__dict__.update(published_at=at, contact_mentions=[])


def contact(**fields: Any) -> Callable[[Row], None]:
    """Return the mutation of some fields of the contact mention."""
    return lambda row: row.contact_mentions[0].update(fields)


def name(**fields: Any) -> Callable[[Row], None]:
    """Return the mutation of some fields of the entity mention."""
    return lambda row: row.entity_mentions[0].update(fields)


def misread(written: str, read: str) -> str:
    """Return the good text with one more sentence that was decoded wrongly."""
    return f"{TEXT}\n{SENTENCE[:30].encode(written).decode(read, errors='ignore')}"


BAD: list[Mutation] = [
    ("no publisher", lambda r: r.__dict__.update(publisher_key=""), "publisher_known"),
    ("blank publisher", lambda r: r.__dict__.update(publisher_key=" "), "publisher_known"),
    ("39 characters", rewrite("ا" * 39), "text_long_enough"),
    ("a book", rewrite("كتاب " * 40_001), "text_long_enough"),
    ("40 characters", rewrite("ا" * 40), "text_not_short"),
    ("199 characters", rewrite("ا" * 199), "text_not_short"),
    ("glued title", rewrite(TEXT, title="ا" * 501), "title_sane"),
    ("empty title", rewrite(TEXT, title=""), "title_present"),
    ("blank title", rewrite(TEXT, title=" \u00a0 "), "title_present"),
    ("English", rewrite(TEXT + " Blinken met Lavrov in New Delhi" * 9), "text_is_arabic"),
    ("English with links", rewrite(f'{"Blinken met Lavrov. " * 9} <a href="https://sada.test/خبر">{SENTENCE}</a>'), "text_is_arabic"),
    ("lost letters", rewrite(TEXT + "\ufffd" * 3), "few_replacement_characters"),
    ("UTF-8 as windows-1256", rewrite(misread("utf-8", "cp1256")), "no_mojibake"),
    ("UTF-8 as windows-1252", rewrite(misread("utf-8", "cp1252")), "no_mojibake"),
    ("UTF-8 as Latin-1", rewrite(misread("utf-8", "latin-1")), "no_mojibake"),
    ("windows-1256 as Latin-1", rewrite(misread("cp1256", "latin-1")), "no_mojibake"),
    ("title only", rewrite(TEXT, title="لقاء في جنيف".encode().decode("cp1256", "ignore")), "no_mojibake"),
    ("from the future", publish(NOON + timedelta(days=1, minutes=1)), "not_from_the_future"),
    ("last of 1999", publish(datetime(1999, 12, 31, 23, 59, tzinfo=UTC)), "not_before_the_web"),
    ("paragraph twice", rewrite(f"{TEXT}\n{SENTENCE}"), "paragraphs_not_repeated"),
    ("nobody tagged", lambda r: r.__dict__.update(entity_mentions=None), "article_was_searched"),
    ("nobody searched", lambda r: r.__dict__.update(contact_mentions=None), "article_was_searched"),
    ("name elsewhere", name(start=0, end=6), "entity_spans_inside"),
    ("name behind the end", name(start=len(TEXT), end=len(TEXT) + 6), "entity_spans_inside"),
    ("name from the end", name(start=-3, end=len(TEXT), surface=TEXT[-3:]), "entity_spans_inside"),
    ("name of nothing", name(start=5, end=5, surface=""), "entity_spans_inside"),
    ("name in no part", name(part="title"), "entity_spans_inside"),
    ("name without span", name(start=None), "entity_spans_inside"),
    ("one side", contact(sides={"US": ["blinken", "lavrov"]}), "contact_has_two_sides"),
    ("empty side", contact(sides={"US": ["blinken", "lavrov"], "RU": []}), "contact_has_two_sides"),
    ("alone", contact(participants=["blinken"]), "contact_has_participants"),
    ("with himself", contact(participants=["blinken", "blinken"]), "contact_has_participants"),
    ("mode", contact(mode="telepathy"), "contact_mode_known"),
    ("setting", contact(setting="picnic"), "contact_setting_known"),
    ("status", contact(status="rumoured"), "contact_status_known"),
    ("role", contact(role="old"), "contact_role_known"),
    ("scope", contact(scope="major"), "contact_scope_known"),
    ("too sure", contact(confidence=1.01), "contact_confidence_in_range"),
    ("less than nothing", contact(confidence=-0.01), "contact_confidence_in_range"),
    ("other words", contact(evidence=SENTENCE.replace("التقى", "هاتف")), "contact_evidence_verbatim"),
    ("shifted", contact(start=1), "contact_evidence_verbatim"),
    ("empty evidence", contact(evidence="", end=0), "contact_evidence_verbatim"),
    ("evidence of the title", contact(part="title"), "contact_evidence_verbatim"),
    ("evidence from the end", contact(start=-3, end=len(TEXT), evidence=TEXT[-3:]), "contact_evidence_verbatim"),
    ("held in two days", contact(starts_on="2023-03-04", ends_on="2023-03-04"), "contact_held_not_ahead"),
    *((f"no {field}", contact(**{field: None}), "contact_complete") for field in good_row().contact_mentions[0]
      if field not in {"starts_on", "ends_on"}),
    ("confidence in words", contact(confidence="high"), "contact_complete"),
    ("a day that is none", contact(starts_on="2023-02-30"), "contact_complete"),
    ("sides as a list", contact(sides=["US", "RU"]), "contact_complete"),
    ("evidence in the margin", contact(part="margin"), "contact_complete"),
]  # fmt: skip

GOOD: list[tuple[str, Callable[[Row], object]]] = [
    ("as it is", lambda _: None),
    ("200 characters", rewrite("ا" * 200)),
    ("title of 500", rewrite(TEXT, title="ا" * 500)),
    ("some English", rewrite(TEXT + " Blinken met Lavrov in New Delhi")),
    ("link left in", rewrite(TEXT + f'<a href="/{"%D8%A7" * 200}">هنا</a>')),
    ("address left in", rewrite(TEXT + f" https://sada.test/{'%D8%A7' * 200}")),
    ("one lost letter", rewrite(TEXT + "\ufffd")),
    ("accents and quotes", rewrite(TEXT + " «المحتاط» و”الحفاظ“، فقط…" * 9 + " Véran, Müller")),
    ("a day ahead", publish(NOON + timedelta(days=1))),
    ("first of 2000", publish(datetime(2000, 1, 1, tzinfo=UTC))),
    ("nothing found", lambda r: r.__dict__.update(entity_mentions=[], contact_mentions=[])),
    ("held tomorrow", contact(starts_on="2023-03-03", ends_on="2023-03-03")),
    ("planned in two days", contact(status="planned", starts_on="2023-03-04", ends_on="2023-03-04")),
    ("no date", contact(starts_on=None, ends_on=None)),
    ("sure", contact(confidence=1)),
    ("not sure at all", contact(confidence=0)),
]


def check(rows: list[Row]) -> tuple[CheckResult, ...]:
    """Run both suites on staged rows."""
    return (
        *check_rows(SUITES / "articles.yml", [article_columns(row) for row in rows]),
        *check_rows(SUITES / "contacts.yml", [columns for row in rows for columns in contact_columns(row)]),
    )


@pytest.fixture(scope="module")
def results() -> tuple[CheckResult, ...]:
    """Return what the suites say of all rows at once; a row's key names its mutation."""
    rows = []
    for label, mutate in [*((label, mutate) for label, mutate, _ in BAD), *GOOD]:
        row = deepcopy(good_row())
        mutate(row)
        row.article_key = label
        rows.append(row)
    twin = good_row()
    twin.article_key = "as it is twice"
    return check([*rows, twin, deepcopy(twin)])


def broken(results: tuple[CheckResult, ...], article_key: str) -> set[str]:
    """Return the expectations that a row broke."""
    return {result.key for result in results for failure in result.failures if failure.article_key == article_key}


@pytest.mark.parametrize(("label", "key"), [(label, key) for label, _, key in BAD], ids=lambda value: value)
def test_one_mutation_breaks_exactly_one_expectation(results: tuple[CheckResult, ...], label: str, key: str) -> None:
    """A row that is good but for one thing breaks the expectation on that thing and no other."""
    assert broken(results, label) == {key}


@pytest.mark.parametrize("label", [label for label, _ in GOOD])
def test_rows_at_the_bounds_pass(results: tuple[CheckResult, ...], label: str) -> None:
    """The last value that is allowed, and what only looks odd, breaks nothing."""
    assert broken(results, label) == set()


def test_both_rows_of_one_key_are_named(results: tuple[CheckResult, ...]) -> None:
    """Two rows with the same key break the check of keys, which holds the batch."""
    unique = next(result for result in results if result.key == "article_key_unique")

    assert [f.article_key for f in unique.failures] == ["as it is twice"] * 2
    assert (unique.severity, unique.success) == ("block", False)


def test_every_expectation_has_a_row_that_breaks_it(results: tuple[CheckResult, ...]) -> None:
    """No expectation of the suites is without a mutation in this module, and each reports that it failed."""
    assert {r.key for r in results} == {key for _, _, key in BAD} | {"article_key_unique"}
    assert [r.key for r in results if r.success] == []


def test_results_carry_values_counts_and_reasons(results: tuple[CheckResult, ...]) -> None:
    """A result names the failing value as text, an empty one as none, and how many rows were looked at."""
    by_key = {result.key: result for result in results}
    values = {f.article_key: f.value for r in results for f in r.failures}

    assert values["39 characters"] == "39"
    assert values["mode"] == "telepathy"
    assert values["no publisher"] is None
    assert values["no status"] == "status"
    assert by_key["title_sane"].elements == len(BAD) + len(GOOD) + 2
    assert by_key["title_sane"].why.startswith("A headline")
    assert by_key["title_sane"].column == "title_chars"


def test_vocabulary_of_the_suite_is_that_of_the_model() -> None:
    """The closed lists in contacts.yml are the enumerations of the model, no word more or less."""
    suite = yaml.safe_load((SUITES / "contacts.yml").read_text("utf-8"))
    listed = {e["kwargs"]["column"]: e["kwargs"].get("value_set") for e in suite["expectations"]}
    enums: dict[str, type[StrEnum]] = {"mode": Mode, "setting": Setting, "status": Status, "role": Role, "scope": Scope}

    assert {column: set(listed[column]) for column in enums} == {c: set(map(str, e)) for c, e in enums.items()}


def test_no_rows_pass_without_great_expectations() -> None:
    """A batch without contacts passes the contacts suite, each check with no rows looked at."""
    outcome = check_rows(SUITES / "contacts.yml", [])

    assert {(result.success, result.elements) for result in outcome} == {(True, 0)}


def suite_file(folder: Path, **expectation: Any) -> Path:
    """Write a suite of one expectation."""
    meta = {"key": "only", "severity": "quarantine", "why": "For the test."}
    values = {"type": "expect_column_values_to_be_between", "kwargs": {"column": "n", "min_value": 0}, "meta": meta}
    path = folder / "suite.yml"
    path.write_text(yaml.safe_dump({"version": 1, "source": "test", "expectations": [{**values, **expectation}]}))
    return path


@pytest.mark.parametrize(
    ("expectation", "message"),
    [
        ({"kwargs": {"column": "gone", "min_value": 0}}, "only cannot be computed"),
        ({"kwargs": {"column": "word", "min_value": 0}}, "only cannot be computed"),
        ({"type": "expect_miracles"}, "knows no expect_miracles"),
        ({"kwargs": {"colum": "n"}}, "not an expectation"),
        ({"meta": {"key": "only", "severity": "deadly", "why": "x"}}, "severity"),
        ({"mood": "good"}, "mood"),
    ],
)
def test_a_check_that_cannot_be_made_lets_nothing_pass(
    tmp_path: Path, expectation: dict[str, Any], message: str
) -> None:
    """A suite that names a missing column, an unknown type or a wrong argument is an error that names the file."""
    path = suite_file(tmp_path, **expectation)

    with pytest.raises(BadInputError, match=message) as caught:
        check_rows(path, [{"article_key": "a", "n": 1, "word": "x"}, {"article_key": "b", "n": 2, "word": "y"}])

    assert caught.value.path == path


_connected: list[object] = []
sys.addaudithook(lambda event, arguments: _connected.append(arguments) if event == "socket.connect" else None)


def test_validation_connects_to_nothing() -> None:
    """A validation opens no connection: no telemetry leaves the machine."""
    row = good_row()
    row.article_key = "a"
    _connected.clear()

    assert all(result.success for result in check([row]))
    assert _connected == []
