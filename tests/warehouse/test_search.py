"""mart.search on a real Postgres: every spelling and clitic form, ranks, marks, and no help from the locale."""

from __future__ import annotations

import random
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import psycopg2
import pytest

from include.rasid.core.fold import fold
from include.rasid.core.search_words import WORD, search_lexemes
from include.rasid.io.articles import read_articles
from include.rasid.io.migrations import migrate
from include.rasid.io.search_index import index_missing
from include.rasid.io.warehouse import connect
from include.rasid.settings import read_settings
from tests.factories import PROJECT, make_article
from tests.warehouse.loading import execute, read_more, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from include.rasid.settings import Settings

pytestmark = pytest.mark.postgres
LONG = "وقال المتحدث باسم الوزارة إن الاجتماع كان مفيدا وإن الجانبين اتفقا على مواصلة العمل في الأسابيع المقبلة."
ARTICLES = {
    "plain": ("بلينكن يصل إلى جنيف", f"وصل وزير الخارجية الأمريكي أنتوني بلينكن إلى جنيف لإجراء محادثات. {LONG}"),
    "other_spelling": ("وصول الوزير", f"وصل وزير الخارجية الأميركي أنتوني بلينكين إلى أميركا بعد المحادثات. {LONG}"),
    "clitics": ("رسالة موسكو", f"نقلت موسكو رسالة إلى واشنطن ولبلينكن وللمحادثات التي يجريها مع لافروف أثرها. {LONG}"),
    "marks": ("مُحَادَثَاتٌ فِي جِنِيف", f"جَرَتْ مُحَـادَثَات في جنيف بين الجانبين. {LONG}"),
    "other": ("أسعار القمح", f"ارتفعت أسعار القمح في الأسواق العالمية <b>اليوم</b> & أمس. {LONG}"),
    "presentation": ("ﻣﺤﺎﺩﺛﺎﺕ ﺟﺪﻳﺪﺓ", f"ﺑﺪﺃﺕ ﻣﺤﺎﺩﺛﺎﺕ ﺟﺪﻳﺪﺓ في العاصمة. {LONG}"),
}
DAYS = {
    "plain": "2023-03-02",
    "other_spelling": "2023-03-03",
    "clitics": "2023-03-04",
    "marks": "2021-01-05",
    "other": "2023-03-05",
    "presentation": "2020-06-01",
}


def fill(dsn: str) -> Settings:
    """Migrate a database and publish the articles in it."""
    connection = connect(dsn)
    migrate(connection)
    connection.close()
    settings = read_settings({"WAREHOUSE_DSN": dsn, "RASID_AS_OF": "publication"})
    read_more(
        settings, [make_article(text, id=key, title=title, on=DAYS[key]) for key, (title, text) in ARTICLES.items()]
    )
    return settings


@pytest.fixture(scope="module", params=["C.UTF-8", "C"])
def warehouse(
    request: pytest.FixtureRequest, postgres_dsn: str, make_database: Callable[[], str]
) -> Iterator[Settings]:
    """Return a warehouse with the articles, in a database of each locale."""
    with ExitStack() as stack:
        if request.param == "C":
            name = "rasid_test_locale_c"
            administer(postgres_dsn, f"create database {name} template template0 encoding 'UTF8' locale 'C'")
            stack.callback(administer, postgres_dsn, f"drop database {name} with (force)")
            yield fill(postgres_dsn.rsplit("/", 1)[0] + f"/{name}")
        else:
            yield fill(make_database())


def administer(dsn: str, statement: str) -> None:
    connection = psycopg2.connect(dsn)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def search(settings: Settings, q: str, most: int = 20) -> list[Any]:
    """Return what a search finds."""
    connection = connect(settings.warehouse_dsn)
    with connection, connection.cursor() as cursor:
        cursor.execute("select * from mart.search(%s, %s)", (q, most))
        found = cursor.fetchall()
    connection.close()
    return found


