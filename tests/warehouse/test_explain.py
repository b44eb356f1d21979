"""``why`` and ``why-not``: each gate says what decided, whatever stopped the article or the contact."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from include.rasid.errors import BadInputError
from include.rasid.io.messages import LANGUAGES, load_messages
from include.rasid.stages.explain_article import explain_article
from include.rasid.stages.explain_contact import explain_contact
from tests.factories import make_article
from tests.warehouse.loading import execute, read, read_more, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from include.rasid.core.explanation import Finding
    from include.rasid.settings import Settings

pytestmark = pytest.mark.postgres
MET = "التقى وزير الخارجية الأميركي أنتوني بلينكن نظيره الروسي سيرغي لافروف في {place} يوم {day}."
ARTICLES = [
    make_article(MET.format(place="نيودلهي", day="2 مارس 2023"), id="met", on="2023-03-02", title="لقاء"),
    make_article(MET.format(place="جنيف", day="2 مارس 2023"), id="again", on="2023-03-03", title="لقاء ثان"),
    make_article("قال بلينكن إن موقف لافروف معروف.", id="no_claim", on="2023-03-05"),
    make_article("وصل بلينكن إلى باريس في زيارة تستمر يومين.", id="one_side", on="2023-03-05"),
    make_article(MET.format(place="جنيف", day="21 يناير 2022"), id="old", on="2023-03-05"),
]


@pytest.fixture(scope="module")
def settings(make_database: Callable[[], str]) -> Settings:
    """Return the settings of a warehouse that read the articles."""
    return read(make_database, [ARTICLES])


def lines(findings: Sequence[Finding]) -> list[str]:
    return [f"{f.gate}:{f.line}" for f in findings]


def said(findings: Sequence[Finding], language: str = "en") -> str:
    return "\n".join(load_messages().render(f, language, ZoneInfo("UTC")) for f in findings)


def test_every_finding_has_words_in_both_languages(settings: Settings) -> None:
    """Each line of each explanation is written in Arabic and in English, with every value filled in."""
    messages = load_messages()
    findings = [
        f
        for a in (*(a.id for a in ARTICLES), "https://nowhere.example/1")
        for f in explain_article(a, settings=settings)
    ]
    contact = rows(settings, "select contact_id::text as id from core.contact limit 1")[0].id
    findings += explain_contact(contact, settings=settings)

    assert {f.line for f in findings} <= set(messages.lines)
    for language in LANGUAGES:
        text = said(findings, language)
        assert "{" not in text
        assert "None" not in text


def test_mailed_article_passes_every_gate(settings: Settings) -> None:
    """The words that assert the contact, both thresholds, the step, the alert and each delivery are told."""
    findings = explain_article("met", settings=settings)
    text = said(findings)

    assert lines(findings) == [
        "seen:given",
        "staged:batch_state",
        "validated:validated_ok",
        "published:article_stored",
        "relevant:side_named",
        "relevant:side_named",
        "detected:claim",
        "detected:claim_reasons",
        "confidence:sure_enough",
        "resolved:contact_is",
        "transition:step",
        "alert:alert_ready",
        "recipients:recipients_are",
        "delivery:delivery_waits",
    ]
    assert "التقى وزير الخارجية الأميركي أنتوني بلينكن" in text
    assert "review threshold 0.40; alert threshold 0.75" in text
    assert "desk@rasid.invalid: pending" in text


@pytest.mark.parametrize(
    ("article", "last", "words"),
    [
        ("again", "transition:already_held", "readers know that it was held"),
        ("no_claim", "detected:sentence_of_both", "قال بلينكن إن موقف لافروف معروف"),
        ("one_side", "relevant:side_missing", "nobody of us_russia/RU is named"),
        ("old", "transition:background", "background"),
        ("https://nowhere.example/1?utm_source=x", "published:article_absent", "no feed of nowhere.example is polled"),
        ("never heard of", "published:article_absent", "Rasid never saw this address: never heard of"),
    ],
)
def test_the_gate_that_stopped_it_is_the_last(settings: Settings, article: str, last: str, words: str) -> None:
    """What stopped an article stands at the end, with the words or values that decided."""
    findings = explain_article(article, settings=settings)

    assert lines(findings)[-1] == last
    assert words in said(findings)


def test_below_the_thresholds_both_numbers_are_told(make_database: Callable[[], str]) -> None:
    """A mention too unsure to be kept in a contact, and a contact too unsure to be mailed, are compared with the threshold."""
    settings = read(make_database, [])
    read_more(settings, ARTICLES[:1])
    execute(settings, "update core.contact_mention set confidence = 0.61")
    assert "0.61 < alert threshold 0.75" in said(explain_article("met", settings=settings))
    execute(settings, "update core.contact_mention set confidence = 0.2")
    findings = explain_article("met", settings=settings)
    assert lines(findings)[-1] == "confidence:too_unsure"
    assert "0.20 < review threshold 0.40" in said(findings)


def test_contact_shows_contradictions_and_decisions(settings: Settings) -> None:
    """Two places are both shown, the believed one first; the number of each mention is there for a split."""
    contact = rows(settings, "select contact_id::text as id from core.contact where starts_on = '2023-03-02'")[0].id
    text = said(explain_contact(contact[:10], settings=settings))

    assert "place: New Delhi – shown (1 articles" in text
    assert "place: Geneva – contradicts (1 articles" in text
    numbers = rows(settings, f"select mention_id from core.contact_mention where contact_id = '{contact}'")
    assert all(f"[{n.mention_id}]" in text for n in numbers)


def test_alert_number_leads_to_its_contact(settings: Settings) -> None:
    """A reader's alert number explains the same contact as its id."""
    row = rows(settings, "select alert_id, contact_id::text as contact_id from ops.alert limit 1")[0]

    assert explain_contact(str(row.alert_id), settings=settings) == explain_contact(row.contact_id, settings=settings)
    with pytest.raises(BadInputError, match="no alert 9999"):
        explain_contact("9999", settings=settings)


