"""What a second opinion may change, and what it never may."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from include.rasid.core.opinion import Opinion, OpinionOutcome, apply_opinion, is_uncertain
from include.rasid.model import Mode, Status
from tests.factories import detector, make_mention

EVIDENCE = "أجرى لافروف محادثات مع بلينكن في جنيف."
MENTION = make_mention(confidence=0.6, mode=Mode.UNKNOWN, evidence=EVIDENCE)


def label_of(name: str) -> str | None:
    return {"جنيف": "Geneva"}.get(name)


def applied(**fields: object) -> tuple[object, OpinionOutcome]:
    opinion = Opinion(**{"is_contact": True, "quote": EVIDENCE[:20], **fields})  # type: ignore[arg-type] # fields of an opinion
    return apply_opinion(MENTION, opinion, detector().watch, label_of)


def test_only_what_lies_between_the_thresholds_is_uncertain() -> None:
    """A sure mention and a dropped one are nobody's question."""
    watch = detector().watch
    found = [is_uncertain(make_mention(confidence=c), watch) for c in (0.49, 0.5, 0.74, 0.75, 0.9)]
    assert found == [False, True, True, False, False]


def test_veto_drops_below_the_review_threshold() -> None:
    """A vetoed mention is kept and shown to nobody."""
    mention, outcome = applied(is_contact=False)
    assert outcome is OpinionOutcome.VETOED
    assert mention.confidence < detector().watch.review_threshold  # type: ignore[attr-defined] # a mention
    assert mention.features == ("second_opinion:vetoed",)  # type: ignore[attr-defined] # a mention


def test_what_was_not_read_is_filled_in() -> None:
    """A mode and a place that the sentence names are added, with the reason."""
    mention, outcome = applied(mode=Mode.PHONE, place="جنيف")
    assert outcome is OpinionOutcome.ENRICHED
    assert (mention.mode, mention.place) == (Mode.PHONE, "Geneva")  # type: ignore[attr-defined] # a mention
    assert mention.features == ("second_opinion:mode=phone", "second_opinion:place=Geneva")  # type: ignore[attr-defined] # a mention


@pytest.mark.parametrize("quote", ["", "لا", "التقى لافروف بلينكن في موسكو", EVIDENCE + " "[:0] + "x"])
def test_quotation_that_is_not_in_the_text_changes_nothing(quote: str) -> None:
    """Without the words of the text there is no veto either."""
    assert applied(quote=quote, is_contact=False) == (MENTION, OpinionOutcome.UNUSABLE)


def test_what_the_sentence_does_not_say_is_not_taken() -> None:
    """A place that is elsewhere, or that no lexicon knows, is left out."""
    assert applied(place="موسكو")[1] is OpinionOutcome.AGREED
    assert applied(place="محادثات")[1] is OpinionOutcome.AGREED


@given(
    st.booleans(),
    st.sampled_from([EVIDENCE, EVIDENCE[5:30], "شيء آخر تماما"]),
    st.one_of(st.none(), st.sampled_from(list(Mode))),
    st.one_of(st.none(), st.sampled_from(list(Status))),
    st.one_of(st.none(), st.sampled_from(["جنيف", "موسكو", "x"])),
)
def test_no_opinion_brings_a_mail(
    is_contact: bool,
    quote: str,
    mode: Mode | None,
    status: Status | None,
    place: str | None,
) -> None:
    """Whatever is said, confidence never rises, people, date and evidence stay, and no status that is told is given."""
    opinion = Opinion(is_contact=is_contact, quote=quote, mode=mode, status=status, place=place)
    mention, _ = apply_opinion(MENTION, opinion, detector().watch, label_of)

    assert mention.confidence <= MENTION.confidence
    assert mention.status in {MENTION.status, Status.POSSIBLE, Status.NOT_HELD}
    kept = ("participants", "sides", "when", "role", "scope", "part", "span", "evidence")
    assert all(getattr(mention, name) == getattr(MENTION, name) for name in kept)