@pytest.mark.parametrize(
    ("q", "keys"),
    [
        ("بلينكن", {"plain", "other_spelling", "clitics"}),
        ("بلينكين", {"plain", "other_spelling", "clitics"}),
        ("ولبلينكن", {"plain", "other_spelling", "clitics"}),
        ("أنتوني بلينكن", {"plain", "other_spelling", "clitics"}),
        ("المحادثات", {"plain", "other_spelling", "clitics", "marks", "presentation"}),
        ("محادثات", {"plain", "other_spelling", "clitics", "marks", "presentation"}),
        ("مُحادثـات", {"plain", "other_spelling", "clitics", "marks", "presentation"}),
        ("أسعار القمح", {"other"}),
        ("اسعار قمح", {"other"}),
        ("بلينكن جنيف", {"plain"}),
        ("لافروف محادثات", {"clitics"}),
        ("زيمبابوي", set()),
        ("", set()),
        ("؟!، .", set()),
        ("' | & ! \\ :* <-> --", set()),
        ("'; drop table core.article; --", set()),
    ],
)  # fmt: skip
def test_every_form_is_found(warehouse: Settings, q: str, keys: set[str]) -> None:
    """A name finds every spelling of whom it means, a word every form with clitics, marks and article; all words must be there."""
    assert {row.article_key for row in search(warehouse, q)} == keys


def test_names_of_states_are_found_in_every_spelling(make_database: Callable[[], str]) -> None:
    """أميركا finds أمريكا and الولايات المتحدة, the other way round, too."""
    settings = fill(make_database())
    texts = {"one": "أمريكا", "two": "أميركا", "three": "الولايات المتحدة"}
    read_more(
        settings,
        [
            make_article(f"زار الوفد {name} أمس والتقى مسؤولين. {LONG}", id=key, title="زيارة")
            for key, name in texts.items()
        ],
    )
    for name in texts.values():
        assert set(texts) <= {row.article_key for row in search(settings, name)}, name


def test_marks_point_into_the_stored_text(warehouse: Settings) -> None:
    """Each mark covers the whole word as published, tatweel, vowel marks and presentation forms included."""
    for row in search(warehouse, "محادثات"):
        title, text = ARTICLES[row.article_key]
        words = [text[span[0] : span[1]] for span in spans(row.text_marks)] + [
            title[s[0] : s[1]] for s in spans(row.title_marks)
        ]
        assert words, row.article_key
        assert all("محادثات" in fold(word).text for word in words), words


def spans(multirange: str) -> list[tuple[int, int]]:
    """Return the spans of a multirange as the driver gives it: {[0,3),[5,9)}."""
    pieces = multirange.strip("{}").replace("[", "").split("),") if multirange != "{}" else []
    return [(int(a), int(b)) for a, b in (piece.rstrip(")").split(",") for piece in pieces)]


def test_titles_and_snippets_are_marked_and_safe(warehouse: Settings) -> None:
    """The words stand in <mark>, everything else is escaped: a page may show it as it is."""
    [row] = search(warehouse, "القمح أسعار")

    assert row.title_marked == "<mark>أسعار</mark> <mark>القمح</mark>"
    assert "<mark>القمح</mark> في الأسواق" in row.snippet
    assert "&lt;b&gt;اليوم&lt;/b&gt; &amp; أمس" in row.snippet


def test_the_title_ranks_first_then_words_as_written_then_the_newest(warehouse: Settings) -> None:
    """In the title before in the text, as written before under clitics, newer before older."""
    keys = [row.article_key for row in search(warehouse, "محادثات")]
    ranks = [row.rank for row in search(warehouse, "محادثات")]

    assert keys[:2] == ["marks", "presentation"]
    assert ranks == sorted(ranks, reverse=True)
    assert keys.index("plain") < keys.index("clitics")
    assert [row.article_key for row in search(warehouse, "محادثات", 1)] == ["marks"]


def test_an_edited_article_is_found_by_its_new_words_only(make_database: Callable[[], str]) -> None:
    """A revision replaces what is searched."""
    settings = fill(make_database())
    read_more(settings, [make_article(f"عن الزيتون وحده. {LONG}", id="other", title="الزيتون")])

    assert [row.article_key for row in search(settings, "الزيتون")] == ["other"]
    assert search(settings, "القمح") == []