def test_quarantined_article_says_which_check_failed(settings: Settings) -> None:
    """The expectation, its reason and the failing value are told."""
    execute(
        settings,
        "insert into ops.quarantine (batch_id, article_key, expectation, why, value, article) "
        "values (1, 'bad', 'arabic_share', 'Texts are Arabic.', '0.1', '{}')",
    )
    findings = explain_article("bad", settings=settings)

    assert "check arabic_share, value 0.1. Texts are Arabic." in said(findings)
    assert lines(findings)[-1] == "published:article_absent"


def test_page_that_was_not_fetched_says_why(settings: Settings) -> None:
    """The feed that listed it and the outcome of the last attempt are told, under any spelling of the address."""
    execute(
        settings,
        "insert into raw.feed (feed_key, publisher_key, url) values ('sada', 'sada', 'https://sada.example/rss')",
        "insert into raw.feed_poll (run_id, feed_key, polled_at, outcome, duration_ms) values ('r', 'sada', now(), 'ok', 1)",
        "insert into raw.feed_entry (feed_key, poll_id, identity, url, canonical_url, title, summary, first_seen_at) select 'sada', poll_id, 'x',"
        " 'https://sada.example/1?utm_source=rss', 'https://sada.example/1', 't', '', '2023-03-02' from raw.feed_poll",
        "insert into raw.page (canonical_url, entry_id, url, state, outcome, http_status, attempts) select canonical_url, entry_id, url, 'failed',"
        " 'gone', 410, 2 from raw.feed_entry",
    )
    for address in ("https://sada.example/1", "https://sada.example/1?utm_source=rss", "https://SADA.example/1#top"):
        findings = explain_article(address, settings=settings)
        assert lines(findings)[:2] == ["seen:seen_in", "fetched:page_failed"]
        assert "failed for good: gone (status 410)" in said(findings)
    assert "of sada.example the feeds sada are polled" in said(
        explain_article("https://www.sada.example/2", settings=settings)
    )
