"""What detection measures for validation stays true to its row, or goes."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from include.rasid.io.knowns import rules_sha256
from include.rasid.stages.detect import detect_contacts
from include.rasid.stages.stage_articles import stage_articles
from include.rasid.stages.validate import validate_batches
from tests.factories import make_article
from tests.warehouse.loading import execute, rows
from tests.warehouse.test_validate import MEETING, REST, settings

if TYPE_CHECKING:
    from include.rasid.settings import Settings

pytestmark = pytest.mark.postgres
__all__ = ["settings"]  # the fixture
_numbers = itertools.count(1)


@pytest.fixture
def detected(settings: Settings) -> str:
    """Return the key of an article that detection has read."""
    key = f"facts-{next(_numbers)}"
    article = make_article(MEETING + REST, id=key, title="بلينكن ولافروف في نيودلهي", on="2023-03-02")
    stage_articles(key, [article], settings=settings)
    detect_contacts(key, settings=settings)
    return key


def test_detection_leaves_facts_by_todays_rules(settings: Settings, detected: str) -> None:
    """Each article has columns of its own and of its contact, and what they were made by."""
    [row] = rows(settings, f"select facts, facts_of from staging.article where article_key = '{detected}'")

    assert row.facts_of == rules_sha256(settings.lexicons)
    assert (row.facts["article"]["is_arabic"], row.facts["article"]["bad_entity_spans"]) == (True, 0)
    assert [(c["sides"], c["evidence_matches"]) for c in row.facts["contacts"]] == [(2, True)]


CHANGES = {
    "text = 'x' || text": "contact_evidence_verbatim",
    "title = repeat('x', 501)": "title_sane",
    "replacement_chars = 100": "few_replacement_characters",
    "entity_mentions = jsonb_set(entity_mentions, '{0,key}', '\"nobody\"')": "entities_in_gazetteer",
    "contact_mentions = jsonb_set(contact_mentions, '{0,role}', '\"old\"')": "contact_role_known",
    "contact_mentions = null": "article_was_searched",
    "content_sha256 = repeat('0', 64)": "figures_are_of_the_text",
    "text_chars = text_chars + 1": "figures_are_of_the_text",
    "title = title || '.'": "figures_are_of_the_text",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_row_is_measured_anew(settings: Settings, detected: str, change: str) -> None:
    """Whatever is changed behind detection is seen by validation: the facts go with the first change."""
    execute(settings, f"update staging.article set {change} where article_key = '{detected}'")
    void = rows(settings, f"select facts, facts_of from staging.article where article_key = '{detected}'")

    validate_batches("v", settings=settings)

    told = rows(settings, f"select expectation from ops.quarantine where article_key = '{detected}'")
    assert [tuple(row) for row in void] == [(None, None)]
    assert CHANGES[change] in {row.expectation for row in told}


def test_facts_of_other_rules_are_made_anew(settings: Settings, detected: str) -> None:
    """After an upgrade facts that say that all is well are not believed; those of today's rules are what is looked at."""
    change = "update staging.article set facts = jsonb_set(facts, '{article,title_chars}', '501'), facts_of = '%s' where article_key = '%s'"
    execute(settings, change % ("other rules", detected))

    assert validate_batches("v-other", settings=settings)["quarantined"] == 0

    execute(settings, f"update staging.batch set state = 'detected' where run_id = '{detected}'")
    execute(settings, change % (rules_sha256(settings.lexicons), detected))
    assert validate_batches("v-today", settings=settings)["quarantined"] == 1