def test_articles_of_an_older_version_are_made_findable(make_database: Callable[[], str]) -> None:
    """What has no lexemes yet gets them once."""
    settings = fill(make_database())
    execute(settings, "delete from core.article_search")
    assert search(settings, "القمح") == []
    assert index_missing(settings.warehouse_dsn) == len(ARTICLES)
    assert index_missing(settings.warehouse_dsn) == 0
    assert len(search(settings, "القمح")) == 1


def strings() -> list[str]:
    """Return 10,000 strings: stretches of the newsroom's articles, and characters of every block that folding touches."""
    rng = random.Random(6)
    texts = [a.text for a in read_articles(sorted((PROJECT / "include" / "newsroom").glob("articles_*.jsonl")))]
    blocks = [
        range(0x20, 0x250),
        range(0x5F0, 0x700),
        range(0x750, 0x780),
        range(0x8A0, 0x900),
        range(0x2000, 0x2070),
        range(0xFB50, 0xFE00),
        range(0xFE70, 0xFF00),
    ]
    pool = [chr(c) for block in blocks for c in block] + ["\t", "\n", "\r", "\u3000", "\ufeff", "😀", "漢"]
    found = ["", *pool]
    while len(found) < 10_000:
        text = rng.choice(texts)
        start = rng.randrange(len(text))
        piece = text[start : start + rng.randrange(1, 80)]
        found.append("".join(rng.choice(pool) if rng.random() < 0.2 else c for c in piece))
    return found


def test_folding_in_sql_is_folding_in_python(warehouse: Settings) -> None:
    """On 10,000 strings both give the same text and the same words, in each locale."""
    listed = strings()
    connection = connect(warehouse.warehouse_dsn)
    with connection.cursor() as cursor:
        cursor.execute(
            "select core.fold(s.s) as folded, core.search_words(core.fold(s.s)) as words from unnest(%s) with ordinality as s (s, n) order by n",
            (listed,),
        )
        answers = [tuple(row) for row in cursor.fetchall()]
    connection.close()
    expected = [(fold(s).text, WORD.findall(fold(s).text)) for s in listed]

    assert len(listed) == 10_000
    assert [(s, a, e) for s, a, e in zip(listed, answers, expected, strict=True) if a != e] == []


def test_lexemes_hold_the_words_of_title_text_and_names() -> None:
    """Words as written, without clitics, in the title, entities and the week."""
    article = make_article("وبالمحادثات", title="لقاء", on="1970-01-08")
    found = search_lexemes(article.title, article.text, [("title", "person", "lavrov")], article.published_at)

    assert {
        "وبالمحادثات",
        "~محادثات",
        "~المحادثات",
        "لقاء",
        "^لقاء",
        "^~قاء",
        "@person:lavrov",
        "^@person:lavrov",
        "#1",
    } <= set(found)
    assert "^وبالمحادثات" not in found


def test_an_analyst_may_search_without_seeing_texts(warehouse: Settings) -> None:
    """The function is the owner's; what it gives of a text is a short stretch."""
    execute(
        warehouse,
        "drop role if exists rasid_test_reader",
        "create role rasid_test_reader",
        "grant usage on schema mart to rasid_test_reader",
        "grant execute on function mart.search(text, int) to rasid_test_reader",
    )
    try:
        [found] = rows_as(warehouse, "rasid_test_reader", "select * from mart.search('القمح')")
        assert len(found.snippet) < 400
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            rows_as(warehouse, "rasid_test_reader", "select * from core.article")
    finally:
        execute(warehouse, "drop owned by rasid_test_reader", "drop role rasid_test_reader")
    assert rows(warehouse, "select count(*)::int as n from core.article")[0].n == len(ARTICLES)


def rows_as(settings: Settings, role: str, statement: str) -> list[Any]:
    connection = connect(settings.warehouse_dsn)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(f"set role {role}")
            cursor.execute(statement)
            return cursor.fetchall()
    finally:
        connection.close()


def test_every_search_is_planned_for_its_words(warehouse: Settings) -> None:
    """A plan kept for any words reads all articles of a word: a connection's later searches would be slow."""
    found = rows(warehouse, "select proconfig from pg_proc where oid = 'mart.search(text, int)'::regprocedure")
    assert "plan_cache_mode=force_custom_plan" in found[0].proconfig
